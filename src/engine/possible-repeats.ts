import { getCancellationReason } from '../domain/alerts/cancellation.ts';
import type { EarlierAttempts, FlowLedger, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import { findSeenAt } from '../domain/alerts/seen.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import { type NotificationRecord, needsDeadLetter } from '../domain/notifications/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';

/**
 * If nobody knows whether any of a person's notifications of an event was sent, and no contact method is left, the person
 * is notified once more (docs/adr/0024). To know that, the attempts so far are carried along: on the recipients with steps
 * still to come, and on the notifications that are pending.
 */
export type AttemptsByPerson = ReadonlyMap<string, EarlierAttempts>;

const EVENT_BY_FLOW_KIND: Readonly<Record<Exclude<Flow['kind'], 'event'>, AlertEvent>> = {
  responder: 'create-alert',
  owner: 'assigned-alert',
};

/** The event of which the flow notifies. */
export const getFlowEvent = (flow: Flow): AlertEvent =>
  flow.kind === 'event' ? flow.event : EVENT_BY_FLOW_KIND[flow.kind];

const toPersonKey = (event: AlertEvent, userId: string): string => `${event} ${userId}`;

const saysSomething = ({ reached, unknown }: EarlierAttempts): boolean =>
  reached === true || unknown !== undefined;

const withAttempts = (a: EarlierAttempts | undefined, b: EarlierAttempts): EarlierAttempts => {
  if (a?.reached || b.reached) return { reached: true };
  const unknown = b.unknown ?? a?.unknown;
  return unknown ? { unknown } : {};
};

/** The attempts that the completed notifications of the last batch add for each person. */
export function summarizeAttempts(
  pending: readonly PendingNotification[],
  outcomes: readonly NotificationRecord[],
): AttemptsByPerson {
  const records = new Map(outcomes.map((record) => [record.notificationId, record]));
  const attempts = new Map<string, EarlierAttempts>();
  for (const { earlier = {}, ...notification } of pending) {
    const record = records.get(notification.notificationId);
    const attempt = record && toAttempt(notification, record);
    if (!attempt) continue;
    const key = toPersonKey(notification.event, notification.userId);
    attempts.set(key, withAttempts(withAttempts(attempts.get(key), earlier), attempt));
  }
  return attempts;
}

/** Undefined if the notification has not ended, or was cancelled. */
function toAttempt(
  notification: Omit<PendingNotification, 'earlier'>,
  record: NotificationRecord,
): EarlierAttempts | undefined {
  if (record.state === 'sent') return { reached: true };
  if (needsDeadLetter(record)) return undefined;
  if (record.state === 'rejected' || record.state === 'undelivered') return {};
  // A repeat is not repeated.
  if (record.state === 'unknown') return notification.repeatOf ? {} : { unknown: notification };
  return undefined;
}

/** The flow with the attempts on its recipients. All of them have steps still to come. */
export function withRecipientAttempts(
  ledger: FlowLedger,
  flow: Flow,
  attempts: AttemptsByPerson,
): FlowLedger {
  if (attempts.size === 0 || ledger.fired.length === 0) return ledger;
  return {
    ...ledger,
    fired: ledger.fired.map((rule) => ({
      ...rule,
      recipients: rule.recipients.map((recipient) => {
        const more = attempts.get(toPersonKey(getFlowEvent(flow), recipient.userId));
        return more && saysSomething(more)
          ? { ...recipient, earlier: withAttempts(recipient.earlier, more) }
          : recipient;
      }),
    })),
  };
}

/** The pending notification with the attempts of its person. */
export function withPendingAttempts(
  notification: PendingNotification,
  attempts: AttemptsByPerson,
): PendingNotification {
  const more = attempts.get(toPersonKey(notification.event, notification.userId));
  return more && saysSomething(more)
    ? { ...notification, earlier: withAttempts(notification.earlier, more) }
    : notification;
}

/** Whether the person has seen the alert since the notification was due. */
const hasSeen = (alert: Alert, { userId, condition, dueAt }: Omit<PendingNotification, 'earlier'>): boolean =>
  condition !== 'always' && (findSeenAt(alert, userId) ?? Number.NEGATIVE_INFINITY) >= dueAt;

/** The number of people who may get a possible repeat. */
export const countUncertain = (attempts: AttemptsByPerson): number =>
  [...attempts.values()].filter(({ unknown }) => unknown).length;

/**
 * One more notification for each person about whom it is unknown whether any notification was sent, if nothing else is
 * pending or still to come for them and the notification is still due. The id is derived from the one that it repeats.
 */
export function planPossibleRepeats(
  alert: Alert,
  attempts: AttemptsByPerson,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: readonly PendingNotification[],
  now: Instant,
): readonly PendingNotification[] {
  if (countUncertain(attempts) === 0) return [];
  const expecting = new Set(pending.map(({ event, userId }) => toPersonKey(event, userId)));
  for (const flow of alert.flows) {
    for (const { recipients } of flows.get(flow.key)?.fired ?? []) {
      for (const { userId } of recipients) expecting.add(toPersonKey(getFlowEvent(flow), userId));
    }
  }
  return [...attempts].flatMap(([person, { unknown }]) => {
    if (!unknown || expecting.has(person) || getCancellationReason(alert, unknown)) return [];
    if (hasSeen(alert, unknown)) return [];
    const { notificationId, nextStepAt: _isOver, ...rest } = unknown;
    return [
      {
        ...rest,
        notificationId: derivedId('repeat', notificationId),
        repeatOf: notificationId,
        dueAt: now,
      },
    ];
  });
}
