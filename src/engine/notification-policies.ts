import { isThresholdReached } from '../domain/alerts/dedup-threshold.ts';
import type { DedupThreshold, FlowLedger, FlowPolicy } from '../domain/alerts/ledger.ts';
import type { SuppressionReason } from '../domain/notifications/reasons.ts';
import { SECOND } from '../platform/clock.ts';
import type { Evaluation } from './evaluation.ts';
import { decideFlowPolicy, describePolicyNames, type PolicyControlledFlow } from './policy-effects.ts';
import { applyRestart, type PolicyOutcome } from './policy-restart.ts';

/**
 * A flow below its dedup threshold is checked once more after this time: a duplicate that was being stored while the
 * engine recorded the threshold could not know that the engine was waiting for it.
 */
const RECHECK_AFTER = 30 * SECOND;

/**
 * Applies the notification policies to a flow: they suppress it, delay it, hold it back until the alert has occurred
 * often enough, or restart it. Undefined if the policies must be read first.
 *
 * The policies are chosen once, when the flow starts: the first match in the account's list and the first match in the
 * team's. A team's policies apply to the flow of that team as a responder; the policies of the alert's owner team apply to
 * flows of users, escalations and schedules. So no team silences another. If both lists have a match, the stricter one
 * counts: suppression, the longer delay, the earlier close. A manual escalation skips delay and threshold, but not
 * suppression.
 */
export function applyNotificationPolicies(
  evaluation: Evaluation,
  flow: PolicyControlledFlow,
  before: FlowLedger,
): PolicyOutcome | undefined {
  const { alert, now } = evaluation;
  let ledger = before;
  if (!ledger.policy) {
    if (!isUntouched(ledger)) return { ledger, mayProceed: true };
    const policy = decideFlowPolicy(evaluation, flow);
    if (!policy) return undefined;
    ledger = { ...ledger, policy, roundStartedAt: Math.max(policy.delayedUntil ?? 0, ledger.roundStartedAt) };
  }
  const policy = ledger.policy as FlowPolicy;
  if (policy.suppressed) return { ledger: { ...ledger, finished: true }, mayProceed: false };

  const escalatedAt = flow.kind === 'responder' ? flow.escalatedAt[ledger.manualEscalations] : undefined;
  const isEscalated = escalatedAt !== undefined && escalatedAt <= now;
  if (policy.dedupThreshold) {
    if (!isEscalated && !isThresholdReached(policy.dedupThreshold, alert))
      return waitForThreshold(evaluation, policy, ledger);
    const { dedupThreshold: _threshold, heldSince: _since, ...released } = policy;
    const at = isEscalated ? escalatedAt : Math.min(alert.lastOccurredAt, now);
    ledger = { ...ledger, policy: released, roundStartedAt: Math.max(at, ledger.roundStartedAt) };
  }
  if (ledger.roundStartedAt > now && !isEscalated && !alert.acknowledged) {
    const detail = `policy ${policy.policyNames.join(', ')}`;
    return {
      ledger,
      mayProceed: false,
      wakeUp: { at: ledger.roundStartedAt, reason: 'DelayedByPolicy', detail },
    };
  }
  return flow.kind === 'responder' && policy.restart
    ? applyRestart(evaluation, flow, ledger, policy.restart)
    : { ledger, mayProceed: true };
}

const isUntouched = (ledger: FlowLedger): boolean =>
  ledger.rulesDone === 0 &&
  ledger.fired.length === 0 &&
  ledger.manualEscalations === 0 &&
  !ledger.escalationId &&
  !ledger.finished;

function waitForThreshold({ now, alert }: Evaluation, policy: FlowPolicy, ledger: FlowLedger): PolicyOutcome {
  const again = (policy.heldSince ?? now) + RECHECK_AFTER;
  const detail = `policy ${policy.policyNames.join(', ')} waits for ${policy.dedupThreshold?.count} occurrences`;
  return {
    ledger,
    mayProceed: false,
    ...(again > now &&
      !alert.acknowledged && { wakeUp: { at: again, reason: 'BelowDedupThreshold', detail } }),
  };
}

/** The dedup thresholds that flows of the alert wait for. */
export const getPendingThresholds = (flows: ReadonlyMap<string, FlowLedger>): readonly DedupThreshold[] =>
  [...flows.values()].flatMap(({ policy }) => policy?.dedupThreshold ?? []);

/** Why nobody is notified, if notification policies are the cause. */
export function findSuppression(
  flows: ReadonlyMap<string, FlowLedger>,
): { readonly reason: SuppressionReason; readonly detail: string } | undefined {
  const all = [...flows.values()];
  const waiting = all.find(({ policy }) => policy?.dedupThreshold);
  if (waiting) return { reason: 'BelowDedupThreshold', detail: describePolicyNames(waiting) };
  const suppressed = all.find(({ policy }) => policy?.suppressed);
  return suppressed && { reason: 'SuppressedByPolicy', detail: describePolicyNames(suppressed) };
}
