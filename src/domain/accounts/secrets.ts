import { randomBytes } from 'node:crypto';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { accountSecretKey, type SecretPurpose } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, type Table } from '../../platform/table.ts';

/** The signing secrets of accounts, one for each purpose: 256 random bits each. */
export interface AccountSecrets {
  /** The secret, created at first use. Concurrent first uses get the same secret. */
  get(accountId: string, purpose: SecretPurpose): Promise<Buffer>;
  /** The secret, or undefined if none was created yet. A forged account id creates nothing. */
  find(accountId: string, purpose: SecretPurpose): Promise<Buffer | undefined>;
}

const CACHE_ENTRIES = 1_000;

type SecretItem = Item & { readonly secret: string };

/** A secret never changes, so it is cached without expiry. */
export function createAccountSecrets(table: Table): AccountSecrets {
  const cache = createBoundedMap<Buffer>(CACHE_ENTRIES);

  function cacheSecret(cacheKey: string, secret: string): Buffer {
    const bytes = Buffer.from(secret, 'base64url');
    cache.set(cacheKey, bytes);
    return bytes;
  }

  async function find(accountId: string, purpose: SecretPurpose): Promise<Buffer | undefined> {
    const key = accountSecretKey(accountId, purpose);
    const cacheKey = `${key.pk}#${key.sk}`;
    const cached = cache.get(cacheKey);
    if (cached) return cached;
    const item = await table.get<SecretItem>(key);
    return item && cacheSecret(cacheKey, item.secret);
  }

  async function get(accountId: string, purpose: SecretPurpose): Promise<Buffer> {
    const found = await find(accountId, purpose);
    if (found) return found;
    const secret = randomBytes(32).toString('base64url');
    await conditionHolds(table.put({ ...accountSecretKey(accountId, purpose), secret }, ifNotExists));
    const stored = await find(accountId, purpose);
    if (!stored) throw new Error(`The ${purpose} secret of the account was deleted while it was created.`);
    return stored;
  }

  return { get, find };
}
