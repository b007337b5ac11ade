import type { FlowLedger } from '../domain/alerts/ledger.ts';
import type { Evaluation, FlowProgress } from './evaluation.ts';
import { endFlow, endWithLogEntry, fireOnce, notifyTeam, type ResponderFlow } from './finish-flow.ts';
import { getResolutionTime } from './firing.ts';
import { followEscalation } from './follow-escalation.ts';
import { attempt, createReport, isolate } from './isolation.ts';
import { getRoutingTarget, type RecipientRef } from './recipients.ts';

/** Starts the flow of a responder. The route chosen now stays, even if the team's routing rules change later. */
export function startResponderFlow(
  evaluation: Evaluation,
  flow: ResponderFlow,
  ledger: FlowLedger,
): FlowProgress {
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
        () => getRoutingTarget(team, evaluation.alert, at, report),
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
          { ...ledger, routedToNobody: true, ...(route.chosen && { route: route.chosen }) },
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
  if (evaluation.alert.acknowledged) return endFlow(ledger);
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
