import { createRateLimiter, type RateLimiter } from '../src/http/rate-limit.ts';

const NO_LIMIT = { perSecond: 1e9, burst: 1e9 };

/** A rate limiter that lets every request through, for measurements of what a request causes. */
export const createUnlimitedRequests = (): RateLimiter =>
  createRateLimiter({
    alert: NO_LIMIT,
    search: NO_LIMIT,
    configuration: NO_LIMIT,
    'schedule-oncall': NO_LIMIT,
    heartbeat: NO_LIMIT,
    incident: NO_LIMIT,
  });
