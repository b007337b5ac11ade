import type { BranchLedger, FlowLedger } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import type { Escalation } from '../domain/escalations/model.ts';
import { type EscalationPosition, findNextEvent, positionAfter } from '../domain/escalations/timeline.ts';
import { ALL_RULES, resolveForwarding } from '../domain/forwarding-rules/model.ts';
import { MAX_CONTEXT_PEOPLE, type NextRule } from '../domain/notifications/context.ts';
import type { Evaluation } from './evaluation.ts';
import { getFiringKey } from './firing.ts';
import { attempt } from './isolation.ts';
import { getRoundNumber } from './policy-restart.ts';
import { resolveRecipient } from './recipients.ts';

/** A round without a rule that can fire is followed by one that is the same. */
const MAX_EVENTS = 2;

/** The next rule that fires; undefined if none does. */
function findNextRuleEvent(escalation: Escalation, position: EscalationPosition, acknowledged: boolean) {
  let current = position;
  for (let i = 0; i < MAX_EVENTS; i++) {
    const event = findNextEvent(escalation, current, acknowledged);
    if (!event || event.kind === 'close') return undefined;
    if (event.kind === 'rule') return { ...event, position: current };
    current = positionAfter(current, event);
  }
  return undefined;
}

/**
 * The next rule of an escalation and whom it leads to at its time, as far as the configuration that was read shows; what is
 * missing is requested. Only messages depend on it, so a part that throws is left out. Undefined if no rule is left.
 */
export function findNextRule(
  evaluation: Evaluation,
  flow: Flow,
  { ledger, branch }: { readonly ledger: FlowLedger; readonly branch?: BranchLedger },
  escalation: Escalation,
): NextRule | undefined {
  const { alert, lookup } = evaluation;
  const event = findNextRuleEvent(escalation, branch ?? ledger, alert.acknowledged);
  if (!event) return undefined;
  const { at, number, rule, position } = event;
  const firing = {
    round: getRoundNumber({ ...ledger, round: position.round }),
    rule: number,
    ...(branch && { branch: branch.number }),
  };
  const resolution = attempt(() =>
    resolveRecipient(rule.recipient, rule.notifyType, {
      alert,
      at,
      seed: getFiringKey(evaluation, flow, firing),
      lookup,
      report: () => {},
    }),
  );
  const forwarding = lookup.find('forwarding', ALL_RULES)?.rules ?? [];
  const userIds = (resolution?.userIds ?? []).map(
    (id) => attempt(() => resolveForwarding(forwarding, id, at)) ?? id,
  );
  const { type, id } = rule.recipient;
  return { at, recipient: { type, id }, userIds: [...new Set(userIds)].slice(0, MAX_CONTEXT_PEOPLE) };
}

/** The flow or branch with this next rule, or with none. */
export function withNextRule<T extends FlowLedger | BranchLedger>(
  { nextRule: _before, ...position }: T,
  nextRule: NextRule | undefined,
): T {
  return { ...position, ...(nextRule && { nextRule }) } as T;
}
