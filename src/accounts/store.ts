import type { Clock } from '../platform/clock.ts';
import { SECOND } from '../platform/clock.ts';
import { accountKey, apiKeyKey, configurationKey, configurationPk } from '../platform/keys.ts';
import { type Item, queryAll, type Table } from '../platform/table.ts';
import { type ApiKey, hashOfKey, sameHash } from './model.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
}

/** How long a function goes on trusting a key that it has looked up: the longest that a revoked key still works. */
export const KEY_CACHE_MS = 10 * SECOND;

const KEY_CACHE_ENTRIES = 1_000;

/** The account, or undefined. */
export async function getAccount(table: Table, accountId: string): Promise<Account | undefined> {
  const item = await table.get<Item & Account>(accountKey(accountId));
  return item && { id: item.id, name: item.name };
}

/** Stores the account, again with the same effect. */
export const putAccount = (table: Table, account: Account): Promise<void> =>
  table.put({ ...accountKey(account.id), ...account });

/**
 * Stores a key. The entry in the account's list is written first: a key that works is always listed and can be
 * revoked.
 */
export async function putApiKey(table: Table, key: ApiKey): Promise<void> {
  await table.put({ ...configurationKey(key.accountId, 'APIKEY', key.keyId), ...key });
  await table.put({ ...apiKeyKey(key.hash), ...key });
}

/** The account's keys, revoked ones included. */
export async function listApiKeys(table: Table, accountId: string): Promise<readonly ApiKey[]> {
  const items = await queryAll<Item & ApiKey>(table, { pk: configurationPk(accountId, 'APIKEY') });
  // Without the item's own key, which would go astray where the API key is stored again.
  return items.map(({ pk: _pk, sk: _sk, ...key }) => key);
}

/**
 * Looks keys up by their hash. What is found, and what is not, is kept for {@link KEY_CACHE_MS}, so that a storm of
 * alerts costs one read.
 */
export function apiKeyLookup(table: Table, clock: Clock): (key: string) => Promise<ApiKey | undefined> {
  const cache = new Map<string, { readonly found: ApiKey | undefined; readonly until: number }>();
  return async (key) => {
    const hash = hashOfKey(key);
    const now = clock();
    const cached = cache.get(hash);
    if (cached && cached.until > now) return cached.found;
    const item = await table.get<Item & ApiKey>(apiKeyKey(hash));
    const found = item && sameHash(item.hash, hash) && item.enabled && !item.suspended ? item : undefined;
    if (cache.size >= KEY_CACHE_ENTRIES) cache.clear();
    cache.set(hash, { found, until: now + KEY_CACHE_MS });
    return found;
  };
}
