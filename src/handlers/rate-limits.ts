import { createRateLimiter, type RateLimit, type RateLimiter } from '../http/rate-limit.ts';
import type { RateDomain } from '../http/route.ts';
import { readVariable } from '../platform/environment.ts';

/** Limits of an account, in each running instance of a function. */
const DEFAULTS: Readonly<Record<RateDomain, RateLimit>> = {
  alert: { perSecond: 50, burst: 500 },
  search: { perSecond: 10, burst: 100 },
  configuration: { perSecond: 20, burst: 200 },
  'schedule-oncall': { perSecond: 20, burst: 200 },
  heartbeat: { perSecond: 20, burst: 200 },
  incident: { perSecond: 20, burst: 200 },
};

const toVariableName = (domain: string) => `RATE_LIMIT_${domain.replace('-', '_').toUpperCase()}`;

/**
 * Creates the rate limiter with {@link DEFAULTS}, or with the values of variables such as RATE_LIMIT_ALERT=50/500: requests
 * per second and burst. Throws if a variable has another form.
 */
export function limiterFromEnvironment(): RateLimiter {
  const limits = Object.entries(DEFAULTS).map(([domain, limit]) => {
    const text = readVariable(toVariableName(domain), `${limit.perSecond}/${limit.burst}`);
    const [, perSecond = '', burst = ''] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
    if (!burst) throw new Error(`${toVariableName(domain)} must have the form 50/500, but is ${text}.`);
    return [domain, { perSecond: Number(perSecond), burst: Number(burst) }] as const;
  });
  return createRateLimiter(Object.fromEntries(limits) as Record<RateDomain, RateLimit>);
}
