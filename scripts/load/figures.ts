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

/** The fewest alerts that give figures. */
export const MIN_ALERTS = 10;

/** Alerts of the quiet account and events of the storm: fewer if the burst is small, so that the run is short. */
const QUIET_ALERTS = 200;
const STORM_EVENTS = 10_000;

/** The noisy account may send at least this much a second: its limit holds for the quiet account, too. */
const MIN_NOISY_PER_SECOND = 20;

/** The noisy account may send this share of the machine's throughput. */
const NOISY_SHARE = 0.4;

/**
 * Measures on the local service, in minutes: a burst of alerts that are open at the same time, each with a waiting
 * escalation; the latency of a quiet account while another one is noisy; and a storm of events with one alias. `show` gets
 * the rows of each part when it is measured.
 */
export async function measureLoad(
  alerts = 10_000,
  progress: (what: string) => void = () => undefined,
  show: (rows: readonly Row[]) => void = () => undefined,
): Promise<LoadFigures> {
  const quietAlerts = Math.min(QUIET_ALERTS, Math.max(MIN_ALERTS, Math.ceil(alerts / 3)));
  const events = Math.min(STORM_EVENTS, alerts);
  const stageEnds = [...new Set(STAGE_ENDS.map((share) => Math.ceil(alerts * share)))];
  const burst = await measureBurst(stageEnds, {
    quietAlerts,
    progress,
    ...(alerts < SMALL_BURST && SMALL_BURST_OPTIONS),
  });
  show(toBurstRows(burst));
  progress('a quiet account while another is noisy');
  const perSecond = Math.max(MIN_NOISY_PER_SECOND, Math.floor(burst.first.perSecond * NOISY_SHARE));
  const neighbour = await measureNeighbour(quietAlerts, perSecond);
  show(toNeighbourRows(neighbour));
  progress(`${events} events of one alias`);
  const storm = await measureStorm(events);
  show(toStormRows(storm));
  return { burst, neighbour, storm };
}

/** Bursts below this many alerts do not wait for minutes until the second steps are due. */
const SMALL_BURST = 1_000;

/** The clock of the service runs faster, so that the four minutes over which the second steps are due take twenty seconds. */
const SMALL_BURST_OPTIONS = { timeScale: 12 } as const;

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
export const toLoadRows = ({ burst, neighbour, storm }: LoadFigures): readonly Row[] => [
  ...toBurstRows(burst),
  ...toNeighbourRows(neighbour),
  ...toStormRows(storm),
];

function toBurstRows(burst: Burst): readonly Row[] {
  const { quiet, alerts, first, second } = burst;
  const latency: readonly Row[] = quiet
    ? [
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
      ]
    : [];
  return [
    ...latency,
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
  ];
}

const toNeighbourRows = (neighbour: Neighbour): readonly Row[] => [
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
];

const toStormRows = (storm: Storm): readonly Row[] => [
  {
    what: `Storm of ${formatCount(storm.events)} events on one alias: alerts, count, notifications, refused`,
    figure: `${storm.alerts}, ${formatCount(storm.count)}, ${storm.notifications}, ${storm.errors}`,
    aim: `1, ${formatCount(storm.events)}, 1, 0`,
  },
  { what: 'Time until all events were counted', figure: `${storm.seconds.toFixed(0)} s`, aim: '' },
];
