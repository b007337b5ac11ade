import { isThresholdReached } from '../domain/alerts/dedup-threshold.ts';
import type { DedupThreshold, FlowLedger, FlowPolicy } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import { delayedUntil, millisecondsOf } from '../domain/policies/delay.ts';
import { holds } from '../domain/policies/matching.ts';
import { GLOBAL, type NotificationPolicy } from '../domain/policies/model.ts';
import { type Instant, SECOND, toIso } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Look, Pass } from './evaluation.ts';

/** A flow as the policies leave it. `through`: it may go on; `next`: when the policies themselves are due. */
export interface Governed {
  readonly ledger: FlowLedger;
  readonly through: boolean;
  readonly next?: Look;
}

type GovernedFlow = Exclude<Flow, { kind: 'event' }>;

/**
 * A flow that is held is looked at once more so much later: a duplicate that was being stored while the engine wrote
 * that it holds could not know that it was waited for.
 */
const LOOK_AGAIN = 30 * SECOND;

/**
 * What the notification policies make of a flow: it is suppressed, waits for its time or for the alert to come again, or
 * goes on; and begins anew where it has gone on for long enough. Undefined while they have to be read first.
 *
 * They are asked once, when the flow begins: of the account's and of the team's, the first that holds. A team's policies
 * are about that team's flow; about those of users, escalations and schedules, the policies of the alert's owner team.
 * So no team silences another. Where both lists have one, what is stricter counts: suppression, the longer delay, the
 * earlier closing. Who escalates by hand waits for nothing, but suppression stands.
 */
export function govern(pass: Pass, flow: GovernedFlow, before: FlowLedger): Governed | undefined {
  const { alert, now } = pass;
  let ledger = before;
  if (!ledger.policy) {
    if (!isUntouched(ledger)) return { ledger, through: true };
    const policy = decide(pass, flow);
    if (!policy) return undefined;
    ledger = { ...ledger, policy, roundStartedAt: policy.delayedUntil ?? ledger.roundStartedAt };
  }
  const policy = ledger.policy as FlowPolicy;
  if (policy.suppressed) return { ledger: { ...ledger, finished: true }, through: false };

  const byHand = flow.kind === 'responder' ? flow.escalatedAt[ledger.manualEscalations] : undefined;
  const asked = byHand !== undefined && byHand <= now;
  if (policy.dedupThreshold) {
    if (!asked && !isThresholdReached(policy.dedupThreshold, alert)) return held(pass, policy, ledger);
    const { dedupThreshold: _hold, heldSince: _since, ...released } = policy;
    const at = asked ? byHand : Math.min(alert.lastOccurredAt, now);
    ledger = { ...ledger, policy: released, roundStartedAt: Math.max(at, ledger.roundStartedAt) };
  }
  if (ledger.roundStartedAt > now && !asked && !alert.acknowledged) {
    const detail = `policy ${policy.policyNames.join(', ')}`;
    return {
      ledger,
      through: false,
      next: { at: ledger.roundStartedAt, reason: 'DelayedByPolicy', detail },
    };
  }
  return flow.kind === 'responder' && policy.restart
    ? restarted(pass, flow, ledger, policy.restart)
    : { ledger, through: true };
}

const isUntouched = (ledger: FlowLedger): boolean =>
  ledger.rulesDone === 0 &&
  ledger.fired.length === 0 &&
  ledger.manualEscalations === 0 &&
  !ledger.escalationId &&
  !ledger.finished;

const teamOf = (flow: GovernedFlow, alert: Alert): string =>
  flow.kind === 'responder' && flow.target.type === 'team' ? flow.target.id : alert.ownerTeamId;

function decide(pass: Pass, flow: GovernedFlow): FlowPolicy | undefined {
  const { alert, lookup, now } = pass;
  const team = teamOf(flow, alert);
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
  const hold = found.flatMap((policy) => holdOf(policy) ?? [])[0];
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
  if (found.length > 0) note(pass, flow, 'policy', at, inWords(policy));
  return policy;
}

function holdOf({ deduplicationAction }: NotificationPolicy): DedupThreshold | undefined {
  if (!deduplicationAction) return undefined;
  const { deduplicationActionType, count, duration } = deduplicationAction;
  return {
    count,
    ...(deduplicationActionType === 'frequency-based' && duration && { withinMs: millisecondsOf(duration) }),
  };
}

function inWords({
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

function note(pass: Pass, flow: Flow, what: string, at: Instant, log: string): void {
  const id = derivedId(what, pass.alert.id, flow.key, String(flow.run), String(at));
  pass.logEntries.push({ id, at, log });
}

function held({ now, alert }: Pass, policy: FlowPolicy, ledger: FlowLedger): Governed {
  const again = (policy.heldSince ?? now) + LOOK_AGAIN;
  const detail = `policy ${policy.policyNames.join(', ')} waits for ${policy.dedupThreshold?.count} occurrences`;
  return {
    ledger,
    through: false,
    ...(again > now && !alert.acknowledged && { next: { at: again, reason: 'HeldByDeduplication', detail } }),
  };
}

/** The flow with a restart that is due followed; of several that are overdue after an outage, the last. */
function restarted(
  pass: Pass,
  flow: Extract<Flow, { kind: 'responder' }>,
  before: FlowLedger,
  { intervalMs: every, count: times }: NonNullable<FlowPolicy['restart']>,
): Governed {
  const { alert, now } = pass;
  if (alert.acknowledged) return { ledger: before, through: true };
  const begunAt = before.firstStartedAt ?? Math.min(before.roundStartedAt, now);
  const due = Math.min(times, Math.floor((now - begunAt) / every));
  let ledger: FlowLedger = { ...before, firstStartedAt: begunAt };
  if (due > (before.restarts ?? 0)) {
    const at = begunAt + due * every;
    note(pass, flow, 'restart', at, `Notifications restart, ${due} of ${times} times: ${nameOf(before)}.`);
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
  if (due >= times) return { ledger, through: true };
  const next: Look = {
    at: begunAt + (due + 1) * every,
    reason: 'WaitingForRestart',
    detail: nameOf(before),
  };
  return { ledger, through: true, next };
}

const nameOf = ({ policy }: FlowLedger): string => `policy ${policy?.policyNames.join(', ')}`;

/** Rounds of a flow are numbered on over its restarts; an escalation has far fewer than these. */
const ROUNDS = 1_000;

/** The number of the flow's present round, of which the ids of its notifications are made. */
export const roundOf = ({ round, restarts = 0 }: Pick<FlowLedger, 'round' | 'restarts'>): number =>
  restarts * ROUNDS + round;

/** Whether a round of that number is one of those that a policy had begin anew. */
export const isRestarted = (round: number): boolean => round >= ROUNDS;

/**
 * The closing that a policy asks for: a request where it is due, else when it will be. It comes also to an alert that is
 * acknowledged or snoozed.
 */
export function autoClose(
  { alert, now, requests }: Pass,
  flows: ReadonlyMap<string, FlowLedger>,
): readonly Look[] {
  const [first] = closingsOf(flows).sort((a, b) => a.at - b.at);
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

const closingsOf = (flows: ReadonlyMap<string, FlowLedger>) =>
  [...flows.values()].flatMap(({ policy }) =>
    policy?.autoCloseAt === undefined
      ? []
      : { at: policy.autoCloseAt, policy: policy.policyNames.join(', ') },
  );

/** Whether a policy is going to close the alert, acknowledged or not. */
export const willBeClosed = (flows: ReadonlyMap<string, FlowLedger>): boolean => closingsOf(flows).length > 0;

/** What flows of the alert wait for. */
export const holdsOf = (flows: ReadonlyMap<string, FlowLedger>): readonly DedupThreshold[] =>
  [...flows.values()].flatMap(({ policy }) => policy?.dedupThreshold ?? []);

/** Why nobody is told, where that is the policies' doing. */
export function silencedBy(
  flows: ReadonlyMap<string, FlowLedger>,
): { readonly reason: 'SuppressedByPolicy' | 'HeldByDeduplication'; readonly detail: string } | undefined {
  const all = [...flows.values()];
  const held = all.find(({ policy }) => policy?.dedupThreshold);
  if (held) return { reason: 'HeldByDeduplication', detail: nameOf(held) };
  const suppressed = all.find(({ policy }) => policy?.suppressed);
  return suppressed && { reason: 'SuppressedByPolicy', detail: nameOf(suppressed) };
}
