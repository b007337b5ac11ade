import type { User } from '../users/model.ts';
import type { Audience, StakeholderCondition } from './model.ts';

/** Whether the user is one that the condition means. Text is compared whatever the case, and blanks around it. */
function meets({ matchField, key, value }: StakeholderCondition, user: User): boolean {
  const same = (text: string | undefined) => text?.trim().toLowerCase() === value.trim().toLowerCase();
  switch (matchField) {
    case 'tag':
      return user.tags.some(same);
    case 'customProperty':
      return (user.details[key ?? ''] ?? []).some(same);
    default:
      return same(user.userAddress?.[matchField]);
  }
}

/** Whether anybody is looked for by what they are, so that the users have to be read. */
export const hasConditions = ({ stakeholder }: Audience): boolean => stakeholder.conditions.length > 0;

/** Of the users those whom the audiences keep informed, each once. Nobody is told whose account is blocked. */
export function stakeholdersOf(audiences: readonly Audience[], users: readonly User[]): readonly User[] {
  const isOne = ({ stakeholder }: Audience, user: User) => {
    if (stakeholder.individuals.includes(user.id)) return true;
    if (stakeholder.conditions.length === 0) return false;
    return stakeholder.conditionMatchType === 'match-all-conditions'
      ? stakeholder.conditions.every((condition) => meets(condition, user))
      : stakeholder.conditions.some((condition) => meets(condition, user));
  };
  return users.filter((user) => !user.blocked && audiences.some((audience) => isOne(audience, user)));
}
