import { setTimeout as pause } from 'node:timers/promises';
import type { SentMessage } from '../../simulator/local-service.ts';
import { quantile } from '../faults/report.ts';
import { type Latency, measureLatency } from './latency.ts';
import {
  addEscalation,
  type Call,
  createAlert,
  type LoadedService,
  machineNow,
  NEVER,
  setUp,
  startLoaded,
  times,
} from './service.ts';

/** One stage of the burst, up to a number of open alerts. */
export interface BurstStage {
  readonly alerts: number;
  /** Machine time in ms, from the first accepted alert of the stage until all recipients of the stage were notified. */
  readonly msPerAlert: number;
  /** CPU time in ms, including the emulators. */
  readonly processorMsPerAlert: number;
  /** Invocations of assess and of senders for the first step of an alert. The reconciler may add some. */
  readonly callsPerAlert: number;
  /** Memory of the service's process when all alerts of the stage were open. */
  readonly megabytes: number | undefined;
}

/** Results of one notification step over all alerts. */
export interface Steps {
  readonly notified: number;
  readonly duplicated: number;
  readonly early: number;
  /** Between the first notification and the last. */
  readonly perSecond: number;
  /** From the due time until the provider received it, in ms of machine time. */
  readonly lateness: Latency;
}

export interface Burst {
  readonly alerts: number;
  readonly errors: number;
  readonly acceptedPerSecond: number;
  readonly stages: readonly BurstStage[];
  /** Steps that are due immediately. */
  readonly first: Steps;
  /** Steps that become due over some minutes, while all alerts are open. */
  readonly second: Steps;
  /** Latency of another account's alerts, before the burst and while its alerts are open. */
  readonly quiet?: { readonly alone: Latency; readonly duringBurst: Latency };
}

export interface BurstOptions {
  /** How much faster the service's clock runs than the machine's. */
  readonly timeScale?: number;
  /** Service time in minutes until the first of the second steps is due. By default it follows from the machine's speed. */
  readonly secondAfterMinutes?: number;
  /** Service time in minutes over which the second steps become due. */
  readonly spreadMinutes?: number;
  /** Number of alerts of another account whose latency is measured, before and during the burst. */
  readonly quietAlerts?: number;
  readonly progress?: (what: string) => void;
}

const LIMIT_MS = 900_000;
const POLL_INTERVAL_MS = 200;
const MINUTE = 60_000;
const CONCURRENCY = 16;
/** Alerts before the measurement, so that code is compiled. Their duration is the estimate for the rest. */
const WARM_UP_ALERTS = 300;
const WARM_UP_SHARE = 0.1;

const DOMAIN = 'burst.example.com';
const QUIET = 'quiet.example.com';
const FIRST = `jane@${DOMAIN}`;
const SECOND = `omar@${DOMAIN}`;

/**
 * Creates alerts as fast as they are accepted, and keeps them open until their second steps were due. Measures time and
 * memory at each number of open alerts in `stageEnds`.
 */
export async function measureBurst(stageEnds: readonly number[], options: BurstOptions = {}): Promise<Burst> {
  const { timeScale = 1, spreadMinutes = 4, quietAlerts = 0, progress = () => undefined } = options;
  const alerts = stageEnds.at(-1) ?? 0;
  const service = await startLoaded({ accounts: 2, timeScale });
  try {
    const [call, other] = service.accounts as readonly [Call, Call];
    await setUp(call, { domain: DOMAIN, secondAfterMinutes: NEVER });
    await setUp(other, { domain: QUIET, secondAfterMinutes: NEVER });

    progress('warming up');
    const warm = await warmUp(service, call, Math.min(WARM_UP_ALERTS, Math.ceil(alerts * WARM_UP_SHARE)));
    const alone = quietAlerts && (await measureLatency(service, other, QUIET, quietAlerts, 'Alone'));
    const after = options.secondAfterMinutes ?? toMinutes(alerts * warm * timeScale);
    const seconds = Array.from({ length: spreadMinutes + 1 }, (_, i) => after + i);
    for (const minutes of seconds) await addEscalation(call, DOMAIN, minutes);
    await service.takeSent();

    const stages: BurstStage[] = [];
    let errors = 0;
    let done = 0;
    let accepting = 0;
    for (const stageEnd of stageEnds) {
      progress(`up to ${stageEnd} open alerts`);
      const startedAt = machineNow();
      const processor = service.processorMs();
      const calls = await service.escalationCalls();
      await times(done, stageEnd, CONCURRENCY, async (i) => {
        const { status } = await createAlert(call, toMessage(i), seconds[i % seconds.length]);
        if (status !== 202) errors++;
      });
      accepting += machineNow() - startedAt;
      await untilSent(service, FIRST, stageEnd - errors);
      const memory = service.memory();
      stages.push({
        alerts: stageEnd,
        msPerAlert: (machineNow() - startedAt) / (stageEnd - done),
        processorMsPerAlert: (service.processorMs() - processor) / (stageEnd - done),
        callsPerAlert: ((await service.escalationCalls()) - calls) / (stageEnd - done),
        megabytes: memory && Math.round(memory / 1_000_000),
      });
      done = stageEnd;
    }
    const first = await service.takeSent();
    const duringBurst =
      quietAlerts && (await measureLatency(service, other, QUIET, quietAlerts, 'During burst'));

    progress('waiting for the second steps');
    const created = await readCreationTimes(call);
    await untilSent(service, SECOND, alerts - errors - first.filter(isTo(SECOND)).length);
    // Duplicates, if any, arrive in this pause.
    await pause(500);
    const sent = [...first, ...(await service.takeSent())];
    const summarizeSteps = (address: string, dueAfter: (index: number) => number) =>
      summarize(sent.filter(isTo(address)), created, dueAfter, timeScale);
    return {
      alerts,
      errors,
      acceptedPerSecond: ((alerts - errors) / accepting) * 1000,
      stages,
      first: summarizeSteps(FIRST, () => 0),
      second: summarizeSteps(SECOND, (i) => Number(seconds[i % seconds.length]) * MINUTE),
      ...(alone && duringBurst && { quiet: { alone, duringBurst } }),
    };
  } finally {
    await service.stop();
  }
}

const isTo =
  (address: string) =>
  ({ to }: SentMessage) =>
    to.includes(address);
const toMessage = (index: number) => `Burst ${index}.`;
const parseIndex = (text: string) => Number(/Burst (\d+)\./.exec(text)?.[1]);
const toMinutes = (ms: number) => Math.ceil(ms / MINUTE);

/** Returns the time per alert in ms. */
async function warmUp(service: LoadedService, call: Call, alerts: number): Promise<number> {
  const startedAt = machineNow();
  await times(0, alerts, CONCURRENCY, async (i) => void (await createAlert(call, `Warm ${i}.`)));
  await untilSent(service, FIRST, alerts);
  return (machineNow() - startedAt) / alerts;
}

async function untilSent(service: LoadedService, to: string, count: number): Promise<void> {
  const deadline = machineNow() + LIMIT_MS;
  for (let sent = 0; sent < count; sent = await service.sentCount(to)) {
    if (machineNow() > deadline)
      throw new Error(`Only ${sent} of ${count} notifications were sent to ${to}.`);
    await pause(POLL_INTERVAL_MS);
  }
}

const PAGE = 100;

/** Creation time of each alert of the burst, by the service's clock. */
async function readCreationTimes(call: Call): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  for (let from = 0, more = true; more; ) {
    const query = encodeURIComponent(`createdAt >= ${from}`);
    const { body } = await call('GET', `/v2/alerts?query=${query}&limit=${PAGE}&sort=createdAt&order=asc`);
    const page = body.data as { message: string; createdAt: string }[];
    for (const { message, createdAt: at } of page) found.set(parseIndex(message), Date.parse(at));
    const last = Date.parse(page.at(-1)?.createdAt ?? '');
    more = page.length === PAGE && last > from;
    from = last;
  }
  return found;
}

function summarize(
  sent: readonly SentMessage[],
  created: ReadonlyMap<number, number>,
  dueAfter: (index: number) => number,
  timeScale: number,
): Steps {
  const indexes = sent.map(({ subject = '' }) => parseIndex(subject));
  const late = sent.map(({ at }, i) => {
    const index = indexes[i] ?? Number.NaN;
    return at - (created.get(index) ?? Number.NaN) - dueAfter(index);
  });
  const machineMs = late.map((ms) => ms / timeScale);
  const notified = new Set(indexes).size;
  const times = sent.map(({ receivedAt }) => receivedAt);
  const seconds = (times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b))) / 1000;
  return {
    notified,
    duplicated: sent.length - notified,
    early: late.filter((ms) => !(ms >= 0)).length,
    perSecond: notified / seconds,
    lateness: {
      p50: quantile(machineMs, 0.5),
      p99: quantile(machineMs, 0.99),
      max: machineMs.reduce((a, b) => Math.max(a, b), 0),
    },
  };
}
