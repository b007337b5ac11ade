import type { BranchLedger, FlowLedger } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import { findNextEvent, isMissedRound, positionAfter } from '../domain/escalations/timeline.ts';
import { derivedId } from '../platform/ids.ts';
import { toBranchEscalation, withBranch } from './branches.ts';
import { toFiring, toWakeUp } from './escalation-events.ts';
import type { Evaluation, FlowProgress, WakeUp } from './evaluation.ts';
import { fireRule } from './fire-rule.ts';
import { FALLBACK_RULE, getFiringKey } from './firing.ts';
import { attempt, createReport, isolate } from './isolation.ts';
import { findNextRule, withNextRule } from './next-rule.ts';
import { getRoundNumber } from './policy-restart.ts';
import { getReadableRecipients, type RecipientRef } from './recipients.ts';

/**
 * Fires all rules of the flow's branches that are due, also those of branches that start thereby, and returns the time of
 * the next one. If more configuration must be read first, the flow is returned as far as it got.
 */
export function advanceBranches(evaluation: Evaluation, flow: Flow, stored: FlowLedger): FlowProgress {
  const wakeUps: WakeUp[] = [];
  let ledger = stored;
  // The list grows while it is processed: a branch that starts is added at its end.
  for (let i = 0; i < (ledger.branches?.length ?? 0); i++) {
    const [before, branch] = [ledger, ledger.branches?.[i] as BranchLedger];
    const progress = isolate(
      () => advanceBranch(evaluation, flow, before, branch),
      (error) => endBrokenBranch(evaluation, flow, before, branch, error),
    );
    ledger = progress.ledger;
    if (progress.wakeUp) wakeUps.push(progress.wakeUp);
  }
  const [wakeUp] = wakeUps.sort((a, b) => a.at - b.at);
  return { ledger, ...(wakeUp && { wakeUp }) };
}

/** Ends a branch whose escalation cannot be evaluated: everybody whom its readable rules name is notified at once. */
function endBrokenBranch(
  evaluation: Evaluation,
  flow: Flow,
  before: FlowLedger,
  branch: BranchLedger,
  error: unknown,
): FlowProgress {
  const { alert, lookup } = evaluation;
  const escalation = lookup.find('escalation', branch.escalationId);
  const label = `Escalation ${attempt(() => escalation?.name) ?? branch.escalationId}`;
  const log = `${label} could not be evaluated; everybody whom it names is notified at once.`;
  createReport(evaluation, branch.roundStartedAt)(`escalation ${branch.escalationId}`, log, error);
  const finished = { ...branch, finished: true };
  if (alert.acknowledged && !branch.startsAcknowledged) return { ledger: withBranch(before, finished) };
  const named = escalation ? getReadableRecipients(escalation) : [];
  const team = flow.kind === 'responder' && flow.target.type === 'team' ? [flow.target as RecipientRef] : [];
  const after = fireRule(evaluation, flow, before, {
    round: getRoundNumber({ ...before, round: branch.round }),
    rule: FALLBACK_RULE,
    branch: branch.number,
    path: branch.path,
    dueAt: branch.roundStartedAt,
    condition: branch.startsAcknowledged ? 'if-not-closed' : 'if-not-acked',
    event: 'create-alert',
    recipients: named.length > 0 ? named : team,
    notifyType: named.length > 0 ? 'default' : 'all',
    title: 'The alert',
  });
  return { ledger: after ? withBranch(after, finished) : before };
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
      fact: { kind: 'dead-end', reason: 'EscalationDeleted' },
    });
    return { ledger: withBranch(ledger, { ...branch, finished: true }) };
  }
  for (;;) {
    const followed = toBranchEscalation(escalation, branch);
    const event = findNextEvent(followed, branch, alert.acknowledged);
    if (!event || event.kind === 'close')
      return { ledger: withBranch(ledger, { ...branch, finished: true }) };
    if (event.at > now) {
      const wakeUp = toWakeUp(event, followed, branch);
      const next =
        branch === started ? branch.nextRule : findNextRule(evaluation, flow, { ledger, branch }, followed);
      return { ledger: withBranch(ledger, withNextRule(branch, next)), wakeUp };
    }
    if (event.kind === 'rule' && !isMissedRound(followed, branch, now)) {
      const firing = { ...toFiring(event, followed, branch), ...place(), path: branch.path };
      const after = fireRule(evaluation, flow, ledger, firing);
      if (!after) {
        // Requests what the next rule needs along with what this one needs.
        findNextRule(
          evaluation,
          flow,
          { ledger, branch: { ...branch, ...positionAfter(branch, event) } },
          followed,
        );
        return { ledger };
      }
      ledger = after;
    }
    branch = { ...branch, ...positionAfter(branch, event) };
  }
}
