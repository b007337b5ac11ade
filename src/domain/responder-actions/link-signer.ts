import type { Instant } from '../../platform/clock.ts';
import type { AccountSecrets } from '../accounts/secrets.ts';
import { LINK_LIFETIME_MS, type LinkClaims, parseLinkToken, signLinkToken } from './link-token.ts';

/** Creates the absolute URL of a link that is valid from now on for {@link LINK_LIFETIME_MS}. */
export type LinkSigner = (claims: LinkClaims, now: Instant) => Promise<string>;

/** `publicUrl` is the public URL of the API, such as https://alerts.example.com, with or without a trailing slash. */
export function createLinkSigner(secrets: AccountSecrets, publicUrl: string): LinkSigner {
  const base = publicUrl.replace(/\/+$/, '');
  return async (claims, now) => {
    const secret = await secrets.get(claims.accountId, 'links');
    return `${base}/l/${signLinkToken(claims, now + LINK_LIFETIME_MS, secret)}`;
  };
}

/** The result of verifying a link token. */
export type LinkTokenVerification =
  | { readonly kind: 'valid'; readonly claims: LinkClaims }
  | { readonly kind: 'expired'; readonly claims: LinkClaims; readonly expiredAt: Instant }
  | { readonly kind: 'forged' };

/** Verifies a token. Only a token with a valid signature can be `expired`. */
export async function verifyLinkToken(
  secrets: AccountSecrets,
  token: string,
  now: Instant,
): Promise<LinkTokenVerification> {
  const read = parseLinkToken(token);
  const secret = read && (await secrets.find(read.claims.accountId, 'links'));
  if (!read || !secret?.length || !read.isSignedWith(secret)) return { kind: 'forged' };
  const { claims, expiresAt } = read;
  return expiresAt <= now ? { kind: 'expired', claims, expiredAt: expiresAt } : { kind: 'valid', claims };
}
