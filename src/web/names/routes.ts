import * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import { createRouteDefiner, type Route } from '../../http/route.ts';
import type * as responses from './responses.ts';

const defineRoute = createRouteDefiner<typeof responses>('web-names');

/** As many as the rows of a list that are drawn mention. */
const MAX_KEYS = 100;

const keys = z
  .string()
  .default('')
  .transform((text) => [...new Set(text.split(',').filter((key) => key !== ''))])
  .pipe(z.array(z.string()).max(MAX_KEYS, `must name at most ${MAX_KEYS}`));

const namesQuery = z.object({ ids: keys, usernames: keys });

/**
 * The names of what the alerts that somebody sees mention: teams, escalations, schedules and people. Roles that may not read
 * the configuration, such as observers, get names by it and nothing else: no list of all users, and no contact.
 */
export function nameRoutes(
  directory: Pick<Directory, 'users' | 'teams' | 'escalations' | 'schedules'>,
): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/web/names',
      tag: 'Console',
      summary: 'Get the names of some teams, escalations, schedules and users',
      domain: 'search',
      rights: ['read'],
      query: namesQuery,
      response: 'names',
      async handle({ caller: { accountId }, query: { ids, usernames } }) {
        const [users, ...others] = await Promise.all([
          directory.users.getMany(accountId, ids),
          directory.teams.getMany(accountId, ids),
          directory.escalations.getMany(accountId, ids),
          directory.schedules.getMany(accountId, ids),
        ]);
        const named = await Promise.all(
          usernames.map((username) => directory.users.getByName(accountId, username)),
        );
        const names = Object.fromEntries([
          ...others.flat().map(({ id, name }) => [id, name]),
          ...users.map(({ id, fullName }) => [id, fullName]),
          ...named.flatMap((user) => (user ? [[user.username, user.fullName]] : [])),
        ]);
        return { kind: 'json', status: 200, members: { names } };
      },
    }),
  ];
}
