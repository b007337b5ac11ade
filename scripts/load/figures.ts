import type { Figures } from '../bench/catalogue.ts';
import { MIN_ALERTS } from '../bench/run.ts';
import { type Burst, measureBurst, type Steps } from './burst.ts';
import type { Latency } from './latency.ts';
import { measureNeighbour, type Neighbour } from './neighbour.ts';

/** The measurements of the part `load` of the bench. */
export interface LoadFigures {
  readonly burst: Burst;
  readonly neighbour: Neighbour;
}

/** Shares of all alerts at which time and memory are measured: 1,000 and 3,000 of 10,000. */
const STAGE_ENDS = [0.1, 0.3, 1];

/** Alerts of the quiet account: fewer if the burst is small, so that the run is short. */
const QUIET_ALERTS = 200;

/** The noisy account may send at least this much a second: its limit holds for the quiet account, too. */
const MIN_NOISY_PER_SECOND = 20;

/** The noisy account may send this share of the machine's throughput. */
const NOISY_SHARE = 0.4;

/**
 * Measures on the local service, in minutes: a burst of alerts that are open at the same time, each with a waiting escalation,
 * and the latency of a quiet account while another one is noisy.
 */
export async function measureLoad(
  alerts: number,
  progress: (what: string) => void = () => undefined,
): Promise<LoadFigures> {
  const quietAlerts = Math.min(QUIET_ALERTS, Math.max(MIN_ALERTS, Math.ceil(alerts / 3)));
  const stageEnds = [...new Set(STAGE_ENDS.map((share) => Math.ceil(alerts * share)))];
  const burst = await measureBurst(stageEnds, {
    quietAlerts,
    progress,
    ...(alerts < SMALL_BURST && SMALL_BURST_OPTIONS),
  });
  progress('a quiet account while another is noisy');
  const perSecond = Math.max(MIN_NOISY_PER_SECOND, Math.floor(burst.first.perSecond * NOISY_SHARE));
  const neighbour = await measureNeighbour(quietAlerts, perSecond);
  return { burst, neighbour };
}

/** Bursts below this many alerts do not wait for minutes until the second steps are due. */
const SMALL_BURST = 1_000;

/** The clock of the service runs faster, so that the four minutes over which the second steps are due take twenty seconds. */
const SMALL_BURST_OPTIONS = { timeScale: 12 } as const;

const stepFigures = (prefix: 'load.first_steps' | 'load.second_steps', alerts: number, steps: Steps) => ({
  [`${prefix}.missing`]: alerts - steps.notified,
  [`${prefix}.duplicated`]: steps.duplicated,
  [`${prefix}.early`]: steps.early,
  [`${prefix}.per_second`]: steps.perSecond,
  [`${prefix}.late_p50`]: steps.lateness.p50,
  [`${prefix}.late_p99`]: steps.lateness.p99,
});

type LatencyPrefix = 'page' | 'quiet_alone' | 'quiet_beside_noisy' | 'quiet_in_burst';

const latencyFigures = (prefix: LatencyPrefix, { p50, p99, max }: Latency) => ({
  [`load.${prefix}.p50`]: p50,
  [`load.${prefix}.p99`]: p99,
  [`load.${prefix}.max`]: max,
});

/** The figures by the names of the bench. */
export function toLoadFigures({ burst, neighbour }: LoadFigures): Figures {
  const { stages, quiet, first, second, errors } = burst;
  const accepted = burst.alerts - errors;
  const [early, last] = [stages.at(0), stages.at(-1)];
  return {
    'load.accepted_per_second': burst.acceptedPerSecond,
    'load.refused': errors,
    ...(early &&
      last && {
        'load.cpu_first_tenth': early.processorMsPerAlert,
        'load.cpu_last': last.processorMsPerAlert,
        'load.cpu_growth': last.processorMsPerAlert / early.processorMsPerAlert,
      }),
    ...(last?.megabytes !== undefined && { 'load.memory': last.megabytes }),
    ...(quiet && latencyFigures('page', quiet.duringBurst)),
    ...stepFigures('load.first_steps', accepted, first),
    ...stepFigures('load.second_steps', accepted, second),
    ...latencyFigures('quiet_alone', neighbour.alone),
    ...latencyFigures('quiet_beside_noisy', neighbour.whileNoisy),
    ...latencyFigures('quiet_in_burst', neighbour.inBurst),
  };
}
