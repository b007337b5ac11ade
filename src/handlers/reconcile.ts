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
 * Runs each minute. Continues runs that are overdue or have lost their execution. Records only metrics that are not zero:
 * CloudWatch charges for each metric and hour that has a value.
 */
export const handler = publishMetricsAfter(metrics, async () => {
  const report = await reconcile();
  const values = {
    RestartedRuns: report.restart,
    ReconcilerFailures: report.failed + (report.complete && !report.audited ? 1 : 0),
    ReconcilerIncomplete: report.complete ? 0 : 1,
  } as const;
  for (const [name, value] of Object.entries(values)) {
    if (value > 0) metrics.record(name as keyof typeof values, value);
  }
});
