import type { FlowLedger, FlowPolicy } from '../domain/alerts/ledger.ts';
import type { Alert, Flow } from '../domain/alerts/model.ts';
import type { Instant } from '../platform/clock.ts';
import { derivedId } from '../platform/ids.ts';
import type { Evaluation, WakeUp } from './evaluation.ts';
import { addFlowLogEntry } from './log-entries.ts';
import { describePolicyNames } from './policy-effects.ts';

/** The result of applying the notification policies to a flow. */
export interface PolicyOutcome {
  readonly ledger: FlowLedger;
  /** Whether the flow may notify people now. */
  readonly mayProceed: boolean;
  /** When the policies themselves are due again. */
  readonly wakeUp?: WakeUp;
}

/**
 * Restarts the flow if a restart is due; of several overdue restarts (after an outage), only the last. An acknowledged
 * alert is unacknowledged first, which restarts all its flows, unless it was acknowledged after the restart was due.
 */
export function applyRestart(
  evaluation: Evaluation,
  flow: Extract<Flow, { kind: 'responder' }>,
  before: FlowLedger,
  { intervalMs, count }: NonNullable<FlowPolicy['restart']>,
): PolicyOutcome {
  const { alert, now } = evaluation;
  const startedAt = alert.acknowledged ? before.roundStartedAt : Math.min(before.roundStartedAt, now);
  const firstStartedAt = before.firstStartedAt ?? startedAt;
  const due = Math.max(0, Math.min(count, Math.floor((now - firstStartedAt) / intervalMs)));
  let ledger: FlowLedger = { ...before, firstStartedAt };
  const at = firstStartedAt + due * intervalMs;
  const isDue = due > (before.restarts ?? 0) && !(alert.acknowledged && at <= getAcknowledgedAt(alert));
  if (isDue) {
    addFlowLogEntry(evaluation, flow, 'restart', at, {
      log: `Notifications restart, ${due} of ${count} times: ${describePolicyNames(before)}.`,
      fact: { kind: 'restart', policies: before.policy?.policyNames ?? [], number: due, of: count },
    });
    if (alert.acknowledged) {
      const requestId = derivedId('restart-by-policy', alert.id, flow.key, String(flow.run), String(due));
      evaluation.requests.push({ requestId, at, action: { type: 'UnAcknowledge' } });
      return { ledger: { ...ledger, resumesAfterRestarts: due }, mayProceed: false };
    }
    ledger = {
      run: flow.run,
      round: 0,
      roundStartedAt: at,
      rulesDone: 0,
      manualEscalations: flow.escalatedAt.filter((instant) => instant <= now).length,
      fired: [],
      finished: false,
      ...(before.policy && { policy: before.policy }),
      ...(before.branchCount !== undefined && { branchCount: before.branchCount }),
      firstStartedAt,
      restarts: due,
    };
  }
  if (due >= count) return { ledger, mayProceed: true };
  const next: WakeUp = {
    at: firstStartedAt + (due + 1) * intervalMs,
    reason: 'WaitingForRestart',
    detail: describePolicyNames(before),
  };
  return { ledger, mayProceed: true, wakeUp: next };
}

/** When the alert was last acknowledged. */
const getAcknowledgedAt = ({ createdAt, report }: Alert): Instant => createdAt + (report.ackTime ?? 0);

/** Whether a policy will restart a flow, also if the alert is acknowledged. */
export const hasRestart = (flows: ReadonlyMap<string, FlowLedger>): boolean =>
  [...flows.values()].some(
    ({ policy, restarts = 0 }) =>
      policy?.restart !== undefined &&
      !policy.suppressed &&
      !policy.dedupThreshold &&
      restarts < policy.restart.count,
  );

/** Round numbers continue over the restarts of a flow; an escalation has far fewer rounds than this. */
const ROUNDS_PER_RESTART = 1_000;

/** The number of the flow's current round, counted over its restarts; the ids of its notifications contain it. */
export const getRoundNumber = ({ round, restarts = 0 }: Pick<FlowLedger, 'round' | 'restarts'>): number =>
  restarts * ROUNDS_PER_RESTART + round;
