import { randomBytes } from 'node:crypto';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { accountSecretKey, type SecretPurpose } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, type Table } from '../../platform/table.ts';

/** The secrets with which an account's links and webhooks are signed: 256 random bits each, one a purpose. */
export interface AccountSecrets {
  /** The secret, made at first use. Everybody who asks gets the same, also where two ask at once. */
  get(accountId: string, purpose: SecretPurpose): Promise<Buffer>;
  /** The secret, or undefined where nothing was ever signed: a forged account id makes no item. */
  find(accountId: string, purpose: SecretPurpose): Promise<Buffer | undefined>;
}

const CACHE_ENTRIES = 1_000;

type SecretItem = Item & { readonly secret: string };

/** The secrets of all accounts; a secret never changes, so what was read once is kept. */
export function createAccountSecrets(table: Table): AccountSecrets {
  const cache = createBoundedMap<Buffer>(CACHE_ENTRIES);

  function kept(cacheKey: string, secret: string): Buffer {
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
    return item && kept(cacheKey, item.secret);
  }

  async function get(accountId: string, purpose: SecretPurpose): Promise<Buffer> {
    const found = await find(accountId, purpose);
    if (found) return found;
    const secret = randomBytes(32).toString('base64url');
    await conditionHolds(table.put({ ...accountSecretKey(accountId, purpose), secret }, ifNotExists));
    const stored = await find(accountId, purpose);
    if (!stored) throw new Error(`The ${purpose} secret of the account vanished as it was made.`);
    return stored;
  }

  return { get, find };
}
