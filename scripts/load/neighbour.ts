import { setTimeout as pause } from 'node:timers/promises';
import { type Latency, measureLatency } from './latency.ts';
import { createAlert, type LoadedService, machineNow, NEVER, setUp, startLoaded, times } from './service.ts';

/** Notification latency of one account, alone and beside a noisy account. */
export interface Neighbour {
  readonly alone: Latency;
  /** While what the neighbour may send at once is worked off, and then. */
  readonly inBurst: Latency;
  readonly beside: Latency;
  /** What an account may send a second, and at once. */
  readonly perSecond: number;
  readonly burst: number;
  /** What the neighbour sent a second meanwhile, and how much of it was taken. */
  readonly sentPerSecond: number;
  readonly takenPerSecond: number;
}

/** As far apart as in the limits of the deployment (src/handlers/rate-limits.ts). */
const BURST_SECONDS = 10;
/** So many alerts of the quiet account, one after the other, and the burst is over. */
const IN_BURST = 10;
const AFTER_REFUSAL_MS = 5;
const SENDERS = 4;

/**
 * One account sends all it can for as long as the alerts of the other take, and is held to so many a second: as many as
 * leave the machine some of its time, which is what the limits of a deployment are for.
 */
export async function measureNeighbour(count: number, perSecond: number): Promise<Neighbour> {
  const burst = perSecond * BURST_SECONDS;
  const service = await startLoaded({ accounts: 2, rateLimit: `${perSecond}/${burst}` });
  try {
    const [noisy, quiet] = service.accounts;
    const domain = 'quiet.example.com';
    await setUp(noisy!, { domain: 'noisy.example.com', secondAfterMinutes: NEVER });
    await setUp(quiet!, { domain, secondAfterMinutes: NEVER });
    await measureLatency(service, quiet!, domain, 20, 'Warm');
    const alone = await measureLatency(service, quiet!, domain, count, 'Alone');
    const storm = stormOf(noisy!);
    try {
      const inBurst = await measureLatency(service, quiet!, domain, IN_BURST, 'In the burst');
      const beside = await measureLatency(service, quiet!, domain, count, 'Beside');
      await storm.stop();
      return { alone, inBurst, beside, perSecond, burst, ...storm.figures() };
    } finally {
      await storm.stop();
    }
  } finally {
    await service.stop();
  }
}

function stormOf(call: LoadedService['accounts'][number]) {
  const begun = machineNow();
  let going = true;
  let sent = 0;
  let taken = 0;
  let ended = begun;
  const storming = times(0, SENDERS, SENDERS, async () => {
    while (going) {
      const { status } = await createAlert(call, `Storm ${sent++}.`);
      if (status === 202) taken++;
      else await pause(AFTER_REFUSAL_MS);
    }
  });
  return {
    async stop() {
      if (!going) return;
      going = false;
      await storming;
      ended = machineNow();
    },
    figures() {
      const seconds = (ended - begun) / 1000;
      return { sentPerSecond: sent / seconds, takenPerSecond: taken / seconds };
    },
  };
}
