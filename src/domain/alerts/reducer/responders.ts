import { ALERT_LIMITS } from '../../kernel/limits.ts';
import type { Responder } from '../../kernel/responder.ts';
import type { AlertActionMessage } from '../action.ts';
import { type Alert, awake, type Flow } from '../model.ts';
import { nextRun, responderFlow, withFlow } from './flows.ts';
import { askerOf, logged, notesOf, successOf } from './texts.ts';
import { type AlertState, type Person, type Reduction, refused } from './types.ts';

/** How often an alert can be escalated by hand in one flow. */
const ESCALATED_MAX = 100;

const replanned = (state: AlertState, message: AlertActionMessage, alert: Alert, log: string): Reduction => ({
  kind: 'changed',
  status: successOf(message, alert),
  alert: {
    ...alert,
    run: nextRun(state),
    updatedAt: Math.max(alert.updatedAt, message.receivedAt),
  },
  log: [logged(message, log)],
  notes: notesOf(message),
});

const has = (all: readonly Responder[], one: Responder): boolean =>
  all.some(({ type, id }) => type === one.type && id === one.id);

const withResponder = (alert: Alert, responder: Responder): readonly Responder[] =>
  has(alert.responders, responder) ? alert.responders : [...alert.responders, responder];

/**
 * Fires the next rule of an escalation at once: in the flow that works through it, or in a new one. Whoever escalates
 * wants somebody notified now, so that ends a snooze.
 */
export function escalated(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  escalationId: string | undefined,
): Reduction {
  if (!escalationId) return refused('Escalation does not exist');
  const now = message.receivedAt;
  const worksThroughIt = (flow: Flow) => {
    if (flow.kind !== 'responder') return false;
    if (flow.target.type === 'escalation') return flow.target.id === escalationId;
    const done = state.ledger?.flows[flow.key];
    return done?.run === flow.run && done.escalationId === escalationId;
  };
  const flow = alert.flows.find(worksThroughIt);
  const escalation: Responder = { type: 'escalation', id: escalationId };
  const log = `Alert escalated to the next rule by ${askerOf(message)}`;
  if (flow?.kind !== 'responder') {
    return replanned(
      state,
      message,
      {
        ...awake(alert),
        responders: withResponder(alert, escalation),
        flows: withFlow(alert.flows, responderFlow(escalation, nextRun(state), now, [now])),
      },
      log,
    );
  }
  if (flow.escalatedAt.length >= ESCALATED_MAX) return refused('Alert was escalated too often');
  const further: Flow = { ...flow, escalatedAt: [...flow.escalatedAt, now] };
  return replanned(
    state,
    message,
    { ...awake(alert), flows: alert.flows.map((each) => (each === flow ? further : each)) },
    log,
  );
}

/** Makes a user the owner, who is told of it; an owner before them is not told any further. */
export function assigned(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  owner: Person | undefined,
): Reduction {
  if (!owner) return refused('Owner does not exist');
  if (alert.owner === owner.username) return refused('Alert is already assigned to this user');
  const run = nextRun(state);
  const flows: readonly Flow[] = [
    ...alert.flows.filter(({ kind }) => kind !== 'owner'),
    { kind: 'owner', key: `owner:${owner.id}`, userId: owner.id, run, startedAt: message.receivedAt },
  ];
  return replanned(
    state,
    message,
    { ...alert, isSeen: true, owner: owner.username, flows },
    `Alert assigned to ${owner.username} by ${askerOf(message)}`,
  );
}

/** One more responder; what the others' notifications have come to stays as it is. */
export function responderAdded(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  responder: Responder | undefined,
): Reduction {
  if (!responder) {
    return refused(message.action.type === 'AddTeam' ? 'Team does not exist' : 'Responder does not exist');
  }
  if (has(alert.responders, responder)) return refused('Alert has this responder already');
  if (alert.responders.length >= ALERT_LIMITS.responders) return refused('Alert has too many responders');
  return replanned(
    state,
    message,
    {
      ...alert,
      responders: withResponder(alert, responder),
      ownerTeamId: alert.ownerTeamId || (responder.type === 'team' ? responder.id : ''),
      flows: withFlow(alert.flows, responderFlow(responder, nextRun(state), message.receivedAt)),
    },
    `Responder (${responder.type}) added by ${askerOf(message)}`,
  );
}
