import type { NotificationRequest } from '../notifications/model.ts';
import { type Alert, isSnoozedForFlow } from './model.ts';

/** Why a notification that was handed out is not to be sent any more. */
export type CancellationReason =
  | 'AlertDeleted'
  | 'PlanChanged'
  | 'AlertClosed'
  | 'AlertSnoozed'
  | 'AlertAcknowledged';

/**
 * What a sender asks at the last moment: has the alert become such that nobody is to be told? Undefined: it is still
 * due. `alert` is undefined where it was deleted.
 */
export function getCancellationReason(
  alert: Alert | undefined,
  request: Pick<NotificationRequest, 'flowKey' | 'flowRun' | 'condition'>,
): CancellationReason | undefined {
  if (!alert) return 'AlertDeleted';
  const planned = alert.flows.find((flow) => flow.key === request.flowKey && flow.run === request.flowRun);
  if (request.condition === 'always') return planned ? undefined : 'PlanChanged';
  if (alert.status === 'closed') return 'AlertClosed';
  if (alert.acknowledged && request.condition === 'if-not-acked') return 'AlertAcknowledged';
  if (planned ? isSnoozedForFlow(alert, planned) : alert.snoozed) return 'AlertSnoozed';
  return planned ? undefined : 'PlanChanged';
}
