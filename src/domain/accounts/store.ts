import type { Clock, Instant } from '../../platform/clock.ts';
import { SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import {
  ACCOUNTS_PK,
  accountIndexAttributes,
  accountKey,
  apiKeyKey,
  configurationKey,
  configurationPk,
} from '../../platform/keys.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';
import { type MaintenanceSource, NO_MAINTENANCE } from '../maintenance/apply-maintenance.ts';
import { findMaintenanceState, type Maintenance } from '../maintenance/model.ts';
import { createKeyUseRecorder } from './key-use.ts';
import { type ApiKey, hashApiKey, isSameHash } from './model.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
}

/** How long a function caches a key, in milliseconds. A revoked key works at most this much longer. */
export const KEY_CACHE_MS = 10 * SECOND;

const KEY_CACHE_ENTRIES = 1_000;

export async function getAccount(table: Table, accountId: string): Promise<Account | undefined> {
  const item = await table.get<Item & Account>(accountKey(accountId));
  return item && { id: item.id, name: item.name };
}

/** All accounts of the stage, by name. A new one is listed a moment after it was created. */
export async function listAccounts(table: Table): Promise<readonly Account[]> {
  const entries = await queryAll<Item & { readonly gsi1sk: string }>(table, {
    index: 'gsi1',
    pk: ACCOUNTS_PK,
  });
  const accounts = await Promise.all(entries.map(({ gsi1sk }) => getAccount(table, gsi1sk)));
  return accounts.filter((it) => it !== undefined).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Stores the account. Idempotent. */
export const putAccount = (table: Table, account: Account): Promise<void> =>
  table.put({ ...accountKey(account.id), ...accountIndexAttributes(account.id), ...account });

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
  // Without the keys of the item, which must not be stored again with the API key.
  return items.map(({ pk: _pk, sk: _sk, ...key }) => key);
}

/** An enabled key, with the active and planned maintenance of its account. */
interface CachedKey {
  readonly key: ApiKey;
  readonly maintenances: readonly Maintenance[];
}

/** Whether the key's integration is disabled: by active maintenance, or else by its own setting. */
const isSuspended = ({ key, maintenances }: CachedKey, now: Instant): boolean =>
  (findMaintenanceState(maintenances, 'integration', key.integration.id, now) ??
    (key.suspended ? 'disabled' : 'enabled')) === 'disabled';

/**
 * Creates a look-up of API keys. Found and unknown keys are cached for {@link KEY_CACHE_MS} with the maintenance of the
 * account, so a storm of alerts costs two reads. Cached maintenance starts and ends on time; one that was just created or
 * changed takes effect as late as the revocation of a key.
 */
export function createApiKeyLookup(
  table: Table,
  clock: Clock,
  maintenance: MaintenanceSource = NO_MAINTENANCE,
): (key: string) => Promise<ApiKey | undefined> {
  const cache = createExpiringCache<CachedKey | undefined>({
    ttlMs: KEY_CACHE_MS,
    maxEntries: KEY_CACHE_ENTRIES,
  });
  const recordUse = createKeyUseRecorder(table);
  const getUsableKey = (cached: CachedKey | undefined, now: Instant) =>
    cached && !isSuspended(cached, now) ? cached.key : undefined;

  async function readKey(hash: string, now: Instant): Promise<CachedKey | undefined> {
    const item = await table.get<Item & ApiKey>(apiKeyKey(hash));
    if (!item || !isSameHash(item.hash, hash) || !item.enabled) return undefined;
    // In parallel with another read, so that it adds no latency, and only if the key is not cached.
    const [maintenances] = await Promise.all([
      maintenance.listActiveOrPlanned(item.accountId),
      recordUse(item, now),
    ]);
    return { key: item, maintenances };
  }

  return async (key) => {
    const hash = hashApiKey(key);
    const now = clock();
    return getUsableKey(await cache.getOrLoad(hash, now, () => readKey(hash, now)), now);
  };
}
