import type { NotificationRequest } from '../notifications/model.ts';
import { type Alert, isHushed } from './model.ts';

/** Why a notification that was handed out is not to be sent any more. */
export type VoidReason =
  | 'AlertDeleted'
  | 'PlanChanged'
  | 'AlertClosed'
  | 'AlertSnoozed'
  | 'AlertAcknowledged';

/**
 * What a sender asks at the last moment: has the alert become such that nobody is to be told? Undefined: it is still
 * due. `alert` is undefined where it was deleted.
 */
export function reasonVoid(
  alert: Alert | undefined,
  request: Pick<NotificationRequest, 'flowKey' | 'flowRun' | 'condition'>,
): VoidReason | undefined {
  if (!alert) return 'AlertDeleted';
  const planned = alert.flows.find((flow) => flow.key === request.flowKey && flow.run === request.flowRun);
  if (request.condition === 'always') return planned ? undefined : 'PlanChanged';
  if (alert.status === 'closed') return 'AlertClosed';
  if (alert.acknowledged && request.condition === 'if-not-acked') return 'AlertAcknowledged';
  if (planned ? isHushed(alert, planned) : alert.snoozed) return 'AlertSnoozed';
  return planned ? undefined : 'PlanChanged';
}
