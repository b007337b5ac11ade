import { isThresholdReached } from '../domain/alerts/dedup-threshold.ts';
import type { DedupThreshold, FlowLedger, FlowPolicy } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import { delayedUntil, millisecondsOf } from '../domain/policies/delay.ts';
import { holds } from '../domain/policies/matching.ts';
import { GLOBAL, type NotificationPolicy } from '../domain/policies/model.ts';
import { type Instant, SECOND, toIso } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';

/** A flow as the policies leave it. `through`: it may go on; `next`: when the policies themselves are due. */
export interface PolicyOutcome {
  readonly ledger: FlowLedger;
  readonly mayProceed: boolean;
  readonly wakeUp?: WakeUp;
}

type PolicyControlledFlow = Exclude<Flow, { kind: 'event' }>;

/**
 * A flow that is held is looked at once more so much later: a duplicate that was being stored while the engine wrote
 * that it holds could not know that it was waited for.
 */
const RECHECK_AFTER = 30 * SECOND;

/**
 * What the notification policies make of a flow: it is suppressed, waits for its time or for the alert to come again, or
 * goes on; and begins anew where it has gone on for long enough. Undefined while they have to be read first.
 *
 * They are asked once, when the flow begins: of the account's and of the team's, the first that holds. A team's policies
 * are about that team's flow; about those of users, escalations and schedules, the policies of the alert's owner team.
 * So no team silences another. Where both lists have one, what is stricter counts: suppression, the longer delay, the
 * earlier closing. Who escalates by hand waits for nothing, but suppression stands.
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

  const byHand = flow.kind === 'responder' ? flow.escalatedAt[ledger.manualEscalations] : undefined;
  const asked = byHand !== undefined && byHand <= now;
  if (policy.dedupThreshold) {
    if (!asked && !isThresholdReached(policy.dedupThreshold, alert))
      return waitForThreshold(evaluation, policy, ledger);
    const { dedupThreshold: _hold, heldSince: _since, ...released } = policy;
    const at = asked ? byHand : Math.min(alert.lastOccurredAt, now);
    ledger = { ...ledger, policy: released, roundStartedAt: Math.max(at, ledger.roundStartedAt) };
  }
  if (ledger.roundStartedAt > now && !asked && !alert.acknowledged) {
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
  const lists = [GLOBAL, ...(team ? [team] : [])].map((scope) => lookup.find('policies', scope));
  if (lists.includes(undefined)) return undefined;
  const at = flow.startedAt;
  const found = lists.flatMap((list) => list?.policies.find((policy) => holds(policy, alert, at)) ?? []);
  const delays = found.flatMap(({ delayAction, timezone }) =>
    delayAction ? delayedUntil(delayAction, at, timezone) : [],
  );
  const closings = found.flatMap(({ autoCloseAction }) =>
    autoCloseAction ? alert.createdAt + millisecondsOf(autoCloseAction.duration) : [],
  );
  const hold = found.flatMap((policy) => toDedupThreshold(policy) ?? [])[0];
  const restart = found.flatMap(({ autoRestartAction }) => autoRestartAction ?? [])[0];
  const policy: FlowPolicy = {
    policyNames: found.map(({ name }) => name),
    ...(found.some(({ suppress }) => suppress) && { suppressed: true }),
    ...(delays.length > 0 && { delayedUntil: Math.max(...delays) }),
    ...(hold && { dedupThreshold: hold, heldSince: now }),
    ...(closings.length > 0 && { autoCloseAt: Math.min(...closings) }),
    ...(restart && {
      restart: { intervalMs: millisecondsOf(restart.duration), count: restart.maxRepeatCount },
    }),
  };
  if (found.length > 0) addLogEntry(evaluation, flow, 'policy', at, describePolicy(policy));
  return policy;
}

function toDedupThreshold({ deduplicationAction }: NotificationPolicy): DedupThreshold | undefined {
  if (!deduplicationAction) return undefined;
  const { deduplicationActionType, count, duration } = deduplicationAction;
  return {
    count,
    ...(deduplicationActionType === 'frequency-based' && duration && { withinMs: millisecondsOf(duration) }),
  };
}

function describePolicy({
  policyNames: names,
  suppressed,
  delayedUntil: until,
  dedupThreshold: hold,
  autoCloseAt,
  restart,
}: FlowPolicy): string {
  const by = `Policy ${names.join(', ')}`;
  if (suppressed) return `${by} suppresses notifications.`;
  const within = hold?.withinMs === undefined ? '' : ` within ${hold.withinMs / SECOND} seconds`;
  const parts = [
    ...(until === undefined ? [] : [`delays notifications until ${toIso(until)}`]),
    ...(hold ? [`holds notifications until the alert has come ${hold.count} times${within}`] : []),
    ...(restart ? [`restarts notifications after ${restart.intervalMs / SECOND} seconds`] : []),
    ...(autoCloseAt === undefined ? [] : [`closes the alert at ${toIso(autoCloseAt)}`]),
  ];
  return parts.length > 0 ? `${by} ${parts.join(', ')}.` : `${by} changes nothing about notifications.`;
}

function addLogEntry(evaluation: Evaluation, flow: Flow, what: string, at: Instant, log: string): void {
  const id = derivedId(what, evaluation.alert.id, flow.key, String(flow.run), String(at));
  evaluation.logEntries.push({ id, at, log });
}

function waitForThreshold({ now, alert }: Evaluation, policy: FlowPolicy, ledger: FlowLedger): PolicyOutcome {
  const again = (policy.heldSince ?? now) + RECHECK_AFTER;
  const detail = `policy ${policy.policyNames.join(', ')} waits for ${policy.dedupThreshold?.count} occurrences`;
  return {
    ledger,
    mayProceed: false,
    ...(again > now &&
      !alert.acknowledged && { wakeUp: { at: again, reason: 'HeldByDeduplication', detail } }),
  };
}

/** The flow with a restart that is due followed; of several that are overdue after an outage, the last. */
function applyRestart(
  evaluation: Evaluation,
  flow: Extract<Flow, { kind: 'responder' }>,
  before: FlowLedger,
  { intervalMs: every, count: times }: NonNullable<FlowPolicy['restart']>,
): PolicyOutcome {
  const { alert, now } = evaluation;
  if (alert.acknowledged) return { ledger: before, mayProceed: true };
  const begunAt = before.firstStartedAt ?? Math.min(before.roundStartedAt, now);
  const due = Math.min(times, Math.floor((now - begunAt) / every));
  let ledger: FlowLedger = { ...before, firstStartedAt: begunAt };
  if (due > (before.restarts ?? 0)) {
    const at = begunAt + due * every;
    addLogEntry(
      evaluation,
      flow,
      'restart',
      at,
      `Notifications restart, ${due} of ${times} times: ${describePolicyNames(before)}.`,
    );
    ledger = {
      run: flow.run,
      round: 0,
      roundStartedAt: at,
      rulesDone: 0,
      manualEscalations: flow.escalatedAt.filter((instant) => instant <= now).length,
      fired: [],
      finished: false,
      ...(before.policy && { policy: before.policy }),
      firstStartedAt: begunAt,
      restarts: due,
    };
  }
  if (due >= times) return { ledger, mayProceed: true };
  const next: WakeUp = {
    at: begunAt + (due + 1) * every,
    reason: 'WaitingForRestart',
    detail: describePolicyNames(before),
  };
  return { ledger, mayProceed: true, wakeUp: next };
}

const describePolicyNames = ({ policy }: FlowLedger): string => `policy ${policy?.policyNames.join(', ')}`;

/** Rounds of a flow are numbered on over its restarts; an escalation has far fewer than these. */
const ROUNDS_PER_RESTART = 1_000;

/** The number of the flow's present round, of which the ids of its notifications are made. */
export const getRoundNumber = ({ round, restarts = 0 }: Pick<FlowLedger, 'round' | 'restarts'>): number =>
  restarts * ROUNDS_PER_RESTART + round;

/** Whether a round of that number is one of those that a policy had begin anew. */
export const isAfterRestart = (round: number): boolean => round >= ROUNDS_PER_RESTART;

/**
 * The closing that a policy asks for: a request where it is due, else when it will be. It comes also to an alert that is
 * acknowledged or snoozed.
 */
export function requestAutoClose(
  { alert, now, requests }: Evaluation,
  flows: ReadonlyMap<string, FlowLedger>,
): readonly WakeUp[] {
  const [first] = getAutoCloses(flows).sort((a, b) => a.at - b.at);
  if (!first || alert.status !== 'open') return [];
  if (first.at > now)
    return [{ at: first.at, reason: 'WaitingForAutoClose', detail: `policy ${first.policy}` }];
  requests.push({
    requestId: derivedId('auto-close-by-policy', alert.id, String(alert.run)),
    at: first.at,
    action: { type: 'AutoClose', run: alert.run, policy: first.policy },
  });
  return [];
}

const getAutoCloses = (flows: ReadonlyMap<string, FlowLedger>) =>
  [...flows.values()].flatMap(({ policy }) =>
    policy?.autoCloseAt === undefined
      ? []
      : { at: policy.autoCloseAt, policy: policy.policyNames.join(', ') },
  );

/** Whether a policy is going to close the alert, acknowledged or not. */
export const hasAutoClose = (flows: ReadonlyMap<string, FlowLedger>): boolean =>
  getAutoCloses(flows).length > 0;

/** What flows of the alert wait for. */
export const getPendingThresholds = (flows: ReadonlyMap<string, FlowLedger>): readonly DedupThreshold[] =>
  [...flows.values()].flatMap(({ policy }) => policy?.dedupThreshold ?? []);

/** Why nobody is told, where that is the policies' doing. */
export function findSuppression(
  flows: ReadonlyMap<string, FlowLedger>,
): { readonly reason: 'SuppressedByPolicy' | 'HeldByDeduplication'; readonly detail: string } | undefined {
  const all = [...flows.values()];
  const held = all.find(({ policy }) => policy?.dedupThreshold);
  if (held) return { reason: 'HeldByDeduplication', detail: describePolicyNames(held) };
  const suppressed = all.find(({ policy }) => policy?.suppressed);
  return suppressed && { reason: 'SuppressedByPolicy', detail: describePolicyNames(suppressed) };
}
