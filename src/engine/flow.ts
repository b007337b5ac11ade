import type { FlowLedger, Ledger } from '../domain/alerts/ledger.ts';
import type { LogFact } from '../domain/alerts/log-facts.ts';
import { type Alert, type Flow, isSnoozedForFlow } from '../domain/alerts/model.ts';
import type { Escalation } from '../domain/escalations/model.ts';
import {
  type EscalationEvent,
  findNextEvent,
  isMissedRound,
  positionAfter,
  positionAfterManualEscalation,
} from '../domain/escalations/timeline.ts';
import { derivedId } from '../platform/ids.ts';
import { advanceBranches } from './advance-branches.ts';
import { withoutFinishedBranches } from './branches.ts';
import { toFiring, toWakeUp } from './escalation-events.ts';
import type { Evaluation, FlowProgress, WakeUp } from './evaluation.ts';
import { FALLBACK_RULE, type Firing, fireRule, getFiringKey, getResolutionTime } from './fire-rule.ts';
import { attempt, createReport, isolate } from './isolation.ts';
import { applyNotificationPolicies, getRoundNumber } from './notification-policies.ts';
import { getReadableRecipients, getRoute, type RecipientRef } from './recipients.ts';

type ResponderFlow = Extract<Flow, { kind: 'responder' }>;

/**
 * The stored progress of the flow. A new flow starts afresh, in the round set by a reset of recipient states if any. A flow
 * that continues an earlier one keeps its route, its position and its policy; one that a policy restarts, its policy.
 */
export function getFlowLedger(ledger: Ledger, flow: Flow): FlowLedger {
  const stored = ledger.flows[flow.key];
  if (stored?.run === flow.run) return stored;
  const fresh: FlowLedger = {
    run: flow.run,
    round: stored?.resumesInRound ?? 0,
    roundStartedAt: flow.startedAt,
    rulesDone: 0,
    manualEscalations: 0,
    fired: [],
    finished: false,
  };
  if (!stored) return fresh;
  const { escalationId, route, policy, firstStartedAt, restarts, resumesAfterRestarts = restarts } = stored;
  const continues = flow.kind === 'responder' && flow.continues === true;
  if (!continues && stored.resumesAfterRestarts === undefined) return fresh;
  return {
    ...fresh,
    ...(policy && { policy }),
    ...(firstStartedAt !== undefined && { firstStartedAt }),
    ...(resumesAfterRestarts !== undefined && { restarts: resumesAfterRestarts }),
    ...(continues && {
      ...(stored.resumesInRound === undefined && { round: stored.round, rulesDone: stored.rulesDone }),
      ...(escalationId !== undefined && { escalationId }),
      ...(route && { route }),
    }),
  };
}

/**
 * Whether the flow runs in the current state of the alert. A closed alert only reports events. A snoozed alert notifies
 * nobody, except an owner assigned during the snooze; its responder flows restart when the snooze ends.
 */
export function isActive(flow: Flow, alert: Alert): boolean {
  if (flow.kind === 'event') return true;
  if (alert.status === 'closed') return false;
  return !isSnoozedForFlow(alert, flow);
}

/**
 * Fires all rules of the flow that are due and returns the time of the next one. If more configuration must be read
 * first, the flow is returned as far as it got; the evaluation is then repeated. A flow that throws notifies whoever can
 * be found for it and ends; it does not stop other flows.
 */
export function advanceFlow(evaluation: Evaluation, flow: Flow, before: FlowLedger): FlowProgress {
  return isolate(
    () => advance(evaluation, flow, before),
    (error) => {
      createReport(evaluation, before.roundStartedAt)(
        `flow ${flow.key}`,
        'A responder could not be evaluated; the members of the team are notified.',
        error,
      );
      return isolate(
        () => (flow.kind === 'responder' ? notifyTeam(evaluation, flow, before) : end(before)),
        () => end(before),
      );
    },
  );
}

const end = (ledger: FlowLedger): FlowProgress => ({ ledger: { ...ledger, finished: true } });

/** Notifies all members of the team that is responsible: the responder, or the owner of the escalation or of the alert. */
function notifyTeam(
  evaluation: Evaluation,
  flow: ResponderFlow,
  ledger: FlowLedger,
  ownerTeamId = evaluation.alert.ownerTeamId,
): FlowProgress {
  const id = flow.target.type === 'team' ? flow.target.id : ownerTeamId;
  if (!id) return end(ledger);
  return fireFallback(evaluation, flow, ledger, [{ type: 'team', id }], 'all');
}

/** Notifies the recipients at once and ends the flow. */
function fireFallback(
  evaluation: Evaluation,
  flow: ResponderFlow,
  ledger: FlowLedger,
  recipients: readonly RecipientRef[],
  notifyType: Firing['notifyType'],
): FlowProgress {
  if (evaluation.alert.acknowledged) return end(ledger);
  const after = fireRule(evaluation, flow, ledger, {
    round: getRoundNumber(ledger),
    rule: FALLBACK_RULE,
    path: ledger.escalationId === undefined ? [] : [ledger.escalationId],
    dueAt: ledger.roundStartedAt,
    condition: 'if-not-acked',
    event: 'create-alert',
    recipients,
    notifyType,
    title: 'The alert',
  });
  return after ? end(after) : { ledger };
}

function advance(evaluation: Evaluation, flow: Flow, before: FlowLedger): FlowProgress {
  const { alert, now } = evaluation;
  const ledger = alert.acknowledged
    ? { ...before, fired: before.fired.filter(({ condition }) => condition !== 'if-not-acked') }
    : before;
  if (flow.startedAt > now) {
    return { ledger, wakeUp: { at: flow.startedAt, reason: 'WaitingForRule', detail: `flow ${flow.key}` } };
  }
  if (flow.kind === 'event') return proceed(evaluation, flow, ledger);
  const policyOutcome = applyNotificationPolicies(evaluation, flow, ledger);
  // If the policies must be read first, proceed anyway: one read then fetches everything else that is missing, too.
  if (!policyOutcome) return proceed(evaluation, flow, ledger);
  const progress: FlowProgress = policyOutcome.mayProceed
    ? proceed(evaluation, flow, policyOutcome.ledger)
    : { ledger: policyOutcome.ledger };
  const wakeUp = earlier(progress.wakeUp, policyOutcome.wakeUp);
  return { ledger: progress.ledger, ...(wakeUp && { wakeUp }) };
}

const earlier = (a: WakeUp | undefined, b: WakeUp | undefined): WakeUp | undefined =>
  a && b ? (b.at < a.at ? b : a) : (a ?? b);

/** Continues a flow that no policy holds back, and its branches. */
function proceed(evaluation: Evaluation, flow: Flow, before: FlowLedger): FlowProgress {
  const own = proceedItself(evaluation, flow, withoutFinishedBranches(before));
  const branches = advanceBranches(evaluation, flow, own.ledger);
  const wakeUp = earlier(own.wakeUp, branches.wakeUp);
  return { ledger: branches.ledger, ...(wakeUp && { wakeUp }) };
}

function proceedItself(evaluation: Evaluation, flow: Flow, ledger: FlowLedger): FlowProgress {
  if (ledger.finished) return { ledger };
  switch (flow.kind) {
    case 'owner':
      return fireOnce(evaluation, flow, ledger, {
        condition: 'if-not-closed',
        event: 'assigned-alert',
        recipients: [{ type: 'user', id: flow.userId }],
      });
    case 'event': {
      const observers = evaluation.observers.get(flow.event) ?? new Set();
      const recipients = [...evaluation.recipients.keys()]
        .filter((id) => observers.has(id) && id !== flow.actorUserId)
        .map((id): RecipientRef => ({ type: 'user', id }));
      return fireOnce(evaluation, flow, ledger, {
        condition: 'always',
        event: flow.event,
        recipients: recipients,
      });
    }
    case 'responder':
      return ledger.escalationId
        ? followEscalation(evaluation, flow, ledger, ledger.escalationId)
        : startResponderFlow(evaluation, flow, ledger);
  }
}

/** Fires the only rule of a flow without an escalation. */
function fireOnce(
  evaluation: Evaluation,
  flow: Flow,
  ledger: FlowLedger,
  firing: Pick<Firing, 'condition' | 'event' | 'recipients' | 'title'>,
): FlowProgress {
  const after = fireRule(evaluation, flow, ledger, {
    ...firing,
    notifyType: 'default',
    round: getRoundNumber(ledger),
    rule: 0,
    path: [],
    dueAt: ledger.roundStartedAt,
  });
  return { ledger: after ? { ...after, finished: true } : ledger };
}

/** Starts the flow of a responder. The route chosen now stays, even if the team's routing rules change later. */
function startResponderFlow(evaluation: Evaluation, flow: ResponderFlow, ledger: FlowLedger): FlowProgress {
  const { target } = flow;
  switch (target.type) {
    case 'escalation':
      return followEscalation(evaluation, flow, { ...ledger, escalationId: target.id }, target.id);
    case 'user':
    case 'schedule':
      return notifyDirectly(evaluation, flow, ledger, target as RecipientRef);
    case 'team': {
      const team = evaluation.lookup.find('team', target.id);
      if (team === undefined) return { ledger };
      if (team === null)
        return endWithLogEntry(
          evaluation,
          flow,
          ledger,
          'The responder team no longer exists; nobody is notified.',
          { kind: 'dead-end', reason: 'TeamDeleted' },
        );
      const report = createReport(evaluation, ledger.roundStartedAt);
      const at = getResolutionTime(ledger.roundStartedAt, evaluation.now);
      const route = isolate(
        () => getRoute(team, evaluation.alert, at, report),
        (error) => {
          const name = attempt(() => team.name) ?? target.id;
          const log = `The routing rules of team ${name} could not be evaluated; its members are notified.`;
          report(`team ${target.id}`, log, error);
          return undefined;
        },
      );
      if (!route) return notifyTeam(evaluation, flow, ledger);
      if (route.type === 'none') {
        return endWithLogEntry(
          evaluation,
          flow,
          { ...ledger, routedToNobody: true },
          `The routing rule of team ${attempt(() => team.name) ?? target.id} notifies nobody.`,
          {
            kind: 'dead-end',
            reason: 'RoutedToNobody',
            name: attempt(() => team.name) ?? target.id,
            ...(route.chosen && { route: route.chosen }),
          },
        );
      }
      const { type, id, chosen } = route;
      const routed: FlowLedger = { ...ledger, ...(chosen && { route: chosen }) };
      return type === 'schedule'
        ? notifyDirectly(evaluation, flow, routed, { type, id })
        : followEscalation(evaluation, flow, { ...routed, escalationId: id }, id);
    }
  }
}

function notifyDirectly(
  evaluation: Evaluation,
  flow: ResponderFlow,
  ledger: FlowLedger,
  target: RecipientRef,
): FlowProgress {
  if (evaluation.alert.acknowledged) return { ledger: { ...ledger, finished: true } };
  const title = getLogTitle(evaluation, target);
  if (title === undefined) return { ledger };
  return fireOnce(evaluation, flow, ledger, {
    condition: 'if-not-acked',
    event: 'create-alert',
    recipients: [target],
    title,
  });
}

/** The subject of the log entry for a direct responder; undefined if more configuration must be read first. */
function getLogTitle(evaluation: Evaluation, target: RecipientRef): string | undefined {
  if (target.type !== 'schedule') return 'The alert';
  const schedule = evaluation.lookup.find('schedule', target.id);
  if (schedule === undefined) return undefined;
  return schedule
    ? `Schedule ${attempt(() => schedule.name) ?? target.id}`
    : 'A schedule that no longer exists';
}

/** Ends the flow because there is nobody to notify, and logs why. */
function endWithLogEntry(
  evaluation: Evaluation,
  flow: Flow,
  ledger: FlowLedger,
  log: string,
  fact: LogFact,
): FlowProgress {
  evaluation.logEntries.push({
    id: derivedId(
      'dead-end',
      getFiringKey(evaluation, flow, { round: getRoundNumber(ledger), rule: ledger.rulesDone }),
    ),
    at: ledger.roundStartedAt,
    log,
    fact,
  });
  return { ledger: { ...ledger, finished: true } };
}

/** Follows an escalation event by event, in the order of time, up to now. */
function followEscalation(
  evaluation: Evaluation,
  flow: ResponderFlow,
  before: FlowLedger,
  escalationId: string,
): FlowProgress {
  const escalation = evaluation.lookup.find('escalation', escalationId);
  if (escalation === undefined) return { ledger: before };
  if (escalation === null) {
    return endWithLogEntry(
      evaluation,
      flow,
      before,
      'The escalation no longer exists; nobody else is notified.',
      { kind: 'dead-end', reason: 'EscalationDeleted' },
    );
  }
  return isolate(
    () => advanceEscalation(evaluation, flow, before, escalationId, escalation),
    (error) => {
      const label = `Escalation ${attempt(() => escalation.name) ?? escalationId}`;
      const log = `${label} could not be evaluated; everybody whom it names is notified at once.`;
      createReport(evaluation, before.roundStartedAt)(`escalation ${escalationId}`, log, error);
      const recipients = getReadableRecipients(escalation);
      if (recipients.length > 0) return fireFallback(evaluation, flow, before, recipients, 'default');
      return notifyTeam(
        evaluation,
        flow,
        before,
        attempt(() => escalation.ownerTeamId),
      );
    },
  );
}

/** Fires the rules of the escalation that are due, and moves to the next event. */
function advanceEscalation(
  evaluation: Evaluation,
  flow: ResponderFlow,
  before: FlowLedger,
  escalationId: string,
  escalation: Escalation,
): FlowProgress {
  const { acknowledged } = evaluation.alert;
  let ledger = before;
  for (;;) {
    const event = findNextEvent(escalation, ledger, acknowledged);
    const escalatedAt = flow.escalatedAt[ledger.manualEscalations];
    if (event && escalatedAt !== undefined && escalatedAt <= Math.min(event.at, evaluation.now)) {
      ledger = { ...ledger, ...positionAfterManualEscalation(escalation, ledger, escalatedAt, acknowledged) };
      continue;
    }
    if (!event) return { ledger: { ...ledger, finished: true } };
    if (event.at > evaluation.now) return { ledger, wakeUp: toWakeUp(event, escalation, ledger) };
    if (event.kind === 'close') {
      addRequest(evaluation, flow, ledger, event, { type: 'AutoClose', run: evaluation.alert.run });
      return { ledger };
    }
    if (event.kind === 'round' && escalation.repeat?.resetRecipientStates) {
      if (acknowledged) {
        addRequest(evaluation, flow, ledger, event, { type: 'UnAcknowledge' });
        return { ledger: { ...ledger, resumesInRound: ledger.round + 1 } };
      }
    }
    if (event.kind === 'rule' && !isMissedRound(escalation, ledger, evaluation.now)) {
      const place = { round: getRoundNumber(ledger), path: [escalationId] };
      const after = fireRule(evaluation, flow, ledger, { ...toFiring(event, escalation, ledger), ...place });
      if (!after) return { ledger };
      ledger = after;
    }
    ledger = { ...ledger, ...positionAfter(ledger, event) };
  }
}

function addRequest(
  evaluation: Evaluation,
  flow: Flow,
  ledger: FlowLedger,
  { kind, at }: EscalationEvent,
  action: Evaluation['requests'][number]['action'],
): void {
  const requestId = derivedId(
    kind,
    evaluation.alert.id,
    flow.key,
    String(flow.run),
    String(getRoundNumber(ledger)),
  );
  evaluation.requests.push({ requestId, at, action });
}
