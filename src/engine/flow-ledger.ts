import type { FlowLedger, Ledger } from '../domain/alerts/ledger.ts';
import { type Alert, type Flow, isSnoozedForFlow } from '../domain/alerts/model.ts';

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
