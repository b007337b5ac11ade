import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import type { Alert } from '../alerts/model.ts';
import type { Reduction } from '../alerts/reducer/types.ts';

/**
 * One line for a message that is through, with all that belongs to it. It joins the request, which is all that the API
 * knows, to the alert, which is all that engine and senders know.
 */
export function tellApplied(
  { accountId, requestId, action }: AlertActionMessage,
  result: Reduction['kind'],
  alert?: Partial<Pick<Alert, 'id' | 'tinyId' | 'run'>>,
): void {
  logger.info('Applied', {
    accountId,
    requestId,
    action: action.type,
    result,
    ...(alert?.id && { alertId: alert.id }),
    ...(alert?.tinyId && { tinyId: alert.tinyId }),
    ...(alert?.run && { run: alert.run }),
  });
}

const METRIC_OF = {
  created: 'AlertsCreated',
  repeated: 'AlertsDeduplicated',
  refused: 'RequestsRejected',
} as const;

/** Counts what was written just now. What is written again has been counted. */
export function count(metrics: Metrics, kinds: readonly Reduction['kind'][]): void {
  for (const kind of kinds) {
    if (kind in METRIC_OF) metrics.record(METRIC_OF[kind as keyof typeof METRIC_OF], 1);
  }
}
