import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { generateSecretKey, hashApiKey, isSameHash } from '../accounts/model.ts';

/** The ways to sign in. */
export type SignInMethod = 'email' | 'oidc' | 'passkey' | 'break-glass' | 'demo';

/** A user's session in the console, as stored: only the SHA-256 of its secret, which is 256 random bits. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  readonly userId: string;
  readonly hash: string;
  readonly createdAt: Instant;
  /** When it was used last, with the precision of {@link TOUCH_EVERY_MS}. */
  readonly lastUsedAt: Instant;
  /** Browser and operating system, for the user's list of sessions. */
  readonly device: string;
  readonly signedInBy: SignInMethod;
}

/** How long sessions last, in milliseconds. */
export interface SessionLimits {
  /** Without a request. */
  readonly idleMs: number;
  /** In all. */
  readonly totalMs: number;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = { idleMs: 12 * HOUR, totalMs: 30 * DAY };

/** The least time between two writes of `lastUsedAt`, in milliseconds. */
export const TOUCH_EVERY_MS = 5 * MINUTE;

/** The content of a cookie: the session's secret, and where the session is stored. */
export interface SessionToken {
  readonly accountId: string;
  readonly userId: string;
  readonly secret: string;
}

/** The cookie's value: `<account>.<user>.<secret>`. None of the three contains a dot. */
export const formatSessionToken = ({ accountId, userId, secret }: SessionToken): string =>
  `${accountId}.${userId}.${secret}`;

/** The token in a cookie; undefined if it has another form. */
export function parseSessionToken(text: string): SessionToken | undefined {
  const [, accountId = '', userId = '', secret] =
    /^([\w-]{1,64})\.([\w-]{1,64})\.([\w-]{43})$/.exec(text) ?? [];
  return secret === undefined ? undefined : { accountId, userId, secret };
}

/** The id of the session with this secret: the first half of its hash. */
export const getSessionId = (secret: string): string => hashApiKey(secret).slice(0, 32);

/** A new session and the secret that belongs into the cookie. */
export function createSession(
  settings: Pick<Session, 'accountId' | 'userId' | 'device' | 'signedInBy'>,
  now: Instant,
): { readonly session: Session; readonly token: string } {
  const secret = generateSecretKey();
  const { accountId, userId, device, signedInBy } = settings;
  return {
    session: {
      id: getSessionId(secret),
      accountId,
      userId,
      hash: hashApiKey(secret),
      createdAt: now,
      lastUsedAt: now,
      device,
      signedInBy,
    },
    token: formatSessionToken({ accountId, userId, secret }),
  };
}

/** When the session ends if it is not used again. */
export const getSessionEnd = (
  { createdAt, lastUsedAt }: Pick<Session, 'createdAt' | 'lastUsedAt'>,
  { idleMs, totalMs }: SessionLimits,
): Instant => Math.min(lastUsedAt + idleMs, createdAt + totalMs);

/** Whether the secret is that of the session, compared in constant time. */
export const hasSecret = (session: Session, secret: string): boolean =>
  isSameHash(session.hash, hashApiKey(secret));
