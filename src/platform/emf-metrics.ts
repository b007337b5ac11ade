import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { readVariable } from './environment.ts';
import { type Dimensions, METRICS, type MetricName, type Metrics } from './metrics.ts';

/** Metrics that are collected until `publish`, once per invocation of a function. */
export interface PublishedMetrics extends Metrics {
  /** Writes the values recorded since the last call, as one log line per set of dimensions. */
  publish(): void;
}

interface MetricValue {
  readonly metric: MetricName;
  readonly value: number;
  readonly dimensions: Dimensions;
}

/** Values per line. At 100, Powertools publishes by itself and loses the dimensions. */
const MAX_VALUES_PER_LINE = 99;

/** Suppresses a warning of Powertools about an intended use: one set of dimensions with the channel and one without. */
const silentLogger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Metrics in CloudWatch's embedded metric format: CloudWatch extracts them from log lines, so measuring needs no call. The
 * dimension `service` is POWERTOOLS_SERVICE_NAME.
 *
 * Metrics with a channel are also published without it, because an alarm cannot sum over a dimension.
 */
export function createEmfMetrics(namespace: string): PublishedMetrics {
  const emf = new EmbeddedMetrics({ namespace, logger: silentLogger });
  let values: MetricValue[] = [];

  function write(group: readonly MetricValue[]): void {
    const { channel, outcome } = group[0]?.dimensions ?? {};
    const dimensions = { ...(channel && { channel }), ...(outcome && { outcome }) };
    for (const [name, value] of Object.entries(dimensions)) emf.addDimension(name, value);
    if (channel) emf.addDimensions(outcome ? { outcome } : {});
    for (const { metric, value } of sumCounts(group))
      emf.addMetric(metric, MetricUnit[METRICS[metric]], value);
    emf.publishStoredMetrics();
  }

  return {
    record(metric, value, dimensions = {}) {
      values.push({ metric, value, dimensions });
    },
    publish() {
      const recorded = values;
      values = [];
      const groups = Map.groupBy(recorded, ({ dimensions: { channel, outcome } }) => `${channel} ${outcome}`);
      for (const group of groups.values()) {
        for (let i = 0; i < group.length; i += MAX_VALUES_PER_LINE)
          write(group.slice(i, i + MAX_VALUES_PER_LINE));
      }
    },
  };
}

/** Sums counts; keeps every value in milliseconds, for percentiles. */
function sumCounts(group: readonly MetricValue[]): readonly Pick<MetricValue, 'metric' | 'value'>[] {
  const counts = new Map<MetricName, number>();
  const values: Pick<MetricValue, 'metric' | 'value'>[] = [];
  for (const { metric, value } of group) {
    if (METRICS[metric] === 'Count') counts.set(metric, (counts.get(metric) ?? 0) + value);
    else values.push({ metric, value });
  }
  return [...[...counts].map(([metric, value]) => ({ metric, value })), ...values];
}

/** Metrics in the namespace POWERTOOLS_METRICS_NAMESPACE. */
export const metricsFromEnvironment = (): PublishedMetrics =>
  createEmfMetrics(readVariable('POWERTOOLS_METRICS_NAMESPACE', 'Tocsin'));

/** Wraps a handler: publishes its metrics after each invocation, successful or not. */
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
