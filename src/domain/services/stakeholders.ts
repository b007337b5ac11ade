import { getOwn } from '../kernel/own-property.ts';
import type { User } from '../users/model.ts';
import type { Audience, StakeholderCondition } from './model.ts';

/** Whether the user meets the condition. Case and surrounding blanks are ignored. */
function meetsCondition({ matchField, key, value }: StakeholderCondition, user: User): boolean {
  const same = (text: string | undefined) => text?.trim().toLowerCase() === value.trim().toLowerCase();
  switch (matchField) {
    case 'tag':
      return user.tags.some(same);
    case 'customProperty':
      return (getOwn(user.details, key ?? '') ?? []).some(same);
    default:
      return same(user.userAddress?.[matchField]);
  }
}

/** Whether an audience has conditions, so that all users must be read. */
export const hasConditions = ({ stakeholder }: Audience): boolean => stakeholder.conditions.length > 0;

/** The users whom the audiences name as stakeholders, each once. Blocked users are left out. */
export function findStakeholders(audiences: readonly Audience[], users: readonly User[]): readonly User[] {
  const isStakeholder = ({ stakeholder }: Audience, user: User) => {
    if (stakeholder.individuals.includes(user.id)) return true;
    if (stakeholder.conditions.length === 0) return false;
    return stakeholder.conditionMatchType === 'match-all-conditions'
      ? stakeholder.conditions.every((condition) => meetsCondition(condition, user))
      : stakeholder.conditions.some((condition) => meetsCondition(condition, user));
  };
  return users.filter((user) => !user.blocked && audiences.some((audience) => isStakeholder(audience, user)));
}
