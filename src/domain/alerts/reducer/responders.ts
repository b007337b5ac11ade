import { ALERT_LIMITS } from '../../kernel/limits.ts';
import type { Responder } from '../../kernel/responder.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertActionMessage } from '../action.ts';
import { type Alert, type Flow, withoutSnooze } from '../model.ts';
import { changeTo } from './changes.ts';
import { createResponderFlow, nextRun, withFlow } from './flows.ts';
import { type AlertState, type Reduction, refuse, type UserRef } from './types.ts';

/** How often an alert can be escalated by hand in one flow. */
const ESCALATED_MAX = 100;

const changeWithNewRun = (
  state: AlertState,
  message: AlertActionMessage,
  alert: Alert,
  log: string,
): Reduction => changeTo(message, { ...alert, run: nextRun(state) }, log);

const includesResponder = (all: readonly Responder[], one: Responder): boolean =>
  all.some(({ type, id }) => type === one.type && id === one.id);

const withResponder = (alert: Alert, responder: Responder): readonly Responder[] =>
  includesResponder(alert.responders, responder) ? alert.responders : [...alert.responders, responder];

/**
 * Fires the next rule of an escalation at once, in the flow that follows it or in a new one. It also ends a snooze,
 * because somebody must be notified now.
 */
export function escalateAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  escalationId: string | undefined,
): Reduction {
  if (!escalationId) return refuse('Escalation does not exist');
  const now = message.receivedAt;
  const followsEscalation = (flow: Flow) => {
    if (flow.kind !== 'responder') return false;
    if (flow.target.type === 'escalation') return flow.target.id === escalationId;
    const progress = state.ledger?.flows[flow.key];
    return progress?.run === flow.run && progress.escalationId === escalationId;
  };
  const flow = alert.flows.find(followsEscalation);
  const escalation: Responder = { type: 'escalation', id: escalationId };
  const log = `Alert escalated to the next rule by ${getRequesterName(message)}`;
  if (flow?.kind !== 'responder') {
    return changeWithNewRun(
      state,
      message,
      {
        ...withoutSnooze(alert),
        responders: withResponder(alert, escalation),
        flows: withFlow(alert.flows, createResponderFlow(escalation, nextRun(state), now, [now])),
      },
      log,
    );
  }
  if (flow.escalatedAt.length >= ESCALATED_MAX) return refuse('Alert was escalated too many times');
  const escalatedFlow: Flow = { ...flow, escalatedAt: [...flow.escalatedAt, now] };
  return changeWithNewRun(
    state,
    message,
    { ...withoutSnooze(alert), flows: alert.flows.map((each) => (each === flow ? escalatedFlow : each)) },
    log,
  );
}

/** Assigns the alert to a user, who is notified. A previous owner is not notified any more. */
export function assignAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  owner: UserRef | undefined,
): Reduction {
  if (!owner) return refuse('Owner does not exist');
  if (alert.owner === owner.username) return refuse('Alert is already assigned to this user');
  const run = nextRun(state);
  const flows: readonly Flow[] = [
    ...alert.flows.filter(({ kind }) => kind !== 'owner'),
    { kind: 'owner', key: `owner:${owner.id}`, userId: owner.id, run, startedAt: message.receivedAt },
  ];
  return changeWithNewRun(
    state,
    message,
    { ...alert, isSeen: true, owner: owner.username, flows },
    `Alert assigned to ${owner.username} by ${getRequesterName(message)}`,
  );
}

/** Adds a responder. The notifications of the other responders continue unchanged. */
export function addResponder(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  responder: Responder | undefined,
): Reduction {
  if (!responder) {
    return refuse(message.action.type === 'AddTeam' ? 'Team does not exist' : 'Responder does not exist');
  }
  if (includesResponder(alert.responders, responder)) return refuse('Alert has this responder already');
  if (alert.responders.length >= ALERT_LIMITS.responders) return refuse('Alert has too many responders');
  return changeWithNewRun(
    state,
    message,
    {
      ...alert,
      responders: withResponder(alert, responder),
      ownerTeamId: alert.ownerTeamId || (responder.type === 'team' ? responder.id : ''),
      flows: withFlow(alert.flows, createResponderFlow(responder, nextRun(state), message.receivedAt)),
    },
    `Responder (${responder.type}) added by ${getRequesterName(message)}`,
  );
}
