import type { Escalation } from '../domain/escalations/model.ts';
import { type EscalationEvent, type EscalationPosition, sortRules } from '../domain/escalations/timeline.ts';
import type { WakeUp } from './evaluation.ts';
import type { Firing } from './firing.ts';

/** The firing of a rule of an escalation, but for its place in the flow. */
export const toFiring = (
  event: Extract<EscalationEvent, { kind: 'rule' }>,
  escalation: Escalation,
  { round }: EscalationPosition,
): Omit<Firing, 'round' | 'path'> => ({
  rule: event.number,
  dueAt: event.at,
  condition: event.rule.condition,
  event: 'create-alert',
  recipients: [event.rule.recipient],
  notifyType: event.rule.notifyType,
  title: `Rule ${event.number + 1} of escalation ${escalation.name}${round > 0 ? ` in round ${round + 1}` : ''}`,
});

/** The wake-up for an event that is not due yet. */
export function toWakeUp(
  event: EscalationEvent,
  escalation: Escalation,
  { round }: EscalationPosition,
): WakeUp {
  if (event.kind === 'rule') {
    const of = `rule ${event.number + 1} of ${sortRules(escalation).length}`;
    return { at: event.at, reason: 'WaitingForRule', detail: `${of} in round ${round + 1}` };
  }
  const detail = event.kind === 'round' ? `round ${round + 2}` : 'the alert is then closed';
  return { at: event.at, reason: 'WaitingForRound', detail };
}
