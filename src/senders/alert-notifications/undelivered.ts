import type {
  NotificationRecord,
  NotificationRequest,
  SendResult,
} from '../../domain/notifications/model.ts';
import { giveUpNotification, readNotification } from '../../domain/notifications/store.ts';
import { createUserStore } from '../../domain/users/store.ts';
import type { Clock } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { idsOf, tellAttempt } from './attempt-report.ts';
import { notificationLogEntry } from './log-entry.ts';

/** What RecordFailure and ParkUndelivered hand over; `error` is missing where there is no sender for the channel. */
export interface UndeliveredInput extends NotificationRequest {
  readonly error?: { readonly Error: string; readonly Cause?: string };
}

/** A message of the dead-letter queue of notifications. */
export interface ParkedNotification {
  readonly notification: NotificationRequest;
  readonly state: NotificationRecord['state'];
  readonly error: string;
  readonly reason: string;
}

/** How often the record may change under the handler's eyes: a sender that was given up may still come to an end. */
const ATTEMPTS = 3;

/**
 * The end of a notification that no sender will send: its record, then an entry on the alert's log, then the
 * dead-letter queue, then a mark on the record that it is there. Each step is the same when it is repeated: time and
 * reason of the log entry are the record's. Until the mark is there, the engine hands the notification out again, so
 * that an execution may be stopped in the midst of it.
 *
 * Answers REJECTED, so that the user's next contact is tried at once; or what a sender achieved after all.
 */
export function createUndelivered({
  table,
  queue,
  clock,
  metrics = noMetrics,
}: {
  readonly table: Table;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly metrics?: Metrics;
}): (input: UndeliveredInput) => Promise<SendResult> {
  const users = createUserStore(table);

  async function conclude(request: NotificationRequest, error: UndeliveredInput['error']) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const seen = await readNotification(table, request);
      if (seen && seen.state !== 'claimed' && seen.state !== 'retrying') return seen;
      const given = givenUp(request, seen, error, clock());
      if (!(await giveUpNotification(table, request, given, seen))) continue;
      const outcome = given.state === 'unknown' ? 'unknown' : 'undelivered';
      tellAttempt(metrics, request, { outcome, reason: given.reason });
      return given;
    }
    throw new Error('The notification is still being worked on.');
  }

  return async ({ error, ...request }) => {
    const record = await conclude(request, error);
    if (record.state === 'sent') return 'SENT';
    if (record.state === 'void') return 'VOID';
    const reason = record.reason ?? '';
    const user = await users.get(request.accountId, request.userId);
    await table.put(notificationLogEntry(request, record, user));
    const parked: ParkedNotification = {
      notification: request,
      state: record.state,
      error: error?.Error ?? 'NoSuchChannel',
      reason,
    };
    await queue.send(parked, { group: request.alertId, deduplicationId: request.notificationId });
    await giveUpNotification(table, request, { ...record, parkedAt: clock() }, record);
    logger.error('Notification parked', { ...idsOf(request), state: record.state, reason });
    return 'REJECTED';
  };
}

function givenUp(
  { notificationId, channel, userId, contactId }: NotificationRequest,
  seen: NotificationRecord | undefined,
  error: UndeliveredInput['error'],
  now: number,
): NotificationRecord {
  return {
    ...(seen ?? { notificationId, channel, userId, contactId, claimedAt: now, until: now }),
    // Claimed and no outcome: the sender may have got as far as the provider.
    state: seen?.state === 'claimed' ? 'unknown' : 'undelivered',
    updatedAt: now,
    reason: reasonOf(error, seen),
  };
}

/** Only our own errors' messages are known to hold no address; of others the name has to do. */
function reasonOf(error: UndeliveredInput['error'], seen: NotificationRecord | undefined): string {
  if (!error) return 'there is no sender for the channel';
  if (seen?.state === 'retrying' && seen.reason) return `${seen.reason}, several times`;
  if (error.Error === 'States.Timeout' || error.Error === 'Sandbox.Timedout') {
    return 'the sender took too long';
  }
  return `the sender stopped (${error.Error})`;
}
