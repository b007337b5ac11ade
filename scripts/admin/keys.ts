import { type ApiKey, generateSecretKey, hashApiKey, type Right } from '../../src/domain/accounts/model.ts';
import {
  type Account,
  getAccount,
  listAccounts,
  listApiKeys,
  putAccount,
  putApiKey,
} from '../../src/domain/accounts/store.ts';
import { createTeamStore } from '../../src/domain/teams/store.ts';
import type { User } from '../../src/domain/users/model.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Table } from '../../src/platform/table.ts';
import { CommandError } from '../command-line.ts';

/** The command is not possible. The message is shown to the operator. */
export class AdminError extends CommandError {
  override readonly name = 'AdminError';
}

/** A new key. The secret is not stored and cannot be shown again. */
export interface IssuedKey {
  readonly secret: string;
  readonly key: ApiKey;
}

/** The settings of a new key. */
export interface KeyRequest {
  readonly name: string;
  readonly rights: readonly Right[];
  /** Id or name of a team; the key is restricted to what belongs to it. */
  readonly team?: string;
  /** Id or username of the key's user. The key has at most the rights of the user's role, and acts in their name. */
  readonly user?: string;
}

/**
 * The id of the account that a command is for: the one that is named or, if there is only one, that one. Throws
 * {@link AdminError} if it is not clear.
 */
export async function findAccountId(table: Table, named: string | undefined): Promise<string> {
  if (named) return named;
  const [first, ...others] = await listAccounts(table);
  if (!first) throw new AdminError('There is no account yet. Create one: create-account --name <name>');
  if (others.length > 0) {
    throw new AdminError('There are several accounts. Name one by --account; list-accounts shows their ids.');
  }
  return first.id;
}

/** Throws {@link AdminError} if there is an account of that name: two that nobody can tell apart are a mistake. */
export async function requireNewName(table: Table, name: string): Promise<void> {
  const same = (await listAccounts(table)).find(
    (account) => account.name.toLowerCase() === name.toLowerCase(),
  );
  if (same) {
    throw new AdminError(
      `The account ${same.name} exists already: ${same.id}. A further key for it: create-key --account ${same.id}`,
    );
  }
}

/** Creates an account. Throws {@link AdminError} if the id is taken. */
export async function createAccount(
  table: Table,
  { id = newId(), name }: { readonly id?: string; readonly name: string },
): Promise<Account> {
  // Table keys contain the id, and use # as a separator.
  if (!/^[\w-]{1,64}$/.test(id)) {
    throw new AdminError('An account id has up to 64 letters, digits, hyphens and underscores.');
  }
  if (await getAccount(table, id)) throw new AdminError(`Account ${id} already exists.`);
  const account = { id, name };
  await putAccount(table, account);
  return account;
}

/** Creates a key for the account. Throws {@link AdminError} if the account, the team or the user does not exist. */
export async function createKey(table: Table, accountId: string, request: KeyRequest): Promise<IssuedKey> {
  await requireAccount(table, accountId);
  const secret = generateSecretKey();
  const { name, rights } = request;
  const teamId = request.team && (await requireTeamId(table, accountId, request.team));
  const userId = request.user && (await requireUser(table, accountId, request.user)).id;
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

/** Lists the account's keys by name, revoked ones last. */
export async function listKeys(table: Table, accountId: string): Promise<readonly ApiKey[]> {
  await requireAccount(table, accountId);
  const order = ({ enabled, integration }: ApiKey) => `${enabled ? 0 : 1} ${integration.name}`;
  return (await listApiKeys(table, accountId)).toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Revokes a key. It keeps working for at most KEY_CACHE_MS. */
export async function revokeKey(table: Table, accountId: string, keyId: string): Promise<ApiKey> {
  const key = { ...(await requireKey(table, accountId, keyId)), enabled: false };
  await putApiKey(table, key);
  return key;
}

/**
 * Creates a key with the same settings as the old one and revokes the old one. With `keepOld` it stays valid, so that
 * clients can be changed first.
 */
export async function rotateKey(
  table: Table,
  accountId: string,
  keyId: string,
  { keepOld }: { readonly keepOld: boolean },
): Promise<IssuedKey> {
  const old = await requireKey(table, accountId, keyId);
  if (!old.enabled) throw new AdminError(`The key ${keyId} is revoked; create a new one.`);
  const secret = generateSecretKey();
  const key: ApiKey = { ...old, keyId: newId(), hash: hashApiKey(secret) };
  await putApiKey(table, key);
  if (!keepOld) await putApiKey(table, { ...old, enabled: false });
  return { secret, key };
}

/** The user with that id or username. Throws {@link AdminError} if there is none. */
export async function requireUser(table: Table, accountId: string, identifier: string): Promise<User> {
  const users = createUserStore(table);
  const user = (await users.get(accountId, identifier)) ?? (await users.getByName(accountId, identifier));
  if (!user) throw new AdminError(`The account ${accountId} has no user ${identifier}.`);
  return user;
}

async function requireTeamId(table: Table, accountId: string, identifier: string): Promise<string> {
  const teams = createTeamStore(table);
  const team = (await teams.get(accountId, identifier)) ?? (await teams.getByName(accountId, identifier));
  if (!team) throw new AdminError(`The account ${accountId} has no team ${identifier}.`);
  return team.id;
}

/** Throws {@link AdminError} if there is no such account. */
export async function requireAccount(table: Table, accountId: string): Promise<void> {
  if (!(await getAccount(table, accountId))) throw new AdminError(`Account ${accountId} does not exist.`);
}

async function requireKey(table: Table, accountId: string, keyId: string): Promise<ApiKey> {
  const key = (await listKeys(table, accountId)).find((candidate) => candidate.keyId === keyId);
  if (!key) throw new AdminError(`The account ${accountId} has no key ${keyId}; list-keys shows them.`);
  return key;
}
