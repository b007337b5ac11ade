import type { ApiKey } from '../../domain/accounts/model.ts';
import { RIGHTS } from '../../domain/accounts/model.ts';
import { unauthorized } from '../../domain/kernel/errors.ts';
import type { ActiveSession, SessionLookup } from '../../domain/sessions/lookup.ts';
import type { Session } from '../../domain/sessions/model.ts';
import type { HttpRequest } from '../../http/messages.ts';
import { findCookie, formatCookie, type RequestWithCookies } from '../requests/cookies.ts';

const SESSION_COOKIE = 'tocsin';

/** The session's cookie of a request; undefined if it has none. */
export const findSessionToken = (request: RequestWithCookies): string | undefined =>
  findCookie(request, SESSION_COOKIE);

/** The Set-Cookie with a new session. */
export const formatSessionCookie = (url: URL, token: string, maxAgeSeconds: number): string =>
  formatCookie(url, SESSION_COOKIE, token, maxAgeSeconds);

/** The Set-Cookie that removes the session from the browser. */
export const formatSignedOutCookie = (url: URL): string => formatCookie(url, SESSION_COOKIE, '', 0);

/**
 * A session as a key of its user: it has the rights of the user's role, and acts in the user's name. Logs show its id, which
 * is no secret.
 */
export const toUserKey = ({ id, accountId, userId, hash }: Session): ApiKey => ({
  keyId: id,
  accountId,
  hash,
  rights: RIGHTS,
  enabled: true,
  userId,
  integration: { id: 'console', name: 'Console', type: 'API' },
});

/** The session of a request. Throws `unauthorized` if it has none, or one that is forged, ended or expired. */
export async function requireSession(lookup: SessionLookup, request: HttpRequest): Promise<ActiveSession> {
  const token = findSessionToken({ url: new URL(request.url), headers: request.headers });
  const active = token === undefined ? undefined : await lookup.find(token);
  if (!active) throw unauthorized('You are not signed in, or your session has ended. Please sign in.');
  return active;
}
