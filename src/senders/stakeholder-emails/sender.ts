import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Incident, StakeholderNotification } from '../../domain/incidents/model.ts';
import { createIncidentStore } from '../../domain/incidents/store.ts';
import type { NotificationRecord } from '../../domain/notifications/model.ts';
import { emailAddress } from '../../domain/users/contact-address.ts';
import { isContactUsable } from '../../domain/users/contact-verification.ts';
import type { User } from '../../domain/users/model.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FailedMessages } from '../../platform/failed-messages.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Queue } from '../../platform/queue.ts';
import { createGroupedHandler, receiveCount } from '../../platform/sqs-batch.ts';
import type { Table } from '../../platform/table.ts';
import type { EmailMessage } from '../channels/email.ts';
import { type DeliveryPlan, deliverOnce } from '../delivery/deliver.ts';
import type { Provider } from '../delivery/provider.ts';
import { isLastDelivery } from '../delivery/queued.ts';
import { reportAttempt } from '../delivery/report-attempt.ts';
import { stakeholderEmail } from '../templates/stakeholder-email.ts';
import { stakeholderLogEntry } from './log-entry.ts';

export interface StakeholderSenderDeps {
  readonly table: Table;
  readonly directory: Pick<Directory, 'users' | 'services'>;
  readonly clock: Clock;
  readonly provider: Provider<EmailMessage>;
  /** The dead-letter queue of notifications. */
  readonly deadLetters: Queue;
  /** Without it, messages that cannot be processed return to the queue, which dead-letters them after five deliveries. */
  readonly failedMessages?: FailedMessages;
  /** Counts the e-mails under the channel `stakeholder-email`. */
  readonly metrics?: Metrics;
}

/** A stakeholder e-mail in the dead-letter queue: the queued message, and why it failed. */
export interface DeadStakeholderNotification extends StakeholderNotification {
  readonly state: NotificationRecord['state'];
  readonly reason: string;
}

const schema = z.object({
  notificationId: z.string().min(1),
  accountId: z.string().min(1),
  incidentId: z.string().min(1),
  userId: z.string().min(1),
  event: z.enum(['created', 'updated', 'resolved', 'closed', 'reopened']),
  at: z.number(),
});

/** Creates the handler of stakeholder-notifications.fifo: e-mails to stakeholders of an incident, each at most once. */
export function createStakeholderSender({
  table,
  directory,
  clock,
  provider,
  deadLetters,
  failedMessages,
  metrics = noMetrics,
}: StakeholderSenderDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const incidents = createIncidentStore(table);

  async function deadLetter(
    notification: StakeholderNotification,
    { state, reason = '' }: NotificationRecord,
  ): Promise<void> {
    const { accountId, incidentId, notificationId } = notification;
    const message: DeadStakeholderNotification = { ...notification, state, reason };
    await deadLetters.send(message, { group: incidentId, deduplicationId: notificationId });
    logger.error('Stakeholder notification dead-lettered', {
      accountId,
      incidentId,
      notificationId,
      state,
      reason,
    });
  }

  /** Composes the message now, so that everything that can fail before the claim fails before it. */
  async function planDelivery(
    notification: StakeholderNotification,
    incident: Incident,
    user: User | undefined,
  ): Promise<DeliveryPlan> {
    const recipient = resolveStakeholder(user);
    if ('problem' in recipient) return { kind: 'reject', reason: recipient.problem };
    const { accountId, event, notificationId } = notification;
    const services = await directory.services.getMany(accountId, incident.impactedServices);
    const content = stakeholderEmail({
      incident,
      event,
      user: recipient.user,
      services: services.map(({ name }) => name),
    });
    const message = { ...content, to: recipient.to, notificationId };
    return { kind: 'send', call: () => provider(message) };
  }

  async function send(notification: StakeholderNotification, deliveries: number): Promise<void> {
    const { accountId, incidentId, notificationId, userId } = notification;
    const [{ incident, deletedBy }, user] = await Promise.all([
      incidents.readState(accountId, incidentId),
      directory.users.get(accountId, userId),
    ]);
    if (!incident || deletedBy !== undefined) return;
    const ref = { accountId, incidentId, notificationId };
    const subject = { name: 'Stakeholder notification', ids: ref, channel: 'stakeholder-email' };
    await deliverOnce(
      { table, clock },
      {
        ref,
        channel: 'email',
        userId,
        contactId: '',
        plan: await planDelivery(notification, incident, user),
        isLastAttempt: isLastDelivery(deliveries),
        report: (report) => reportAttempt(metrics, subject, report),
        logEntry: (record) => stakeholderLogEntry(notification, record, user),
        deadLetter: (record) => deadLetter(notification, record),
      },
    );
  }

  return createGroupedHandler(
    (record) =>
      send(schema.parse(JSON.parse(record.body)) satisfies StakeholderNotification, receiveCount(record)),
    failedMessages && { failedMessages },
  );
}

/** The user and their e-mail address, or why there is none. */
function resolveStakeholder(
  user: User | undefined,
): { readonly user: User; readonly to: string } | { readonly problem: string } {
  if (!user) return { problem: 'the user no longer exists' };
  if (user.blocked) return { problem: 'the user is blocked' };
  const contact = user.contacts.find((each) => each.method === 'email' && isContactUsable(each));
  const to = emailAddress(contact?.to ?? user.username);
  return to === undefined ? { problem: 'the user has no e-mail address' } : { user, to };
}
