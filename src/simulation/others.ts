import {
  getPersonName,
  type StoryEntry,
  type StoryException,
  type StoryNames,
} from '../domain/alert-story/model.ts';
import { describeReason, type StoryReason } from '../domain/alert-story/reasons.ts';
import type { FlowLedger, Ledger } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import { findSeenAt } from '../domain/alerts/seen.ts';
import type { Escalation } from '../domain/escalations/model.ts';
import { listUnmetConditions } from '../domain/kernel/criteria.ts';
import { isWithinRestriction } from '../domain/kernel/time-restriction.ts';
import type { Schedule } from '../domain/schedules/model.ts';
import type { RoutingRule, Team } from '../domain/teams/model.ts';
import type { Instant } from '../platform/clock.ts';

/** The configuration that the responders of an alert lead to, by type and id. */
export interface InvolvedConfiguration {
  readonly teams: ReadonlyMap<string, Team>;
  readonly escalations: ReadonlyMap<string, Escalation>;
  readonly schedules: ReadonlyMap<string, Schedule>;
}

/** Somebody who could be notified, and why they are not unless the story says otherwise. */
interface Candidate {
  readonly userId: string;
  readonly reason: StoryReason;
}

/** How many people, and routing rules, are listed at most. */
const MAX_OTHERS = 100;

type ResponderFlow = Extract<Flow, { kind: 'responder' }>;

const isResponderFlow = (flow: Flow): flow is ResponderFlow => flow.kind === 'responder';

/**
 * Why others are not notified: the people in the teams, schedules and escalations of the alert whom the story does not
 * notify, and the routing rules that did not apply. `alert` and `ledger` are the last state that was worked out.
 */
export function listOthers(
  alert: Alert,
  ledger: Ledger | undefined,
  entries: readonly StoryEntry[],
  config: InvolvedConfiguration,
  names: StoryNames,
): readonly StoryException[] {
  const notified = new Set(
    entries.flatMap(({ kind, person, outcome }) =>
      kind === 'notification' && person && outcome !== 'cancelled' ? person.id : [],
    ),
  );
  const explained = new Map<string, StoryException>();
  for (const exception of entries.flatMap(({ exceptions = [] }) => exceptions)) {
    const { person, channel } = exception;
    if (person && channel === undefined && !notified.has(person.id)) explained.set(person.id, exception);
  }
  for (const { person, reason, sentence, outcome } of entries) {
    if (person && reason && outcome === 'cancelled' && !notified.has(person.id))
      explained.set(person.id, { person, reason, sentence });
  }
  const flows = alert.flows.filter(isResponderFlow);
  for (const { userId, reason } of flows.flatMap((flow) =>
    listCandidates(flow, alert, ledger, config, names),
  )) {
    if (notified.has(userId) || explained.has(userId)) continue;
    const person = names.getPerson(userId);
    const known = findSeenAt(alert, userId) === undefined ? reason : ({ code: 'AlertSeen' } as const);
    explained.set(userId, {
      person,
      reason: known,
      sentence: describeReason(known, getPersonName(person), names.format),
    });
  }
  const rules = flows.flatMap((flow) => listUnmatchedRules(flow, alert, ledger, config, names));
  return [...explained.values(), ...rules].slice(0, MAX_OTHERS);
}

function listCandidates(
  flow: ResponderFlow,
  alert: Alert,
  ledger: Ledger | undefined,
  { teams, escalations, schedules }: InvolvedConfiguration,
  names: StoryNames,
): readonly Candidate[] {
  const { type, id } = flow.target;
  const progress = getProgress(flow, ledger);
  const held = getHold(progress, alert);
  const seen = new Set<string>();

  const because =
    (reason: StoryReason) =>
    (userId: string): Candidate => ({ userId, reason: held ?? reason });

  function listBehind(
    target: { readonly type: string; readonly id: string },
    by: string,
  ): readonly Candidate[] {
    const key = `${target.type} ${target.id}`;
    if (seen.has(key)) return [];
    seen.add(key);
    switch (target.type) {
      case 'user':
        return [because({ code: 'NotNamed', by })(target.id)];
      case 'schedule': {
        const schedule = schedules.get(target.id);
        const users = schedule?.rotations.flatMap(({ participants }) =>
          participants.flatMap((each) => (each.type === 'user' ? each.id : [])),
        );
        return [...new Set(users ?? [])].map(
          because({ code: 'NotOnCall', schedule: schedule?.name ?? target.id }),
        );
      }
      case 'escalation': {
        const escalation = escalations.get(target.id);
        const label = `Escalation ${escalation?.name ?? target.id}`;
        return (escalation?.rules ?? []).flatMap(({ recipient }) => listBehind(recipient, label));
      }
      default:
        return (teams.get(target.id)?.members ?? []).map(({ userId }) =>
          because({ code: 'NotNamed', by })(userId),
        );
    }
  }

  const routed = progress?.escalationId;
  const label = routed
    ? `Escalation ${names.getName('escalation', routed)}`
    : `${type.slice(0, 1).toUpperCase()}${type.slice(1)} ${names.getName(type, id)}`;
  const routes = teams.get(id)?.routingRules ?? [];
  const chosen = progress?.route && routes[progress.route.position - 1]?.notify;
  return [
    ...(routed ? listBehind({ type: 'escalation', id: routed }, label) : []),
    ...(chosen && chosen.type !== 'none' ? listBehind(chosen, label) : []),
    ...listBehind({ type, id }, label),
  ];
}

const getProgress = ({ key, run }: Flow, ledger: Ledger | undefined): FlowLedger | undefined => {
  const progress = ledger?.flows[key];
  return progress?.run === run ? progress : undefined;
};

/** The reason why the flow notifies nobody else. */
function getHold(progress: FlowLedger | undefined, alert: Alert): StoryReason | undefined {
  const policies = progress?.policy?.policyNames ?? [];
  if (progress?.policy?.suppressed) return { code: 'SuppressedByPolicy', policies };
  if (alert.status === 'closed') return { code: 'AlertClosed' };
  if (alert.acknowledged) return { code: 'AlertAcknowledged' };
  if (alert.snoozed && alert.snoozedUntil !== undefined)
    return { code: 'SnoozedUntil', until: alert.snoozedUntil };
  const threshold = progress?.policy?.dedupThreshold;
  return threshold && { code: 'BelowDedupThreshold', policies, threshold: threshold.count };
}

/** The routing rules before the one that applied. */
function listUnmatchedRules(
  flow: ResponderFlow,
  alert: Alert,
  ledger: Ledger | undefined,
  { teams }: InvolvedConfiguration,
  names: StoryNames,
): readonly StoryException[] {
  const team = flow.target.type === 'team' ? teams.get(flow.target.id) : undefined;
  const progress = getProgress(flow, ledger);
  if (!team || !progress) return [];
  const applied = progress.route?.position ?? team.routingRules.findIndex(({ isDefault }) => isDefault) + 1;
  return team.routingRules.slice(0, Math.max(0, applied - 1)).flatMap((rule) => {
    const reason = getMismatch(rule, alert, progress.roundStartedAt);
    if (!reason) return [];
    const { id, name } = team;
    const sentence = describeReason(reason, `team ${name}`, names.format);
    return [{ team: { type: 'team', id, name }, reason, sentence }];
  });
}

function getMismatch(
  { name, criteria, timeRestriction, timezone }: RoutingRule,
  alert: Alert,
  at: Instant,
): StoryReason | undefined {
  const conditions = listUnmetConditions(criteria, alert);
  if (conditions.length > 0) return { code: 'RuleNotMatched', rule: name, conditions };
  return timeRestriction && !isWithinRestriction(timeRestriction, at, timezone)
    ? { code: 'OutsideHours', rule: name }
    : undefined;
}
