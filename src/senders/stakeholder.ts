import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Directory } from '../api/directory.ts';
import type { Incident, StakeholderNotification } from '../incidents/model.ts';
import { incidentStore } from '../incidents/store.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import { finishNotification, notificationItem, takeNotification } from '../notifications/store.ts';
import { type Clock, toIso } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { incidentEntryKey, LOG_PREFIX } from '../platform/keys.ts';
import { logger } from '../platform/logger.ts';
import { type Metrics, noMetrics } from '../platform/metrics.ts';
import type { Queue } from '../platform/queue.ts';
import { deliveriesOf, inGroups } from '../platform/sqs-batch.ts';
import type { Item, Table } from '../platform/table.ts';
import type { User } from '../users/model.ts';
import { emailAddress } from './addresses.ts';
import { type Provider, TransientFailure } from './contract.ts';
import type { EmailMessage } from './email.ts';
import { outcomeOf } from './outcome.ts';
import { CLAIM_MS } from './sender.ts';
import { stakeholderEmail } from './templates/stakeholder-email.ts';

export interface StakeholderSenderParts {
  readonly table: Table;
  readonly directory: Pick<Directory, 'users' | 'services'>;
  readonly clock: Clock;
  readonly provider: Provider<EmailMessage>;
  /** The dead-letter queue of notifications, where what was not delivered is parked for people to look at. */
  readonly parked: Queue;
  /** Counts what became of the e-mails, under the channel `stakeholder-email`. */
  readonly metrics?: Metrics;
}

/** After so many deliveries the queue would give up; we do, on the incident's log. */
export const DELIVERIES = 5;

/** What is parked: the message itself, and why it lies there. */
export interface ParkedStakeholderNotification extends StakeholderNotification {
  readonly state: NotificationRecord['state'];
  readonly reason: string;
}

const shape = z.object({
  notificationId: z.string().min(1),
  accountId: z.string().min(1),
  incidentId: z.string().min(1),
  userId: z.string().min(1),
  event: z.enum(['created', 'updated', 'resolved', 'closed', 'reopened']),
  at: z.number(),
});

/**
 * The handler of stakeholder-notifications.fifo: e-mails of incidents to stakeholders, each at most once. As with the
 * senders of alerts a claim comes before the call, and one that lapsed without an outcome is not sent again. There is
 * no execution to try again: the queue delivers once more what certainly was not sent.
 */
export function createStakeholderSender({
  table,
  directory,
  clock,
  provider,
  parked,
  metrics = noMetrics,
}: StakeholderSenderParts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const incidents = incidentStore(table);

  /** A line and a figure for what an attempt came to. */
  function tell(
    { accountId, incidentId, notificationId }: StakeholderNotification,
    outcome: 'sent' | 'transient' | 'rejected' | 'undelivered' | 'unknown',
    reason?: string,
  ): void {
    const ids = { accountId, incidentId, notificationId, outcome };
    if (outcome === 'sent') logger.info('Stakeholder notification', ids);
    else logger.warn('Stakeholder not told', { ...ids, reason });
    metrics.record('Notifications', 1, { channel: 'stakeholder-email', outcome });
  }

  /** The log first, then the record that says so, then the dead-letter queue; each the same when repeated. */
  async function undelivered(notification: StakeholderNotification, record: NotificationRecord) {
    const user = await directory.users.get(notification.accountId, notification.userId);
    await table.put(logEntry(notification, record, user));
    await finishNotification(table, notification, record);
    const reason = record.reason ?? '';
    const message: ParkedStakeholderNotification = {
      ...notification,
      state: record.state,
      reason,
    };
    await parked.send(message, {
      group: notification.incidentId,
      deduplicationId: notification.notificationId,
    });
    const { accountId, incidentId, notificationId } = notification;
    logger.error('Stakeholder notification parked', {
      accountId,
      incidentId,
      notificationId,
      state: record.state,
      reason,
    });
  }

  /** What a sender before left: the same end again, or it is another's turn. */
  async function resume(notification: StakeholderNotification, held: NotificationRecord): Promise<void> {
    switch (held.state) {
      case 'sent': {
        const user = await directory.users.get(notification.accountId, notification.userId);
        await table.put(logEntry(notification, held, user));
        return;
      }
      case 'void':
        return;
      case 'claimed':
      case 'retrying':
        throw new TransientFailure('another sender is at it');
      default:
        return undelivered(notification, held);
    }
  }

  async function emailTo(notification: StakeholderNotification, incident: Incident, user: User, to: string) {
    const services = await directory.services.getMany(notification.accountId, incident.impactedServices);
    const content = stakeholderEmail({
      incident,
      event: notification.event,
      user,
      services: services.map(({ name }) => name),
    });
    return { ...content, to, notificationId: notification.notificationId };
  }

  async function send(notification: StakeholderNotification, deliveries: number): Promise<void> {
    const { accountId, incidentId, notificationId, userId } = notification;
    const [{ incident, deletedBy }, user] = await Promise.all([
      incidents.readState(accountId, incidentId),
      directory.users.get(accountId, userId),
    ]);
    if (!incident || deletedBy !== undefined) return;
    const recipient = recipientOf(user);
    const message =
      'to' in recipient ? await emailTo(notification, incident, recipient.user, recipient.to) : undefined;

    const now = clock();
    const attempt = {
      notificationId,
      channel: 'email',
      userId,
      contactId: '',
      state: 'claimed',
      claim: newId(),
      claimedAt: now,
      until: now + CLAIM_MS,
      updatedAt: now,
    } as const;
    const taking = await takeNotification(table, notification, attempt);
    if (taking.kind === 'held') {
      if (taking.lapsed) tell(notification, 'unknown', taking.record.reason);
      return resume(notification, taking.record);
    }
    if ('problem' in recipient || !message) {
      const reason = 'problem' in recipient ? recipient.problem : '';
      tell(notification, 'rejected', reason);
      return undelivered(notification, { ...attempt, state: 'rejected', reason });
    }
    let providerMessageId: string | undefined;
    try {
      providerMessageId = await provider(message);
    } catch (error) {
      const { kind, reason } = outcomeOf(error);
      const ended = { ...attempt, updatedAt: clock(), reason };
      const isLast = kind === 'transient' && deliveries >= DELIVERIES;
      tell(notification, isLast ? 'undelivered' : kind, reason);
      if (kind !== 'transient') return undelivered(notification, { ...ended, state: kind });
      if (isLast) {
        return undelivered(notification, {
          ...ended,
          state: 'undelivered',
          reason: `${reason}, several times`,
        });
      }
      await finishNotification(table, notification, { ...ended, state: 'retrying' });
      throw new TransientFailure(reason);
    }
    tell(notification, 'sent');
    const sent: NotificationRecord = {
      ...attempt,
      state: 'sent',
      updatedAt: clock(),
      ...(providerMessageId && { providerMessageId }),
    };
    await table.batchPut([notificationItem(notification, sent), logEntry(notification, sent, user)]);
  }

  return inGroups((record) =>
    send(shape.parse(JSON.parse(record.body)) satisfies StakeholderNotification, deliveriesOf(record)),
  );
}

/** The person and their address, or why there is none. */
function recipientOf(
  user: User | undefined,
): { readonly user: User; readonly to: string } | { readonly problem: string } {
  if (!user) return { problem: 'the user no longer exists' };
  if (user.blocked) return { problem: 'the user is blocked' };
  const contact = user.contacts.find(({ method, enabled }) => method === 'email' && enabled);
  const to = emailAddress(contact?.to ?? user.username);
  return to === undefined ? { problem: 'the user has no e-mail address' } : { user, to };
}

/** What became of it, as an entry of the incident's log: the same whenever it is written. */
function logEntry(
  { accountId, incidentId, userId }: StakeholderNotification,
  { notificationId, state, updatedAt, reason = 'no reason given' }: NotificationRecord,
  user: User | undefined,
): Item {
  const owner = user?.username ?? userId;
  const log = {
    sent: `Sent an e-mail to the stakeholder ${owner}.`,
    unknown: `Nobody knows whether the e-mail reached the stakeholder ${owner}; it is not sent again: ${reason}.`,
    undelivered: `Gave up sending the e-mail to the stakeholder ${owner}: ${reason}.`,
  }[state as string];
  return {
    ...incidentEntryKey(accountId, incidentId, LOG_PREFIX, toIso(updatedAt), notificationId),
    log: log ?? `Could not send the e-mail to the stakeholder ${owner}: ${reason}.`,
    type: 'stakeholder',
    owner,
    createdAt: updatedAt,
  };
}
