import type { NotificationRequest } from '../notifications/model.ts';
import type { CancellationReason } from '../notifications/reasons.ts';
import { type Alert, isSnoozedForFlow } from './model.ts';

/**
 * Why the notification must not be sent any more; undefined if it is still due. Senders ask immediately before they
 * send. `alert` is undefined if the alert was deleted.
 */
export function getCancellationReason(
  alert: Alert | undefined,
  request: Pick<NotificationRequest, 'flowKey' | 'flowRun' | 'condition'>,
): CancellationReason | undefined {
  if (!alert) return 'AlertDeleted';
  const flow = alert.flows.find(({ key, run }) => key === request.flowKey && run === request.flowRun);
  if (request.condition === 'always') return flow ? undefined : 'PlanChanged';
  if (alert.status === 'closed') return 'AlertClosed';
  if (alert.acknowledged && request.condition === 'if-not-acked') return 'AlertAcknowledged';
  if (flow ? isSnoozedForFlow(alert, flow) : alert.snoozed) return 'AlertSnoozed';
  return flow ? undefined : 'PlanChanged';
}
