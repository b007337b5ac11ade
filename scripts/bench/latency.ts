import { setTimeout as pause } from 'node:timers/promises';
import { createAlert, now, type Service } from './service.ts';

/** Of milliseconds from the 202 to the arrival of the first notification at its provider. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

const LIMIT_MS = 10_000;

/** Creates alerts one after the other, each when the one before has been notified of. */
export async function latencyOf(service: Service, count: number, name: string): Promise<Latency> {
  const accepted: number[] = [];
  let expected = await service.sentCount();
  for (let i = 0; i < count; i++) {
    const { status, at } = await createAlert(service, `${name} ${i}.`);
    if (status !== 202) throw new Error(`The alert was answered with ${status}.`);
    accepted.push(at);
    expected++;
    // Asking costs the service time, so not while it is at work.
    await pause(30);
    const sent = await service.waitUntilSent(expected, LIMIT_MS);
    if (sent < expected) throw new Error(`${expected - sent} notification did not come.`);
  }
  const arrived = new Map(
    (await service.sent()).map(({ subject, receivedAt }) => [
      subject?.match(new RegExp(`${name} (\\d+)\\.`))?.[1],
      receivedAt,
    ]),
  );
  const took = accepted.map((at, i) => (arrived.get(String(i)) ?? now()) - at).sort((a, b) => a - b);
  return { count, p50: at(took, 0.5), p99: at(took, 0.99) };
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
