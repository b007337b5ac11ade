import { setTimeout as pause } from 'node:timers/promises';
import { createReconciler } from '../engine/reconciler.ts';
import { executionsFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';

const metrics = metricsFromEnvironment();

const reconcile = createReconciler({
  table: tableFromEnvironment(),
  executions: executionsFromEnvironment(),
  clock: systemClock,
  pause: async (milliseconds) => {
    await pause(milliseconds);
  },
});

/**
 * Each minute: finds what is overdue or was killed and starts it again. Only what is not zero becomes a metric, for metrics are paid
 * by the hour in which they have a value, and a stage at rest costs nothing.
 */
export const handler = publishMetricsAfter(metrics, async () => {
  const report = await reconcile();
  const figures = {
    RestartedRuns: report.restart,
    ReconcilerFailures: report.failed + (report.complete && !report.audited ? 1 : 0),
    ReconcilerIncomplete: report.complete ? 0 : 1,
  } as const;
  for (const [name, figure] of Object.entries(figures)) {
    if (figure > 0) metrics.record(name as keyof typeof figures, figure);
  }
});
