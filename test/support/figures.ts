import type { Dimensions, Metrics } from '../../src/platform/metrics.ts';

/** Metrics that are kept: as `Name channel outcome`, with the values recorded, in order. */
export function recordingMetrics() {
  const figures: Record<string, number[]> = {};
  const metrics: Metrics = {
    record(metric, value, { channel, outcome }: Dimensions = {}) {
      const name = [metric, channel, outcome].filter(Boolean).join(' ');
      figures[name] = [...(figures[name] ?? []), value];
    },
  };
  return { metrics, figures };
}
