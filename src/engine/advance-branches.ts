import type { BranchLedger, FlowLedger } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import { findNextEvent, isMissedRound, positionAfter } from '../domain/escalations/timeline.ts';
import { derivedId } from '../platform/ids.ts';
import { toBranchEscalation, withBranch } from './branches.ts';
import { toFiring, toWakeUp } from './escalation-events.ts';
import type { Evaluation, FlowProgress, WakeUp } from './evaluation.ts';
import { fireRule, getFiringKey } from './fire-rule.ts';
import { getRoundNumber } from './notification-policies.ts';

/**
 * Fires all rules of the flow's branches that are due, also those of branches that start thereby, and returns the time of
 * the next one. If more configuration must be read first, the flow is returned as far as it got.
 */
export function advanceBranches(evaluation: Evaluation, flow: Flow, before: FlowLedger): FlowProgress {
  const wakeUps: WakeUp[] = [];
  let ledger = before;
  // The list grows while it is processed: a branch that starts is added at its end.
  for (let i = 0; i < (ledger.branches?.length ?? 0); i++) {
    const progress = advanceBranch(evaluation, flow, ledger, ledger.branches?.[i] as BranchLedger);
    ledger = progress.ledger;
    if (progress.wakeUp) wakeUps.push(progress.wakeUp);
  }
  const [wakeUp] = wakeUps.sort((a, b) => a.at - b.at);
  return { ledger, ...(wakeUp && { wakeUp }) };
}

/** Follows one branch event by event, in the order of time, up to now. */
function advanceBranch(
  evaluation: Evaluation,
  flow: Flow,
  before: FlowLedger,
  started: BranchLedger,
): FlowProgress {
  const { alert, now, lookup } = evaluation;
  const escalation = lookup.find('escalation', started.escalationId);
  if (escalation === undefined) return { ledger: before };
  let ledger = before;
  let branch = started;
  const place = () => ({
    round: getRoundNumber({ ...ledger, round: branch.round }),
    branch: branch.number,
  });
  if (escalation === null) {
    const key = getFiringKey(evaluation, flow, { ...place(), rule: branch.rulesDone });
    evaluation.logEntries.push({
      id: derivedId('dead-end', key),
      at: branch.roundStartedAt,
      log: 'An escalation that another one had started no longer exists; it notifies nobody else.',
    });
    return { ledger: withBranch(ledger, { ...branch, finished: true }) };
  }
  for (;;) {
    const followed = toBranchEscalation(escalation, branch);
    const event = findNextEvent(followed, branch, alert.acknowledged);
    if (!event || event.kind === 'close')
      return { ledger: withBranch(ledger, { ...branch, finished: true }) };
    if (event.at > now)
      return { ledger: withBranch(ledger, branch), wakeUp: toWakeUp(event, followed, branch) };
    if (event.kind === 'rule' && !isMissedRound(followed, branch, now)) {
      const firing = { ...toFiring(event, followed, branch), ...place(), path: branch.path };
      const after = fireRule(evaluation, flow, ledger, firing);
      if (!after) return { ledger };
      ledger = after;
    }
    branch = { ...branch, ...positionAfter(branch, event) };
  }
}
