import type { FlowLedger } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import { advanceBranches } from './advance-branches.ts';
import { withoutFinishedBranches } from './branches.ts';
import type { Evaluation, FlowProgress, WakeUp } from './evaluation.ts';
import { endFlow, fireOnce, notifyTeam } from './finish-flow.ts';
import { followEscalation } from './follow-escalation.ts';
import { createReport, isolate } from './isolation.ts';
import { applyNotificationPolicies } from './notification-policies.ts';
import type { RecipientRef } from './recipients.ts';
import { startResponderFlow } from './responder-flow.ts';

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
        () => (flow.kind === 'responder' ? notifyTeam(evaluation, flow, before) : endFlow(before)),
        () => endFlow(before),
      );
    },
  );
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
  const own = proceedWithoutBranches(evaluation, flow, withoutFinishedBranches(before));
  const branches = advanceBranches(evaluation, flow, own.ledger);
  const wakeUp = earlier(own.wakeUp, branches.wakeUp);
  return { ledger: branches.ledger, ...(wakeUp && { wakeUp }) };
}

/** Continues the flow alone. */
function proceedWithoutBranches(evaluation: Evaluation, flow: Flow, ledger: FlowLedger): FlowProgress {
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
        recipients,
      });
    }
    case 'responder':
      return ledger.escalationId
        ? followEscalation(evaluation, flow, ledger, ledger.escalationId)
        : startResponderFlow(evaluation, flow, ledger);
  }
}
