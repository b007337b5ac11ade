import { getCancellationReason } from '../domain/alerts/cancellation.ts';
import { type Ledger, withNewRun } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { hasWork, rests } from '../domain/alerts/reducer/flows.ts';
import { type NotificationRecord, needsDeadLetter } from '../domain/notifications/model.ts';
import { type Instant, MINUTE, SECOND } from '../platform/clock.ts';
import { classifyPending as settlePending } from './notification-batch.ts';

/** What is overdue for longer than this has no execution that cares for it. */
export const OVERDUE_AFTER = MINUTE;

/**
 * The list of executions may be behind by so long: one that looked since then is not missed though it is not on the list.
 */
const LIST_LAG = 30 * SECOND;

/** A notification whose record has not changed for longer than this is not being tried again by anybody. */
const RETRY_WINDOW = MINUTE;

/**
 * What is to become of a ledger whose due time has passed.
 *
 * - `leave`: it is not overdue; somebody was faster.
 * - `rest`: nothing more can be due.
 * - `settle`: all that was handed out has been sent; the execution, if there is one, looks again at its time.
 * - `later`: senders are at work.
 * - `restart`: it lies still, and a new execution is to go on with it.
 */
export type Reconciliation =
  | { readonly kind: 'notDue' }
  | { readonly kind: 'idle' | 'delivered' | 'sending' | 'restart'; readonly ledger: Ledger };

/**
 * Judges a ledger. `outcomes`: the records of its pending notifications. `isMissed`: Step Functions was asked and knows
 * of no execution that waits for it. The ledgers given back are the next version.
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
  const { dueAt: _dueAt, resumeAt, ...rest } = { ...ledger, version: ledger.version + 1 };
  const resting = { kind: 'idle', ledger: { ...rest, pending: [] } } as const;
  if (!alert) return resting;
  const records = new Map(outcomes.map((record) => [record.notificationId, record]));
  const failedInSilence = outcomes.some(needsDeadLetter);
  if (!hasWork(alert) && !failedInSilence) return resting;
  if (alert.run > ledger.run) {
    // The worker began the run on the alert and got no further. Its own start, should it come, is continuation 0 and yields.
    return { kind: 'restart', ledger: { ...withNewRun(ledger, alert.run, now), continuation: 1 } };
  }

  const open = ledger.pending.filter((notification) => {
    const record = records.get(notification.notificationId);
    if (record && needsDeadLetter(record)) return true;
    return (
      record?.state !== 'sent' && record?.state !== 'void' && !getCancellationReason(alert, notification)
    );
  });
  if (!failedInSilence && rests(alert, { ...ledger, pending: open })) return resting;

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
  const { held } = settlePending(alert, ledger.pending, outcomes);
  return { kind: 'delivered', ledger: { ...rest, ...waits, ...due, pending: held } };
}
