import { enforceRateLimit } from '../../http/app.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import { ok, type Route } from '../../http/route.ts';
import { type Clock, SECOND } from '../../platform/clock.ts';
import type { Health } from './checks.ts';
import { defineRoute } from './define-route.ts';

export interface HealthDeps {
  readonly health: () => Promise<Health>;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/**
 * GET /v2/health, which Opsgenie does not have: the health of the services that Tocsin depends on, for load balancers and
 * monitors. It needs no key, so the rate limit is per IP address.
 */
export const healthRoutes = ({ health, limiter, clock }: HealthDeps): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v2/health',
    tag: 'Health',
    summary: 'Get the health of each component (503 if one is unhealthy)',
    domain: 'configuration',
    rights: 'public',
    mayBeUnhealthy: true,
    response: 'health',
    async handle({ now, requestId, request }) {
      enforceRateLimit(limiter(`health of ${request.sourceIp}`, 'configuration', now));
      const found = await health();
      if (found.status === 'healthy') return ok(found);
      return {
        kind: 'raw',
        status: 503,
        contentType: 'application/json',
        headers: { 'Cache-Control': 'no-store' },
        body: JSON.stringify({ data: found, took: Math.max(0, clock() - now) / SECOND, requestId }),
      };
    },
  }),
];
