import type { ResponderType } from '../../kernel/responder.ts';
import type { SearchFacts } from '../../kernel/search-query/evaluate.ts';
import type { SearchField } from '../../kernel/search-query/model.ts';
import type { ResponderStores } from '../responders.ts';

/** The names by which the fields of the query can refer to users, teams, escalations and schedules. */
export async function loadNames(
  directory: ResponderStores,
  accountId: string,
  fields: ReadonlySet<SearchField>,
  /** The types that responders can have. */
  responderTypes: readonly ResponderType[],
): Promise<SearchFacts['getName']> {
  const list = async <T>(
    type: ResponderType,
    field: SearchField | undefined,
    read: () => Promise<readonly T[]>,
  ) =>
    (field && fields.has(field)) || (fields.has('responders') && responderTypes.includes(type)) ? read() : [];
  const [teams, users, escalations, schedules] = await Promise.all([
    list('team', 'teams', () => directory.teams.list(accountId)),
    list('user', 'recipients', () => directory.users.list(accountId)),
    list('escalation', undefined, () => directory.escalations.list(accountId)),
    list('schedule', undefined, () => directory.schedules.list(accountId)),
  ]);
  const names: Readonly<Record<ResponderType, ReadonlyMap<string, string>>> = {
    team: new Map(teams.map(({ id, name }) => [id, name])),
    user: new Map(users.map(({ id, username }) => [id, username])),
    escalation: new Map(escalations.map(({ id, name }) => [id, name])),
    schedule: new Map(schedules.map(({ id, name }) => [id, name])),
  };
  return (type, id) => names[type].get(id);
}
