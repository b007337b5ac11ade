import { setTimeout as pause } from 'node:timers/promises';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { createReconciler } from '../engine/reconciler.ts';
import { executionsFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { optional } from '../platform/environment.ts';

const metrics = new Metrics({ namespace: optional('POWERTOOLS_METRICS_NAMESPACE', 'Tocsin') });

const reconcile = createReconciler({
  table: tableFromEnvironment(),
  executions: executionsFromEnvironment(),
  clock: systemClock,
  pause: async (milliseconds) => {
    await pause(milliseconds);
  },
});

/** Each minute: finds what is overdue and starts it again. */
export const handler = async (): Promise<void> => {
  const report = await reconcile();
  metrics.addMetric('RestartedRuns', MetricUnit.Count, report.restart);
  metrics.addMetric('ReconcilerFailures', MetricUnit.Count, report.failed);
  metrics.addMetric('ReconcilerIncomplete', MetricUnit.Count, report.complete ? 0 : 1);
  metrics.publishStoredMetrics();
};
