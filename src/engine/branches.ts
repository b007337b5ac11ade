import type { BranchLedger, FlowLedger } from '../domain/alerts/ledger.ts';
import type { Escalation, EscalationRule } from '../domain/escalations/model.ts';
import { findNextEvent } from '../domain/escalations/timeline.ts';
import type { Instant } from '../platform/clock.ts';
import type { ConfigurationLookup } from './configuration-snapshot.ts';
import { attempt, isolate } from './isolation.ts';

/** The longest chain of escalations that start one another. A longer one is a mistake in the configuration. */
const MAX_PATH = 6;

/** The most branches of a flow that run at the same time. */
const MAX_RUNNING = 50;

/** The origin of branches: a rule that fires, or a schedule that is a responder itself. */
export interface BranchOrigin {
  readonly at: Instant;
  /** The ids of the escalations that led here, the outermost first. */
  readonly path: readonly string[];
  /** Whether an if-not-closed rule fires. */
  readonly startsAcknowledged: boolean;
}

/**
 * The flow with a branch started for each escalation, and what the log says about each. An escalation that led here, that
 * is still running in the flow, or that has already started at this instant is not started again: a circular reference
 * ends, and neither repeats nor several rules double it. Undefined if more configuration must be read first.
 */
export function startBranches(
  lookup: ConfigurationLookup,
  ledger: FlowLedger,
  escalationIds: readonly string[],
  { at, path, startsAcknowledged }: BranchOrigin,
): { readonly ledger: FlowLedger; readonly descriptions: readonly string[] } | undefined {
  const escalations = escalationIds.map((id) => ({ id, escalation: lookup.find('escalation', id) }));
  if (escalations.some(({ escalation }) => escalation === undefined)) return undefined;
  const branches = [...(ledger.branches ?? [])];
  let branchCount = ledger.branchCount ?? 0;
  const descriptions = escalations.map(({ id, escalation }) => {
    if (!escalation) return 'leads to an escalation that no longer exists';
    const name = attempt(() => escalation.name) ?? id;
    if (path.includes(id)) return `does not start escalation ${name}, which led here`;
    if (
      branches.some((branch) => branch.escalationId === id && (!branch.finished || branch.startedAt === at))
    )
      return `does not start escalation ${name}, which is already running`;
    if (path.length >= MAX_PATH || branches.filter(({ finished }) => !finished).length >= MAX_RUNNING)
      return `does not start escalation ${name}: too many escalations start one another`;
    branchCount++;
    branches.push({
      number: branchCount,
      escalationId: id,
      startedAt: at,
      path: [...path, id],
      ...(startsAcknowledged && { startsAcknowledged }),
      round: 0,
      roundStartedAt: at,
      rulesDone: 0,
      manualEscalations: 0,
      finished: false,
    });
    return `starts escalation ${name}`;
  });
  return { ledger: branchCount > 0 ? { ...ledger, branches, branchCount } : ledger, descriptions };
}

/** The flow with this branch instead of the one with its number. */
export const withBranch = (ledger: FlowLedger, branch: BranchLedger): FlowLedger => ({
  ...ledger,
  branches: (ledger.branches ?? []).map((each) => (each.number === branch.number ? branch : each)),
});

/** The flow without the branches that are over. */
export function withoutFinishedBranches({ branches, ...ledger }: FlowLedger): FlowLedger {
  const running = branches?.filter(({ finished }) => !finished) ?? [];
  return running.length > 0 ? { ...ledger, branches: running } : ledger;
}

/**
 * The escalation as a branch follows it. It repeats, but neither closes the alert nor unacknowledges it: that is up to
 * the flow's own escalation, whose later rules would be lost or would begin again. If an if-not-closed rule started it,
 * its first rules are if-not-closed, too: that rule asks for somebody to be notified even if the alert is acknowledged.
 */
export function toBranchEscalation(escalation: Escalation, branch: BranchLedger): Escalation {
  const { rules, repeat } = escalation;
  const first = Math.min(...rules.map(({ delayMinutes }) => delayMinutes));
  const strengthen = (rule: EscalationRule): EscalationRule =>
    rule.delayMinutes === first ? { ...rule, condition: 'if-not-closed' } : rule;
  return {
    ...escalation,
    ...(branch.startsAcknowledged && branch.round === 0 && { rules: rules.map(strengthen) }),
    ...(repeat && { repeat: { ...repeat, resetRecipientStates: false, closeAlertAfterAll: false } }),
  };
}

/** Whether the branch would still fire a rule if the alert were acknowledged now. True if unknown. */
export function branchContinuesWhenAcknowledged(lookup: ConfigurationLookup, branch: BranchLedger): boolean {
  if (branch.finished) return false;
  const escalation = lookup.find('escalation', branch.escalationId);
  return (
    !escalation ||
    isolate(
      () => findNextEvent(toBranchEscalation(escalation, branch), branch, true) !== undefined,
      () => true,
    )
  );
}
