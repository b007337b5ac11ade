import type { Instant } from '../../platform/clock.ts';
import type { AccountSecrets } from '../accounts/secrets.ts';
import { LINK_LIFETIME_MS, type LinkClaims, readToken, signToken } from './link-token.ts';

/** Makes the absolute address of a link that works from now on for {@link LINK_LIFETIME_MS}. */
export type LinkSigner = (claims: LinkClaims, now: Instant) => Promise<string>;

/** `publicUrl` is where people reach the API, such as https://alerts.example.com, with or without a slash at its end. */
export function linkSigner(secrets: AccountSecrets, publicUrl: string): LinkSigner {
  const base = publicUrl.replace(/\/+$/, '');
  return async (claims, now) => {
    const secret = await secrets.get(claims.accountId, 'links');
    return `${base}/l/${signToken(claims, now + LINK_LIFETIME_MS, secret)}`;
  };
}

/** What a token is good for. */
export type Verdict =
  | { readonly kind: 'good'; readonly claims: LinkClaims }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forged' };

/** Judges a token. Whether it has expired is said only of one that was truly signed. */
export async function verifyToken(secrets: AccountSecrets, token: string, now: Instant): Promise<Verdict> {
  const read = readToken(token);
  const secret = read && (await secrets.find(read.claims.accountId, 'links'));
  if (!read || !secret?.length || !read.isSignedWith(secret)) return { kind: 'forged' };
  return read.expiresAt <= now ? { kind: 'expired' } : { kind: 'good', claims: read.claims };
}
