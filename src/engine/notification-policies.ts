import { isThresholdReached } from '../domain/alerts/dedup-threshold.ts';
import type { DedupThreshold, FlowLedger, FlowPolicy } from '../domain/alerts/ledger.ts';
import type { LogFact } from '../domain/alerts/log-facts.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import { toMilliseconds } from '../domain/kernel/duration.ts';
import type { SuppressionReason } from '../domain/notifications/reasons.ts';
import { getDelayEnd } from '../domain/policies/delay.ts';
import { isPolicyApplicable } from '../domain/policies/matching.ts';
import { GLOBAL_SCOPE, type NotificationPolicy, type PolicyList } from '../domain/policies/model.ts';
import { type Instant, SECOND, toIso } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';
import { attempt, createReport, isolate, type ReportFailure } from './isolation.ts';

/** The result of applying the notification policies to a flow. */
export interface PolicyOutcome {
  readonly ledger: FlowLedger;
  /** Whether the flow may notify people now. */
  readonly mayProceed: boolean;
  /** When the policies themselves are due again. */
  readonly wakeUp?: WakeUp;
}

type PolicyControlledFlow = Exclude<Flow, { kind: 'event' }>;

/**
 * A flow below its dedup threshold is checked once more after this time: a duplicate that was being stored while the
 * engine recorded the threshold could not know that the engine was waiting for it.
 */
const RECHECK_AFTER = 30 * SECOND;

/**
 * Applies the notification policies to a flow: they suppress it, delay it, hold it back until the alert has occurred
 * often enough, or restart it. Undefined if the policies must be read first.
 *
 * The policies are chosen once, when the flow starts: the first match in the account's list and the first match in the
 * team's. A team's policies apply to the flow of that team as a responder; the policies of the alert's owner team apply to
 * flows of users, escalations and schedules. So no team silences another. If both lists have a match, the stricter one
 * counts: suppression, the longer delay, the earlier close. A manual escalation skips delay and threshold, but not
 * suppression.
 */
export function applyNotificationPolicies(
  evaluation: Evaluation,
  flow: PolicyControlledFlow,
  before: FlowLedger,
): PolicyOutcome | undefined {
  const { alert, now } = evaluation;
  let ledger = before;
  if (!ledger.policy) {
    if (!isUntouched(ledger)) return { ledger, mayProceed: true };
    const policy = decideFlowPolicy(evaluation, flow);
    if (!policy) return undefined;
    ledger = { ...ledger, policy, roundStartedAt: policy.delayedUntil ?? ledger.roundStartedAt };
  }
  const policy = ledger.policy as FlowPolicy;
  if (policy.suppressed) return { ledger: { ...ledger, finished: true }, mayProceed: false };

  const escalatedAt = flow.kind === 'responder' ? flow.escalatedAt[ledger.manualEscalations] : undefined;
  const isEscalated = escalatedAt !== undefined && escalatedAt <= now;
  if (policy.dedupThreshold) {
    if (!isEscalated && !isThresholdReached(policy.dedupThreshold, alert))
      return waitForThreshold(evaluation, policy, ledger);
    const { dedupThreshold: _threshold, heldSince: _since, ...released } = policy;
    const at = isEscalated ? escalatedAt : Math.min(alert.lastOccurredAt, now);
    ledger = { ...ledger, policy: released, roundStartedAt: Math.max(at, ledger.roundStartedAt) };
  }
  if (ledger.roundStartedAt > now && !isEscalated && !alert.acknowledged) {
    const detail = `policy ${policy.policyNames.join(', ')}`;
    return {
      ledger,
      mayProceed: false,
      wakeUp: { at: ledger.roundStartedAt, reason: 'DelayedByPolicy', detail },
    };
  }
  return flow.kind === 'responder' && policy.restart
    ? applyRestart(evaluation, flow, ledger, policy.restart)
    : { ledger, mayProceed: true };
}

const isUntouched = (ledger: FlowLedger): boolean =>
  ledger.rulesDone === 0 &&
  ledger.fired.length === 0 &&
  ledger.manualEscalations === 0 &&
  !ledger.escalationId &&
  !ledger.finished;

const getPolicyTeamId = (flow: PolicyControlledFlow, alert: Alert): string =>
  flow.kind === 'responder' && flow.target.type === 'team' ? flow.target.id : alert.ownerTeamId;

function decideFlowPolicy(evaluation: Evaluation, flow: PolicyControlledFlow): FlowPolicy | undefined {
  const { alert, lookup, now } = evaluation;
  const team = getPolicyTeamId(flow, alert);
  const lists = [GLOBAL_SCOPE, ...(team ? [team] : [])].map((scope) => lookup.find('policies', scope));
  if (lists.includes(undefined)) return undefined;
  const at = flow.startedAt;
  const report = createReport(evaluation, at);
  const matching = lists.flatMap((list) => (list ? (findPolicyEffect(list, alert, at, report) ?? []) : []));
  const delays = matching.flatMap(({ delayedUntil }) => delayedUntil ?? []);
  const autoCloseDurations = matching.flatMap(({ autoCloseAfterMs }) => autoCloseAfterMs ?? []);
  const dedupThreshold = matching.flatMap((effect) => effect.dedupThreshold ?? [])[0];
  const restart = matching.flatMap((effect) => effect.restart ?? [])[0];
  const policy: FlowPolicy = {
    policyNames: matching.map(({ name }) => name),
    ...(matching.some(({ suppressed }) => suppressed) && { suppressed: true }),
    ...(delays.length > 0 && { delayedUntil: Math.max(...delays) }),
    ...(dedupThreshold && { dedupThreshold, heldSince: now }),
    ...(autoCloseDurations.length > 0 && { autoCloseAfterMs: Math.min(...autoCloseDurations) }),
    ...(restart && { restart }),
  };
  if (matching.length > 0) {
    addLogEntry(evaluation, flow, 'policy', at, {
      log: describePolicy(policy, alert),
      fact: toPolicyFact(flow, policy, alert),
    });
  }
  return policy;
}

/** The effect of one policy on a flow. */
interface PolicyEffect {
  readonly name: string;
  readonly suppressed: boolean;
  readonly delayedUntil?: Instant | undefined;
  readonly autoCloseAfterMs?: number | undefined;
  readonly dedupThreshold?: DedupThreshold | undefined;
  readonly restart?: FlowPolicy['restart'];
}

/** The effect of the first policy of the list that applies. A policy that throws is reported and skipped. */
function findPolicyEffect(
  list: PolicyList<NotificationPolicy>,
  alert: Alert,
  at: Instant,
  report: ReportFailure,
): PolicyEffect | undefined {
  const policies = isolate<readonly NotificationPolicy[]>(
    () => [...list.policies],
    (error) => {
      report('policies', 'The notification policies could not be read; none of them applies.', error);
      return [];
    },
  );
  for (const [i, policy] of policies.entries()) {
    const effect = isolate(
      () => (isPolicyApplicable(policy, alert, at) ? getPolicyEffect(policy, at) : undefined),
      (error) => {
        const label = `Policy ${attempt(() => policy.name) ?? i + 1}`;
        report(`policy ${i} ${label}`, `${label} could not be evaluated and is skipped.`, error);
        return undefined;
      },
    );
    if (effect) return effect;
  }
  return undefined;
}

function getPolicyEffect(policy: NotificationPolicy, at: Instant): PolicyEffect {
  const { name, suppress, delayAction, timezone, autoCloseAction, autoRestartAction } = policy;
  return {
    name,
    suppressed: suppress === true,
    delayedUntil: delayAction && getDelayEnd(delayAction, at, timezone),
    autoCloseAfterMs: autoCloseAction && toMilliseconds(autoCloseAction.duration),
    dedupThreshold: toDedupThreshold(policy),
    ...(autoRestartAction && {
      restart: {
        intervalMs: toMilliseconds(autoRestartAction.duration),
        count: autoRestartAction.maxRepeatCount,
      },
    }),
  };
}

function toDedupThreshold({ deduplicationAction }: NotificationPolicy): DedupThreshold | undefined {
  if (!deduplicationAction) return undefined;
  const { deduplicationActionType, count, duration } = deduplicationAction;
  return {
    count,
    ...(deduplicationActionType === 'frequency-based' && duration && { withinMs: toMilliseconds(duration) }),
  };
}

function describePolicy(
  { policyNames, suppressed, delayedUntil: until, dedupThreshold, autoCloseAfterMs, restart }: FlowPolicy,
  alert: Alert,
): string {
  const by = `Policy ${policyNames.join(', ')}`;
  if (suppressed) return `${by} suppresses notifications.`;
  const within =
    dedupThreshold?.withinMs === undefined ? '' : ` within ${dedupThreshold.withinMs / SECOND} seconds`;
  const parts = [
    ...(until === undefined ? [] : [`delays notifications until ${toIso(until)}`]),
    ...(dedupThreshold
      ? [`holds notifications back until the alert has occurred ${dedupThreshold.count} times${within}`]
      : []),
    ...(restart ? [`restarts notifications after ${restart.intervalMs / SECOND} seconds`] : []),
    ...(autoCloseAfterMs === undefined
      ? []
      : [`closes the alert at ${toIso(getAutoCloseTime(alert, autoCloseAfterMs))}`]),
  ];
  return parts.length > 0 ? `${by} ${parts.join(', ')}.` : `${by} changes nothing about notifications.`;
}

function toPolicyFact(
  { key }: Flow,
  { policyNames, suppressed, delayedUntil, dedupThreshold, autoCloseAfterMs }: FlowPolicy,
  alert: Alert,
): LogFact {
  return {
    kind: 'policy',
    flow: key,
    policies: policyNames,
    ...(suppressed && { suppressed }),
    ...(delayedUntil !== undefined && { delayedUntil }),
    ...(dedupThreshold && { threshold: dedupThreshold.count }),
    ...(autoCloseAfterMs !== undefined && { closesAt: getAutoCloseTime(alert, autoCloseAfterMs) }),
  };
}

function addLogEntry(
  evaluation: Evaluation,
  flow: Flow,
  what: string,
  at: Instant,
  entry: { readonly log: string; readonly fact: LogFact },
): void {
  const id = derivedId(what, evaluation.alert.id, flow.key, String(flow.run), String(at));
  evaluation.logEntries.push({ id, at, ...entry });
}

function waitForThreshold({ now, alert }: Evaluation, policy: FlowPolicy, ledger: FlowLedger): PolicyOutcome {
  const again = (policy.heldSince ?? now) + RECHECK_AFTER;
  const detail = `policy ${policy.policyNames.join(', ')} waits for ${policy.dedupThreshold?.count} occurrences`;
  return {
    ledger,
    mayProceed: false,
    ...(again > now &&
      !alert.acknowledged && { wakeUp: { at: again, reason: 'BelowDedupThreshold', detail } }),
  };
}

/**
 * Restarts the flow if a restart is due; of several overdue restarts (after an outage), only the last. An acknowledged
 * alert is unacknowledged first, which restarts all its flows, unless it was acknowledged after the restart was due.
 */
function applyRestart(
  evaluation: Evaluation,
  flow: Extract<Flow, { kind: 'responder' }>,
  before: FlowLedger,
  { intervalMs, count }: NonNullable<FlowPolicy['restart']>,
): PolicyOutcome {
  const { alert, now } = evaluation;
  const startedAt = alert.acknowledged ? before.roundStartedAt : Math.min(before.roundStartedAt, now);
  const firstStartedAt = before.firstStartedAt ?? startedAt;
  const due = Math.max(0, Math.min(count, Math.floor((now - firstStartedAt) / intervalMs)));
  let ledger: FlowLedger = { ...before, firstStartedAt };
  const at = firstStartedAt + due * intervalMs;
  const isDue = due > (before.restarts ?? 0) && !(alert.acknowledged && at <= getAcknowledgedAt(alert));
  if (isDue) {
    addLogEntry(evaluation, flow, 'restart', at, {
      log: `Notifications restart, ${due} of ${count} times: ${describePolicyNames(before)}.`,
      fact: { kind: 'restart', policies: before.policy?.policyNames ?? [], number: due, of: count },
    });
    if (alert.acknowledged) {
      const requestId = derivedId('restart-by-policy', alert.id, flow.key, String(flow.run), String(due));
      evaluation.requests.push({ requestId, at, action: { type: 'UnAcknowledge' } });
      return { ledger: { ...ledger, resumesAfterRestarts: due }, mayProceed: false };
    }
    ledger = {
      run: flow.run,
      round: 0,
      roundStartedAt: at,
      rulesDone: 0,
      manualEscalations: flow.escalatedAt.filter((instant) => instant <= now).length,
      fired: [],
      finished: false,
      ...(before.policy && { policy: before.policy }),
      ...(before.branchCount !== undefined && { branchCount: before.branchCount }),
      firstStartedAt,
      restarts: due,
    };
  }
  if (due >= count) return { ledger, mayProceed: true };
  const next: WakeUp = {
    at: firstStartedAt + (due + 1) * intervalMs,
    reason: 'WaitingForRestart',
    detail: describePolicyNames(before),
  };
  return { ledger, mayProceed: true, wakeUp: next };
}

/** When the alert was last acknowledged. */
const getAcknowledgedAt = ({ createdAt, report }: Alert): Instant => createdAt + (report.ackTime ?? 0);

/** Whether a policy will restart a flow, also if the alert is acknowledged. */
export const hasRestart = (flows: ReadonlyMap<string, FlowLedger>): boolean =>
  [...flows.values()].some(
    ({ policy, restarts = 0 }) =>
      policy?.restart !== undefined &&
      !policy.suppressed &&
      !policy.dedupThreshold &&
      restarts < policy.restart.count,
  );

const describePolicyNames = ({ policy }: FlowLedger): string => `policy ${policy?.policyNames.join(', ')}`;

/** Round numbers continue over the restarts of a flow; an escalation has far fewer rounds than this. */
const ROUNDS_PER_RESTART = 1_000;

/** The number of the flow's current round, counted over its restarts; the ids of its notifications contain it. */
export const getRoundNumber = ({ round, restarts = 0 }: Pick<FlowLedger, 'round' | 'restarts'>): number =>
  restarts * ROUNDS_PER_RESTART + round;

/**
 * When an auto-close is due. Its clock starts with the first flow, which is usually the creation, and starts again when
 * the notifications do and when a snooze ends.
 */
function getAutoCloseTime({ createdAt, restartedAt = createdAt, flows }: Alert, afterMs: number): Instant {
  const starts = flows.flatMap(({ kind, startedAt }) => (kind === 'event' ? [] : startedAt));
  return Math.max(restartedAt, Math.min(...starts)) + afterMs;
}

/**
 * Requests the close that a policy demands if it is due, or returns a wake-up for it. The policy also closes an
 * acknowledged alert, but not a snoozed one: the end of the snooze restarts the clock. Source: Opsgenie, "Acknowledge and
 * unacknowledge an alert".
 */
export function requestAutoClose(
  { alert, now, requests }: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
): readonly WakeUp[] {
  const [first] = getAutoCloses(flows).sort((a, b) => a.afterMs - b.afterMs);
  if (!first || alert.status !== 'open' || alert.snoozed) return [];
  const at = getAutoCloseTime(alert, first.afterMs);
  if (at > now) return [{ at, reason: 'WaitingForAutoClose', detail: `policy ${first.policy}` }];
  requests.push({
    requestId: derivedId('auto-close-by-policy', alert.id, String(alert.run)),
    at,
    action: { type: 'AutoClose', run: alert.run, policy: first.policy },
  });
  return [];
}

const getAutoCloses = (flows: ReadonlyMap<string, FlowLedger>) =>
  [...flows.values()].flatMap(({ policy }) =>
    policy?.autoCloseAfterMs === undefined
      ? []
      : { afterMs: policy.autoCloseAfterMs, policy: policy.policyNames.join(', ') },
  );

/** Whether a policy will close the alert, acknowledged or not. */
export const hasAutoClose = (flows: ReadonlyMap<string, FlowLedger>): boolean =>
  getAutoCloses(flows).length > 0;

/** The dedup thresholds that flows of the alert wait for. */
export const getPendingThresholds = (flows: ReadonlyMap<string, FlowLedger>): readonly DedupThreshold[] =>
  [...flows.values()].flatMap(({ policy }) => policy?.dedupThreshold ?? []);

/** Why nobody is notified, if notification policies are the cause. */
export function findSuppression(
  flows: ReadonlyMap<string, FlowLedger>,
): { readonly reason: SuppressionReason; readonly detail: string } | undefined {
  const all = [...flows.values()];
  const waiting = all.find(({ policy }) => policy?.dedupThreshold);
  if (waiting) return { reason: 'BelowDedupThreshold', detail: describePolicyNames(waiting) };
  const suppressed = all.find(({ policy }) => policy?.suppressed);
  return suppressed && { reason: 'SuppressedByPolicy', detail: describePolicyNames(suppressed) };
}
