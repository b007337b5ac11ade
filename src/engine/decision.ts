import type { FlowLedger, Ledger, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { findNextEvent } from '../domain/escalations/timeline.ts';
import type { NotificationRequest } from '../domain/notifications/model.ts';
import type { DecisionReason, EndReason } from '../domain/notifications/reasons.ts';
import { DAY, type Instant, MINUTE, SECOND } from '../platform/clock.ts';
import { hasAutoClose } from './auto-close.ts';
import { branchContinuesWhenAcknowledged } from './branches.ts';
import type { ConfigurationLookup, ConfigurationRef } from './configuration-snapshot.ts';
import type {
  ConfigurationFailure,
  EngineLogEntry,
  EngineRequest,
  Evaluation,
  WakeUp,
} from './evaluation.ts';
import { estimateHistoryEvents } from './history-limit.ts';
import { isolate } from './isolation.ts';
import { findSuppression, getPendingThresholds } from './notification-policies.ts';
import { hasRestart } from './policy-restart.ts';

/** The longest wait: within the range of emulators' timers, and far below the one-year limit of an execution. */
export const MAX_WAIT = 20 * DAY;

/**
 * A ledger that has been due for less than this keeps its due time when notifications are handed out, so that its entry in
 * the index does not move: that would cost two write units. The reconciler looks at them as much sooner.
 */
export const DUE_TOLERANCE = 10 * SECOND;

export interface AssessDecision {
  readonly kind: 'decision';
  readonly decision: 'NOTIFY' | 'WAIT' | 'END';
  readonly reason: DecisionReason;
  /** The reason in words, for people who look at the execution. */
  readonly detail: string;
  readonly notifications: readonly NotificationRequest[];
  /** When to evaluate again; absent if there is nothing to wait for. */
  readonly resumeAt?: Instant;
  /** The next version of the ledger. Store it before handing out the notifications. */
  readonly ledger: Ledger;
  readonly logEntries: readonly EngineLogEntry[];
  /** Enqueue these actions before storing the ledger. */
  readonly requests: readonly EngineRequest[];
  /** Parts of the configuration that could not be evaluated. */
  readonly failures: readonly ConfigurationFailure[];
  /** The configuration that it was decided by. */
  readonly usedRefs: readonly ConfigurationRef[];
}

/** What an evaluation found, from which its decision and the next version of the ledger follow. */
export interface EvaluationResult {
  readonly flows: ReadonlyMap<string, FlowLedger>;
  /** The notifications to hand out now. */
  readonly pending: readonly PendingNotification[];
  /** Notifications of an earlier batch that wait for the end of a snooze. */
  readonly snoozed: readonly PendingNotification[];
  readonly wakeUps: readonly WakeUp[];
  /** Whether any notification of the alert was sent. */
  readonly hasReached: boolean;
}

/** The decision that follows from an evaluation. `ledger`: the version that it began with. */
export function toDecision(
  evaluation: Evaluation,
  ledger: Ledger,
  { flows, pending, snoozed, wakeUps, hasReached }: EvaluationResult,
): AssessDecision {
  const { alert, now, lookup, logEntries, requests, failures } = evaluation;
  const wakeUp = findFirst(wakeUps);
  const resumeAt = wakeUp && Math.min(wakeUp.at, now + MAX_WAIT);
  // After a batch the reconciler soon checks that it was sent. A requested action starts a new run or closes the alert;
  // until then this run is not over, and the reconciler has the action requested again.
  const nextCheckAt = resumeAt ?? (requests.length > 0 ? now + MINUTE : undefined);
  const dueAt = pending.length > 0 ? getBatchDueAt(ledger.dueAt, now) : nextCheckAt;
  const { dueAt: _dueAt, resumeAt: _resumeAt, pendingThresholds: _thresholds, ...rest } = ledger;
  const thresholds = getPendingThresholds(flows);
  const allPending = [...pending, ...snoozed];
  return {
    kind: 'decision',
    ...summarize(evaluation, flows, pending.length, wakeUp),
    notifications: pending.map(toRequest),
    ...(resumeAt !== undefined && { resumeAt }),
    ledger: {
      ...rest,
      version: ledger.version + 1,
      evaluatedAt: now,
      ...(dueAt !== undefined && { dueAt }),
      ...(nextCheckAt !== undefined && { resumeAt: nextCheckAt }),
      flows: Object.fromEntries(flows),
      pending: allPending,
      ...(hasReached && { hasReached }),
      ...(thresholds.length > 0 && { pendingThresholds: { run: alert.run, thresholds } }),
      ...listNotified(evaluation),
      continuesWhenAcknowledged: continuesWhenAcknowledged(lookup, alert, flows, allPending),
      historyEvents: ledger.historyEvents + estimateHistoryEvents(pending.length),
    },
    logEntries,
    requests,
    failures,
    usedRefs: lookup.getUsed(),
  };
}

/** The input of a sender, without what only the ledger needs. */
const toRequest = ({
  round: _round,
  rule: _rule,
  branch: _branch,
  earlier: _earlier,
  ...request
}: PendingNotification): NotificationRequest => request;

/** The recipients of the alert, and who was notified of its events, as the ledger stores them. */
const listNotified = ({ recipients, observers }: Evaluation): Pick<Ledger, 'recipients' | 'observers'> => ({
  recipients: Object.fromEntries(recipients),
  observers: Object.fromEntries(
    [...observers].filter(([, ids]) => ids.size > 0).map(([event, ids]) => [event, [...ids].sort()]),
  ),
});

/** When the reconciler must look at notifications that are handed out now. */
const getBatchDueAt = (dueAt: Instant | undefined, now: Instant): Instant =>
  dueAt !== undefined && dueAt <= now && now - dueAt < DUE_TOLERANCE ? dueAt : now;

/** The earliest of them; of several at the same time, the first in the list. */
export const findFirst = (wakeUps: readonly WakeUp[]): WakeUp | undefined =>
  wakeUps.reduce<WakeUp | undefined>(
    (first, each) => (first && first.at <= each.at ? first : each),
    undefined,
  );

/** What is decided, and why. `pending`: how many notifications are handed out. */
export function summarize(
  { alert, requests }: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: number,
  wakeUp: WakeUp | undefined,
): Pick<AssessDecision, 'decision' | 'reason' | 'detail'> {
  if (pending > 0) return { decision: 'NOTIFY', reason: 'NotificationsDue', detail: `${pending} due` };
  if (wakeUp) return { decision: 'WAIT', reason: wakeUp.reason, detail: wakeUp.detail };
  const end = (reason: EndReason, detail: string) => ({ decision: 'END' as const, reason, detail });
  if (alert.status === 'closed') return end('AlertClosed', 'the alert is closed');
  if (requests.some(({ action }) => action.type === 'EndSnooze')) {
    return end('SnoozeEnded', 'the end of the snooze starts a new run');
  }
  if (requests.length > 0)
    return end('ActionRequested', requests.map(({ action }) => action.type).join(', '));
  if (alert.acknowledged) return end('Acknowledged', 'the alert is acknowledged');
  const suppression = findSuppression(flows);
  if (suppression) return end(suppression.reason, suppression.detail);
  return end('NothingMoreDue', 'every planned notification has been handed out');
}

/** Whether something would still be due if the alert were acknowledged now. True if unknown. */
function continuesWhenAcknowledged(
  lookup: ConfigurationLookup,
  alert: Alert,
  flows: ReadonlyMap<string, FlowLedger>,
  pending: readonly PendingNotification[],
): boolean {
  if (
    hasAutoClose(flows) ||
    hasRestart(flows) ||
    pending.some(({ condition }) => condition !== 'if-not-acked')
  )
    return true;
  return alert.flows.some(({ key, kind }) => {
    const ledger = flows.get(key) as FlowLedger;
    if (ledger.fired.some(({ condition }) => condition !== 'if-not-acked')) return true;
    if (ledger.branches?.some((branch) => branchContinuesWhenAcknowledged(lookup, branch))) return true;
    if (ledger.finished || ledger.policy?.dedupThreshold) return false;
    const escalation =
      kind === 'responder' && ledger.escalationId && lookup.find('escalation', ledger.escalationId);
    return (
      !escalation ||
      isolate(
        () => findNextEvent(escalation, ledger, true) !== undefined,
        () => true,
      )
    );
  });
}
