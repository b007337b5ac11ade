import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import { CHANNELS, type Channel, type NotificationRecord } from '../../domain/notifications/model.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { ShiftNotice } from '../../domain/shift-notices/model.ts';
import type { User } from '../../domain/users/model.ts';
import { type Clock, HOUR, type Instant } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler, receiveCount } from '../../platform/sqs-batch.ts';
import type { Table } from '../../platform/table.ts';
import { recipientOf } from '../alert-notifications/sender.ts';
import { type QueuedNotification, type QueuedOutcome, sendOnce } from '../delivery/deliver.ts';
import type { Way } from './channels.ts';

export interface ShiftSenderParts {
  readonly table: Table;
  readonly directory: Pick<Directory, 'users' | 'schedules'>;
  readonly clock: Clock;
  readonly ways: Readonly<Record<Channel, Way>>;
  /** The dead-letter queue of notifications, where what a provider did not take is parked for people to look at. */
  readonly parked: Queue;
  readonly metrics?: Metrics;
}

/** What is parked: the message itself, and why it lies there. */
export interface ParkedShiftNotice extends ShiftNotice {
  readonly state: NotificationRecord['state'];
  readonly reason: string;
}

/** Later than this after it was due, a notice tells what everybody has noticed. */
export const TOO_LATE_MS = HOUR;

const shape = z.object({
  notificationId: z.string().min(1),
  accountId: z.string().min(1),
  scheduleId: z.string().min(1),
  scheduleName: z.string(),
  userId: z.string().min(1),
  contactId: z.string().min(1),
  channel: z.enum(CHANNELS),
  event: z.enum(['schedule-start', 'schedule-end']),
  at: z.number(),
  dueAt: z.number(),
});

/**
 * The handler of shift-notices.fifo: tells people that their turn on call begins or ends, each notice at most once.
 * One that nobody can be told, or need be told any more, is void: unlike a page it has no next contact and is not
 * looked for by anybody, so it is logged and counted. Parked is only what a provider did not take.
 */
export function createShiftSender({
  table,
  directory,
  clock,
  ways,
  parked,
  metrics = noMetrics,
}: ShiftSenderParts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  /** A line and a figure for what an attempt came to. */
  function tell(notice: ShiftNotice, outcome: QueuedOutcome, reason?: string): void {
    const { channel, dueAt } = notice;
    const line = { ...idsOf(notice), outcome, ...(reason !== undefined && { reason }) };
    if (outcome === 'sent') logger.info('Shift notice', { ...line, lateMs: clock() - dueAt });
    else if (outcome === 'void') logger.info('Shift notice', line);
    else logger.warn('Shift notice not sent', line);
    metrics.record('Notifications', 1, { channel, outcome });
  }

  async function park(notice: ShiftNotice, { state, reason = '' }: NotificationRecord): Promise<void> {
    const message: ParkedShiftNotice = { ...notice, state, reason };
    await parked.send(message, { group: notice.scheduleId, deduplicationId: notice.notificationId });
    logger.error('Shift notice parked', { ...idsOf(notice), state, reason });
  }

  /** What there is to do, after a last look at schedule, person and contact. */
  function nextOf(
    notice: ShiftNotice,
    schedule: Schedule | undefined,
    user: User | undefined,
    now: Instant,
  ): QueuedNotification['next'] {
    if (!schedule) return { void: 'the schedule no longer exists' };
    if (!schedule.enabled) return { void: 'the schedule is disabled' };
    if (now - notice.dueAt > TOO_LATE_MS) return { void: 'it is too late to tell them' };
    const recipient = recipientOf(user, notice, { address: ways[notice.channel] });
    if ('problem' in recipient) return { void: recipient.problem };
    const { notificationId, accountId, event, at } = notice;
    return {
      call: recipient.address({ notificationId, accountId, schedule, user: recipient.user, event, at, now }),
    };
  }

  async function send(notice: ShiftNotice, deliveries: number): Promise<void> {
    const { accountId, scheduleId, userId } = notice;
    const [schedule, user] = await Promise.all([
      directory.schedules.get(accountId, scheduleId),
      directory.users.get(accountId, userId),
    ]);
    const { channel, contactId, notificationId } = notice;
    await sendOnce(
      { table, clock },
      {
        ref: { accountId, scheduleId, notificationId },
        ...{ channel, userId, contactId, deliveries },
        next: nextOf(notice, schedule, user, clock()),
        tell: (outcome, reason) => tell(notice, outcome, reason),
        park: (record) => park(notice, record),
      },
    );
  }

  return createGroupedHandler((record) =>
    send(shape.parse(JSON.parse(record.body)) satisfies ShiftNotice, receiveCount(record)),
  );
}

/** The ids by which a line of the log is found: no name, no address. */
const idsOf = ({ accountId, scheduleId, notificationId, userId, channel, event }: ShiftNotice) => ({
  accountId,
  scheduleId,
  notificationId,
  userId,
  channel,
  event,
});
