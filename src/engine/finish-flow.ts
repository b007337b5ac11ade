import type { FlowLedger } from '../domain/alerts/ledger.ts';
import type { LogFact } from '../domain/alerts/log-facts.ts';
import type { Flow } from '../domain/alerts/model.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, FlowProgress } from './evaluation.ts';
import { fireRule } from './fire-rule.ts';
import { FALLBACK_RULE, type Firing, getFiringKey } from './firing.ts';
import { getRoundNumber } from './policy-restart.ts';
import type { RecipientRef } from './recipients.ts';

export type ResponderFlow = Extract<Flow, { kind: 'responder' }>;

/** The flow has nothing left to do. */
export const endFlow = (ledger: FlowLedger): FlowProgress => ({ ledger: { ...ledger, finished: true } });

/** Ends the flow because there is nobody to notify, and logs why. */
export function endWithLogEntry(
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
  return endFlow(ledger);
}

/** Fires the only rule of a flow without an escalation. */
export function fireOnce(
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
  return after ? endFlow(after) : { ledger };
}

/** Notifies the recipients at once and ends the flow. */
export function fireFallback(
  evaluation: Evaluation,
  flow: ResponderFlow,
  ledger: FlowLedger,
  recipients: readonly RecipientRef[],
  notifyType: Firing['notifyType'],
): FlowProgress {
  if (evaluation.alert.acknowledged) return endFlow(ledger);
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
  return after ? endFlow(after) : { ledger };
}

/** Notifies all members of the team that is responsible: the responder, or the owner of the escalation or of the alert. */
export function notifyTeam(
  evaluation: Evaluation,
  flow: ResponderFlow,
  ledger: FlowLedger,
  ownerTeamId = evaluation.alert.ownerTeamId,
): FlowProgress {
  const id = flow.target.type === 'team' ? flow.target.id : ownerTeamId;
  if (!id) return endFlow(ledger);
  return fireFallback(evaluation, flow, ledger, [{ type: 'team', id }], 'all');
}
