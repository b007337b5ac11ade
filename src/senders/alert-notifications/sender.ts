import { getCancellationReason } from '../../domain/alerts/cancellation.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { type NotificationRequest, type SendResult, toPurpose } from '../../domain/notifications/model.ts';
import type { LinkSigner } from '../../domain/responder-actions/link-signer.ts';
import type { ReplyCodeTarget } from '../../domain/responder-actions/reply-codes.ts';
import type { User } from '../../domain/users/model.ts';
import { getMuteEnd } from '../../domain/users/mute-and-quiet-hours.ts';
import type { Clock, Instant } from '../../platform/clock.ts';
import { type Metrics, noMetrics } from '../../platform/metrics.ts';
import type { Table } from '../../platform/table.ts';
import type { Composer } from '../channels/composer.ts';
import { type DeliveryPlan, deliverOnce, type FinishedRecord } from '../delivery/deliver.ts';
import { NotificationRejected, UnknownOutcome } from '../delivery/errors.ts';
import type { Provider } from '../delivery/provider.ts';
import { resolveContact } from '../delivery/resolve-contact.ts';
import { withLocalText } from '../templates/forwarding-notice.ts';
import type { ActionLinks, MessageContext, MessagePlan } from '../templates/message-context.ts';
import { notificationLogEntry } from './log-entry.ts';
import { createKnownNames, type NotificationData, readNotificationData } from './read-notification-data.ts';
import { reportAlertAttempt } from './report.ts';

/**
 * Sends one notification about an alert: the Lambda function behind a Send… state of
 * statemachines/alert-escalation.asl.json. Resolves with SENT or CANCELLED, or rejects with one of the errors of
 * delivery/errors.ts, by whose names the state machine decides what to do next.
 */
export type AlertSender = (request: NotificationRequest) => Promise<Exclude<SendResult, 'REJECTED'>>;

export interface AlertSenderDeps<Address, Message> {
  readonly table: Table;
  readonly clock: Clock;
  readonly links: LinkSigner;
  readonly composer: Composer<Address, Message>;
  readonly provider: Provider<Message>;
  readonly metrics?: Metrics;
  /** The address of the console, for links to alerts; absent: messages have none. */
  readonly consoleUrl?: string;
  /** Issues a reply code for messages to the address; left out on channels whose replies nobody reads. */
  readonly replyCode?: (
    holder: ReplyCodeTarget,
    address: Address,
    now: Instant,
  ) => Promise<string | undefined>;
}

/** Creates the sender of one channel. It re-reads alert and user, decides whether the notification is still wanted, and delivers it. */
export function createAlertSender<Address, Message>(deps: AlertSenderDeps<Address, Message>): AlertSender {
  const { table, clock, composer, provider, links, metrics = noMetrics } = deps;
  const knownNames = createKnownNames();

  /** Composes the message now, so that everything that can fail before the claim fails before it. */
  async function composeMessage(
    { notificationId, event, repeatOf, nextStepAt }: NotificationRequest,
    alert: Alert,
    plan: MessagePlan,
    { user, address }: { readonly user: User; readonly address: Address },
  ): Promise<Message> {
    const now = clock();
    const holder = { accountId: alert.accountId, alertId: alert.id, userId: user.id };
    const [actionLinks, replyCode] = await Promise.all([
      signActionLinks(links, alert, user, now),
      alert.status === 'open' ? deps.replyCode?.(holder, address, now) : undefined,
    ]);
    const isPossibleRepeat = repeatOf !== undefined;
    const alertUrl =
      deps.consoleUrl === undefined ? undefined : `${deps.consoleUrl}/alerts/${encodeURIComponent(alert.id)}`;
    const context: MessageContext = {
      ...{ notificationId, user, event, now, plan, isPossibleRepeat, links: actionLinks },
      alert: withLocalText(alert, user),
      ...(alertUrl !== undefined && { alertUrl }),
      ...(nextStepAt !== undefined && { nextStepInMs: nextStepAt - now }),
      ...(replyCode && { replyCode }),
    };
    return composer.compose(context, address);
  }

  async function planDelivery(
    request: NotificationRequest,
    { alert, user, plan }: NotificationData,
  ): Promise<DeliveryPlan> {
    const cancelled = getCancellationReason(alert, request);
    if (cancelled) return { kind: 'cancel', reason: cancelled };
    if (!alert) return { kind: 'cancel', reason: 'AlertDeleted' };
    const recipient = resolveContact(user, request, composer.parseAddress);
    if ('problem' in recipient) return { kind: 'reject', reason: recipient.problem, problem: recipient.code };
    if (isMuted(recipient.user, alert, clock())) return { kind: 'cancel', reason: 'UserMuted' };
    const message = await composeMessage(request, alert, plan, recipient);
    return { kind: 'send', call: () => provider(message) };
  }

  return async (request) => {
    const { accountId, alertId, notificationId, channel, userId, contactId } = request;
    const data = await readNotificationData(table, request, knownNames, clock());
    const { alert, user } = data;
    const record = await deliverOnce(
      { table, clock },
      {
        ref: { accountId, alertId, notificationId },
        channel,
        userId,
        contactId,
        about: toPurpose(request),
        plan: await planDelivery(request, data),
        report: (report) => reportAlertAttempt(metrics, request, report, alert),
        logEntry: (ended) => notificationLogEntry(request, ended, user),
      },
    );
    if (record.state === 'cancelled' && record.reason === 'UserMuted')
      await table.put(notificationLogEntry(request, record, user));
    return toSendResult(record);
  };
}

/** @throws NotificationRejected or UnknownOutcome: the state machine then dead-letters it and tries the next contact. */
function toSendResult({ state, reason }: FinishedRecord): 'SENT' | 'CANCELLED' {
  switch (state) {
    case 'sent':
      return 'SENT';
    case 'cancelled':
      return 'CANCELLED';
    case 'rejected':
    case 'undelivered':
      throw new NotificationRejected(reason);
    case 'unknown':
      throw new UnknownOutcome(reason);
  }
}

/** Whether the user has muted the alert. A mute that cannot be evaluated holds nothing back. */
function isMuted(user: User, { tags }: Alert, now: Instant): boolean {
  try {
    return getMuteEnd(user, tags, now) > now;
  } catch {
    return false;
  }
}

/** Signs links for the actions that still apply to the alert. */
async function signActionLinks(
  sign: LinkSigner,
  { accountId, id: alertId, status, acknowledged }: Alert,
  user: User,
  now: Instant,
): Promise<ActionLinks> {
  if (status === 'closed') return {};
  const signLink = (action: 'acknowledge' | 'close') =>
    sign({ accountId, alertId, userId: user.id, action }, now);
  return {
    ...(!acknowledged && { acknowledge: await signLink('acknowledge') }),
    close: await signLink('close'),
  };
}
