import { setTimeout as pause } from 'node:timers/promises';
import { createAlert, now, type Service, times } from './service.ts';

export interface Creation {
  readonly count: number;
  readonly errors: number;
  /** Accepted by the API. */
  readonly perSecond: number;
  /** From the first request to the last alert's notification. */
  readonly escalatedPerSecond: number;
  readonly notEscalated: number;
  readonly seconds: number;
}

const LIMIT_MS = 180_000;

/** Creates distinct alerts as fast as they are accepted, then waits until every one has been notified of. */
export async function creationOf(
  service: Service,
  count: number,
  atOnce: number,
  name: string,
): Promise<Creation> {
  const before = await service.sentCount();
  const started = now();
  let errors = 0;
  await times(count, atOnce, async (i) => {
    const { status } = await createAlert(service, `${name} ${i}.`);
    if (status !== 202) errors++;
  });
  const accepted = now();
  let sent = await service.sentCount();
  while (sent < before + count - errors && now() < accepted + LIMIT_MS) {
    await pause(100);
    sent = await service.sentCount();
  }
  const done = now();
  return {
    count,
    errors,
    perSecond: ((count - errors) / (accepted - started)) * 1000,
    escalatedPerSecond: ((sent - before) / (done - started)) * 1000,
    notEscalated: before + count - errors - sent,
    seconds: (done - started) / 1000,
  };
}

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

/** So many events of one alias. */
export async function stormOf(service: Service, events: number, atOnce: number): Promise<Storm> {
  const name = 'Storm of one alias';
  const started = now();
  let errors = 0;
  await times(events, atOnce, async () => {
    const { status } = await createAlert(service, name, 'storm');
    if (status !== 202) errors++;
  });
  const countNow = async () => {
    const { data } = await service.get('/v2/alerts/storm?identifierType=alias');
    return Number((data as { count?: number } | undefined)?.count ?? 0);
  };
  let count = await countNow();
  while (count < events - errors && now() < started + LIMIT_MS) {
    await pause(50);
    count = await countNow();
  }
  const seconds = (now() - started) / 1000;
  await pause(1_000);
  const { data } = await service.get(`/v2/alerts/count?query=${encodeURIComponent('alias:storm')}`);
  return {
    events,
    errors,
    seconds,
    count,
    notifications: (await service.sent()).filter(({ subject }) => subject?.includes(name)).length,
    alerts: Number((data as { count: number }).count),
  };
}
