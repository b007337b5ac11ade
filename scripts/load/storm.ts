import { setTimeout as pause } from 'node:timers/promises';
import { createAlert, machineNow, NEVER, setUp, startLoaded, times } from './service.ts';

export interface Storm {
  readonly events: number;
  readonly errors: number;
  /** From the first request until all are counted. */
  readonly seconds: number;
  /** What the alert says of itself, and how many notifications and alerts there are. */
  readonly count: number;
  readonly notifications: number;
  readonly alerts: number;
}

const AT_ONCE = 32;
const LIMIT_MS = 180_000;
const DOMAIN = 'storm.example.com';
const ALIAS = 'storm';

/** Sends many events with one alias. */
export async function measureStorm(events: number): Promise<Storm> {
  const service = await startLoaded({ connections: AT_ONCE });
  try {
    const [call] = service.accounts;
    await setUp(call!, { domain: DOMAIN, secondAfterMinutes: NEVER });
    const begun = machineNow();
    let errors = 0;
    await times(0, events, AT_ONCE, async () => {
      const { status } = await createAlert(call!, 'A storm.', NEVER[0], ALIAS);
      if (status !== 202) errors++;
    });
    const countNow = async () => {
      const { body } = await call!('GET', `/v2/alerts/${ALIAS}?identifierType=alias`);
      return Number((body.data as { count?: number } | undefined)?.count ?? 0);
    };
    let count = await countNow();
    while (count < events - errors && machineNow() < begun + LIMIT_MS) {
      await pause(50);
      count = await countNow();
    }
    const seconds = (machineNow() - begun) / 1000;
    // Duplicates would arrive while nothing else does.
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
