import { createHash, createHmac } from 'node:crypto';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { mailboxKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, type Table } from '../../platform/table.ts';
import { createAccountSecrets } from './secrets.ts';

/** The resources that can have an inbound e-mail address. */
export type MailRecipient = 'integration' | 'heartbeat';

/** Returns the inbound e-mail address of an integration or heartbeat of one account. */
export type GetMailAddress = (kind: MailRecipient, name: string) => string;

/** Gets the function that returns the addresses of an account. */
export type MailAddressLookup = (accountId: string) => Promise<GetMailAddress>;

/** The local part of an address may have 64 characters (RFC 5321); the others are for the token and a dot. */
const READABLE_PART_MAX = 40;

/** Characters of each half of a token, of five bits each. The first half is the account, the second the recipient. */
const HALF_LENGTH = 10;

const toBase32 = (digest: Buffer): string =>
  BigInt(`0x${digest.toString('hex').slice(0, 14)}`)
    .toString(32)
    .padStart(HALF_LENGTH, '0')
    .slice(-HALF_LENGTH);

const createAccountToken = (secret: Buffer): string =>
  toBase32(createHash('sha256').update('account').update(secret).digest());

/** The second half of the token of an address. It cannot be made without the account's secret. */
export const createRecipientToken = (secret: Buffer, kind: MailRecipient, name: string): string =>
  toBase32(createHmac('sha256', secret).update(`${kind} ${name.trim().toLowerCase()}`).digest());

/** The readable part of an address. It is only for people: the token alone identifies the recipient. */
const toReadablePart = (kind: MailRecipient, name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, READABLE_PART_MAX)
    .replace(/^-+|-+$/g, '') || kind;

/** The two halves of the token of an address; undefined if it has no token. */
export function parseAddressTokens(
  address: string,
): { readonly account: string; readonly recipient: string } | undefined {
  const [, account = '', recipient] =
    /^(?:[^@]*\.)?([0-9a-v]{10})([0-9a-v]{10})(?:\+[^@]*)?@/.exec(address.trim().toLowerCase()) ?? [];
  return recipient === undefined ? undefined : { account, recipient };
}

/**
 * Inbound e-mail addresses have the form `<name>.<token>@<domain>`. The first half of the token identifies the account, the
 * second is a MAC of the recipient's name with a secret of the account. An address can therefore not be guessed from a
 * name or from another address, stays the same for a name, and needs no item of its own. Returns undefined if the stage
 * has no mail domain.
 */
export function createMailAddressLookup(
  table: Table,
  domain: string | undefined,
): MailAddressLookup | undefined {
  if (!domain) return undefined;
  const secrets = createAccountSecrets(table);
  const registered = new Set<string>();
  return async (accountId) => {
    const secret = await secrets.get(accountId, 'mail');
    const account = createAccountToken(secret);
    if (!registered.has(account)) {
      await registerAccountToken(table, account, accountId);
      registered.add(account);
    }
    return (kind, name) =>
      `${toReadablePart(kind, name)}.${account}${createRecipientToken(secret, kind, name)}@${domain}`;
  };
}

type MailboxItem = Item & { readonly accountId: string };

/** Stores which account the token belongs to, so that mail finds it. Idempotent. */
async function registerAccountToken(table: Table, token: string, accountId: string): Promise<void> {
  const key = mailboxKey(token);
  if (await conditionHolds(table.put({ ...key, accountId }, ifNotExists))) return;
  const other = await table.get<MailboxItem>(key);
  if (other?.accountId !== accountId) throw new Error('Two accounts have the same mail address token.');
}

/** How long an unknown account token is cached, in milliseconds. */
const MISS_MS = 10 * SECOND;
const CACHE_ENTRIES = 1_000;

/** The account of a token, with the secret from which its addresses are derived. */
export interface MailAccount {
  readonly accountId: string;
  readonly secret: Buffer;
}

/** Creates a look-up of accounts by the first half of a token. */
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
