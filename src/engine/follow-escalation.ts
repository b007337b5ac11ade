import type { FlowLedger } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import type { Escalation } from '../domain/escalations/model.ts';
import {
  type EscalationEvent,
  findNextEvent,
  isMissedRound,
  positionAfter,
  positionAfterManualEscalation,
} from '../domain/escalations/timeline.ts';
import { derivedId } from '../platform/ids.ts';
import { toFiring, toWakeUp } from './escalation-events.ts';
import type { Evaluation, FlowProgress } from './evaluation.ts';
import { endFlow, endWithLogEntry, fireFallback, notifyTeam, type ResponderFlow } from './finish-flow.ts';
import { fireRule } from './fire-rule.ts';
import { attempt, createReport, isolate } from './isolation.ts';
import { findNextRule, withNextRule } from './next-rule.ts';
import { getRoundNumber } from './policy-restart.ts';
import { getReadableRecipients } from './recipients.ts';

/** Follows an escalation event by event, in the order of time, up to now. */
export function followEscalation(
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
    if (!event) return endFlow(withNextRule(ledger, undefined));
    if (event.at > evaluation.now) {
      const wakeUp = toWakeUp(event, escalation, ledger);
      if (ledger === before) return { ledger, wakeUp };
      return { ledger: withNextRule(ledger, findNextRule(evaluation, flow, { ledger }, escalation)), wakeUp };
    }
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
      if (!after) {
        // Requests what the next rule needs along with what this one needs.
        findNextRule(
          evaluation,
          flow,
          { ledger: { ...ledger, ...positionAfter(ledger, event) } },
          escalation,
        );
        return { ledger };
      }
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
