import type { Alert } from '../../domain/alerts/model.ts';
import type { NotificationRequest } from '../../domain/notifications/model.ts';
import type { Instant } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';

/** What an attempt came to. All but `transient` are the end of the notification. */
export type Came =
  | { readonly outcome: 'sent'; readonly at: Instant; readonly alert: Alert }
  | {
      readonly outcome: 'rejected' | 'transient' | 'unknown' | 'void' | 'undelivered';
      readonly reason?: string | undefined;
    };

/** The ids by which a line of the log is found, and no address. */
export const idsOf = ({
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
 * Whether nobody could be told of the alert before: the notification was due the moment that the alert came in. Of
 * alerts whose plan begins later nothing is said, since they are told of as late as somebody wanted.
 */
const isFirst = ({ event, flowRun, dueAt }: NotificationRequest, { createdAt }: Alert): boolean =>
  event === 'create-alert' && flowRun === 1 && dueAt <= createdAt;

/** A line and the figures of one attempt. What was found done by another attempt is none. */
export function tellAttempt(metrics: Metrics, request: NotificationRequest, came: Came): void {
  const { outcome } = came;
  const isFine = outcome === 'sent' || outcome === 'void';
  logger[isFine ? 'info' : 'warn'](isFine ? 'Notification' : 'Not sent', {
    ...idsOf(request),
    outcome,
    ...('reason' in came && { reason: came.reason }),
    ...('at' in came && { lateMs: came.at - request.dueAt }),
  });
  metrics.record('Notifications', 1, { channel: request.channel, outcome });
  if (came.outcome !== 'sent') return;
  metrics.record('NotificationLateness', came.at - request.dueAt);
  if (isFirst(request, came.alert)) {
    metrics.record('TimeToFirstNotification', came.at - came.alert.createdAt);
  }
}
