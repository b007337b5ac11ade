import type { AccountAccess } from '../kind.ts';

/** The names of things by id, for members of the API that are ids. An id of something deleted has none. */
export interface Names {
  readonly teams: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
  readonly integrations: ReadonlyMap<string, string>;
}

export async function readNames({ directory, accountId }: AccountAccess): Promise<Names> {
  const [teams, users, services, integrations] = await Promise.all([
    directory.teams.list(accountId),
    directory.users.list(accountId),
    directory.services.list(accountId),
    directory.integrations.list(accountId),
  ]);
  const byId = (all: readonly { readonly id: string; readonly name: string }[]) =>
    new Map(all.map(({ id, name }) => [id, name]));
  return {
    teams: byId(teams),
    users: new Map(users.map(({ id, username }) => [id, username])),
    services: byId(services),
    integrations: byId(integrations),
  };
}

/** The names of the ids, without those of what was deleted. */
export const toNames = (ids: unknown, names: ReadonlyMap<string, string>): readonly string[] =>
  (Array.isArray(ids) ? ids : []).flatMap((id) => names.get(id) ?? []);
