import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Incident, StakeholderNotification } from '../../domain/incidents/model.ts';
import { incidentStore } from '../../domain/incidents/store.ts';
import type { NotificationRecord } from '../../domain/notifications/model.ts';
import { emailAddress } from '../../domain/users/contact-address.ts';
import type { User } from '../../domain/users/model.ts';
import { type Clock, toIso } from '../../platform/clock.ts';
import { incidentEntryKey, LOG_PREFIX } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler, receiveCount } from '../../platform/sqs-batch.ts';
import type { Item, Table } from '../../platform/table.ts';
import type { EmailMessage } from '../channels/email.ts';
import type { Provider } from '../delivery/contract.ts';
import { type QueuedOutcome, sendOnce } from '../delivery/deliver.ts';
import { stakeholderEmail } from '../templates/stakeholder-email.ts';

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

/** The handler of stakeholder-notifications.fifo: e-mails of incidents to stakeholders, each at most once. */
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
    outcome: QueuedOutcome,
    reason?: string,
  ): void {
    const ids = { accountId, incidentId, notificationId, outcome };
    if (outcome === 'sent') logger.info('Stakeholder notification', ids);
    else logger.warn('Stakeholder not told', { ...ids, reason });
    metrics.record('Notifications', 1, { channel: 'stakeholder-email', outcome });
  }

  async function park(notification: StakeholderNotification, { state, reason = '' }: NotificationRecord) {
    const message: ParkedStakeholderNotification = { ...notification, state, reason };
    await parked.send(message, {
      group: notification.incidentId,
      deduplicationId: notification.notificationId,
    });
    const { accountId, incidentId, notificationId } = notification;
    logger.error('Stakeholder notification parked', { accountId, incidentId, notificationId, state, reason });
  }

  /** The finished message: all that can go wrong before the claim goes wrong before it. */
  async function callTo(notification: StakeholderNotification, incident: Incident, { user, to }: Recipient) {
    const services = await directory.services.getMany(notification.accountId, incident.impactedServices);
    const content = stakeholderEmail({
      incident,
      event: notification.event,
      user,
      services: services.map(({ name }) => name),
    });
    const message = { ...content, to, notificationId: notification.notificationId };
    return { call: () => provider(message) };
  }

  async function send(notification: StakeholderNotification, deliveries: number): Promise<void> {
    const { accountId, incidentId, userId } = notification;
    const [{ incident, deletedBy }, user] = await Promise.all([
      incidents.readState(accountId, incidentId),
      directory.users.get(accountId, userId),
    ]);
    if (!incident || deletedBy !== undefined) return;
    const recipient = recipientOf(user);
    const next = 'problem' in recipient ? recipient : await callTo(notification, incident, recipient);
    await sendOnce(
      { table, clock },
      {
        ref: notification,
        channel: 'email',
        userId,
        contactId: '',
        deliveries,
        next,
        tell: (outcome, reason) => tell(notification, outcome, reason),
        entry: (record) => logEntry(notification, record, user),
        park: (record) => park(notification, record),
      },
    );
  }

  return createGroupedHandler((record) =>
    send(shape.parse(JSON.parse(record.body)) satisfies StakeholderNotification, receiveCount(record)),
  );
}

interface Recipient {
  readonly user: User;
  readonly to: string;
}

/** The person and their address, or why there is none. */
function recipientOf(user: User | undefined): Recipient | { readonly problem: string } {
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
