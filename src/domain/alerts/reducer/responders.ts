import type { Escalation } from '../../escalations/model.ts';
import { findNextEvent } from '../../escalations/timeline.ts';
import { ALERT_LIMITS } from '../../kernel/limits.ts';
import type { Responder } from '../../kernel/responder.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertActionMessage } from '../action.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert, Flow } from '../model.ts';
import { changeTo } from './changes.ts';
import { createResponderFlow, nextRun, withFlow, withNotificationsRestarted } from './flows.ts';
import { type AlertState, type Reduction, refuse, type UserRef } from './types.ts';

/** How often an alert can be escalated manually in one flow. */
const ESCALATED_MAX = 100;

const includesResponder = (all: readonly Responder[], one: Responder): boolean =>
  all.some(({ type, id }) => type === one.type && id === one.id);

type ResponderFlow = Extract<Flow, { kind: 'responder' }>;

/**
 * The flow that follows the escalation, also if a team's routing rule chose it. If there is none, the flow of a team that
 * the engine has not routed yet: the team may be routed to the escalation, and then somebody must be notified now.
 */
function findFlowOfEscalation(
  { flows }: Alert,
  escalationId: string,
  ledger: Ledger | undefined,
): ResponderFlow | undefined {
  const responders = flows.filter((flow) => flow.kind === 'responder');
  const isRouted = ({ key, run }: Flow) => ledger?.flows[key]?.run === run;
  return (
    responders.find(({ target }) => target.type === 'escalation' && target.id === escalationId) ??
    responders.find((flow) => isRouted(flow) && ledger?.flows[flow.key]?.escalationId === escalationId) ??
    responders.find((flow) => flow.target.type === 'team' && !isRouted(flow))
  );
}

const isSuppressed = (flow: Flow, ledger: Ledger | undefined): boolean => {
  const progress = ledger?.flows[flow.key];
  return progress?.run === flow.run && progress.policy?.suppressed === true;
};

/** Whether a further rule of the escalation is left for the flow. Yes if the engine has not evaluated the flow yet. */
function hasNextRule(flow: Flow, escalation: Escalation, ledger: Ledger | undefined): boolean {
  const progress = ledger?.flows[flow.key];
  if (progress?.run !== flow.run) return true;
  const next = findNextEvent(escalation, progress, false);
  return next !== undefined && next.kind !== 'close';
}

/**
 * Fires the next rule of an escalation at once, in the flow that follows it. If the alert is acknowledged, it becomes
 * unacknowledged: this escalation continues with its next rule, and the other responders are notified from the start.
 * Refused if nobody would be notified: the alert is snoozed, the escalation is not a responder, or it has no further
 * rule. Source: Opsgenie, "Escalate an alert".
 */
export function escalateAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  escalation: Escalation | undefined,
): Reduction {
  if (!escalation) return refuse('Escalation does not exist');
  if (alert.snoozed) return refuse('Alert is snoozed');
  const flow = findFlowOfEscalation(alert, escalation.id, state.ledger);
  if (!flow) return refuse('Escalation is not a responder of the alert');
  if (!hasNextRule(flow, escalation, state.ledger)) return refuse('Escalation has no further rule');
  if (isSuppressed(flow, state.ledger)) return refuse('A notification policy suppresses notifications');
  if (flow.escalatedAt.length >= ESCALATED_MAX) return refuse('Alert was escalated too many times');
  const now = message.receivedAt;
  const run = nextRun(state);
  const requester = getRequesterName(message);
  if (!alert.acknowledged) {
    const escalated: Flow = { ...flow, escalatedAt: [...flow.escalatedAt, now] };
    const flows = alert.flows.map((each) => (each === flow ? escalated : each));
    return changeTo(message, { ...alert, run, flows }, `Alert escalated to the next rule by ${requester}`);
  }
  const restarted = withNotificationsRestarted(alert, run, now);
  const flows = restarted.flows.map(
    (each): Flow =>
      each.kind === 'responder' && each.key === flow.key
        ? { ...each, escalatedAt: [now], continues: true }
        : each,
  );
  return changeTo(
    message,
    { ...restarted, flows },
    `Alert unacknowledged and escalated to the next rule by ${requester}`,
  );
}

/**
 * Assigns the alert to a user, who is notified unless they assigned it to themselves. A previous owner is not notified any
 * more.
 */
export function assignAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  owner: UserRef | undefined,
): Reduction {
  if (!owner) return refuse('Owner does not exist');
  if (alert.owner === owner.username) return refuse('Alert is already assigned to this user');
  const isSelfAssigned = message.user.toLowerCase() === owner.username.toLowerCase();
  const run = isSelfAssigned ? alert.run : nextRun(state);
  const others = alert.flows.filter(({ kind }) => kind !== 'owner');
  const flow: Flow = {
    kind: 'owner',
    key: `owner:${owner.id}`,
    userId: owner.id,
    run,
    startedAt: message.receivedAt,
  };
  const flows = isSelfAssigned ? others : [...others, flow];
  return changeTo(
    message,
    { ...alert, isSeen: true, owner: owner.username, flows, run },
    `Alert assigned to ${owner.username} by ${getRequesterName(message)}`,
  );
}

/**
 * Adds a responder, who is notified at once. The notifications of the other responders continue unchanged, unless the
 * alert was acknowledged: then it becomes unacknowledged, and they too are notified from the start. Source: Opsgenie,
 * "Add a responder to an alert". A snooze stays: everybody is notified when it ends.
 */
export function addResponder(
  state: AlertState,
  before: Alert,
  message: AlertActionMessage,
  responder: Responder | undefined,
): Reduction {
  if (!responder) {
    return refuse(message.action.type === 'AddTeam' ? 'Team does not exist' : 'Responder does not exist');
  }
  if (includesResponder(before.responders, responder)) return refuse('Alert has this responder already');
  if (before.responders.length >= ALERT_LIMITS.responders) return refuse('Alert has too many responders');
  const now = message.receivedAt;
  const run = nextRun(state);
  const alert = before.acknowledged ? withNotificationsRestarted(before, run, now) : before;
  const log = `Responder (${responder.type}) added by ${getRequesterName(message)}`;
  return changeTo(
    message,
    {
      ...alert,
      run,
      responders: [...alert.responders, responder],
      ownerTeamId: alert.ownerTeamId || (responder.type === 'team' ? responder.id : ''),
      flows: withFlow(alert.flows, createResponderFlow(responder, run, now)),
    },
    before.acknowledged ? `${log}; alert unacknowledged` : log,
  );
}
