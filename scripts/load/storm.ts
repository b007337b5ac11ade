import { setTimeout as pause } from 'node:timers/promises';
import { createAlert, machineNow, NEVER, setUp, startLoaded, times } from './service.ts';

export interface Storm {
  readonly events: number;
  /** Requests answered with other than 202 and 429. */
  readonly errors: number;
  /** Answers 429. Their requests were sent again. */
  readonly throttled: number;
  /** From the first request until all events were accepted. */
  readonly sentSeconds: number;
  /** From the first request until all events are counted. */
  readonly seconds: number;
  /** The alert's `count`. */
  readonly count: number;
  readonly notifications: number;
  readonly alerts: number;
}

const CONCURRENCY = 32;
const LIMIT_MS = 180_000;
const DOMAIN = 'storm.example.com';
const ALIAS = 'storm';

export interface StormOptions {
  /** Requests are not sent faster than this; by default as fast as they are answered. */
  readonly perSecond?: number;
  /** Further variables of the service's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const AFTER_THROTTLE_MS = 1_000;

/** Sends many events with one alias. As clients do, it sends those again that are answered with 429. */
export async function measureStorm(
  events: number,
  { perSecond = Number.POSITIVE_INFINITY, environment = {} }: StormOptions = {},
): Promise<Storm> {
  const service = await startLoaded({ connections: CONCURRENCY, environment });
  try {
    const [call] = service.accounts;
    await setUp(call!, { domain: DOMAIN, secondAfterMinutes: NEVER });
    const startedAt = machineNow();
    let errors = 0;
    let throttled = 0;
    const sendEvent = async (): Promise<void> => {
      const { status } = await createAlert(call!, 'A storm.', NEVER[0], ALIAS);
      if (status === 429) {
        throttled++;
        await pause(AFTER_THROTTLE_MS);
        await sendEvent();
      } else if (status !== 202) {
        errors++;
      }
    };
    await times(0, events, CONCURRENCY, async (i) => {
      const early = startedAt + (i / perSecond) * 1000 - machineNow();
      if (early > 0) await pause(early);
      await sendEvent();
    });
    const sentSeconds = (machineNow() - startedAt) / 1000;
    const readCount = async () => {
      const { body } = await call!('GET', `/v2/alerts/${ALIAS}?identifierType=alias`);
      return Number((body.data as { count?: number } | undefined)?.count ?? 0);
    };
    let count = await readCount();
    while (count < events - errors && machineNow() < startedAt + LIMIT_MS) {
      await pause(50);
      count = await readCount();
    }
    const seconds = (machineNow() - startedAt) / 1000;
    // Duplicates, if any, arrive in this pause.
    await pause(500);
    const { body } = await call!('GET', `/v2/alerts/count?query=${encodeURIComponent(`alias:${ALIAS}`)}`);
    return {
      events,
      errors,
      throttled,
      sentSeconds,
      seconds,
      count,
      notifications: await service.sentCount(DOMAIN),
      alerts: Number((body.data as { count: number }).count),
    };
  } finally {
    await service.stop();
  }
}
