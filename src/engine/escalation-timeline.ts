import type { FlowLedger } from '../domain/alerts/ledger.ts';
import type { Escalation, EscalationRule } from '../domain/escalations/model.ts';
import { type Instant, MINUTE } from '../platform/clock.ts';

/** How far a flow has got in its escalation. */
export type EscalationPosition = Pick<
  FlowLedger,
  'round' | 'roundStartedAt' | 'rulesDone' | 'manualEscalations'
>;

/**
 * What happens next in an escalation, and when.
 *
 * - `rule`: a rule fires. `number` counts the rules in the order of their delays, from 0.
 * - `round`: the next round begins.
 * - `close`: all rounds are through and the escalation says that the alert is then to be closed.
 */
export type EscalationEvent =
  | { readonly kind: 'rule'; readonly at: Instant; readonly rule: EscalationRule; readonly number: number }
  | { readonly kind: 'round'; readonly at: Instant }
  | { readonly kind: 'close'; readonly at: Instant };

/** The rules in the order in which they fire. */
export const sortRules = (escalation: Escalation): readonly EscalationRule[] =>
  [...escalation.rules].sort((a, b) => a.delayMinutes - b.delayMinutes);

/** How many rounds follow the first. */
const countRepeats = ({ repeat }: Escalation): number =>
  repeat && repeat.waitInterval > 0 ? repeat.count : 0;

/** When the round is over and the next one, if any, begins: the wait of the repetition after the last rule. */
export const getRoundEnd = (escalation: Escalation, { roundStartedAt }: EscalationPosition): Instant =>
  roundStartedAt +
  ((sortRules(escalation).at(-1)?.delayMinutes ?? 0) + (escalation.repeat?.waitInterval ?? 0)) * MINUTE;

export const isLastRound = (escalation: Escalation, { round }: EscalationPosition): boolean =>
  round >= countRepeats(escalation);

/**
 * The next event of the escalation; undefined when none can come any more.
 *
 * Of an acknowledged alert only rules that are if-not-closed still fire, and a new round begins only if it has such a
 * rule or takes the acknowledgement back; it is never closed for having been through, since somebody has it. An alert
 * is closed when the wait after the last round's last rule is over, so that whom that rule reached can still answer;
 * without repetition (no wait) nothing is closed.
 */
export function findNextEvent(
  escalation: Escalation,
  position: EscalationPosition,
  acknowledged: boolean,
): EscalationEvent | undefined {
  const rules = sortRules(escalation);
  const canFire = ({ condition }: EscalationRule) => !acknowledged || condition === 'if-not-closed';
  for (const [number, rule] of rules.entries()) {
    if (number < position.rulesDone || !canFire(rule)) continue;
    return { kind: 'rule', at: position.roundStartedAt + rule.delayMinutes * MINUTE, rule, number };
  }
  const at = getRoundEnd(escalation, position);
  if (!isLastRound(escalation, position)) {
    const goesOn = rules.some(canFire) || (acknowledged && escalation.repeat?.resetRecipientStates);
    return goesOn ? { kind: 'round', at } : undefined;
  }
  const closes = escalation.repeat?.closeAlertAfterAll && countRepeats(escalation) > 0 && !acknowledged;
  return closes ? { kind: 'close', at } : undefined;
}

/** The position after the event. */
export function positionAfter(
  position: EscalationPosition,
  event: Exclude<EscalationEvent, { kind: 'close' }>,
): EscalationPosition {
  return event.kind === 'rule'
    ? { ...position, rulesDone: event.number + 1 }
    : { ...position, round: position.round + 1, roundStartedAt: event.at, rulesDone: 0 };
}

/**
 * The position after somebody asked by hand, at an instant, for the next rule: the clock of the round is set forward so
 * that the next rule is due then, and those after it keep their distance from it. Between two rounds the next one begins.
 */
export function positionAfterManualEscalation(
  escalation: Escalation,
  position: EscalationPosition,
  at: Instant,
  acknowledged: boolean,
): EscalationPosition {
  const followed = { ...position, manualEscalations: position.manualEscalations + 1 };
  const next = findNextEvent(escalation, position, acknowledged);
  if (!next || next.kind === 'close') return followed;
  if (next.kind === 'rule') return { ...followed, roundStartedAt: at - next.rule.delayMinutes * MINUTE };
  const first = sortRules(escalation)[0]?.delayMinutes ?? 0;
  return { ...followed, round: position.round + 1, roundStartedAt: at - first * MINUTE, rulesDone: 0 };
}
