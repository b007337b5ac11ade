import type { FlowLedger, Ledger, PendingNotification } from '../domain/alerts/ledger.ts';
import type { Alert } from '../domain/alerts/model.ts';
import { withoutStepsOfViewers } from '../domain/alerts/seen.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import type { NotificationRecord } from '../domain/notifications/model.ts';
import { type Instant, MINUTE } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import { requestAutoClose } from './auto-close.ts';
import { type ConfigurationRef, type ConfigurationSnapshot, createLookup } from './configuration-snapshot.ts';
import { type AssessDecision, findFirst, summarize, toDecision } from './decision.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';
import { advanceFlow } from './flow.ts';
import { getFlowLedger, isActive } from './flow-ledger.ts';
import { estimateHistoryEvents } from './history-limit.ts';
import {
  classifyPending,
  MAX_BATCH,
  takeDueNotifications,
  withFailuresHandled,
  withoutDuplicateRecipients,
} from './notification-batch.ts';
import { withReached } from './notification-context.ts';
import { findSuppression } from './notification-policies.ts';
import { findSettings, type HeldEvaluation, holdAlert, withPagingResumed } from './paging-stop.ts';
import {
  type AttemptsByPerson,
  countUncertain,
  planPossibleRepeats,
  summarizeAttempts,
  withPendingAttempts,
  withRecipientAttempts,
} from './possible-repeats.ts';

export interface AssessInput {
  readonly alert: Alert;
  readonly ledger: Ledger;
  readonly config: ConfigurationSnapshot;
  /** The records of the ledger's pending notifications that have one. */
  readonly outcomes: readonly NotificationRecord[];
  readonly now: Instant;
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
export function assess(input: AssessInput): AssessDecision | ConfigurationNeeded {
  const { alert, ledger: stored, outcomes } = input;
  const evaluation = beginEvaluation(input);
  const { lookup } = evaluation;

  const settings = findSettings(lookup, alert, stored);
  const hold = holdAlert(evaluation, settings, stored);
  if (hold) return toHeldDecision(evaluation, stored, hold);
  const ledger = settings === undefined ? stored : withPagingResumed(evaluation, settings, stored);

  const earlier = reviewEarlierBatch(alert, ledger, outcomes);
  const advanced = advanceFlows(evaluation, ledger, earlier);
  if (lookup.getMissing().length > 0) return { kind: 'needs', refs: lookup.getMissing() };

  const flows = withoutDuplicateRecipients(alert, advanced.flows);
  const endings = [...waitForSnoozeEnd(evaluation), ...requestAutoClose(evaluation, flows)];
  const batch = planBatch(evaluation, flows, earlier);
  const wakeUps = [...advanced.wakeUps, ...endings, ...batch.wakeUps];

  const hasReached = ledger.hasReached ?? outcomes.some(({ state }) => state === 'sent');
  const isPlanComplete =
    batch.pending.length === 0 && wakeUps.every(({ reason }) => reason === 'WaitingForAutoClose');
  if (isPlanComplete && !hasReached) requestAccountOwners(evaluation, flows);

  const { snoozed } = earlier;
  return toDecision(evaluation, ledger, { flows, pending: batch.pending, snoozed, wakeUps, hasReached });
}

const beginEvaluation = ({ alert, ledger, config, outcomes, now }: AssessInput): Evaluation => ({
  alert,
  now,
  lookup: createLookup(config),
  logEntries: [],
  requests: [],
  failures: [],
  recipients: new Map(Object.entries(withReached(ledger.recipients, alert, outcomes))),
  observers: new Map(
    Object.entries(ledger.observers).map(([event, ids]) => [event as AlertEvent, new Set(ids)]),
  ),
});

/** What became of the notifications that were handed out before. */
interface EarlierBatch {
  /** To hand out again, under the same ids. */
  readonly retry: readonly PendingNotification[];
  readonly failed: readonly PendingNotification[];
  /** They wait for the end of the snooze. */
  readonly snoozed: readonly PendingNotification[];
  readonly attempts: AttemptsByPerson;
}

function reviewEarlierBatch(
  alert: Alert,
  { pending }: Ledger,
  outcomes: readonly NotificationRecord[],
): EarlierBatch {
  const { retry, failed, snoozed } = classifyPending(alert, pending, outcomes);
  const attempts = summarizeAttempts(pending, outcomes);
  const withAttempts = (notification: PendingNotification) => withPendingAttempts(notification, attempts);
  return { retry: retry.map(withAttempts), failed, snoozed: snoozed.map(withAttempts), attempts };
}

/** The flows with every rule that is due by now fired, and when the next one of each is due. */
function advanceFlows(
  evaluation: Evaluation,
  ledger: Ledger,
  { failed, attempts }: EarlierBatch,
): { readonly flows: ReadonlyMap<string, FlowLedger>; readonly wakeUps: readonly WakeUp[] } {
  const { alert, now } = evaluation;
  const flows = new Map<string, FlowLedger>();
  const wakeUps: WakeUp[] = [];
  for (const flow of alert.flows) {
    const stored = withoutStepsOfViewers(getFlowLedger(ledger, flow), alert);
    const handled = withFailuresHandled(stored, flow, failed, now);
    const before = withRecipientAttempts(handled, flow, attempts);
    const { ledger: after, wakeUp } = isActive(flow, alert)
      ? advanceFlow(evaluation, flow, before)
      : { ledger: before };
    flows.set(flow.key, after);
    if (wakeUp) wakeUps.push(wakeUp);
  }
  return { flows, wakeUps };
}

/** The notifications to hand out now: those to retry, those that are due, and possible repeats. */
function planBatch(
  evaluation: Evaluation,
  flows: Map<string, FlowLedger>,
  { retry, snoozed, attempts }: EarlierBatch,
): { readonly pending: readonly PendingNotification[]; readonly wakeUps: readonly WakeUp[] } {
  const { alert, now } = evaluation;
  const room = MAX_BATCH - retry.length - countUncertain(attempts);
  const { notifications, wakeUps } = takeDueNotifications(evaluation, flows, room);
  const batch = [...retry, ...notifications];
  const repeats = planPossibleRepeats(alert, attempts, flows, [...batch, ...snoozed], now);
  return { pending: [...batch, ...repeats], wakeUps };
}

/** The decision while paging is stopped: nobody is notified, and what is pending stays so. Snoozes and alerts still end. */
function toHeldDecision(evaluation: Evaluation, stored: Ledger, hold: HeldEvaluation): AssessDecision {
  const { now, requests } = evaluation;
  const wakeUps = [
    ...(hold.wakeUp ? [hold.wakeUp] : []),
    ...waitForSnoozeEnd(evaluation),
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

/** Waits until the snooze of an open alert ends, then requests the action that ends it. */
function waitForSnoozeEnd({ alert, now, requests }: Evaluation): readonly WakeUp[] {
  if (!alert.snoozed || alert.status !== 'open') return [];
  const until = alert.snoozedUntil ?? now;
  if (until > now) return [{ at: until, reason: 'SnoozedUntil', detail: 'the alert is snoozed' }];
  requests.push({
    requestId: derivedId('end-snooze', alert.id, String(alert.run)),
    at: until,
    action: { type: 'EndSnooze', run: alert.run },
  });
  return [];
}
