import { setTimeout as pause } from 'node:timers/promises';
import { type Latency, measureLatency } from './latency.ts';
import { createAlert, type LoadedService, machineNow, NEVER, setUp, startLoaded, times } from './service.ts';

/** Notification latency of one account, alone and beside a noisy account. */
export interface Neighbour {
  readonly alone: Latency;
  /** While the burst of the noisy account is processed. */
  readonly inBurst: Latency;
  /** After that, while the noisy account sends on. */
  readonly whileNoisy: Latency;
  /** Rate limit and burst of an account. */
  readonly perSecond: number;
  readonly burst: number;
  /** What the noisy account sent per second, and how much of it was accepted. */
  readonly sentPerSecond: number;
  readonly acceptedPerSecond: number;
}

/** Ratio of burst to rate, as in src/handlers/rate-limits.ts. */
const BURST_SECONDS = 10;
/** The burst is processed before the quiet account has sent this many alerts. */
const ALERTS_IN_BURST = 10;
const AFTER_REFUSAL_MS = 5;
const SENDERS = 4;

/**
 * Measures the latency of one account, alone and while another account sends as much as it can. The rate limit of the noisy
 * account leaves part of the machine's time to others, like the limits of a deployment.
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
    const storm = startStorm(noisy!);
    try {
      const inBurst = await measureLatency(service, quiet!, domain, ALERTS_IN_BURST, 'In the burst');
      const whileNoisy = await measureLatency(service, quiet!, domain, count, 'While noisy');
      await storm.stop();
      return { alone, inBurst, whileNoisy, perSecond, burst, ...storm.figures() };
    } finally {
      await storm.stop();
    }
  } finally {
    await service.stop();
  }
}

function startStorm(call: LoadedService['accounts'][number]) {
  const startedAt = machineNow();
  let running = true;
  let sent = 0;
  let accepted = 0;
  let ended = startedAt;
  const storming = times(0, SENDERS, SENDERS, async () => {
    while (running) {
      const { status } = await createAlert(call, `Storm ${sent++}.`);
      if (status === 202) accepted++;
      else await pause(AFTER_REFUSAL_MS);
    }
  });
  return {
    async stop() {
      if (!running) return;
      running = false;
      await storming;
      ended = machineNow();
    },
    figures() {
      const seconds = (ended - startedAt) / 1000;
      return { sentPerSecond: sent / seconds, acceptedPerSecond: accepted / seconds };
    },
  };
}
