import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { readVariable } from './environment.ts';
import { type Dimensions, METRICS, type MetricName, type Metrics } from './metrics.ts';

/** Figures that are kept until they are published, all of one function's call together. */
export interface PublishedMetrics extends Metrics {
  /** Writes what was recorded since the last time: a line of the log for each set of dimensions. */
  publish(): void;
}

interface Figure {
  readonly metric: MetricName;
  readonly value: number;
  readonly dimensions: Dimensions;
}

/** Figures a line. Of a hundred the library publishes by itself, and forgets the dimensions. */
const FIGURES_MAX = 99;

/** The library warns of what is meant here: that the figures of a channel are also there without it. */
const unheard = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Metrics in CloudWatch's embedded metric format: lines of the log, of which CloudWatch makes metrics by itself, so that
 * measuring costs no call. The dimension `service` is POWERTOOLS_SERVICE_NAME.
 *
 * What is told apart by channel is there over all channels besides, because an alarm cannot add up what it does not name.
 */
export function createEmfMetrics(namespace: string): PublishedMetrics {
  const emf = new EmbeddedMetrics({ namespace, logger: unheard });
  let figures: Figure[] = [];

  function write(group: readonly Figure[]): void {
    const { channel, outcome } = group[0]?.dimensions ?? {};
    const dimensions = { ...(channel && { channel }), ...(outcome && { outcome }) };
    for (const [name, value] of Object.entries(dimensions)) emf.addDimension(name, value);
    if (channel) emf.addDimensions(outcome ? { outcome } : {});
    for (const { metric, value } of summed(group)) emf.addMetric(metric, MetricUnit[METRICS[metric]], value);
    emf.publishStoredMetrics();
  }

  return {
    record(metric, value, dimensions = {}) {
      figures.push({ metric, value, dimensions });
    },
    publish() {
      const recorded = figures;
      figures = [];
      const groups = Map.groupBy(recorded, ({ dimensions: { channel, outcome } }) => `${channel} ${outcome}`);
      for (const group of groups.values()) {
        for (let i = 0; i < group.length; i += FIGURES_MAX) write(group.slice(i, i + FIGURES_MAX));
      }
    },
  };
}

/** Counts added up; of what is measured in milliseconds every value, so that percentiles can be asked for. */
function summed(group: readonly Figure[]): readonly Pick<Figure, 'metric' | 'value'>[] {
  const counts = new Map<MetricName, number>();
  const values: Pick<Figure, 'metric' | 'value'>[] = [];
  for (const { metric, value } of group) {
    if (METRICS[metric] === 'Count') counts.set(metric, (counts.get(metric) ?? 0) + value);
    else values.push({ metric, value });
  }
  return [...[...counts].map(([metric, value]) => ({ metric, value })), ...values];
}

/** Under POWERTOOLS_METRICS_NAMESPACE. */
export const metricsFromEnvironment = (): PublishedMetrics =>
  createEmfMetrics(readVariable('POWERTOOLS_METRICS_NAMESPACE', 'Tocsin'));

/** The handler, after each call of which its figures are published, whether it failed or not. */
export const publishMetricsAfter =
  <Event, Result>(
    metrics: PublishedMetrics,
    handle: (event: Event) => Promise<Result>,
  ): ((event: Event) => Promise<Result>) =>
  async (event) => {
    try {
      return await handle(event);
    } finally {
      metrics.publish();
    }
  };
