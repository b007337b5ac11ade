import type { Row } from '../bench/table.ts';
import { type Burst, measureBurst, type Steps } from './burst.ts';
import type { Latency } from './latency.ts';
import { measureNeighbour, type Neighbour } from './neighbour.ts';
import { measureStorm, type Storm } from './storm.ts';

/** The measurements of `npm run load` and `npm run bench`. */
export interface LoadFigures {
  readonly burst: Burst;
  readonly neighbour: Neighbour;
  readonly storm: Storm;
}

/** Shares of all alerts at which time and memory are measured: 1,000 and 3,000 of 10,000. */
const STAGE_ENDS = [0.1, 0.3, 1];

const QUIET_ALERTS = 200;
const STORM_EVENTS = 10_000;

/** The noisy account may send this share of the machine's throughput. */
const NOISY_SHARE = 0.4;

/**
 * Measures on the local service, in minutes: a burst of alerts that are open at the same time, each with a waiting
 * escalation; the latency of a quiet account while another one is noisy; and a storm of events with one alias.
 */
export async function measureLoad(
  alerts = 10_000,
  progress: (what: string) => void = () => undefined,
): Promise<LoadFigures> {
  const stageEnds = [...new Set(STAGE_ENDS.map((share) => Math.ceil(alerts * share)))];
  const burst = await measureBurst(stageEnds, { quietAlerts: QUIET_ALERTS, progress });
  progress('a quiet account while another is noisy');
  const perSecond = Math.max(1, Math.floor(burst.first.perSecond * NOISY_SHARE));
  const neighbour = await measureNeighbour(QUIET_ALERTS, perSecond);
  progress(`${STORM_EVENTS} events of one alias`);
  return { burst, neighbour, storm: await measureStorm(STORM_EVENTS) };
}

const ms = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

const formatLatency = ({ p50, p99, max }: Latency) => [p50, p99, max].map(ms).join(', ');
const formatCount = (value: number) => Math.round(value).toLocaleString('en');

const stepRows = (name: string, alerts: number, steps: Steps): readonly Row[] => [
  {
    what: `${name}: notified, duplicated, early`,
    figure: `${formatCount(steps.notified)}, ${steps.duplicated}, ${steps.early}`,
    aim: `${formatCount(alerts)}, 0, 0`,
  },
  { what: `${name}: notified per second`, figure: steps.perSecond.toFixed(0), aim: '' },
  { what: `${name}: lateness, p50, p99, maximum`, figure: formatLatency(steps.lateness), aim: '' },
];

/** Formats the figures as rows of the table. */
export function toLoadRows({ burst, neighbour, storm }: LoadFigures): readonly Row[] {
  const { quiet, alerts, first, second } = burst;
  const rows: Row[] = [];
  if (quiet) {
    rows.push(
      {
        what: 'From 202 to the provider, p50, p99, maximum',
        figure: formatLatency(quiet.alone),
        aim: '100 ms, 300 ms',
      },
      {
        what: `The same while ${formatCount(alerts)} alerts are open`,
        figure: formatLatency(quiet.duringBurst),
        aim: '1.5 times',
      },
    );
  }
  rows.push(
    {
      what: `Burst of ${formatCount(alerts)} alerts: accepted per second, refused`,
      figure: `${burst.acceptedPerSecond.toFixed(0)}, ${burst.errors}`,
      aim: '300, 0',
    },
    ...burst.stages.map((each) => ({
      what: `Up to ${formatCount(each.alerts)} open: time per alert, CPU time; invocations; memory`,
      figure: `${each.msPerAlert.toFixed(1)} ms, ${each.processorMsPerAlert.toFixed(1)} ms; ${each.callsPerAlert.toFixed(2)}; ${each.megabytes ?? '?'} MB`,
      aim: 'flat',
    })),
    ...stepRows('First steps, due at once', alerts - burst.errors, first),
    ...stepRows(`Second steps, while ${formatCount(alerts)} are open`, alerts - burst.errors, second),
    { what: 'A quiet account alone, p50, p99, maximum', figure: formatLatency(neighbour.alone), aim: '' },
    {
      what: `While another sends ${formatCount(neighbour.sentPerSecond)} per second (limit ${neighbour.perSecond})`,
      figure: formatLatency(neighbour.whileNoisy),
      aim: '',
    },
    {
      what: `While its burst of ${formatCount(neighbour.burst)} is processed`,
      figure: formatLatency(neighbour.inBurst),
      aim: '',
    },
    {
      what: `Storm of ${formatCount(storm.events)} events on one alias: alerts, count, notifications, refused`,
      figure: `${storm.alerts}, ${formatCount(storm.count)}, ${storm.notifications}, ${storm.errors}`,
      aim: `1, ${formatCount(storm.events)}, 1, 0`,
    },
    { what: 'Time until all events were counted', figure: `${storm.seconds.toFixed(0)} s`, aim: '' },
  );
  return rows;
}
