import { createRateLimiter, type RateLimit, type RateLimiter } from '../http/rate-limit.ts';
import type { RateDomain } from '../http/route.ts';
import { readVariable } from '../platform/environment.ts';

/** What an account may do per second and at once, in each running instance of a function. */
const DEFAULTS: Readonly<Record<RateDomain, RateLimit>> = {
  alert: { perSecond: 50, burst: 500 },
  search: { perSecond: 10, burst: 100 },
  configuration: { perSecond: 20, burst: 200 },
  'schedule-oncall': { perSecond: 20, burst: 200 },
  heartbeat: { perSecond: 20, burst: 200 },
  incident: { perSecond: 20, burst: 200 },
};

const variableOf = (domain: string) => `RATE_LIMIT_${domain.replace('-', '_').toUpperCase()}`;

/**
 * The limits of {@link DEFAULTS}, or of variables such as RATE_LIMIT_ALERT=50/500: requests a second, and at once.
 * Throws at start where a variable says anything else.
 */
export function limiterFromEnvironment(): RateLimiter {
  const limits = Object.entries(DEFAULTS).map(([domain, limit]) => {
    const text = readVariable(variableOf(domain), `${limit.perSecond}/${limit.burst}`);
    const [, perSecond = '', burst = ''] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
    if (!burst) throw new Error(`${variableOf(domain)} must be like 50/500, and is ${text}.`);
    return [domain, { perSecond: Number(perSecond), burst: Number(burst) }] as const;
  });
  return createRateLimiter(Object.fromEntries(limits) as Record<RateDomain, RateLimit>);
}
