import { setTimeout as pause } from 'node:timers/promises';
import { countPagingStops } from '../domain/accounts/settings.ts';
import { createReconciler } from '../engine/reconciler.ts';
import { parsePart } from '../engine/reconciler-part.ts';
import { executionsFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { logger } from '../platform/logger.ts';

const metrics = metricsFromEnvironment();

const table = tableFromEnvironment();

const reconcile = createReconciler({
  table,
  executions: executionsFromEnvironment(),
  clock: systemClock,
  pause: async (milliseconds) => {
    await pause(milliseconds);
  },
});

/** How many accounts have stopped paging; 0 if it cannot be read, because nothing that pages depends on it. */
async function countStops(): Promise<number> {
  try {
    return await countPagingStops(table, systemClock());
  } catch (error) {
    logger.warn('Could not count the accounts that have stopped paging', { error: error as Error });
    return 0;
  }
}

/**
 * Runs each minute, in a stage with several parts once for each. Continues runs that are overdue or have lost their execution.
 * Records only metrics that are not zero: CloudWatch charges for each metric and hour that has a value.
 */
export const handler = publishMetricsAfter(metrics, async (event: unknown) => {
  const part = parsePart(event);
  const report = await reconcile(part);
  const values = {
    RestartedRuns: report.restart,
    ReconcilerFailures: report.failed + (report.complete && report.audited === false ? 1 : 0),
    ReconcilerIncomplete: report.complete ? 0 : 1,
  } as const;
  const stops = part.part === 0 ? await countStops() : 0;
  if (stops > 0) metrics.record('PagingStopped', stops);
  for (const [name, value] of Object.entries(values)) {
    if (value > 0) metrics.record(name as keyof typeof values, value);
  }
});
