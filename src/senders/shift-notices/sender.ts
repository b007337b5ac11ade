import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import { CHANNELS, type NotificationRecord } from '../../domain/notifications/model.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { ShiftNotice } from '../../domain/shift-notices/model.ts';
import type { User } from '../../domain/users/model.ts';
import { type Clock, HOUR, type Instant } from '../../platform/clock.ts';
import type { FailedMessages } from '../../platform/failed-messages.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler, receiveCount } from '../../platform/sqs-batch.ts';
import type { Table } from '../../platform/table.ts';
import type { ChannelCalls } from '../channels/channel-calls.ts';
import { type DeliveryPlan, deliverOnce } from '../delivery/deliver.ts';
import { isLastDelivery } from '../delivery/queued.ts';
import { reportAttempt } from '../delivery/report-attempt.ts';
import { resolveContact } from '../delivery/resolve-contact.ts';
import type { ShiftContext } from '../templates/shift-notice.ts';

export interface ShiftSenderDeps {
  readonly table: Table;
  readonly directory: Pick<Directory, 'users' | 'schedules'>;
  readonly clock: Clock;
  readonly channels: ChannelCalls<ShiftContext>;
  /** The dead-letter queue of notifications. */
  readonly deadLetters: Queue;
  /** Without it, messages that cannot be processed return to the queue, which dead-letters them after five deliveries. */
  readonly failedMessages?: FailedMessages;
  readonly metrics?: Metrics;
}

/** A shift notice in the dead-letter queue: the queued message, and why it failed. */
export interface DeadShiftNotice extends ShiftNotice {
  readonly state: NotificationRecord['state'];
  readonly reason: string;
}

/** A notice that is later than this (ms) is cancelled: by then everybody has noticed that the shift changed. */
export const MAX_LATENESS_MS = HOUR;

const schema = z.object({
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
  until: z.number().optional(),
  nextUserIds: z.array(z.string()).optional(),
});

/**
 * Creates the handler of shift-notices.fifo: notifies users that their on-call shift begins or ends, each notice at most
 * once. A notice that cannot or need not be sent is cancelled: unlike a page it has no next contact method, so it is only
 * logged and counted. Only what a provider did not accept is dead-lettered.
 */
export function createShiftSender({
  table,
  directory,
  clock,
  channels,
  deadLetters,
  failedMessages,
  metrics = noMetrics,
}: ShiftSenderDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function deadLetter(notice: ShiftNotice, { state, reason = '' }: NotificationRecord): Promise<void> {
    const message: DeadShiftNotice = { ...notice, state, reason };
    await deadLetters.send(message, { group: notice.scheduleId, deduplicationId: notice.notificationId });
    logger.error('Shift notice dead-lettered', { ...toLogIds(notice), state, reason });
  }

  /** Decides from the current schedule, user and contact. Composes the message now, before the claim. */
  function planDelivery(
    notice: ShiftNotice,
    schedule: Schedule | undefined,
    user: User | undefined,
    nextNames: readonly string[] | undefined,
    now: Instant,
  ): DeliveryPlan {
    if (!schedule) return { kind: 'cancel', reason: 'the schedule no longer exists' };
    if (!schedule.enabled) return { kind: 'cancel', reason: 'the schedule is disabled' };
    if (now - notice.dueAt > MAX_LATENESS_MS) return { kind: 'cancel', reason: 'the notice is too late' };
    const recipient = resolveContact(user, notice, channels[notice.channel]);
    if ('problem' in recipient) return { kind: 'cancel', reason: recipient.problem };
    const { notificationId, accountId, event, at, until } = notice;
    const prepareCall = recipient.address;
    const context: ShiftContext = {
      ...{ notificationId, accountId, schedule, user: recipient.user, event, at, now },
      ...(until !== undefined && { until }),
      ...(nextNames && { nextNames }),
    };
    return { kind: 'send', call: prepareCall(context) };
  }

  /** The names of those who are on call next; undefined if they cannot be read: the notice then does not say. */
  async function readNextNames({
    accountId,
    nextUserIds,
  }: ShiftNotice): Promise<readonly string[] | undefined> {
    if (!nextUserIds || nextUserIds.length === 0) return nextUserIds;
    try {
      const users = await directory.users.getMany(accountId, nextUserIds);
      const names = new Map(users.map(({ id, fullName, username }) => [id, fullName || username]));
      return nextUserIds.flatMap((id) => names.get(id) ?? []);
    } catch (error) {
      logger.warn('Could not read who is on call next', { accountId, error: error as Error });
      return undefined;
    }
  }

  async function send(notice: ShiftNotice, deliveries: number): Promise<void> {
    const { accountId, scheduleId, notificationId, channel, userId, contactId, dueAt } = notice;
    const [schedule, user, nextNames] = await Promise.all([
      directory.schedules.get(accountId, scheduleId),
      directory.users.get(accountId, userId),
      readNextNames(notice),
    ]);
    const subject = { name: 'Shift notice', ids: toLogIds(notice), channel, dueAt };
    await deliverOnce(
      { table, clock },
      {
        ref: { accountId, scheduleId, notificationId },
        channel,
        userId,
        contactId,
        plan: planDelivery(notice, schedule, user, nextNames, clock()),
        isLastAttempt: isLastDelivery(deliveries),
        report: (report) => reportAttempt(metrics, subject, report),
        deadLetter: (record) => deadLetter(notice, record),
      },
    );
  }

  return createGroupedHandler(
    (record) => send(parseNotice(record.body), receiveCount(record)),
    failedMessages && { failedMessages },
  );
}

/** A notice of an earlier release does not say until when, and who is next. */
function parseNotice(body: string): ShiftNotice {
  const { until, nextUserIds, ...notice } = schema.parse(JSON.parse(body));
  return { ...notice, ...(until !== undefined && { until }), ...(nextUserIds && { nextUserIds }) };
}

/** The ids that log lines about the notice carry; no name, no address. */
const toLogIds = ({ accountId, scheduleId, notificationId, userId, channel, event }: ShiftNotice) => ({
  accountId,
  scheduleId,
  notificationId,
  userId,
  channel,
  event,
});
