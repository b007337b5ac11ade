import { setTimeout as pause } from 'node:timers/promises';
import type { SentMessage } from '../../test/support/local-service.ts';
import { quantile } from '../faults/report.ts';
import { createAlert, type LoadedService, machineNow, setUp, startLoaded, times } from './service.ts';

/** How long the alerts of one account take until their first notification, alone and beside a noisy neighbour. */
export interface Neighbour {
  readonly alone: { readonly p50: number; readonly max: number };
  readonly beside: { readonly p50: number; readonly max: number };
  /** What the neighbour sent meanwhile, and how much of it was refused with 429. */
  readonly storm: number;
  readonly refused: number;
}

const LIMIT_MS = 60_000;
/** No more go out between two looks. */
const RECENT = 200;
const DOMAIN = 'quiet.example.com';
const toQuiet = ({ to }: SentMessage) => to.some((address) => address.endsWith(DOMAIN));

/** Alerts one after the other, each when the one before has been told. */
async function latencies(service: LoadedService, count: number, name: string): Promise<readonly number[]> {
  const [, call] = service.accounts;
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const message = `${name} ${i}.`;
    const { status, at } = await createAlert(call!, message);
    if (status !== 202) throw new Error(`The quiet account was answered with ${status}.`);
    const deadline = machineNow() + LIMIT_MS;
    for (;;) {
      const told = (await service.recent(RECENT)).find(
        (sent) => toQuiet(sent) && sent.subject?.includes(message),
      );
      if (told) {
        took.push(told.receivedAt - at);
        break;
      }
      if (machineNow() > deadline) throw new Error(`${message} was not told.`);
      await pause(20);
    }
    await pause(100);
  }
  return took;
}

const told = (took: readonly number[]) => ({ p50: quantile(took, 0.5), max: Math.max(...took) });

/**
 * One account sends all it can, for as long as the other's alerts take, within the limits that an account has
 * (`rateLimit`: requests a second and at once).
 */
export async function neighbourOf(count: number, rateLimit = '20/40'): Promise<Neighbour> {
  const service = await startLoaded({ accounts: 2, rateLimit });
  try {
    const [noisy, quiet] = service.accounts;
    await setUp(noisy!, 600);
    await setUp(quiet!, 600, DOMAIN);
    await latencies(service, 3, 'Warm');
    const alone = await latencies(service, count, 'Alone');
    let going = true;
    let storm = 0;
    let refused = 0;
    const storming = times(0, 4, 4, async () => {
      while (going) {
        storm++;
        const { status } = await createAlert(noisy!, `Storm ${storm}.`);
        if (status === 429) {
          refused++;
          await pause(20);
        }
      }
    });
    try {
      const beside = await latencies(service, count, 'Beside');
      return { alone: told(alone), beside: told(beside), storm, refused };
    } finally {
      going = false;
      await storming;
    }
  } finally {
    await service.stop();
  }
}
