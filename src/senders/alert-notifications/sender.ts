import { reasonVoid } from '../../domain/alerts/cancellation.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { alertOfItem } from '../../domain/alerts/store/alert-item.ts';
import type { NotificationRecord, NotificationRequest } from '../../domain/notifications/model.ts';
import { finishNotification, notificationItem, takeNotification } from '../../domain/notifications/store.ts';
import type { LinkSigner } from '../../domain/responder-actions/link-signer.ts';
import type { CodeHolder } from '../../domain/responder-actions/reply-codes.ts';
import type { User } from '../../domain/users/model.ts';
import { createUserStore } from '../../domain/users/store.ts';
import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { alertKey } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Table } from '../../platform/table.ts';
import {
  type ActionLinks,
  type Composer,
  NotificationRejected,
  type Provider,
  type Sender,
  TransientFailure,
  UnknownOutcome,
} from '../delivery/contract.ts';
import { outcomeOf } from '../delivery/provider-outcome.ts';
import { idsOf, tellAttempt } from './attempt-report.ts';
import { notificationLogEntry } from './log-entry.ts';

/**
 * How long a claim stands without an outcome. Longer than the function may run (30 s), so that a sender that still
 * lives is never taken for dead.
 */
export const CLAIM_MS = 45 * SECOND;

export interface SenderParts<Address, Message> {
  readonly table: Table;
  readonly clock: Clock;
  readonly links: LinkSigner;
  readonly composer: Composer<Address, Message>;
  readonly provider: Provider<Message>;
  /** Counts notifications by what came of them, and how late they were. */
  readonly metrics?: Metrics;
  /** Gives a code for answers to messages at the address; absent where nobody reads them. */
  readonly replyCode?: (holder: CodeHolder, address: Address, now: Instant) => Promise<string | undefined>;
}

/** An attempt's own record, before it has come to anything. */
type Attempt = NotificationRecord & { readonly claim: string };

/**
 * A sender of one channel: is it still due, to whom, claim, call, record. After each step the function may die and be
 * run again: before the claim all begins anew; after it nobody sends until the claim has lapsed, and then nobody at all.
 */
export function createSender<Address, Message>(parts: SenderParts<Address, Message>): Sender {
  const { table, clock, composer, provider, links, metrics = noMetrics } = parts;
  const users = createUserStore(table);

  async function readAlert({ accountId, alertId }: NotificationRequest): Promise<Alert | undefined> {
    const item = await table.get(alertKey(accountId, alertId));
    return item && alertOfItem(item);
  }

  /** The finished message: all that can go wrong before the claim goes wrong before it. */
  async function prepare(
    { notificationId, event }: NotificationRequest,
    alert: Alert,
    { user, address }: { readonly user: User; readonly address: Address },
    now: Instant,
  ) {
    const holder = { accountId: alert.accountId, alertId: alert.id, userId: user.id };
    const answerable = alert.status === 'open' ? parts.replyCode : undefined;
    const [actions, replyCode] = await Promise.all([
      actionLinks(links, alert, user, now),
      answerable?.(holder, address, now),
    ]);
    const notice = { notificationId, alert, user, event, links: actions, ...(replyCode && { replyCode }) };
    return { user, message: composer.compose(notice, address) };
  }

  /** Takes the notification in the state given, or answers with what became of it before. */
  async function taking(request: NotificationRequest, attempt: Attempt, user: User | undefined) {
    const taking = await takeNotification(table, request, attempt);
    if (taking.kind === 'taken') return undefined;
    const { record } = taking;
    if (taking.lapsed) tellAttempt(metrics, request, { outcome: 'unknown', reason: record.reason });
    else logger.info('Notification of another attempt', { ...idsOf(request), state: record.state });
    return resultOf(request, record, user);
  }

  /** The same answer as the sender before gave. */
  async function resultOf(
    request: NotificationRequest,
    held: NotificationRecord,
    user: User | undefined,
  ): Promise<'SENT' | 'VOID'> {
    switch (held.state) {
      case 'sent':
        // The sender before may have died between the record and the entry; writing the entry again changes nothing.
        await table.put(notificationLogEntry(request, held, user));
        return 'SENT';
      case 'void':
        return 'VOID';
      case 'rejected':
      case 'undelivered':
        throw new NotificationRejected(held.reason);
      case 'unknown':
        throw new UnknownOutcome(held.reason);
      case 'claimed':
      case 'retrying':
        throw new TransientFailure('another sender is at it');
    }
  }

  /** On the alert's log first: where the record says that it failed, the log says so too. */
  async function reject(
    request: NotificationRequest,
    record: NotificationRecord,
    user: User | undefined,
  ): Promise<never> {
    await table.put(notificationLogEntry(request, record, user));
    await finishNotification(table, request, record);
    tellAttempt(metrics, request, { outcome: 'rejected', reason: record.reason });
    throw new NotificationRejected(record.reason);
  }

  async function call(
    request: NotificationRequest,
    attempt: Attempt,
    message: Message,
    { alert, user }: { readonly alert: Alert; readonly user: User },
  ): Promise<'SENT'> {
    let providerMessageId: string | undefined;
    try {
      providerMessageId = await provider(message);
    } catch (error) {
      const { kind, reason } = outcomeOf(error);
      const ended = { ...attempt, updatedAt: clock(), reason };
      if (kind === 'rejected') return reject(request, { ...ended, state: 'rejected' }, user);
      tellAttempt(metrics, request, { outcome: kind, reason });
      if (kind === 'transient') {
        await finishNotification(table, request, { ...ended, state: 'retrying' });
        throw new TransientFailure(reason);
      }
      await finishNotification(table, request, { ...ended, state: 'unknown' });
      throw new UnknownOutcome(reason);
    }
    const sent: NotificationRecord = {
      ...attempt,
      state: 'sent',
      updatedAt: clock(),
      ...(providerMessageId && { providerMessageId }),
    };
    tellAttempt(metrics, request, { outcome: 'sent', at: sent.updatedAt, alert });
    // Without a condition: that it was sent is the truth, whatever was concluded meanwhile.
    await table.batchPut([notificationItem(request, sent), notificationLogEntry(request, sent, user)]);
    return 'SENT';
  }

  return async (request) => {
    const now = clock();
    const [alert, user] = await Promise.all([
      readAlert(request),
      users.get(request.accountId, request.userId),
    ]);
    const attempt = attemptAt(now, request);

    const voidReason = reasonVoid(alert, request);
    if (!alert || voidReason) {
      const nothing: Attempt = { ...attempt, state: 'void', ...(voidReason && { reason: voidReason }) };
      const before = await taking(request, nothing, user);
      if (before) return before;
      tellAttempt(metrics, request, { outcome: 'void', reason: voidReason });
      return 'VOID';
    }

    const recipient = recipientOf(user, request, composer);
    const prepared = 'problem' in recipient ? recipient : await prepare(request, alert, recipient, now);
    const before = await taking(request, attempt, user);
    if (before) return before;
    if ('problem' in prepared) {
      return reject(request, { ...attempt, state: 'rejected', reason: prepared.problem }, user);
    }
    return call(request, attempt, prepared.message, { alert, user: prepared.user });
  };
}

/** The record of an attempt that begins at the instant: a claim, for as long as a sender may live. */
export const attemptAt = (
  now: Instant,
  {
    notificationId,
    channel,
    userId,
    contactId,
  }: Pick<NotificationRequest, 'notificationId' | 'channel' | 'userId' | 'contactId'>,
): Attempt => ({
  notificationId,
  channel,
  userId,
  contactId,
  state: 'claimed',
  claim: newId(),
  claimedAt: now,
  until: now + CLAIM_MS,
  updatedAt: now,
});

type Recipient<Address> = { readonly user: User; readonly address: Address } | { readonly problem: string };

/** The person and the address, or why there is none. */
export function recipientOf<Address>(
  user: User | undefined,
  { contactId, channel }: Pick<NotificationRequest, 'contactId' | 'channel'>,
  composer: Pick<Composer<Address, unknown>, 'address'>,
): Recipient<Address> {
  if (!user) return { problem: 'the user no longer exists' };
  if (user.blocked) return { problem: 'the user is blocked' };
  const contact = user.contacts.find(({ id }) => id === contactId);
  if (!contact) return { problem: 'the contact no longer exists' };
  if (!contact.enabled) return { problem: 'the contact is disabled' };
  const address = contact.method === channel ? composer.address(contact.to) : undefined;
  return address === undefined
    ? { problem: `the contact is no address for the channel ${channel}` }
    : { user, address };
}

/** Links for what can still be done to the alert. */
async function actionLinks(
  sign: LinkSigner,
  { accountId, id: alertId, status, acknowledged }: Alert,
  user: User,
  now: Instant,
): Promise<ActionLinks> {
  if (status === 'closed') return {};
  const link = (action: 'acknowledge' | 'close') =>
    sign({ accountId, alertId, userId: user.id, action }, now);
  return { ...(!acknowledged && { acknowledge: await link('acknowledge') }), close: await link('close') };
}
