import { logger } from '../../platform/logger.ts';
import type { MetricName, Metrics } from '../../platform/metrics.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import type { Alert } from '../alerts/model.ts';
import type { Reduction } from '../alerts/reducer/types.ts';

/**
 * Logs one entry for each applied message. It joins the request, which is all that the API knows, to the alert, which is
 * all that engine and senders know.
 */
export function logApplied(
  { accountId, requestId, action }: AlertActionMessage,
  result: Reduction['kind'],
  alert?: Partial<Pick<Alert, 'id' | 'tinyId' | 'run'>>,
): void {
  logger.info('Alert action applied', {
    accountId,
    requestId,
    action: action.type,
    result,
    ...(alert?.id && { alertId: alert.id }),
    ...(alert?.tinyId && { tinyId: alert.tinyId }),
    ...(alert?.run && { run: alert.run }),
  });
}

const METRICS: Readonly<Partial<Record<Reduction['kind'], MetricName>>> = {
  created: 'AlertsCreated',
  deduplicated: 'AlertsDeduplicated',
  refused: 'RequestsRejected',
};

/** Counts what was written just now. A repeated write was counted before. */
export function countReductions(metrics: Metrics, kinds: readonly Reduction['kind'][]): void {
  for (const kind of kinds) {
    const metric = METRICS[kind];
    if (metric) metrics.record(metric, 1);
  }
}
