import { createBoundedMap } from '../platform/bounded-map.ts';
import { type Instant, SECOND } from '../platform/clock.ts';
import type { RateDomain } from './route.ts';

/** The sustained rate of an account in requests per second, and the size of a burst. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * The limits of each domain. Reading the configuration has a limit of its own, because backups and Terraform read all of it
 * at once; without one, the limit of the domain applies to reads, too.
 */
export type RateLimits = Readonly<Record<RateDomain, RateLimit>> & {
  readonly 'configuration-read'?: RateLimit;
};

export const DEFAULT_RATE_LIMITS: Required<RateLimits> = {
  alert: { perSecond: 50, burst: 500 },
  search: { perSecond: 10, burst: 100 },
  configuration: { perSecond: 20, burst: 200 },
  'configuration-read': { perSecond: 100, burst: 1_000 },
  'schedule-oncall': { perSecond: 20, burst: 200 },
  heartbeat: { perSecond: 20, burst: 200 },
  incident: { perSecond: 20, burst: 200 },
};

/** `ok` if one more request is within the limit; otherwise after how many whole seconds it would be. */
export type RateLimiter = (
  accountId: string,
  domain: keyof RateLimits,
  now: Instant,
) => { retryAfterSeconds: number } | 'ok';

const MAX_BUCKETS = 10_000;

/**
 * A token bucket per account and domain, in the function's memory, so the limit applies to each running instance of the
 * function. Counting in the table would cost more than the alert itself. The throttle of the HTTP API (serverless.yml)
 * limits the total.
 */
export function createRateLimiter(limits: RateLimits): RateLimiter {
  const buckets = createBoundedMap<{ tokens: number; at: Instant }>(MAX_BUCKETS);
  return (accountId, domain, now) => {
    const limit = limits[domain];
    const { perSecond, burst } = limit ?? limits.configuration;
    const key = `${limit ? domain : 'configuration'}#${accountId}`;
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    const refilled = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / SECOND) * perSecond);
    const allowed = refilled >= 1;
    buckets.set(key, { tokens: allowed ? refilled - 1 : refilled, at: now });
    return allowed ? 'ok' : { retryAfterSeconds: Math.max(1, Math.ceil((1 - refilled) / perSecond)) };
  };
}
