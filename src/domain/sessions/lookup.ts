import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import type { Directory } from '../directory/directory.ts';
import type { User } from '../users/model.ts';
import {
  getSessionEnd,
  getSessionId,
  hasSecret,
  parseSessionToken,
  type Session,
  type SessionLimits,
  TOUCH_EVERY_MS,
} from './model.ts';
import type { SessionStore } from './store.ts';

/** How long a session and its user are cached, in milliseconds: a session that was ended works at most this much longer. */
export const SESSION_CACHE_MS = 5 * SECOND;

const CACHE_ENTRIES = 1_000;

export interface SessionLookupDeps {
  readonly sessions: SessionStore;
  readonly users: Directory['users'];
  readonly limits: SessionLimits;
  readonly clock: Clock;
}

/** A valid session and its user. */
export interface ActiveSession {
  readonly session: Session;
  readonly user: User;
}

/** Finds the session of a cookie, and forgets one that was just ended. */
export interface SessionLookup {
  /**
   * The session; undefined if it is forged, has expired, was ended, or its user is blocked or deleted. Notes that it was
   * used.
   */
  readonly find: (token: string) => Promise<ActiveSession | undefined>;
  /** Lets the next request of the session read it again. Other instances of the function have caches of their own. */
  readonly forget: (token: string) => void;
}

/** Creates the look-up. Found and unknown sessions are cached for {@link SESSION_CACHE_MS}. */
export function createSessionLookup({ sessions, users, limits, clock }: SessionLookupDeps): SessionLookup {
  const cache = createExpiringCache<ActiveSession | undefined>({
    ttlMs: SESSION_CACHE_MS,
    maxEntries: CACHE_ENTRIES,
  });

  async function read(token: string, now: Instant): Promise<ActiveSession | undefined> {
    const parsed = parseSessionToken(token);
    if (!parsed) return undefined;
    const { accountId, userId, secret } = parsed;
    const [session, user] = await Promise.all([
      sessions.get(accountId, userId, getSessionId(secret)),
      users.get(accountId, userId),
    ]);
    if (!session || !hasSecret(session, secret)) return undefined;
    if (!user || !isSessionAllowed(session, user)) {
      await sessions.delete(accountId, userId, session.id);
      return undefined;
    }
    if (now - session.lastUsedAt < TOUCH_EVERY_MS || getSessionEnd(session, limits) <= now) {
      return { session, user };
    }
    await sessions.touch(session, now);
    return { session: { ...session, lastUsedAt: now }, user };
  }

  return {
    async find(token) {
      const now = clock();
      const found = await cache.getOrLoad(token, now, () => read(token, now));
      return found && getSessionEnd(found.session, limits) > now ? found : undefined;
    },
    forget: (token) => cache.set(token, undefined, clock() - SESSION_CACHE_MS),
  };
}

/** Whether the user may have the session: they are not blocked, and were not since it began. */
const isSessionAllowed = ({ createdAt }: Session, { blocked, sessionsEndedAt = 0 }: User): boolean =>
  !blocked && createdAt > sessionsEndedAt;
