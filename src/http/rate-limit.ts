import { createBoundedMap } from '../platform/bounded-map.ts';
import { type Instant, SECOND } from '../platform/clock.ts';
import type { RateDomain } from './route.ts';

/** The sustained rate of an account in requests per second, and the size of a burst. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** `ok` if one more request is within the limit; otherwise after how many whole seconds it would be. */
export type RateLimiter = (
  accountId: string,
  domain: RateDomain,
  now: Instant,
) => { retryAfterSeconds: number } | 'ok';

const MAX_BUCKETS = 10_000;

/**
 * A token bucket per account and domain, in the function's memory, so the limit applies to each running instance of the
 * function. Counting in the table would cost more than the alert itself. The throttle of the HTTP API (serverless.yml)
 * limits the total.
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
