import { type Document, toText } from '../document.ts';
import type { AccountAccess } from '../kind.ts';

/** The names of things by id, for members of the API that are ids. An id of something deleted has none. */
export interface Names {
  readonly teams: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly schedules: ReadonlyMap<string, string>;
  readonly escalations: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
  readonly integrations: ReadonlyMap<string, string>;
}

export async function readNames({ directory, accountId }: AccountAccess): Promise<Names> {
  const [teams, users, schedules, escalations, services, integrations] = await Promise.all([
    directory.teams.list(accountId),
    directory.users.list(accountId),
    directory.schedules.list(accountId),
    directory.escalations.list(accountId),
    directory.services.list(accountId),
    directory.integrations.list(accountId),
  ]);
  const byId = (all: readonly { readonly id: string; readonly name: string }[]) =>
    new Map(all.map(({ id, name }) => [id, name]));
  return {
    teams: byId(teams),
    users: new Map(users.map(({ id, username }) => [id, username])),
    schedules: byId(schedules),
    escalations: byId(escalations),
    services: byId(services),
    integrations: byId(integrations),
  };
}

/** The names of the ids, without those of what was deleted. */
export const toNames = (ids: unknown, names: ReadonlyMap<string, string>): readonly string[] =>
  (Array.isArray(ids) ? ids : []).flatMap((id) => names.get(id) ?? []);

/** The responders by name, without those that were deleted. The responders of policies have only ids in the API. */
export const toNamedResponders = (responders: readonly Document[], names: Names): readonly Document[] =>
  responders.flatMap(({ type, id }) => {
    const key = toText(id);
    switch (type) {
      case 'user':
        return names.users.has(key) ? { type, username: names.users.get(key) } : [];
      case 'team':
        return names.teams.has(key) ? { type, name: names.teams.get(key) } : [];
      case 'schedule':
        return names.schedules.has(key) ? { type, name: names.schedules.get(key) } : [];
      default:
        return names.escalations.has(key) ? { type, name: names.escalations.get(key) } : [];
    }
  });
