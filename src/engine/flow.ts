import type { FiredRule, FlowLedger, Ledger } from '../domain/alerts/ledger.ts';
import { type Alert, type Flow, isHushed } from '../domain/alerts/model.ts';
import type { Escalation } from '../domain/escalations/model.ts';
import { derivedId } from '../platform/ids.ts';
import {
  type EscalationEvent,
  isLastRound,
  nextEvent,
  positionAfter,
  positionAfterManualEscalation,
  roundEnd,
  rulesInOrder,
} from './escalation-timeline.ts';
import type { Look, Pass } from './evaluation.ts';
import { type Firing, fire, firingSeed, resolvedAt } from './fire-rule.ts';
import { govern, roundOf } from './notification-policies.ts';
import { type Party, routeOf } from './recipients.ts';

/** A flow after a pass: what is on record of it now, and when its next rule is due. */
export interface FlowProgress {
  readonly ledger: FlowLedger;
  readonly next?: Look;
}

type ResponderFlow = Extract<Flow, { kind: 'responder' }>;

/** What is on record of the flow; a fresh record where it is new, in the round that a reset left to it. */
export function flowLedgerOf(ledger: Ledger, flow: Flow): FlowLedger {
  const recorded = ledger.flows[flow.key];
  if (recorded?.run === flow.run) return recorded;
  return {
    run: flow.run,
    round: recorded?.resumesInRound ?? 0,
    roundStartedAt: flow.startedAt,
    rulesDone: 0,
    manualEscalations: 0,
    fired: [],
    finished: false,
  };
}

/**
 * Whether the flow is being worked off in the present state of the alert: a closed alert tells of events only, a snoozed
 * one pages nobody (its responders' flows begin anew when the snooze is over) but whom it is assigned to meanwhile.
 */
export function isAlive(flow: Flow, alert: Alert): boolean {
  if (flow.kind === 'event') return true;
  if (alert.status === 'closed') return false;
  return !isHushed(alert, flow);
}

/**
 * Fires all rules of the flow that are due and says when the next one is. Where something has to be read first, the
 * flow comes back as far as it got.
 */
export function advance(pass: Pass, flow: Flow, before: FlowLedger): FlowProgress {
  const { alert, now } = pass;
  const ledger = alert.acknowledged
    ? { ...before, fired: before.fired.filter(({ condition }) => condition !== 'if-not-acked') }
    : before;
  if (flow.startedAt > now) {
    return { ledger, next: { at: flow.startedAt, reason: 'WaitingForRule', detail: `flow ${flow.key}` } };
  }
  if (flow.kind === 'event') return work(pass, flow, ledger);
  const governed = govern(pass, flow, ledger);
  // While policies are to be read it goes on all the same, so that all else that has to be read is found too.
  if (!governed) return work(pass, flow, ledger);
  const worked = governed.through ? work(pass, flow, governed.ledger) : { ledger: governed.ledger };
  const next = earlier(worked.next, governed.next);
  return { ledger: worked.ledger, ...(next && { next }) };
}

const earlier = (a: Look | undefined, b: Look | undefined): Look | undefined =>
  a && b ? (b.at < a.at ? b : a) : (a ?? b);

/** Goes on with a flow that nothing keeps waiting. */
function work(pass: Pass, flow: Flow, ledger: FlowLedger): FlowProgress {
  if (ledger.finished) return { ledger };
  switch (flow.kind) {
    case 'owner':
      return fireOnce(pass, flow, ledger, {
        condition: 'if-not-closed',
        event: 'assigned-alert',
        parties: [{ type: 'user', id: flow.userId }],
      });
    case 'event': {
      const observers = pass.observers.get(flow.event) ?? new Set();
      const parties = [...pass.recipients.keys()]
        .filter((id) => observers.has(id) && id !== flow.actorUserId)
        .map((id): Party => ({ type: 'user', id }));
      return fireOnce(pass, flow, ledger, { condition: 'always', event: flow.event, parties });
    }
    case 'responder':
      return ledger.escalationId
        ? workThrough(pass, flow, ledger, ledger.escalationId)
        : begin(pass, flow, ledger);
  }
}

/** Fires the only rule of a flow that is no escalation. */
function fireOnce(
  pass: Pass,
  flow: Flow,
  ledger: FlowLedger,
  firing: Pick<Firing, 'condition' | 'event' | 'parties' | 'title'>,
): FlowProgress {
  const fired = fire(pass, flow, {
    ...firing,
    how: 'default',
    round: roundOf(ledger),
    rule: 0,
    dueAt: ledger.roundStartedAt,
  });
  return { ledger: fired ? { ...withFired(ledger, fired), finished: true } : ledger };
}

const withFired = (ledger: FlowLedger, fired: FiredRule): FlowLedger => ({
  ...ledger,
  fired: fired.recipients.length > 0 ? [...ledger.fired, fired] : ledger.fired,
});

/** The first pass of a responder's flow: where does it lead? That stays so, whatever is changed in the team. */
function begin(pass: Pass, flow: ResponderFlow, ledger: FlowLedger): FlowProgress {
  const { target } = flow;
  switch (target.type) {
    case 'escalation':
      return workThrough(pass, flow, { ...ledger, escalationId: target.id }, target.id);
    case 'user':
    case 'schedule':
      return notifyDirectly(pass, flow, ledger, target as Party);
    case 'team': {
      const team = pass.lookup.find('team', target.id);
      if (team === undefined) return { ledger };
      if (team === null) return deadEnd(pass, flow, ledger, 'The team that is to respond no longer exists.');
      const route = routeOf(team, pass.alert, resolvedAt(ledger.roundStartedAt, pass.now));
      if (route.type === 'none') {
        return deadEnd(pass, flow, ledger, `The routing of team ${team.name} notifies nobody.`);
      }
      return route.type === 'schedule'
        ? notifyDirectly(pass, flow, ledger, route)
        : workThrough(pass, flow, { ...ledger, escalationId: route.id }, route.id);
    }
  }
}

function notifyDirectly(pass: Pass, flow: ResponderFlow, ledger: FlowLedger, party: Party): FlowProgress {
  if (pass.alert.acknowledged) return { ledger: { ...ledger, finished: true } };
  const title = titleOf(pass, party);
  if (title === undefined) return { ledger };
  return fireOnce(pass, flow, ledger, {
    condition: 'if-not-acked',
    event: 'create-alert',
    parties: [party],
    title,
  });
}

/** How the log names a direct responder; undefined while it has to be read first. */
function titleOf(pass: Pass, party: Party): string | undefined {
  if (party.type !== 'schedule') return 'The alert';
  const schedule = pass.lookup.find('schedule', party.id);
  if (schedule === undefined) return undefined;
  return schedule ? `Schedule ${schedule.name}` : 'A schedule that no longer exists';
}

/** The flow ends without anybody to notify, and the log says why. */
function deadEnd(pass: Pass, flow: Flow, ledger: FlowLedger, log: string): FlowProgress {
  pass.logEntries.push({
    id: derivedId('dead-end', firingSeed(pass, flow, { round: roundOf(ledger), rule: ledger.rulesDone })),
    at: ledger.roundStartedAt,
    log,
  });
  return { ledger: { ...ledger, finished: true } };
}

/** Goes through an escalation, event by event in the order of time, up to now. */
function workThrough(pass: Pass, flow: ResponderFlow, begun: FlowLedger, escalationId: string): FlowProgress {
  const escalation = pass.lookup.find('escalation', escalationId);
  if (escalation === undefined) return { ledger: begun };
  if (escalation === null) {
    return deadEnd(pass, flow, begun, 'The escalation no longer exists; nobody further is notified.');
  }
  const { acknowledged } = pass.alert;
  let ledger = begun;
  for (;;) {
    const event = nextEvent(escalation, ledger, acknowledged);
    const byHand = flow.escalatedAt[ledger.manualEscalations];
    if (event && byHand !== undefined && byHand <= Math.min(event.at, pass.now)) {
      ledger = { ...ledger, ...positionAfterManualEscalation(escalation, ledger, byHand, acknowledged) };
      continue;
    }
    if (!event) return { ledger: { ...ledger, finished: true } };
    if (event.at > pass.now) return { ledger, next: lookAt(event, escalation, ledger) };
    if (event.kind === 'close') {
      request(pass, flow, ledger, event, { type: 'AutoClose', run: pass.alert.run });
      return { ledger };
    }
    if (event.kind === 'round' && escalation.repeat?.resetRecipientStates) {
      if (acknowledged) {
        request(pass, flow, ledger, event, { type: 'UnAcknowledge' });
        return { ledger: { ...ledger, resumesInRound: ledger.round + 1 } };
      }
    }
    if (event.kind === 'rule' && !isOvertaken(pass, escalation, ledger)) {
      const fired = fire(pass, flow, firingOf(event, escalation, ledger));
      if (!fired) return { ledger };
      ledger = withFired(ledger, fired);
    }
    ledger = { ...ledger, ...positionAfter(ledger, event) };
  }
}

/** After an outage, rounds that are over by the time of the pass page nobody: the next one does. */
const isOvertaken = (pass: Pass, escalation: Escalation, ledger: FlowLedger): boolean =>
  !isLastRound(escalation, ledger) && roundEnd(escalation, ledger) <= pass.now;

function firingOf(
  event: Extract<EscalationEvent, { kind: 'rule' }>,
  escalation: Escalation,
  ledger: FlowLedger,
): Firing {
  const round = ledger.round > 0 ? ` in round ${ledger.round + 1}` : '';
  return {
    round: roundOf(ledger),
    rule: event.number,
    dueAt: event.at,
    condition: event.rule.condition,
    event: 'create-alert',
    parties: [event.rule.recipient],
    how: event.rule.notifyType,
    title: `Rule ${event.number + 1} of escalation ${escalation.name}${round}`,
  };
}

function lookAt(event: EscalationEvent, escalation: Escalation, { round }: FlowLedger): Look {
  if (event.kind === 'rule') {
    const of = `rule ${event.number + 1} of ${rulesInOrder(escalation).length}`;
    return { at: event.at, reason: 'WaitingForRule', detail: `${of} in round ${round + 1}` };
  }
  const detail = event.kind === 'round' ? `round ${round + 2}` : 'the alert is then closed';
  return { at: event.at, reason: 'WaitingForRound', detail };
}

function request(
  pass: Pass,
  flow: Flow,
  ledger: FlowLedger,
  { kind, at }: EscalationEvent,
  action: Pass['requests'][number]['action'],
): void {
  const requestId = derivedId(kind, pass.alert.id, flow.key, String(flow.run), String(roundOf(ledger)));
  pass.requests.push({ requestId, at, action });
}
