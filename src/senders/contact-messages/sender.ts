import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { findAlertById } from '../../domain/alerts/queries.ts';
import type { ContactCodes } from '../../domain/contact-messages/codes.ts';
import {
  CODE_LIFETIME_MS,
  CONTACT_MESSAGE_KINDS,
  type ContactMessage,
  isNotice,
} from '../../domain/contact-messages/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { CHANNELS } from '../../domain/notifications/model.ts';
import type { LinkSigner } from '../../domain/responder-actions/link-signer.ts';
import { findPasskeyById } from '../../domain/sign-in/passkeys.ts';
import type { User } from '../../domain/users/model.ts';
import type { Clock, Instant } from '../../platform/clock.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import { createGroupedHandler, receiveCount } from '../../platform/sqs-batch.ts';
import type { Table } from '../../platform/table.ts';
import type { ChannelCalls } from '../channels/channel-calls.ts';
import { type DeliveryPlan, deliverOnce } from '../delivery/deliver.ts';
import { isLastDelivery } from '../delivery/queued.ts';
import { reportAttempt } from '../delivery/report-attempt.ts';
import { resolveContact } from '../delivery/resolve-contact.ts';
import type { ContactMessageContent, ContactMessageContext } from '../templates/contact-message.ts';

export interface ContactMessageSenderDeps {
  readonly table: Table;
  readonly directory: Pick<Directory, 'users'>;
  readonly codes: ContactCodes;
  readonly links: LinkSigner;
  readonly clock: Clock;
  readonly channels: ChannelCalls<ContactMessageContext>;
  readonly metrics?: Metrics;
}

const schema = z.object({
  notificationId: z.string().min(1),
  accountId: z.string().min(1),
  userId: z.string().min(1),
  contactId: z.string().min(1),
  channel: z.enum(CHANNELS),
  kind: z.enum(CONTACT_MESSAGE_KINDS),
  requestedAt: z.number(),
  aboutContactId: z.string().optional(),
  aboutAlertId: z.string().optional(),
  aboutPasskeyId: z.string().optional(),
});

const UNNAMED_DEVICE = 'a browser';
const REMOVED_PASSKEY = 'a passkey that was removed since then';

/**
 * Creates the handler of contact-messages.fifo: sends tests, verification codes, new links and notices to contacts, each at most once.
 * The person who asked for a test, code or link sees the outcome and may ask again, so it is attempted once and no failure is
 * dead-lettered. A notice that nobody waits for is retried.
 */
export function createContactMessageSender({
  table,
  directory,
  codes,
  links,
  clock,
  channels,
  metrics = noMetrics,
}: ContactMessageSenderDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function findAlertLink(
    { accountId, userId, aboutAlertId: alertId = '' }: ContactMessage,
    now: Instant,
  ): Promise<ContactMessageContent | { readonly reason: string }> {
    const alert = await findAlertById(table, accountId, alertId);
    if (!alert) return { reason: 'the alert was deleted' };
    const { priority, tinyId } = alert;
    const link = await links({ accountId, alertId, userId, action: 'acknowledge' }, now);
    return { kind: 'alert-link', alert: `${priority} #${tinyId}`, link };
  }

  /** What the message says; a reason if it must not be sent any more. */
  async function findContent(
    message: ContactMessage,
    user: User,
    now: Instant,
  ): Promise<ContactMessageContent | { readonly reason: string }> {
    const { kind, accountId, userId, contactId, notificationId, requestedAt } = message;
    const device = user.contacts.find(({ id }) => id === message.aboutContactId);
    if (kind === 'device-gone') {
      return device ? { kind, device: device.name ?? UNNAMED_DEVICE } : { reason: 'the device was deleted' };
    }
    // These warn the person, also of what was removed again.
    if (kind === 'device-added') return { kind, device: device?.name ?? UNNAMED_DEVICE };
    if (kind === 'passkey-added') {
      const passkey = await findPasskeyById(table, String(message.aboutPasskeyId));
      return { kind, passkey: passkey?.name ?? REMOVED_PASSKEY };
    }
    if (now >= requestedAt + CODE_LIFETIME_MS) return { reason: 'it could not be sent in time' };
    if (kind === 'test') return { kind };
    if (kind === 'alert-link') return findAlertLink(message, now);
    const contact = user.contacts.find(({ id }) => id === contactId);
    const code = contact && (await codes.find({ accountId, userId, contact }, notificationId, now));
    return code === undefined ? { reason: 'a newer code replaces it' } : { kind, code };
  }

  /** Composes the message now, before the claim. */
  async function planDelivery(message: ContactMessage, user: User | undefined): Promise<DeliveryPlan> {
    const { notificationId, accountId, contactId, channel, kind } = message;
    const recipient = resolveContact(user, message, channels[channel], {
      allowUnverified: kind === 'verification' || kind === 'test',
    });
    if ('problem' in recipient) return { kind: 'reject', reason: recipient.problem };
    const content = await findContent(message, recipient.user, clock());
    if ('reason' in content) return { kind: 'cancel', reason: content.reason };
    const prepareCall = recipient.address;
    const context = { notificationId, accountId, contactId, user: recipient.user, content };
    return { kind: 'send', call: prepareCall(context) };
  }

  async function send(message: ContactMessage, deliveries: number): Promise<void> {
    const { accountId, userId, contactId, notificationId, channel, kind } = message;
    const user = await directory.users.get(accountId, userId);
    const subject = { name: 'Contact message', ids: toLogIds(message), channel: 'contact-message' };
    await deliverOnce(
      { table, clock },
      {
        ref: { accountId, contactsOf: userId, notificationId },
        channel,
        userId,
        contactId,
        plan: await planDelivery(message, user),
        ...(isNotice(kind) ? { isLastAttempt: isLastDelivery(deliveries) } : { isOnlyAttempt: true }),
        report: (report) => reportAttempt(metrics, subject, report),
      },
    );
  }

  return createGroupedHandler((record) => {
    const { aboutContactId, aboutAlertId, aboutPasskeyId, ...message } = schema.parse(
      JSON.parse(record.body),
    );
    const about = {
      ...(aboutContactId && { aboutContactId }),
      ...(aboutAlertId && { aboutAlertId }),
      ...(aboutPasskeyId && { aboutPasskeyId }),
    };
    return send({ ...message, ...about }, receiveCount(record));
  });
}

/** The ids that log lines about the message carry; no name, no address. */
const toLogIds = ({ accountId, notificationId, userId, contactId, channel, kind }: ContactMessage) => ({
  accountId,
  notificationId,
  userId,
  contactId,
  contactChannel: channel,
  kind,
});
