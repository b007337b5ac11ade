import { type ConfigurationStore, createConfigurationStore } from '../../platform/configuration-store.ts';
import { parseUserIndexSk, userIndexAttributes, usernamePk } from '../../platform/keys.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';
import type { User } from './model.ts';

/** Users, found by username as well as by id. */
export const createUserStore = (table: Table): ConfigurationStore<User> =>
  createConfigurationStore<User>(table, 'USER', (user) => user.username, userIndexAttributes);

/** The user of an item that the store made. */
export function toUser(item: Item): User {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...user } = item;
  return user as unknown as User;
}

/** A user and their account. */
export interface AccountUser {
  readonly accountId: string;
  readonly user: User;
}

/** The users with this username in all accounts, by account. The index follows a change of a user within a second or so. */
export async function findUsersInAllAccounts(
  table: Table,
  username: string,
): Promise<readonly AccountUser[]> {
  const users = createUserStore(table);
  const entries = await queryAll<Item & { readonly gsi1sk: string }>(table, {
    index: 'gsi1',
    pk: usernamePk(username),
  });
  const wanted = username.trim().toLowerCase();
  const found = await Promise.all(
    entries.map(async ({ gsi1sk }) => {
      const { accountId, userId } = parseUserIndexSk(gsi1sk);
      const user = await users.get(accountId, userId);
      // The index may be older than the user.
      return user?.username.toLowerCase() === wanted ? [{ accountId, user }] : [];
    }),
  );
  return found.flat();
}
