import { getCancellationReason } from '../domain/alerts/cancellation.ts';
import { type Ledger, withNewRun } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { hasWork, isIdle } from '../domain/alerts/reducer/flows.ts';
import { type NotificationRecord, needsDeadLetter } from '../domain/notifications/model.ts';
import { type Instant, MINUTE, SECOND } from '../platform/clock.ts';
import { classifyPending } from './notification-batch.ts';
import { withReached } from './notification-context.ts';
import { summarizeAttempts, withRecipientAttempts } from './possible-repeats.ts';

/** An alert that is overdue for longer than this has no execution that handles it. */
export const OVERDUE_AFTER = MINUTE;

/**
 * How far the list of executions may lag behind: an execution that evaluated the alert since then counts as running even
 * if it is not on the list.
 */
const LIST_LAG = 30 * SECOND;

/** A notification whose record has not changed for longer than this is not being retried. */
const RETRY_WINDOW = MINUTE;

/**
 * The repair of a ledger whose due time has passed.
 *
 * - `notDue`: nothing; it is not overdue any more.
 * - `idle`: nothing more can be due; remove the due time.
 * - `delivered`: everything handed out was sent; the execution, if there is one, continues at its time.
 * - `sending`: senders are still at work; check again later.
 * - `restart`: nobody works on it; a new execution must continue the run.
 */
export type Reconciliation =
  | { readonly kind: 'notDue' }
  | { readonly kind: 'idle' | 'delivered' | 'sending' | 'restart'; readonly ledger: Ledger };

/**
 * Decides what to do about a ledger. `outcomes` are the records of its pending notifications. `isMissed`: Step Functions
 * was asked and knows of no execution for the alert. The returned ledger is the next version.
 */
export function planReconciliation(
  alert: Alert | undefined,
  ledger: Ledger,
  outcomes: readonly NotificationRecord[],
  now: Instant,
  isMissed = false,
): Reconciliation {
  if (ledger.dueAt === undefined) return { kind: 'notDue' };
  const { evaluatedAt = now } = ledger;
  const isKilled = isMissed && evaluatedAt <= now - LIST_LAG;
  if (ledger.dueAt > now - OVERDUE_AFTER && !isKilled) return { kind: 'notDue' };
  const isReached = outcomes.some(({ state }) => state === 'sent');
  const {
    dueAt: _dueAt,
    resumeAt,
    ...rest
  } = {
    ...ledger,
    version: ledger.version + 1,
    ...(isReached && { hasReached: true as const }),
  };
  const idle = { kind: 'idle', ledger: { ...rest, pending: [] } } as const;
  if (!alert) return idle;
  const records = new Map(outcomes.map((record) => [record.notificationId, record]));
  const hasUnreportedFailure = outcomes.some(needsDeadLetter);
  if (!hasWork(alert) && !hasUnreportedFailure) return idle;
  if (alert.run > ledger.run) {
    // The alert worker stored the run on the alert and crashed. If it still starts the run, that is continuation 0 and ends.
    return { kind: 'restart', ledger: { ...withNewRun(ledger, alert.run, now), continuation: 1 } };
  }

  const open = ledger.pending.filter((notification) => {
    const record = records.get(notification.notificationId);
    if (record && needsDeadLetter(record)) return true;
    return (
      record?.state !== 'sent' && record?.state !== 'cancelled' && !getCancellationReason(alert, notification)
    );
  });
  if (!hasUnreportedFailure && isIdle(alert, { ...ledger, pending: open })) return idle;

  const isWorkedOn = (id: string): boolean => {
    const record = records.get(id);
    if (record?.state === 'claimed') return record.until > now;
    return record?.state === 'retrying' && record.updatedAt > now - RETRY_WINDOW;
  };
  const late = resumeAt !== undefined && resumeAt <= now - OVERDUE_AFTER;
  if (isKilled || late || open.some(({ notificationId }) => !isWorkedOn(notificationId))) {
    const restarted = { continuation: ledger.continuation + 1, historyEvents: 0, dueAt: now, resumeAt: now };
    return { kind: 'restart', ledger: { ...rest, ...restarted } };
  }
  const waits = resumeAt !== undefined && { resumeAt };
  if (open.length > 0) return { kind: 'sending', ledger: { ...rest, ...waits, dueAt: now } };
  const due = resumeAt !== undefined && { dueAt: resumeAt };
  const { snoozed } = classifyPending(alert, ledger.pending, outcomes);
  const flows = withAttemptsRecorded(alert, ledger, outcomes);
  const recipients = withReached(ledger.recipients, alert, outcomes);
  return { kind: 'delivered', ledger: { ...rest, ...waits, ...due, flows, recipients, pending: snoozed } };
}

/** The flows with how the delivered notifications ended, which are no longer pending then. */
function withAttemptsRecorded(
  alert: Alert,
  { flows, pending }: Ledger,
  outcomes: readonly NotificationRecord[],
): Ledger['flows'] {
  const attempts = summarizeAttempts(pending, outcomes);
  const changed = alert.flows.flatMap((flow) => {
    const stored = flows[flow.key];
    return stored?.run === flow.run
      ? [[flow.key, withRecipientAttempts(stored, flow, attempts)] as const]
      : [];
  });
  return { ...flows, ...Object.fromEntries(changed) };
}
