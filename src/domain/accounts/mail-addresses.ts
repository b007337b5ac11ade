import { createHash, createHmac } from 'node:crypto';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { mailboxKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, type Table } from '../../platform/table.ts';
import { createAccountSecrets } from './secrets.ts';

/** What can have an address of its own. */
export type Addressee = 'integration' | 'heartbeat';

/** The addresses of one account: that of an addressee of that name. */
export type AddressOf = (kind: Addressee, name: string) => string;

/** The addresses of an account. */
export type MailAddresses = (accountId: string) => Promise<AddressOf>;

/** Of an address, the part before the @ may have 64 characters (RFC 5321); the rest is for the token and a dot. */
const READABLE_MAX = 40;

/** Characters of each half of a token, of five bits each: the account, and the addressee. */
const HALF = 10;

const letters = (digest: Buffer): string =>
  BigInt(`0x${digest.toString('hex').slice(0, 14)}`)
    .toString(32)
    .padStart(HALF, '0')
    .slice(-HALF);

const createAccountToken = (secret: Buffer): string =>
  letters(createHash('sha256').update('account').update(secret).digest());

/** What the address of an addressee ends in: nobody can make it who lacks the account's secret. */
export const createAddresseeToken = (secret: Buffer, kind: Addressee, name: string): string =>
  letters(createHmac('sha256', secret).update(`${kind} ${name.trim().toLowerCase()}`).digest());

/** The name as far as an address can hold it: for people alone, since the token says who is meant. */
const readable = (kind: Addressee, name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, READABLE_MAX)
    .replace(/^-+|-+$/g, '') || kind;

/** The two halves of the token of an address; undefined where it has none. */
export function parseAddressTokens(
  address: string,
): { readonly account: string; readonly addressee: string } | undefined {
  const [, account = '', addressee] =
    /^(?:[^@]*\.)?([0-9a-v]{10})([0-9a-v]{10})(?:\+[^@]*)?@/.exec(address.trim().toLowerCase()) ?? [];
  return addressee === undefined ? undefined : { account, addressee };
}

/**
 * The addresses that mail comes in by, `<name>.<token>@<domain>`. Half of the token says which account is meant, the
 * other half is a MAC of the addressee's name under a secret of the account: an address follows neither from a name nor
 * from another address, stays the same for a name, and costs no item of its own. Undefined where the stage has no domain.
 */
export function createMailAddresses(table: Table, domain: string | undefined): MailAddresses | undefined {
  if (!domain) return undefined;
  const secrets = createAccountSecrets(table);
  const listed = new Set<string>();
  return async (accountId) => {
    const secret = await secrets.get(accountId, 'mail');
    const account = createAccountToken(secret);
    if (!listed.has(account)) {
      await list(table, account, accountId);
      listed.add(account);
    }
    return (kind, name) =>
      `${readable(kind, name)}.${account}${createAddresseeToken(secret, kind, name)}@${domain}`;
  };
}

type MailboxItem = Item & { readonly accountId: string };

/** Before an address is shown anybody finds the account by it; again with the same effect. */
async function list(table: Table, token: string, accountId: string): Promise<void> {
  const key = mailboxKey(token);
  if (await conditionHolds(table.put({ ...key, accountId }, ifNotExists))) return;
  const other = await table.get<MailboxItem>(key);
  if (other?.accountId !== accountId) throw new Error('Two accounts have the same token of addresses.');
}

/** How long it is believed that there is no such account. */
const MISS_MS = 10 * SECOND;
const CACHE_ENTRIES = 1_000;

/** The account of a token, with the secret that its addresses are made by. */
export interface MailAccount {
  readonly accountId: string;
  readonly secret: Buffer;
}

/** Finds the account that the first half of a token belongs to. */
export function createMailAccountLookup(
  table: Table,
  clock: Clock,
): (token: string) => Promise<MailAccount | undefined> {
  const secrets = createAccountSecrets(table);
  const found = createBoundedMap<string>(CACHE_ENTRIES);
  const missed = createExpiringCache<true>({ ttlMs: MISS_MS, maxEntries: CACHE_ENTRIES });
  return async (token) => {
    const now = clock();
    if (missed.get(token, now)) return undefined;
    const accountId = found.get(token) ?? (await table.get<MailboxItem>(mailboxKey(token)))?.accountId;
    const secret = accountId === undefined ? undefined : await secrets.find(accountId, 'mail');
    if (accountId === undefined || !secret) {
      missed.set(token, true, now);
      return undefined;
    }
    found.set(token, accountId);
    return { accountId, secret };
  };
}
