import { setTimeout as pause } from 'node:timers/promises';
import { createAlert, machineNow, NEVER, setUp, startLoaded, times } from './service.ts';

export interface Storm {
  readonly events: number;
  readonly errors: number;
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

/** Sends many events with one alias. */
export async function measureStorm(events: number): Promise<Storm> {
  const service = await startLoaded({ connections: CONCURRENCY });
  try {
    const [call] = service.accounts;
    await setUp(call!, { domain: DOMAIN, secondAfterMinutes: NEVER });
    const startedAt = machineNow();
    let errors = 0;
    await times(0, events, CONCURRENCY, async () => {
      const { status } = await createAlert(call!, 'A storm.', NEVER[0], ALIAS);
      if (status !== 202) errors++;
    });
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
      seconds,
      count,
      notifications: await service.sentCount(DOMAIN),
      alerts: Number((body.data as { count: number }).count),
    };
  } finally {
    await service.stop();
  }
}
