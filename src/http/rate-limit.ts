import { createBoundedMap } from '../platform/bounded-map.ts';
import { type Instant, SECOND } from '../platform/clock.ts';
import type { RateDomain } from './route.ts';

/** Requests a second that an account may make for ever, and how many at once on top of that. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Tells whether one more request is within the limit; if not, after how many whole seconds it would be. */
export type RateLimiter = (
  accountId: string,
  domain: RateDomain,
  now: Instant,
) => { retryAfterSeconds: number } | 'ok';

const MAX_BUCKETS = 10_000;

/**
 * A token bucket per account and domain. It lives in the function's memory: counting in the table would make each
 * request dearer than the alert itself, so the limit holds per running instance of the function. The throttle of the
 * HTTP API (serverless.yml) bounds the whole.
 */
export function createRateLimiter(limits: Readonly<Record<RateDomain, RateLimit>>): RateLimiter {
  const buckets = createBoundedMap<{ tokens: number; at: Instant }>(MAX_BUCKETS);
  return (accountId, domain, now) => {
    const { perSecond, burst } = limits[domain];
    const key = `${domain}#${accountId}`;
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    const refilled = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / SECOND) * perSecond);
    const allowed = refilled >= 1;
    buckets.set(key, { tokens: allowed ? refilled - 1 : refilled, at: now });
    return allowed ? 'ok' : { retryAfterSeconds: Math.max(1, Math.ceil((1 - refilled) / perSecond)) };
  };
}
