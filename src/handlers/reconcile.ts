import { setTimeout as pause } from 'node:timers/promises';
import { countPagingStops } from '../domain/accounts/settings.ts';
import { createReconciler, toReconcilerMetrics } from '../engine/reconciler.ts';
import { parsePart } from '../engine/reconciler-part.ts';
import { executionsFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { logger } from '../platform/logger.ts';
import type { MetricName } from '../platform/metrics.ts';

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

/** Runs each minute, in a stage with several parts once for each. Continues runs that are overdue or have lost their execution. */
export const handler = publishMetricsAfter(metrics, async (event: unknown) => {
  const part = parsePart(event);
  const report = await reconcile(part);
  const stops = part.part === 0 ? await countStops() : 0;
  if (stops > 0) metrics.record('PagingStopped', stops);
  for (const [name, value] of Object.entries(toReconcilerMetrics(report))) {
    metrics.record(name as MetricName, value);
  }
});
