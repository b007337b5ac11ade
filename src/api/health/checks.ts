import { type Clock, type Instant, SECOND, toIso } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';

/** Checks one component; rejects if it is unhealthy. */
export type Check = () => Promise<unknown>;

/** A component responded but is unhealthy. The message is shown in the response. */
export class ComponentUnhealthy extends Error {
  override readonly name = 'ComponentUnhealthy';
}

export interface ComponentHealth {
  readonly name: string;
  readonly status: 'healthy' | 'unhealthy';
  /** A few words that reveal nothing about how Tocsin is built. */
  readonly reason?: string;
}

export interface Health {
  readonly status: ComponentHealth['status'];
  readonly checkedAt: string;
  readonly parts: readonly ComponentHealth[];
}

/** A component that has not responded within this time (ms) is unhealthy. */
export const LIMIT_MS = 2 * SECOND;

/** A result is cached for this long (ms), so that frequent requests cost nothing and use up no quota. */
export const CACHE_MS = 5 * SECOND;

const NO_RESPONSE = Symbol('no response');

async function withinLimit(check: Check, limitMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof NO_RESPONSE>((resolve) => {
    timer = setTimeout(resolve, limitMs, NO_RESPONSE);
  });
  try {
    return await Promise.race([check(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

function describeError(error: unknown): string {
  if (error instanceof ComponentUnhealthy) return error.message;
  const { name = '', code = '' } = error as NodeJS.ErrnoException;
  if (/Throttl|TooManyRequests|LimitExceeded/.test(name)) return 'is throttled';
  if (/AccessDenied|UnrecognizedClient|ExpiredToken/.test(name)) return 'denies access';
  if (/NotFound|NonExistent|DoesNotExist/.test(name)) return 'does not exist';
  if (/^Timeout|ETIMEDOUT/.test(`${name}${code}`)) return 'does not respond in time';
  if (/^E[A-Z_]+$/.test(code)) return 'cannot be reached';
  return 'fails';
}

async function checkComponent(name: string, check: Check, limitMs: number): Promise<ComponentHealth> {
  try {
    if ((await withinLimit(check, limitMs)) !== NO_RESPONSE) return { name, status: 'healthy' };
    logger.error('Component does not respond', { component: name });
    return { name, status: 'unhealthy', reason: 'does not respond in time' };
  } catch (error) {
    logger.error('Component unhealthy', { component: name, errorName: (error as Error).name });
    return { name, status: 'unhealthy', reason: describeError(error) };
  }
}

/** Checks all components concurrently, and caches the result for {@link CACHE_MS}. */
export function createHealth(
  checks: Readonly<Record<string, Check>>,
  clock: Clock,
  limitMs = LIMIT_MS,
): () => Promise<Health> {
  let cached: { readonly until: Instant; readonly health: Promise<Health> } | undefined;

  async function runChecks(now: Instant): Promise<Health> {
    const components = await Promise.all(
      Object.entries(checks).map(([name, check]) => checkComponent(name, check, limitMs)),
    );
    const status = components.every((component) => component.status === 'healthy') ? 'healthy' : 'unhealthy';
    return { status, checkedAt: toIso(now), parts: components };
  }

  return () => {
    const now = clock();
    if (!cached || cached.until <= now) cached = { until: now + CACHE_MS, health: runChecks(now) };
    return cached.health;
  };
}
