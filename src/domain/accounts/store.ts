import type { Clock, Instant } from '../../platform/clock.ts';
import { SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { accountKey, apiKeyKey, configurationKey, configurationPk } from '../../platform/keys.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';
import { type MaintenanceSource, NO_MAINTENANCE } from '../maintenance/apply-maintenance.ts';
import { type Maintenance, stateOf } from '../maintenance/model.ts';
import { type ApiKey, hashApiKey, sameHash } from './model.ts';

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

interface Known {
  readonly key: ApiKey;
  readonly maintenances: readonly Maintenance[];
}

/** Whether the integration of the key is disabled: by maintenance, or where that says nothing, by itself. */
const isSuspended = ({ key, maintenances }: Known, now: Instant): boolean =>
  (stateOf(maintenances, 'integration', key.integration.id, now) ??
    (key.suspended ? 'disabled' : 'enabled')) === 'disabled';

/**
 * Looks keys up by their hash. What is found, and what is not, is kept for {@link KEY_CACHE_MS}, with the maintenance of
 * the account, so that a storm of alerts costs two reads. Maintenance begins and ends to the instant; only one that was
 * just made or changed is heeded as late as a revoked key.
 */
export function createApiKeyLookup(
  table: Table,
  clock: Clock,
  maintenance: MaintenanceSource = NO_MAINTENANCE,
): (key: string) => Promise<ApiKey | undefined> {
  const cache = createExpiringCache<Known | undefined>({
    ttlMs: KEY_CACHE_MS,
    maxEntries: KEY_CACHE_ENTRIES,
  });
  const usable = (known: Known | undefined, now: Instant) =>
    known && !isSuspended(known, now) ? known.key : undefined;

  async function readKey(hash: string): Promise<Known | undefined> {
    const item = await table.get<Item & ApiKey>(apiKeyKey(hash));
    return item && sameHash(item.hash, hash) && item.enabled
      ? { key: item, maintenances: await maintenance.ahead(item.accountId) }
      : undefined;
  }

  return async (key) => {
    const hash = hashApiKey(key);
    const now = clock();
    return usable(await cache.getOrLoad(hash, now, () => readKey(hash)), now);
  };
}
