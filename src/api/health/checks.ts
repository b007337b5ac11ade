import { type Clock, type Instant, SECOND, toIso } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';

/** Asks one part of the service whether it is there; rejects where it is not. */
export type Check = () => Promise<unknown>;

/** A part answered, and not as it should; the message is shown. */
export class NotWell extends Error {
  override readonly name = 'NotWell';
}

export interface PartHealth {
  readonly name: string;
  readonly status: 'healthy' | 'unhealthy';
  /** For people who watch from outside: a few words, and nothing that tells of how Tocsin is built. */
  readonly reason?: string;
}

export interface Health {
  readonly status: PartHealth['status'];
  readonly checkedAt: string;
  readonly parts: readonly PartHealth[];
}

/** A part that has not answered by then counts as not there. */
export const LIMIT_MS = 2 * SECOND;

/** What was found is answered for so long, so that whoever asks often costs nothing and uses up no quota. */
export const KEPT_MS = 5 * SECOND;

const NO_ANSWER = Symbol('no answer');

async function withinLimit(check: Check, limitMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof NO_ANSWER>((resolve) => {
    timer = setTimeout(resolve, limitMs, NO_ANSWER);
  });
  try {
    return await Promise.race([check(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotWell) return error.message;
  const { name = '', code = '' } = error as NodeJS.ErrnoException;
  if (/Throttl|TooManyRequests|LimitExceeded/.test(name)) return 'takes no more just now';
  if (/AccessDenied|UnrecognizedClient|ExpiredToken/.test(name)) return 'may not be asked';
  if (/NotFound|NonExistent|DoesNotExist/.test(name)) return 'is not there';
  if (/^Timeout|ETIMEDOUT/.test(`${name}${code}`)) return 'does not answer in time';
  if (/^E[A-Z_]+$/.test(code)) return 'cannot be reached';
  return 'fails';
}

async function askedFor(name: string, check: Check, limitMs: number): Promise<PartHealth> {
  try {
    if ((await withinLimit(check, limitMs)) !== NO_ANSWER) return { name, status: 'healthy' };
    logger.error('A part does not answer', { part: name });
    return { name, status: 'unhealthy', reason: 'does not answer in time' };
  } catch (error) {
    logger.error('A part is not well', { part: name, errorName: (error as Error).name });
    return { name, status: 'unhealthy', reason: reasonOf(error) };
  }
}

/** Asks all parts side by side, and answers for {@link KEPT_MS} what came of it. */
export function createHealth(
  checks: Readonly<Record<string, Check>>,
  clock: Clock,
  limitMs = LIMIT_MS,
): () => Promise<Health> {
  let known: { readonly until: Instant; readonly health: Promise<Health> } | undefined;

  async function ask(now: Instant): Promise<Health> {
    const parts = await Promise.all(
      Object.entries(checks).map(([name, check]) => askedFor(name, check, limitMs)),
    );
    const status = parts.every((part) => part.status === 'healthy') ? 'healthy' : 'unhealthy';
    return { status, checkedAt: toIso(now), parts };
  }

  return () => {
    const now = clock();
    if (!known || known.until <= now) known = { until: now + KEPT_MS, health: ask(now) };
    return known.health;
  };
}
