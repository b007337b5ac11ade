import { createSession, type SessionLimits, type SignInMethod } from '../../domain/sessions/model.ts';
import type { SessionStore } from '../../domain/sessions/store.ts';
import type { AccountUser } from '../../domain/users/store.ts';
import type { ReadonlyHeaders } from '../../http/messages.ts';
import { type Instant, SECOND } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import { describeDevice } from '../requests/device.ts';
import { formatSessionCookie } from '../sessions/session-cookie.ts';

export interface StartSessionDeps {
  readonly sessions: SessionStore;
  readonly limits: SessionLimits;
}

/** Starts a session of the user in the browser of the request, and returns its cookie. */
export async function startSession(
  { sessions, limits }: StartSessionDeps,
  { accountId, user }: AccountUser,
  signedInBy: SignInMethod,
  request: { readonly url: URL; readonly headers: ReadonlyHeaders },
  now: Instant,
): Promise<string> {
  const device = describeDevice(request.headers.get('user-agent') ?? '');
  const { session, token } = createSession({ accountId, userId: user.id, device, signedInBy }, now);
  await sessions.put(session);
  logger.info('Signed in', { accountId, userId: user.id, sessionId: session.id, signedInBy });
  return formatSessionCookie(request.url, token, Math.floor(limits.totalMs / SECOND));
}
