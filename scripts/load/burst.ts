import { setTimeout as pause } from 'node:timers/promises';
import type { SentMessage } from '../../test/support/local-service.ts';
import { quantile } from '../faults/report.ts';
import { createAlert, type LoadedService, machineNow, setUp, startLoaded, times } from './service.ts';

/** Up to a number of open alerts. */
export interface Stretch {
  readonly alerts: number;
  /** Of the machine's time, from the first of the stretch accepted until all of it had been notified of. */
  readonly msPerAlert: number;
  /** Of the service's process, when all of the stretch was open. */
  readonly megabytes: number | undefined;
}

export interface Burst {
  readonly alerts: number;
  readonly errors: number;
  readonly acceptedPerSecond: number;
  readonly stretches: readonly Stretch[];
  /** Alerts whose first, and whose second step was told. */
  readonly first: number;
  readonly second: number;
  readonly twice: number;
  readonly early: number;
  /** Of the second steps, in milliseconds of the machine's time, from when each was due until its provider had it. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
}

const LIMIT_MS = 600_000;
const MINUTE = 60_000;

async function untilSent(service: LoadedService, count: number): Promise<void> {
  const deadline = machineNow() + LIMIT_MS;
  while ((await service.sentCount()) < count) {
    if (machineNow() > deadline) throw new Error(`${await service.sentCount()} of ${count} were sent.`);
    await pause(50);
  }
}

/** When the alerts were created, by their message, in the service's time. */
async function createdAt(service: LoadedService, alerts: number): Promise<ReadonlyMap<string, number>> {
  const [call] = service.accounts;
  const found = new Map<string, number>();
  for (let offset = 0; offset < alerts; offset += 100) {
    const { body } = await call!('GET', `/v2/alerts?limit=100&offset=${offset}&sort=createdAt&order=asc`);
    for (const { message, createdAt: at } of body.data as { message: string; createdAt: string }[]) {
      found.set(message, Date.parse(at));
    }
  }
  return found;
}

const messageOf = ({ subject = '' }: SentMessage): string => /Burst \d+\./.exec(subject)?.[0] ?? '';

/**
 * Alerts as fast as they are taken, all left open until the second step of each has been due: `secondAfterMinutes` of
 * the service's time after it came, which must be longer than it takes to create them all.
 */
export async function burstOf(
  stops: readonly number[],
  { timeScale, secondAfterMinutes }: { readonly timeScale: number; readonly secondAfterMinutes: number },
): Promise<Burst> {
  const alerts = stops.at(-1) ?? 0;
  const service = await startLoaded({ timeScale });
  try {
    const [call] = service.accounts;
    await setUp(call!, secondAfterMinutes);
    const started = machineNow();
    const stretches: Stretch[] = [];
    let errors = 0;
    let done = 0;
    let accepting = 0;
    for (const stop of stops) {
      const begun = machineNow();
      await times(done, stop, 16, async (i) => {
        if ((await createAlert(call!, `Burst ${i}.`)).status !== 202) errors++;
      });
      accepting += machineNow() - begun;
      await untilSent(service, stop - errors);
      stretches.push({
        alerts: stop,
        msPerAlert: (machineNow() - begun) / (stop - done),
        megabytes: megabytes(service.memory()),
      });
      done = stop;
    }
    if ((machineNow() - started) * timeScale > secondAfterMinutes * MINUTE) {
      throw new Error('The second steps began before all alerts were there: they must wait for longer.');
    }
    const first = (await service.takeSent()).map(messageOf);
    const due = await createdAt(service, alerts);
    await untilSent(service, alerts - errors);
    // What is sent twice comes while nothing else does.
    await pause(500);
    const second = await service.takeSent();
    const lateness = second.map(
      (message) => message.at - (due.get(messageOf(message)) ?? Number.NaN) - secondAfterMinutes * MINUTE,
    );
    const real = lateness.map((ms) => ms / timeScale);
    return {
      alerts,
      errors,
      acceptedPerSecond: ((alerts - errors) / accepting) * 1000,
      stretches,
      first: new Set(first).size,
      second: new Set(second.map(messageOf)).size,
      twice: first.length - new Set(first).size + second.length - new Set(second.map(messageOf)).size,
      early: lateness.filter((ms) => !(ms >= 0)).length,
      lateness: { p50: quantile(real, 0.5), p99: quantile(real, 0.99), max: Math.max(...real) },
    };
  } finally {
    await service.stop();
  }
}

const megabytes = (bytes: number | undefined) => bytes && Math.round(bytes / 1_000_000);
