import { type ApiKey, generateSecretKey, hashApiKey, type Right } from '../../src/domain/accounts/model.ts';
import {
  type Account,
  getAccount,
  listApiKeys,
  putAccount,
  putApiKey,
} from '../../src/domain/accounts/store.ts';
import type { User } from '../../src/domain/users/model.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Table } from '../../src/platform/table.ts';

/** What the operator asked for cannot be done; the message is for them. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
}

/** A key that was just made. `secret` is known here only, and never again. */
export interface IssuedKey {
  readonly secret: string;
  readonly key: ApiKey;
}

/** What a new key may do, and in whose name its requests appear. */
export interface KeyRequest {
  readonly name: string;
  readonly rights: readonly Right[];
  /** Restricts the key to what belongs to this team. */
  readonly teamId?: string;
  /** Id or username of the user whose key it is: it may do what their role allows, and acts in their name. */
  readonly user?: string;
}

/** Creates an account. Throws {@link AdminError} where the id is taken. */
export async function createAccount(
  table: Table,
  { id = newId(), name }: { readonly id?: string; readonly name: string },
): Promise<Account> {
  // The id is a part of keys, which are put together with #.
  if (!/^[\w-]{1,64}$/.test(id)) {
    throw new AdminError('An account id has up to 64 letters, digits, hyphens and underscores.');
  }
  if (await getAccount(table, id)) throw new AdminError(`There is an account ${id} already.`);
  const account = { id, name };
  await putAccount(table, account);
  return account;
}

/** Makes a key for the account. Throws {@link AdminError} where there is no such account. */
export async function createKey(table: Table, accountId: string, request: KeyRequest): Promise<IssuedKey> {
  await existing(table, accountId);
  const secret = generateSecretKey();
  const { name, rights, teamId } = request;
  const userId = request.user && (await userNamed(table, accountId, request.user)).id;
  const key: ApiKey = {
    keyId: newId(),
    accountId,
    hash: hashApiKey(secret),
    rights,
    enabled: true,
    ...(teamId && { teamId }),
    ...(userId && { userId }),
    integration: { id: newId(), name, type: 'API' },
  };
  await putApiKey(table, key);
  return { secret, key };
}

/** The account's keys by name, revoked ones last. */
export async function listKeys(table: Table, accountId: string): Promise<readonly ApiKey[]> {
  await existing(table, accountId);
  const order = ({ enabled, integration }: ApiKey) => `${enabled ? 0 : 1} ${integration.name}`;
  return (await listApiKeys(table, accountId)).toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Revokes a key, again with the same effect. It works for at most KEY_CACHE_MS longer. */
export async function revokeKey(table: Table, accountId: string, keyId: string): Promise<ApiKey> {
  const key = { ...(await found(table, accountId, keyId)), enabled: false };
  await putApiKey(table, key);
  return key;
}

/**
 * Makes a key that may do what the old one may, in the same name, and revokes the old one, unless `keepOld` leaves time
 * to change the clients over.
 */
export async function rotateKey(
  table: Table,
  accountId: string,
  keyId: string,
  { keepOld }: { readonly keepOld: boolean },
): Promise<IssuedKey> {
  const old = await found(table, accountId, keyId);
  if (!old.enabled) throw new AdminError(`The key ${keyId} is revoked; create a new one.`);
  const secret = generateSecretKey();
  const key: ApiKey = { ...old, keyId: newId(), hash: hashApiKey(secret) };
  await putApiKey(table, key);
  if (!keepOld) await putApiKey(table, { ...old, enabled: false });
  return { secret, key };
}

async function userNamed(table: Table, accountId: string, identifier: string): Promise<User> {
  const users = createUserStore(table);
  const user = (await users.get(accountId, identifier)) ?? (await users.getByName(accountId, identifier));
  if (!user) throw new AdminError(`The account ${accountId} has no user ${identifier}.`);
  return user;
}

async function existing(table: Table, accountId: string): Promise<void> {
  if (!(await getAccount(table, accountId))) throw new AdminError(`There is no account ${accountId}.`);
}

async function found(table: Table, accountId: string, keyId: string): Promise<ApiKey> {
  const key = (await listKeys(table, accountId)).find((candidate) => candidate.keyId === keyId);
  if (!key) throw new AdminError(`The account ${accountId} has no key ${keyId}; list-keys shows them.`);
  return key;
}
