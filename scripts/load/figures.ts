import { type Burst, burstOf } from './burst.ts';
import { type Neighbour, neighbourOf } from './neighbour.ts';

/** What `npm run load` measures, and `npm run bench` quotes. */
export interface LoadFigures {
  readonly burst: Burst;
  readonly neighbour: Neighbour;
}

/** The service's time runs so much faster while alerts wait for their second step. */
const TIME_SCALE = 10;

/** So many alerts are created a second on the slowest machine that this is meant for. */
const SLOWEST_PER_SECOND = 40;

/**
 * A burst of so many alerts, all open at once and each with a waiting escalation, and a quiet account beside a noisy one.
 * On the local service, in minutes.
 */
export async function loadFigures(alerts = 10_000): Promise<LoadFigures> {
  const stops = [...new Set([0.1, 0.3, 1].map((part) => Math.ceil(alerts * part)))];
  const secondAfterMinutes = Math.ceil((alerts / SLOWEST_PER_SECOND / 60) * TIME_SCALE) + 10;
  return {
    burst: await burstOf(stops, { timeScale: TIME_SCALE, secondAfterMinutes }),
    neighbour: await neighbourOf(15),
  };
}

const ms = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

/** The figures as rows of name and value. */
export const loadRows = ({ burst, neighbour }: LoadFigures): readonly (readonly [string, string])[] => [
  ['alerts in a burst, all open', `${burst.alerts} (${burst.errors} refused)`],
  ['accepted a second', burst.acceptedPerSecond.toFixed(0)],
  ...burst.stretches.map(({ alerts, msPerAlert, megabytes }): readonly [string, string] => [
    `up to ${alerts}`,
    `${msPerAlert.toFixed(1)} ms an alert, ${megabytes ?? '?'} MB`,
  ]),
  ['escalation steps told, first and second', `${burst.first}, ${burst.second}`],
  ['  early, twice', `${burst.early}, ${burst.twice}`],
  ['  late p50, p99, most', [burst.lateness.p50, burst.lateness.p99, burst.lateness.max].map(ms).join(', ')],
  ['a quiet account alone, p50 and most', `${ms(neighbour.alone.p50)}, ${ms(neighbour.alone.max)}`],
  ['  beside a noisy one', `${ms(neighbour.beside.p50)}, ${ms(neighbour.beside.max)}`],
  ['  which sent, and was refused', `${neighbour.storm}, ${neighbour.refused}`],
];

export const loadInWords = (figures: LoadFigures): string =>
  loadRows(figures)
    .map(([name, value]) => `${name.padEnd(42)}${value}`)
    .join('\n');
