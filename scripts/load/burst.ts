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

/** One stretch of the burst, up to a number of open alerts. */
export interface Stretch {
  readonly alerts: number;
  /** Of the machine's time, from the first of the stretch accepted until all of it had been told. */
  readonly msPerAlert: number;
  /** Of the processors' time, emulators and all. */
  readonly processorMsPerAlert: number;
  /** Calls of functions for the first step of an alert: to assess and to send; more where the reconciler had to help. */
  readonly callsPerAlert: number;
  /** Of the service's process, when all of the stretch was open. */
  readonly megabytes: number | undefined;
}

/** Results of one notification step over all alerts. */
export interface Steps {
  readonly told: number;
  readonly twice: number;
  readonly early: number;
  /** Between the first and the last that was told. */
  readonly perSecond: number;
  /** From when it was due until its provider had it, in milliseconds of the machine's time. */
  readonly lateness: Latency;
}

export interface Burst {
  readonly alerts: number;
  readonly errors: number;
  readonly acceptedPerSecond: number;
  readonly stretches: readonly Stretch[];
  /** Due at once, as fast as alerts are accepted. */
  readonly first: Steps;
  /** Due over some minutes, while all alerts are open. */
  readonly second: Steps;
  /** Of another account's alerts, before and among the open ones; where it was asked for. */
  readonly quiet?: { readonly alone: Latency; readonly among: Latency };
}

export interface BurstOptions {
  /** How many times as fast as the machine's the service's clock runs. */
  readonly timeScale?: number;
  /** Of the service's time, when the first of the second steps are due; else as the machine's speed has it. */
  readonly secondAfterMinutes?: number;
  /** Of the service's time, over how many more the second steps are due. */
  readonly spreadMinutes?: number;
  /** How many alerts of another account are told, one after the other, before and among the open ones. */
  readonly quietAlerts?: number;
  readonly progress?: (what: string) => void;
}

const LIMIT_MS = 900_000;
const LOOK_EVERY_MS = 200;
const MINUTE = 60_000;
const AT_ONCE = 16;
/** Until code is compiled; how long these take tells how long all will. */
const WARM_UP = 300;
const PART_OF_WARM_UP = 0.1;

const DOMAIN = 'burst.example.com';
const QUIET = 'quiet.example.com';
const FIRST = `jane@${DOMAIN}`;
const SECOND = `omar@${DOMAIN}`;

/**
 * Alerts as fast as they are taken, all left open until the second step of each has been due. `stops`: the numbers of
 * open alerts at which time and memory are measured.
 */
export async function measureBurst(stops: readonly number[], options: BurstOptions = {}): Promise<Burst> {
  const { timeScale = 1, spreadMinutes = 4, quietAlerts = 0, progress = () => undefined } = options;
  const alerts = stops.at(-1) ?? 0;
  const service = await startLoaded({ accounts: 2, timeScale });
  try {
    const [call, other] = service.accounts as readonly [Call, Call];
    await setUp(call, { domain: DOMAIN, secondAfterMinutes: NEVER });
    await setUp(other, { domain: QUIET, secondAfterMinutes: NEVER });

    progress('warming up');
    const warm = await warmUp(service, call, Math.min(WARM_UP, Math.ceil(alerts * PART_OF_WARM_UP)));
    const alone = quietAlerts && (await measureLatency(service, other, QUIET, quietAlerts, 'Alone'));
    const after = options.secondAfterMinutes ?? minutesFor(alerts * warm * timeScale);
    const seconds = Array.from({ length: spreadMinutes + 1 }, (_, i) => after + i);
    for (const minutes of seconds) await addEscalation(call, DOMAIN, minutes);
    await service.takeSent();

    const stretches: Stretch[] = [];
    let errors = 0;
    let done = 0;
    let accepting = 0;
    for (const stop of stops) {
      progress(`up to ${stop} open alerts`);
      const begun = machineNow();
      const processor = service.processorMs();
      const calls = await service.escalationCalls();
      await times(done, stop, AT_ONCE, async (i) => {
        const { status } = await createAlert(call, messageOf(i), seconds[i % seconds.length]);
        if (status !== 202) errors++;
      });
      accepting += machineNow() - begun;
      await untilSent(service, FIRST, stop - errors);
      const memory = service.memory();
      stretches.push({
        alerts: stop,
        msPerAlert: (machineNow() - begun) / (stop - done),
        processorMsPerAlert: (service.processorMs() - processor) / (stop - done),
        callsPerAlert: ((await service.escalationCalls()) - calls) / (stop - done),
        megabytes: memory && Math.round(memory / 1_000_000),
      });
      done = stop;
    }
    const first = await service.takeSent();
    const among = quietAlerts && (await measureLatency(service, other, QUIET, quietAlerts, 'Among'));

    progress('until every second step is told');
    const created = await createdAt(call);
    await untilSent(service, SECOND, alerts - errors - first.filter(isTo(SECOND)).length);
    // Duplicates would arrive while nothing else does.
    await pause(500);
    const sent = [...first, ...(await service.takeSent())];
    const stepsOf = (address: string, dueAfter: (index: number) => number) =>
      judged(sent.filter(isTo(address)), created, dueAfter, timeScale);
    return {
      alerts,
      errors,
      acceptedPerSecond: ((alerts - errors) / accepting) * 1000,
      stretches,
      first: stepsOf(FIRST, () => 0),
      second: stepsOf(SECOND, (i) => Number(seconds[i % seconds.length]) * MINUTE),
      ...(alone && among && { quiet: { alone, among } }),
    };
  } finally {
    await service.stop();
  }
}

const isTo =
  (address: string) =>
  ({ to }: SentMessage) =>
    to.includes(address);
const messageOf = (index: number) => `Burst ${index}.`;
const indexOf = (text: string) => Number(/Burst (\d+)\./.exec(text)?.[1]);
const minutesFor = (ms: number) => Math.ceil(ms / MINUTE);

/** Milliseconds per alert. */
async function warmUp(service: LoadedService, call: Call, alerts: number): Promise<number> {
  const begun = machineNow();
  await times(0, alerts, AT_ONCE, async (i) => void (await createAlert(call, `Warm ${i}.`)));
  await untilSent(service, FIRST, alerts);
  return (machineNow() - begun) / alerts;
}

async function untilSent(service: LoadedService, to: string, count: number): Promise<void> {
  const deadline = machineNow() + LIMIT_MS;
  for (let sent = 0; sent < count; sent = await service.sentCount(to)) {
    if (machineNow() > deadline) throw new Error(`${sent} of ${count} were sent to ${to}.`);
    await pause(LOOK_EVERY_MS);
  }
}

const PAGE = 100;

/** Creation time of each alert of the burst, by the service's clock. */
async function createdAt(call: Call): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  for (let from = 0, more = true; more; ) {
    const query = encodeURIComponent(`createdAt >= ${from}`);
    const { body } = await call('GET', `/v2/alerts?query=${query}&limit=${PAGE}&sort=createdAt&order=asc`);
    const page = body.data as { message: string; createdAt: string }[];
    for (const { message, createdAt: at } of page) found.set(indexOf(message), Date.parse(at));
    const last = Date.parse(page.at(-1)?.createdAt ?? '');
    more = page.length === PAGE && last > from;
    from = last;
  }
  return found;
}

function judged(
  sent: readonly SentMessage[],
  created: ReadonlyMap<number, number>,
  dueAfter: (index: number) => number,
  timeScale: number,
): Steps {
  const indexes = sent.map(({ subject = '' }) => indexOf(subject));
  const late = sent.map(({ at }, i) => {
    const index = indexes[i] ?? Number.NaN;
    return at - (created.get(index) ?? Number.NaN) - dueAfter(index);
  });
  const real = late.map((ms) => ms / timeScale);
  const told = new Set(indexes).size;
  const times = sent.map(({ receivedAt }) => receivedAt);
  const seconds = (times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b))) / 1000;
  return {
    told,
    twice: sent.length - told,
    early: late.filter((ms) => !(ms >= 0)).length,
    perSecond: told / seconds,
    lateness: {
      p50: quantile(real, 0.5),
      p99: quantile(real, 0.99),
      max: real.reduce((a, b) => Math.max(a, b), 0),
    },
  };
}
