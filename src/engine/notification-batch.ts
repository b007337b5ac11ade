import { getCancellationReason } from '../domain/alerts/cancellation.ts';
import type { FiredRule, FlowLedger, LedgerRecipient, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import { type NotificationRecord, needsDeadLetter } from '../domain/notifications/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';
import { isActive } from './flow.ts';
import {
  advanceNextStep,
  findStepOccurrence,
  getDueSteps,
  type StepOccurrence,
  withoutMissedRepetitions,
} from './notification-steps.ts';

/** Notifications handed out in one pass at most; what is left is due in the next, at once. */
export const MAX_BATCH = 100;

/**
 * What was handed out last time: what has an outcome is done with; what has none, or only the claim of a sender, is
 * handed out again, unless it is no longer due. (A claim that has run out too: it is the sender that makes it unknown.)
 * What failed and was not parked is handed out again in any case: the sender tells of the failure again, and it is parked.
 *
 * What a snooze alone keeps back is `held`: an acknowledge ends the snooze without beginning the flow anew, and then it
 * is due again.
 */
export function classifyPending(
  alert: Alert,
  pending: readonly PendingNotification[],
  outcomes: readonly NotificationRecord[],
): {
  readonly again: readonly PendingNotification[];
  readonly failed: readonly PendingNotification[];
  readonly held: readonly PendingNotification[];
} {
  const records = new Map(outcomes.map((record) => [record.notificationId, record]));
  const again: PendingNotification[] = [];
  const failed: PendingNotification[] = [];
  const held: PendingNotification[] = [];
  for (const notification of pending) {
    const record = records.get(notification.notificationId);
    if (record && needsDeadLetter(record)) {
      again.push(notification);
      continue;
    }
    switch (record?.state) {
      case 'sent':
      case 'void':
        break;
      case 'rejected':
      case 'undelivered':
      case 'unknown':
        failed.push(notification);
        break;
      default:
        if (!getCancellationReason(alert, notification)) again.push(notification);
        else if (isSnoozedAlone(alert, notification)) held.push(notification);
    }
  }
  return { again, failed, held };
}

/** Whether it would be due if the alert were not snoozed. */
const isSnoozedAlone = (alert: Alert, notification: PendingNotification): boolean =>
  alert.snoozed && getCancellationReason({ ...alert, snoozed: false }, notification) === undefined;

/** The flow with the next steps brought forward of those whom a notification of it failed to reach. */
export function withFailuresHandled(
  ledger: FlowLedger,
  flow: Flow,
  failed: readonly PendingNotification[],
  now: Instant,
): FlowLedger {
  const failures = failed.filter(({ flowKey, flowRun }) => flowKey === flow.key && flowRun === flow.run);
  if (failures.length === 0) return ledger;
  return withRecipients(ledger, (recipient, { round, rule }) =>
    failures.some((each) => each.round === round && each.rule === rule && each.userId === recipient.userId)
      ? advanceNextStep(recipient, now)
      : recipient,
  );
}

/** The flow with each recipient changed; who has no step to come is dropped. */
function withRecipients(
  ledger: FlowLedger,
  change: (recipient: LedgerRecipient, rule: FiredRule) => LedgerRecipient,
): FlowLedger {
  const fired = ledger.fired.map((rule) => ({
    ...rule,
    recipients: rule.recipients
      .map((recipient) => change(recipient, rule))
      .filter((recipient) => findStepOccurrence(recipient, recipient.nextStep)),
  }));
  return { ...ledger, fired: fired.filter(({ recipients }) => recipients.length > 0) };
}

/**
 * Takes what is due of all flows that are alive, the longest overdue first, at most `room` of it; puts what is left
 * back into `flows` and says when it is due.
 */
export function takeDueNotifications(
  evaluation: Evaluation,
  flows: Map<string, FlowLedger>,
  room: number,
): { readonly notifications: readonly PendingNotification[]; readonly wakeUps: readonly WakeUp[] } {
  const { alert, now } = evaluation;
  const alive = alert.flows.filter((flow) => isActive(flow, alert));
  const due: { readonly notification: PendingNotification; readonly recipient: LedgerRecipient }[] = [];
  for (const flow of alive) {
    const current = withRecipients(flows.get(flow.key) as FlowLedger, (each) =>
      withoutMissedRepetitions(each, now),
    );
    flows.set(flow.key, current);
    for (const fired of current.fired) {
      for (const recipient of fired.recipients) {
        for (const turn of getDueSteps(recipient, now)) {
          due.push({ notification: createNotification(alert, flow, fired, recipient, turn), recipient });
        }
      }
    }
  }
  const taken = due.sort((a, b) => a.notification.dueAt - b.notification.dueAt).slice(0, Math.max(room, 0));
  const counts = Map.groupBy(taken, ({ recipient }) => recipient);

  const wakeUps: WakeUp[] = [];
  for (const { key } of alive) {
    const left = withRecipients(flows.get(key) as FlowLedger, (recipient) => ({
      ...recipient,
      nextStep: recipient.nextStep + (counts.get(recipient)?.length ?? 0),
    }));
    flows.set(key, left);
    for (const { recipients } of left.fired) {
      for (const recipient of recipients) {
        const { dueAt } = findStepOccurrence(recipient, recipient.nextStep) as StepOccurrence;
        wakeUps.push({ at: dueAt, reason: 'WaitingForStep', detail: 'the next step of a notification rule' });
      }
    }
  }
  for (const { notification } of taken) recordRecipientNotified(evaluation, notification);
  return { notifications: taken.map(({ notification }) => notification), wakeUps };
}

const EVENT_BY_FLOW_KIND: Readonly<Record<Exclude<Flow['kind'], 'event'>, AlertEvent>> = {
  responder: 'create-alert',
  owner: 'assigned-alert',
};

function createNotification(
  alert: Alert,
  flow: Flow,
  { round, rule, condition }: FiredRule,
  { userId, notificationRuleId }: LedgerRecipient,
  { step, repetition: loop, dueAt }: StepOccurrence,
): PendingNotification {
  const firing = [alert.id, flow.key, String(flow.run), String(round), String(rule)];
  return {
    notificationId: derivedId(...firing, userId, notificationRuleId, step.id, String(loop)),
    accountId: alert.accountId,
    alertId: alert.id,
    channel: step.channel,
    userId,
    contactId: step.contactId,
    event: flow.kind === 'event' ? flow.event : EVENT_BY_FLOW_KIND[flow.kind],
    flowKey: flow.key,
    flowRun: flow.run,
    condition,
    dueAt,
    round,
    rule,
  };
}

function recordRecipientNotified(
  { recipients, now }: Evaluation,
  { userId, channel }: PendingNotification,
): void {
  const createdAt = recipients.get(userId)?.createdAt ?? now;
  recipients.set(userId, { state: 'active', method: channel, createdAt, updatedAt: now });
}
