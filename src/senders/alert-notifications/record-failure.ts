import {
  type NotificationRecord,
  type NotificationRequest,
  type SendResult,
  toPurpose,
} from '../../domain/notifications/model.ts';
import { readNotification, replaceNotificationRecord } from '../../domain/notifications/store.ts';
import { createUserStore } from '../../domain/users/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { notificationLogEntry } from './log-entry.ts';
import { reportAlertAttempt, toLogIds } from './report.ts';

/** What stopped a sender, as Step Functions describes it. */
export interface SendError {
  readonly Error: string;
  readonly Cause?: string;
}

/** A notification that no sender will send. `error` is missing if the channel has no sender. */
export interface FailedSend {
  readonly notification: NotificationRequest;
  readonly error?: SendError;
}

/**
 * Input of the states that record a failure. In the Map the error lies in the notification's own row, which also names the
 * sender; outside it lies beside the notification.
 */
export type FailedSendInput =
  | FailedSend
  | (NotificationRequest & { readonly error?: SendError; readonly sender?: string });

function toFailedSend(input: FailedSendInput): FailedSend {
  if ('notification' in input) return input;
  const { error, sender: _, ...notification } = input;
  return { notification, ...(error && { error }) };
}

/** A notification about an alert in the dead-letter queue of notifications. */
export interface DeadAlertNotification {
  readonly notification: NotificationRequest;
  readonly state: NotificationRecord['state'];
  readonly error: string;
  readonly reason: string;
}

export interface RecordFailureDeps {
  readonly table: Table;
  /** The dead-letter queue of notifications. */
  readonly deadLetters: Queue;
  readonly clock: Clock;
  readonly metrics?: Metrics;
}

/** How often the record may change between our read and our write: a sender that was given up on may still finish. */
const MAX_WRITE_ATTEMPTS = 3;

/**
 * Ends a notification that no sender will send: final record, entry on the alert's log, dead-letter queue, and a mark on
 * the record that it is in that queue. Each step is idempotent, because time and reason come from the record. The engine
 * hands the notification out again until the mark is there, so the execution may be stopped at any point.
 *
 * Resolves with REJECTED, so that the user's next contact method is tried at once, or with what a sender achieved in the
 * meantime.
 */
export function createFailureRecorder({
  table,
  deadLetters,
  clock,
  metrics = noMetrics,
}: RecordFailureDeps): (input: FailedSendInput) => Promise<SendResult> {
  const users = createUserStore(table);

  async function finishRecord(
    request: NotificationRequest,
    error: SendError | undefined,
  ): Promise<NotificationRecord> {
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
      const seen = await readNotification(table, request);
      if (seen && seen.state !== 'claimed' && seen.state !== 'retrying') return seen;
      const failed = toFailedRecord(request, seen, error, clock());
      if (!(await replaceNotificationRecord(table, request, failed, seen))) continue;
      const outcome = failed.state === 'unknown' ? 'unknown' : 'undelivered';
      reportAlertAttempt(metrics, request, { outcome, reason: failed.reason, at: failed.updatedAt });
      return failed;
    }
    throw new Error('Another delivery attempt is in progress.');
  }

  return async (input) => {
    const { notification: request, error } = toFailedSend(input);
    const record = await finishRecord(request, error);
    if (record.state === 'sent') return 'SENT';
    if (record.state === 'cancelled') return 'CANCELLED';
    const reason = record.reason ?? '';
    const user = await users.get(request.accountId, request.userId);
    await table.put(notificationLogEntry(request, record, user));
    const deadLetter: DeadAlertNotification = {
      notification: request,
      state: record.state,
      error: error?.Error ?? 'NoSuchChannel',
      reason,
    };
    await deadLetters.send(deadLetter, { group: request.alertId, deduplicationId: request.notificationId });
    await replaceNotificationRecord(table, request, { ...record, deadLetteredAt: clock() }, record);
    logger.error('Notification dead-lettered', { ...toLogIds(request), state: record.state, reason });
    return 'REJECTED';
  };
}

function toFailedRecord(
  request: NotificationRequest,
  seen: NotificationRecord | undefined,
  error: SendError | undefined,
  now: number,
): NotificationRecord {
  const { notificationId, channel, userId, contactId } = request;
  const about = toPurpose(request);
  return {
    ...(seen ?? { notificationId, channel, userId, contactId, about, claimedAt: now, until: now }),
    // Claimed without an outcome: the sender may have called the provider.
    state: seen?.state === 'claimed' ? 'unknown' : 'undelivered',
    updatedAt: now,
    reason: describeFailure(error, seen),
  };
}

/** Messages of errors that are not ours may contain an address, so only their names are used. */
function describeFailure(error: SendError | undefined, seen: NotificationRecord | undefined): string {
  if (!error) return 'there is no sender for the channel';
  if (seen?.state === 'retrying' && seen.reason) return `${seen.reason}, after several attempts`;
  if (error.Error === 'States.Timeout' || error.Error === 'Sandbox.Timedout') {
    return 'the sender took too long';
  }
  return `the sender stopped (${error.Error})`;
}
