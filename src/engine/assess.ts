import type { FlowLedger, Ledger, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { withoutStepsOfViewers } from '../domain/alerts/seen.ts';
import { findNextEvent } from '../domain/escalations/timeline.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { NotificationRecord, NotificationRequest } from '../domain/notifications/model.ts';
import type { DecisionReason, EndReason } from '../domain/notifications/reasons.ts';
import { DAY, type Instant, MINUTE, SECOND } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { hasAutoClose, requestAutoClose } from './auto-close.ts';
import { branchContinuesWhenAcknowledged } from './branches.ts';
import {
  type ConfigurationLookup,
  type ConfigurationRef,
  type ConfigurationSnapshot,
  createLookup,
} from './configuration-snapshot.ts';
import type {
  ConfigurationFailure,
  EngineLogEntry,
  EngineRequest,
  Evaluation,
  WakeUp,
} from './evaluation.ts';
import { advanceFlow } from './flow.ts';
import { getFlowLedger, isActive } from './flow-ledger.ts';
import { estimateHistoryEvents } from './history-limit.ts';
import { isolate } from './isolation.ts';
import {
  classifyPending,
  MAX_BATCH,
  takeDueNotifications,
  withFailuresHandled,
  withoutDuplicateRecipients,
} from './notification-batch.ts';
import { withReached } from './notification-context.ts';
import { findSuppression, getPendingThresholds } from './notification-policies.ts';
import { findSettings, type HeldEvaluation, holdAlert, withPagingResumed } from './paging-stop.ts';
import { hasRestart } from './policy-restart.ts';
import {
  countUncertain,
  planPossibleRepeats,
  summarizeAttempts,
  withPendingAttempts,
  withRecipientAttempts,
} from './possible-repeats.ts';

/** The longest wait: within the range of emulators' timers, and far below the one-year limit of an execution. */
export const MAX_WAIT = 20 * DAY;

/**
 * A ledger that has been due for less than this keeps its due time when notifications are handed out, so that its entry in
 * the index does not move: that would cost two write units. The reconciler looks at them as much sooner.
 */
export const DUE_TOLERANCE = 10 * SECOND;

export interface AssessInput {
  readonly alert: Alert;
  readonly ledger: Ledger;
  readonly config: ConfigurationSnapshot;
  /** The records of the ledger's pending notifications that have one. */
  readonly outcomes: readonly NotificationRecord[];
  readonly now: Instant;
}

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

/** Configuration that must be read before the engine can decide. */
export interface ConfigurationNeeded {
  readonly kind: 'needs';
  readonly refs: readonly ConfigurationRef[];
}

/**
 * Decides who must be notified now and when to evaluate the alert again. A pure function of the alert, its ledger, the
 * configuration read so far, and the time. If it needs more of the configuration it returns the references; call it
 * again with them read. Nothing is due before its time. Nothing is handed out twice, except a notification without an
 * outcome: it is handed out again under the same id. A person about whom it is unknown whether they were notified at all gets
 * one more notification, marked as a possible repeat.
 */
export function assess({
  alert,
  ledger: stored,
  config,
  outcomes,
  now,
}: AssessInput): AssessDecision | ConfigurationNeeded {
  const lookup = createLookup(config);
  const evaluation: Evaluation = {
    alert,
    now,
    lookup,
    logEntries: [],
    requests: [],
    failures: [],
    recipients: new Map(Object.entries(withReached(stored.recipients, alert, outcomes))),
    observers: new Map(
      Object.entries(stored.observers).map(([event, ids]) => [event as AlertEvent, new Set(ids)]),
    ),
  };
  const settings = findSettings(lookup, alert, stored);
  const hold = holdAlert(evaluation, settings, stored);
  if (hold) return toHeldDecision(evaluation, stored, hold);
  const ledger = settings === undefined ? stored : withPagingResumed(evaluation, settings, stored);
  const classified = classifyPending(alert, ledger.pending, outcomes);
  const attempts = summarizeAttempts(ledger.pending, outcomes);
  const retry = classified.retry.map((each) => withPendingAttempts(each, attempts));
  const snoozed = classified.snoozed.map((each) => withPendingAttempts(each, attempts));
  const wakeUps: WakeUp[] = [];
  const advanced = new Map<string, FlowLedger>();
  for (const flow of alert.flows) {
    const stored = withoutStepsOfViewers(getFlowLedger(ledger, flow), alert);
    const handled = withFailuresHandled(stored, flow, classified.failed, now);
    const before = withRecipientAttempts(handled, flow, attempts);
    const { ledger: after, wakeUp: next } = isActive(flow, alert)
      ? advanceFlow(evaluation, flow, before)
      : { ledger: before };
    advanced.set(flow.key, after);
    if (next) wakeUps.push(next);
  }
  if (lookup.getMissing().length > 0) return { kind: 'needs', refs: lookup.getMissing() };

  const flows = withoutDuplicateRecipients(alert, advanced);
  if (alert.snoozed && alert.status === 'open') wakeUps.push(...waitForSnoozeEnd(evaluation));
  wakeUps.push(...requestAutoClose(evaluation, flows));
  const room = MAX_BATCH - retry.length - countUncertain(attempts);
  const handedOut = takeDueNotifications(evaluation, flows, room);
  wakeUps.push(...handedOut.wakeUps);
  const batch = [...retry, ...handedOut.notifications];
  const pending = [...batch, ...planPossibleRepeats(alert, attempts, flows, [...batch, ...snoozed], now)];

  const hasReached = ledger.hasReached ?? outcomes.some(({ state }) => state === 'sent');
  const isPlanComplete =
    pending.length === 0 && wakeUps.every(({ reason }) => reason === 'WaitingForAutoClose');
  if (isPlanComplete && !hasReached) requestAccountOwners(evaluation, flows);

  const wakeUp = findFirst(wakeUps);
  const resumeAt = wakeUp && Math.min(wakeUp.at, now + MAX_WAIT);
  // After a batch the reconciler soon checks that it was sent. A requested action starts a new run or closes the alert;
  // until then this run is not over, and the reconciler has the action requested again.
  const nextCheckAt = resumeAt ?? (evaluation.requests.length > 0 ? now + MINUTE : undefined);
  const dueAt = pending.length > 0 ? getBatchDueAt(ledger.dueAt, now) : nextCheckAt;
  const { dueAt: _dueAt, resumeAt: _resumeAt, pendingThresholds: _thresholds, ...rest } = ledger;
  const thresholds = getPendingThresholds(flows);
  return {
    kind: 'decision',
    ...summarize(evaluation, flows, pending.length, wakeUp),
    notifications: pending.map(
      ({ round: _round, rule: _rule, branch: _branch, earlier: _earlier, ...request }) => request,
    ),
    ...(resumeAt !== undefined && { resumeAt }),
    ledger: {
      ...rest,
      version: ledger.version + 1,
      evaluatedAt: now,
      ...(dueAt !== undefined && { dueAt }),
      ...(nextCheckAt !== undefined && { resumeAt: nextCheckAt }),
      flows: Object.fromEntries(flows),
      pending: [...pending, ...snoozed],
      ...(hasReached && { hasReached }),
      ...(thresholds.length > 0 && { pendingThresholds: { run: alert.run, thresholds } }),
      recipients: Object.fromEntries(evaluation.recipients),
      observers: Object.fromEntries(
        [...evaluation.observers]
          .filter(([, ids]) => ids.size > 0)
          .map(([event, ids]) => [event, [...ids].sort()]),
      ),
      continuesWhenAcknowledged: continuesWhenAcknowledged(lookup, alert, flows, [...pending, ...snoozed]),
      historyEvents: ledger.historyEvents + estimateHistoryEvents(pending.length),
    },
    logEntries: evaluation.logEntries,
    requests: evaluation.requests,
    failures: evaluation.failures,
    usedRefs: lookup.getUsed(),
  };
}

/** When the reconciler must look at notifications that are handed out now. */
const getBatchDueAt = (dueAt: Instant | undefined, now: Instant): Instant =>
  dueAt !== undefined && dueAt <= now && now - dueAt < DUE_TOLERANCE ? dueAt : now;

/** The decision while paging is stopped: nobody is notified, and what is pending stays so. Snoozes and alerts still end. */
function toHeldDecision(evaluation: Evaluation, stored: Ledger, hold: HeldEvaluation): AssessDecision {
  const { alert, now, requests } = evaluation;
  const wakeUps = [
    ...(hold.wakeUp ? [hold.wakeUp] : []),
    ...(alert.snoozed && alert.status === 'open' ? waitForSnoozeEnd(evaluation) : []),
    ...requestAutoClose(evaluation, hold.flows),
  ];
  const wakeUp = requests.length > 0 ? undefined : findFirst(wakeUps);
  const { dueAt: _dueAt, resumeAt: _resumeAt, ...rest } = stored;
  const nextCheckAt = wakeUp?.at ?? (requests.length > 0 ? now + MINUTE : undefined);
  return {
    kind: 'decision',
    ...summarize(evaluation, hold.flows, 0, wakeUp),
    notifications: [],
    ...(wakeUp && { resumeAt: wakeUp.at }),
    ledger: {
      ...rest,
      version: stored.version + 1,
      evaluatedAt: now,
      ...(nextCheckAt !== undefined && { dueAt: nextCheckAt, resumeAt: nextCheckAt }),
      flows: Object.fromEntries(hold.flows),
      held: hold.held,
      historyEvents: stored.historyEvents + estimateHistoryEvents(0),
    },
    logEntries: evaluation.logEntries,
    requests,
    failures: evaluation.failures,
    usedRefs: evaluation.lookup.getUsed(),
  };
}

const findFirst = (wakeUps: readonly WakeUp[]): WakeUp | undefined =>
  wakeUps.reduce<WakeUp | undefined>(
    (first, each) => (first && first.at <= each.at ? first : each),
    undefined,
  );

function summarize(
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

/**
 * Requests that the owners of the account are notified if the plan of the open alert is complete and nobody was notified.
 * Silence that is configured is not meant: a policy that suppresses, a threshold, or a routing rule that notifies nobody.
 */
function requestAccountOwners(
  { alert, now, requests, recipients }: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
): void {
  if (alert.status !== 'open' || alert.acknowledged || alert.snoozed || alert.accountOwnersNotified) return;
  // Somebody has opened the alert, so it is known.
  if (alert.seenBy?.length) return;
  if (requests.length > 0 || findSuppression(flows)) return;
  const isIntended = ({ key, kind }: Alert['flows'][number]) =>
    kind !== 'event' && flows.get(key)?.routedToNobody !== true;
  if (!alert.flows.some(isIntended)) return;
  const isReachable = [...recipients.values()].some(({ state }) => state === 'active');
  requests.push({
    requestId: derivedId('notify-account-owners', alert.id, String(alert.run)),
    at: now,
    action: {
      type: 'NotifyAccountOwners',
      run: alert.run,
      reason: isReachable
        ? 'none of its notifications was sent for certain'
        : 'its responders lead to no user who can be notified',
    },
  });
}

/** Waits until the snooze ends, then requests the action that ends it. */
function waitForSnoozeEnd({ alert, now, requests }: Evaluation): readonly WakeUp[] {
  const until = alert.snoozedUntil ?? now;
  if (until > now) return [{ at: until, reason: 'SnoozedUntil', detail: 'the alert is snoozed' }];
  requests.push({
    requestId: derivedId('end-snooze', alert.id, String(alert.run)),
    at: until,
    action: { type: 'EndSnooze', run: alert.run },
  });
  return [];
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
