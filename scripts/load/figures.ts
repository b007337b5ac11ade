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

/** Parts of the alerts at which time and memory are measured: 1,000 and 3,000 of 10,000. */
const STOPS = [0.1, 0.3, 1];

const QUIET_ALERTS = 200;
const STORM_EVENTS = 10_000;

/** A noisy account may have so large a part of what the machine gets through. */
const PART_OF_THE_NOISY = 0.4;

/**
 * A burst of so many alerts, all open at once and each with a waiting escalation, told of again while they are; a quiet
 * account beside a noisy one; and a storm of one alias. On the local service, in minutes.
 */
export async function loadFigures(
  alerts = 10_000,
  progress: (what: string) => void = () => undefined,
): Promise<LoadFigures> {
  const stops = [...new Set(STOPS.map((part) => Math.ceil(alerts * part)))];
  const burst = await measureBurst(stops, { quietAlerts: QUIET_ALERTS, progress });
  progress('a quiet account beside a noisy one');
  const perSecond = Math.max(1, Math.floor(burst.first.perSecond * PART_OF_THE_NOISY));
  const neighbour = await measureNeighbour(QUIET_ALERTS, perSecond);
  progress(`${STORM_EVENTS} events of one alias`);
  return { burst, neighbour, storm: await measureStorm(STORM_EVENTS) };
}

const ms = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

const spreadOf = ({ p50, p99, max }: Latency) => [p50, p99, max].map(ms).join(', ');
const whole = (value: number) => Math.round(value).toLocaleString('en');

const stepRows = (name: string, alerts: number, steps: Steps): readonly Row[] => [
  {
    what: `${name}: told, twice, early`,
    figure: `${whole(steps.told)}, ${steps.twice}, ${steps.early}`,
    aim: `${whole(alerts)}, 0, 0`,
  },
  { what: `${name}: told a second`, figure: steps.perSecond.toFixed(0), aim: '' },
  { what: `${name}: late, p50, p99, most`, figure: spreadOf(steps.lateness), aim: '' },
];

/** The figures as a part of the table. */
export function loadRows({ burst, neighbour, storm }: LoadFigures): readonly Row[] {
  const { quiet, alerts, first, second } = burst;
  const rows: Row[] = [];
  if (quiet) {
    rows.push(
      {
        what: 'From 202 to the provider, p50, p99, most',
        figure: spreadOf(quiet.alone),
        aim: '100 ms, 300 ms',
      },
      {
        what: `The same among ${whole(alerts)} open alerts`,
        figure: spreadOf(quiet.among),
        aim: '1.5 times',
      },
    );
  }
  rows.push(
    {
      what: `Burst of ${whole(alerts)} alerts: accepted a second, refused`,
      figure: `${burst.acceptedPerSecond.toFixed(0)}, ${burst.errors}`,
      aim: '300, 0',
    },
    ...burst.stretches.map((each) => ({
      what: `Up to ${whole(each.alerts)} open: an alert takes, of which processors; calls; memory`,
      figure: `${each.msPerAlert.toFixed(1)} ms, ${each.processorMsPerAlert.toFixed(1)} ms; ${each.callsPerAlert.toFixed(2)}; ${each.megabytes ?? '?'} MB`,
      aim: 'flat',
    })),
    ...stepRows('First steps, due at once', alerts - burst.errors, first),
    ...stepRows(`Second steps, among ${whole(alerts)} open`, alerts - burst.errors, second),
    { what: 'A quiet account alone, p50, p99, most', figure: spreadOf(neighbour.alone), aim: '' },
    {
      what: `Beside one that sends ${whole(neighbour.sentPerSecond)} a second and may ${neighbour.perSecond}`,
      figure: spreadOf(neighbour.beside),
      aim: '',
    },
    {
      what: `While ${whole(neighbour.burst)} that it sent at once are worked off`,
      figure: spreadOf(neighbour.inBurst),
      aim: '',
    },
    {
      what: `Storm of ${whole(storm.events)} events on one alias: alerts, count, notifications, refused`,
      figure: `${storm.alerts}, ${whole(storm.count)}, ${storm.notifications}, ${storm.errors}`,
      aim: `1, ${whole(storm.events)}, 1, 0`,
    },
    { what: 'Time until the storm was counted', figure: `${storm.seconds.toFixed(0)} s`, aim: '' },
  );
  return rows;
}
