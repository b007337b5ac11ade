import { getCancellationReason } from '../domain/alerts/cancellation.ts';
import type { FiredRule, FlowLedger, LedgerRecipient, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import type { NotificationContext } from '../domain/notifications/context.ts';
import { type NotificationRecord, needsDeadLetter } from '../domain/notifications/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';
import { isActive } from './flow-ledger.ts';
import { createContexts } from './notification-context.ts';
import {
  advanceNextStep,
  findStepOccurrence,
  getDueSteps,
  type StepOccurrence,
  withoutMissedRepetitions,
} from './notification-steps.ts';
import { getFlowEvent } from './possible-repeats.ts';

/** The most notifications that one evaluation hands out. The rest is due immediately in the next evaluation. */
export const MAX_BATCH = 100;

/**
 * Sorts the notifications that the last evaluation handed out by their outcome.
 *
 * - `retry`: hand out again. It has no outcome, or only a sender's claim (also an expired one: the sender decides that it
 *   is unknown), and is still due; or it failed and is not in the dead-letter queue yet, so that the sender records it.
 * - `failed`: it failed and is in the dead-letter queue.
 * - `snoozed`: only a snooze keeps it back. An acknowledge ends the snooze without restarting the flow, and then it is
 *   due again.
 *
 * The others were sent or are no longer due.
 */
export function classifyPending(
  alert: Alert,
  pending: readonly PendingNotification[],
  outcomes: readonly NotificationRecord[],
): {
  readonly retry: readonly PendingNotification[];
  readonly failed: readonly PendingNotification[];
  readonly snoozed: readonly PendingNotification[];
} {
  const records = new Map(outcomes.map((record) => [record.notificationId, record]));
  const retry: PendingNotification[] = [];
  const failed: PendingNotification[] = [];
  const snoozed: PendingNotification[] = [];
  for (const notification of pending) {
    const record = records.get(notification.notificationId);
    if (record && needsDeadLetter(record)) {
      retry.push(notification);
      continue;
    }
    switch (record?.state) {
      case 'sent':
      case 'cancelled':
        break;
      case 'rejected':
      case 'undelivered':
      case 'unknown':
        failed.push(notification);
        break;
      default:
        if (!getCancellationReason(alert, notification)) retry.push(notification);
        else if (isOnlySnoozed(alert, notification)) snoozed.push(notification);
    }
  }
  return { retry, failed, snoozed };
}

/** Whether the notification would be due if the alert were not snoozed. */
const isOnlySnoozed = (alert: Alert, notification: PendingNotification): boolean =>
  alert.snoozed && getCancellationReason({ ...alert, snoozed: false }, notification) === undefined;

/** The flow with the next step advanced for each recipient whom a notification failed to reach. */
export function withFailuresHandled(
  ledger: FlowLedger,
  flow: Flow,
  failed: readonly PendingNotification[],
  now: Instant,
): FlowLedger {
  const failures = failed.filter(({ flowKey, flowRun }) => flowKey === flow.key && flowRun === flow.run);
  if (failures.length === 0) return ledger;
  return withRecipients(ledger, (recipient, { round, rule, branch }) =>
    failures.some(
      (each) =>
        each.round === round &&
        each.rule === rule &&
        each.branch === branch &&
        each.userId === recipient.userId,
    )
      ? advanceNextStep(recipient, now)
      : recipient,
  );
}

/** The flow with each recipient changed; recipients without further steps are removed. */
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
 * The flows with each person notified once for the same instant: if several responders reach somebody at the same time,
 * only one of the firings keeps them as a recipient. It is the first that also notifies on an acknowledged alert, or else
 * the first. The log names all of them. A firing that has already handed out a step keeps its recipient.
 */
export function withoutDuplicateRecipients(
  alert: Alert,
  flows: ReadonlyMap<string, FlowLedger>,
): Map<string, FlowLedger> {
  const active = alert.flows.filter((flow) => flow.kind === 'responder' && isActive(flow, alert));
  const toKey = ({ userId, startedAt }: LedgerRecipient) => `${userId} ${startedAt}`;
  const best = new Map<string, { readonly recipient: LedgerRecipient; readonly condition: string }>();
  for (const { key } of active) {
    for (const { condition, recipients } of flows.get(key)?.fired ?? []) {
      for (const recipient of recipients) {
        const before = best.get(toKey(recipient));
        const isStronger = condition === 'if-not-closed' && before?.condition !== condition;
        if (recipient.nextStep === 0 && (!before || isStronger))
          best.set(toKey(recipient), { recipient, condition });
      }
    }
  }
  const changed = new Map(flows);
  for (const { key } of active) {
    const ledger = flows.get(key) as FlowLedger;
    const fired = ledger.fired.map((rule) => ({
      ...rule,
      recipients: rule.recipients.filter(
        (recipient) => recipient.nextStep > 0 || best.get(toKey(recipient))?.recipient === recipient,
      ),
    }));
    changed.set(key, { ...ledger, fired: fired.filter(({ recipients }) => recipients.length > 0) });
  }
  return changed;
}

/**
 * Takes the notifications that are due from all active flows, the longest overdue first, at most `room` of them. Updates
 * `flows`, and returns wake-ups for the steps that remain.
 */
export function takeDueNotifications(
  evaluation: Evaluation,
  flows: Map<string, FlowLedger>,
  room: number,
): { readonly notifications: readonly PendingNotification[]; readonly wakeUps: readonly WakeUp[] } {
  const { alert, now } = evaluation;
  const active = alert.flows.filter((flow) => isActive(flow, alert));
  const createContext = createContexts(evaluation, flows);
  const due: { readonly notification: PendingNotification; readonly recipient: LedgerRecipient }[] = [];
  for (const flow of active) {
    const current = withRecipients(flows.get(flow.key) as FlowLedger, (each) =>
      withoutMissedRepetitions(each, now),
    );
    flows.set(flow.key, current);
    for (const fired of current.fired) {
      for (const recipient of fired.recipients) {
        const steps = getDueSteps(recipient, now);
        const next = findStepOccurrence(recipient, recipient.nextStep + steps.length);
        for (const occurrence of steps) {
          due.push({
            notification: {
              ...createNotification(
                alert,
                flow,
                fired,
                recipient,
                occurrence,
                createContext(flow, recipient),
              ),
              ...(next && { nextStepAt: next.dueAt }),
            },
            recipient,
          });
        }
      }
    }
  }
  const taken = due.sort((a, b) => a.notification.dueAt - b.notification.dueAt).slice(0, Math.max(room, 0));
  const counts = Map.groupBy(taken, ({ recipient }) => recipient);

  const wakeUps: WakeUp[] = [];
  for (const { key } of active) {
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

function createNotification(
  alert: Alert,
  flow: Flow,
  { round, rule, branch, condition }: FiredRule,
  { userId, notificationRuleId, earlier }: LedgerRecipient,
  { step, repetition, dueAt }: StepOccurrence,
  context: NotificationContext | undefined,
): PendingNotification {
  const firing = [alert.id, flow.key, String(flow.run), String(round), String(rule)];
  if (branch !== undefined) firing.push(`branch ${branch}`);
  return {
    notificationId: derivedId(...firing, userId, notificationRuleId, step.id, String(repetition)),
    accountId: alert.accountId,
    alertId: alert.id,
    channel: step.channel,
    userId,
    contactId: step.contactId,
    event: getFlowEvent(flow),
    flowKey: flow.key,
    flowRun: flow.run,
    condition,
    dueAt,
    ...(context && { context }),
    round,
    rule,
    ...(branch !== undefined && { branch }),
    ...(earlier && { earlier }),
  };
}

function recordRecipientNotified(
  { recipients, now }: Evaluation,
  { userId, channel }: PendingNotification,
): void {
  const before = recipients.get(userId);
  recipients.set(userId, {
    ...before,
    ...{
      state: 'active',
      method: channel,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      notifiedAt: now,
    },
  });
}
