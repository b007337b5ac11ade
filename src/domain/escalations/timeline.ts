import { type Instant, MINUTE } from '../../platform/clock.ts';
import type { Escalation, EscalationRule } from './model.ts';

/** The position of a flow in its escalation. */
export interface EscalationPosition {
  /** The current round of the escalation, from 0; each repeat of the escalation is a round. */
  readonly round: number;
  /** Rule delays count from here. Earlier than the actual start if somebody escalated manually. */
  readonly roundStartedAt: Instant;
  /** How many rules of the round, in the order of their delays, have fired or been skipped. */
  readonly rulesDone: number;
  /** How many manual escalations (Escalate to next) of the flow have been processed. */
  readonly manualEscalations: number;
}

/**
 * The next event of an escalation, and its time.
 *
 * - `rule`: a rule fires. `number` is its index in the order of the delays, from 0.
 * - `round`: the next round (repeat) starts.
 * - `close`: all rounds are complete and the escalation closes the alert.
 */
export type EscalationEvent =
  | { readonly kind: 'rule'; readonly at: Instant; readonly rule: EscalationRule; readonly number: number }
  | { readonly kind: 'round'; readonly at: Instant }
  | { readonly kind: 'close'; readonly at: Instant };

/** The rules in the order in which they fire. */
export const sortRules = (escalation: Escalation): readonly EscalationRule[] =>
  [...escalation.rules].sort((a, b) => a.delayMinutes - b.delayMinutes);

/** How many rounds follow the first one. */
const countRepeats = ({ repeat }: Escalation): number =>
  repeat && repeat.waitInterval > 0 ? repeat.count : 0;

/** When the round ends and the next one, if any, starts: the repeat's wait interval after the last rule. */
export const getRoundEnd = (escalation: Escalation, { roundStartedAt }: EscalationPosition): Instant =>
  roundStartedAt +
  ((sortRules(escalation).at(-1)?.delayMinutes ?? 0) + (escalation.repeat?.waitInterval ?? 0)) * MINUTE;

export const isLastRound = (escalation: Escalation, { round }: EscalationPosition): boolean =>
  round >= countRepeats(escalation);

/** Whether the round is already over, as after an outage. A missed round notifies nobody; the next one does. */
export const isMissedRound = (escalation: Escalation, position: EscalationPosition, now: Instant): boolean =>
  !isLastRound(escalation, position) && getRoundEnd(escalation, position) <= now;

/**
 * The next event of the escalation; undefined if no more can follow.
 *
 * If the alert is acknowledged, only if-not-closed rules fire, and a new round starts only if it has such a rule, resets
 * the recipient states, or leads to the close. The alert is closed, acknowledged or not, when the wait interval after the
 * last rule of the last round is over, so that the last recipient can still respond; an escalation without repeat closes
 * nothing.
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
  const closes = escalation.repeat?.closeAlertAfterAll && countRepeats(escalation) > 0;
  if (!isLastRound(escalation, position)) {
    const hasNextRound = rules.some(canFire) || closes || escalation.repeat?.resetRecipientStates;
    return hasNextRound ? { kind: 'round', at } : undefined;
  }
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
 * The position after a manual escalation (Escalate to next) at an instant. The start of the round is moved so that the
 * next rule is due at that instant and later rules keep their distance from it. Between two rounds the next one starts.
 */
export function positionAfterManualEscalation(
  escalation: Escalation,
  position: EscalationPosition,
  at: Instant,
  acknowledged: boolean,
): EscalationPosition {
  const counted = { ...position, manualEscalations: position.manualEscalations + 1 };
  const next = findNextEvent(escalation, position, acknowledged);
  if (!next || next.kind === 'close') return counted;
  if (next.kind === 'rule') return { ...counted, roundStartedAt: at - next.rule.delayMinutes * MINUTE };
  const first = sortRules(escalation)[0]?.delayMinutes ?? 0;
  return { ...counted, round: position.round + 1, roundStartedAt: at - first * MINUTE, rulesDone: 0 };
}
