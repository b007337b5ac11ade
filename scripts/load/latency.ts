import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../faults/report.ts';
import { type Call, createAlert, type LoadedService, machineNow } from './service.ts';

/** Time in ms from the 202 until the provider receives the first notification. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const LIMIT_MS = 60_000;
/** Polling costs the service time, so it starts late and is not continuous. */
const FIRST_POLL_MS = 30;
const POLL_INTERVAL_MS = 10;

/** Creates alerts one after the other, each after the notification of the previous one, for addresses of the domain. */
export async function measureLatency(
  service: LoadedService,
  call: Call,
  domain: string,
  count: number,
  name: string,
): Promise<Latency> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const message = `${name} ${i}.`;
    const { status, at } = await createAlert(call, message);
    if (status !== 202) throw new Error(`${message} was answered with ${status}.`);
    await pause(FIRST_POLL_MS);
    let last = await service.lastTo(domain);
    while (!last?.subject?.includes(message)) {
      if (machineNow() > at + LIMIT_MS) throw new Error(`${message} was not notified.`);
      await pause(POLL_INTERVAL_MS);
      last = await service.lastTo(domain);
    }
    took.push(last.receivedAt - at);
  }
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99), max: Math.max(...took) };
}
