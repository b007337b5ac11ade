import { HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import { signInLinkKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifExists, type Table } from '../../platform/table.ts';
import { generateSecretKey, hashApiKey, isSameHash } from '../accounts/model.ts';
import { formatSessionToken, getSessionId, parseSessionToken } from '../sessions/model.ts';
import type { Candidate } from './email-sign-in.ts';

/** How long a link is valid, in milliseconds. */
export const SIGN_IN_LINK_MS = HOUR;

type SignInLinkItem = Item & { readonly hash: string; readonly validUntil: Instant };

/**
 * Creates the token of a link with which the user signs in once: for the first owner of an account, and for days on which
 * e-mail and the identity provider are down. Only its hash is stored.
 */
export async function createSignInLink(
  table: Table,
  { accountId, userId }: Candidate,
  now: Instant,
): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
  const secret = generateSecretKey();
  const validUntil = now + SIGN_IN_LINK_MS;
  await table.put({
    ...signInLinkKey(accountId, userId, getSessionId(secret)),
    hash: hashApiKey(secret),
    validUntil,
    expiresAt: Math.ceil(validUntil / SECOND),
  });
  return { token: formatSessionToken({ accountId, userId, secret }), expiresAt: validUntil };
}

/** Uses a link up. Undefined if it is unknown, was used or has expired. */
export async function redeemSignInLink(
  table: Table,
  token: string,
  now: Instant,
): Promise<Candidate | undefined> {
  const parsed = parseSessionToken(token);
  if (!parsed) return undefined;
  const { accountId, userId, secret } = parsed;
  const key = signInLinkKey(accountId, userId, getSessionId(secret));
  const item = await table.get<SignInLinkItem>(key);
  if (!item || item.validUntil <= now || !isSameHash(item.hash, hashApiKey(secret))) return undefined;
  return (await conditionHolds(table.delete(key, ifExists))) ? { accountId, userId } : undefined;
}
