import type { DedupThreshold, FlowLedger, FlowPolicy } from '../domain/alerts/ledger.ts';
import type { LogFact } from '../domain/alerts/log-facts.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import { toMilliseconds } from '../domain/kernel/duration.ts';
import { getDelayEnd } from '../domain/policies/delay.ts';
import { isPolicyApplicable } from '../domain/policies/matching.ts';
import { GLOBAL_SCOPE, type NotificationPolicy, type PolicyList } from '../domain/policies/model.ts';
import { type Instant, SECOND, toIso } from '../platform/clock.ts';
import { getAutoCloseTime } from './auto-close.ts';
import type { Evaluation } from './evaluation.ts';
import { attempt, createReport, isolate, type ReportFailure } from './isolation.ts';
import { addFlowLogEntry } from './log-entries.ts';

/** A flow to which notification policies apply. Flows about events follow the rules of their recipients only. */
export type PolicyControlledFlow = Exclude<Flow, { kind: 'event' }>;

const getPolicyTeamId = (flow: PolicyControlledFlow, alert: Alert): string =>
  flow.kind === 'responder' && flow.target.type === 'team' ? flow.target.id : alert.ownerTeamId;

/**
 * The combined effect of the policies that apply to the flow at its start, with an entry in the alert's log. Undefined if
 * the policies must be read first.
 */
export function decideFlowPolicy(evaluation: Evaluation, flow: PolicyControlledFlow): FlowPolicy | undefined {
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
    addFlowLogEntry(evaluation, flow, 'policy', at, {
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

/** The names of the flow's policies, for details of reasons. */
export const describePolicyNames = ({ policy }: FlowLedger): string =>
  `policy ${policy?.policyNames.join(', ')}`;
