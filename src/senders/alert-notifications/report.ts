import type { Alert } from '../../domain/alerts/model.ts';
import type { NotificationRequest } from '../../domain/notifications/model.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { AttemptReport } from '../delivery/deliver.ts';
import { reportAttempt } from '../delivery/report-attempt.ts';

/** The ids that log lines about the notification carry; no address. */
export const toLogIds = ({
  accountId,
  alertId,
  notificationId,
  channel,
  executionArn,
}: NotificationRequest): Readonly<Record<string, string | undefined>> => ({
  accountId,
  alertId,
  notificationId,
  channel,
  executionArn,
});

/**
 * Whether the notification is among the first that anybody could get: it was due as soon as the alert was created.
 * Alerts whose plan begins later are not measured, because somebody configured that delay.
 */
const isFirstNotification = ({ event, flowRun, dueAt }: NotificationRequest, { createdAt }: Alert): boolean =>
  event === 'create-alert' && flowRun === 1 && dueAt <= createdAt;

/** Logs and counts one attempt and, for a sent notification, how late it was. */
export function reportAlertAttempt(
  metrics: Metrics,
  request: NotificationRequest,
  report: AttemptReport,
  alert?: Alert,
): void {
  const { channel, dueAt } = request;
  reportAttempt(metrics, { name: 'Notification', ids: toLogIds(request), channel, dueAt }, report);
  if (report.outcome !== 'sent') return;
  metrics.record('NotificationLateness', report.at - dueAt);
  if (alert && isFirstNotification(request, alert)) {
    metrics.record('TimeToFirstNotification', report.at - alert.createdAt);
  }
}
