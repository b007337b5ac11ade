import { HOUR, type Instant } from '../../platform/clock.ts';
import { keyUseKey, keyUsePk } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import { type Item, queryAll, type Table } from '../../platform/table.ts';
import type { ApiKey } from './model.ts';

/** A use of a key is recorded at most once in this time, in milliseconds. */
export const KEY_USE_INTERVAL_MS = HOUR;

/** How many keys an instance of a function remembers. */
const REMEMBERED_KEYS = 1_000;

interface KeyUse extends Item {
  /** In milliseconds since the epoch. */
  readonly lastUsedAt: Instant;
}

/**
 * Records when keys are used, at most once per key and hour: an instance remembers what it recorded, and looks what other
 * instances have recorded. Never throws and delays one request an hour by a read and a write.
 */
export function createKeyUseRecorder(table: Table): (key: ApiKey, now: Instant) => Promise<void> {
  const recorded = new Map<string, Instant>();
  return async ({ accountId, keyId }, now) => {
    const name = `${accountId} ${keyId}`;
    if (now - (recorded.get(name) ?? Number.NEGATIVE_INFINITY) < KEY_USE_INTERVAL_MS) return;
    if (recorded.size >= REMEMBERED_KEYS) recorded.clear();
    recorded.set(name, now);
    try {
      // A read costs a fifth of a write, and most instances find that another one has recorded the use.
      const last = await table.get<KeyUse>(keyUseKey(accountId, keyId));
      if (last && now - last.lastUsedAt < KEY_USE_INTERVAL_MS) return;
      await table.put({ ...keyUseKey(accountId, keyId), lastUsedAt: now });
    } catch (error) {
      logger.warn('Could not record the use of a key', { accountId, keyId, error: error as Error });
    }
  };
}

/** When each key of the account was used last, by key id, to the hour. Keys that were never used are absent. */
export async function listKeyUses(table: Table, accountId: string): Promise<ReadonlyMap<string, Instant>> {
  const uses = await queryAll<KeyUse>(table, { pk: keyUsePk(accountId) });
  return new Map(uses.map(({ sk, lastUsedAt }) => [sk, lastUsedAt]));
}
