import {
  createRateLimiter,
  DEFAULT_RATE_LIMITS,
  type RateLimiter,
  type RateLimits,
} from '../http/rate-limit.ts';
import { readVariable } from '../platform/environment.ts';

const toVariableName = (domain: string) => `RATE_LIMIT_${domain.replace('-', '_').toUpperCase()}`;

/**
 * Reads the rate limits: {@link DEFAULT_RATE_LIMITS}, or the values of variables such as RATE_LIMIT_ALERT=50/500, requests
 * per second and burst. Throws if a variable has another form.
 */
export function rateLimitsFromEnvironment(): RateLimits {
  const limits = Object.entries(DEFAULT_RATE_LIMITS).map(([domain, limit]) => {
    const text = readVariable(toVariableName(domain), `${limit.perSecond}/${limit.burst}`);
    const [, perSecond = '', burst = ''] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
    if (!burst) throw new Error(`${toVariableName(domain)} must have the form 50/500, but is ${text}.`);
    return [domain, { perSecond: Number(perSecond), burst: Number(burst) }] as const;
  });
  return Object.fromEntries(limits) as unknown as RateLimits;
}

/** Creates the rate limiter with the limits of {@link rateLimitsFromEnvironment}. */
export const limiterFromEnvironment = (): RateLimiter => createRateLimiter(rateLimitsFromEnvironment());
