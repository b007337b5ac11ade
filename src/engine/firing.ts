import type { FiredRule } from '../domain/alerts/ledger.ts';
import type { Flow } from '../domain/alerts/model.ts';
import type { NotifyType } from '../domain/escalations/model.ts';
import type { AlertEvent } from '../domain/kernel/alert-event.ts';
import { type Instant, MINUTE } from '../platform/clock.ts';
import type { Evaluation } from './evaluation.ts';
import type { RecipientRef } from './recipients.ts';

/** The number of the rule that is fired in place of an escalation that cannot be evaluated. */
export const FALLBACK_RULE = 999;

/** A rule that is about to fire. A flow without an escalation fires rule 0. */
export interface Firing {
  /** Number of the round over all restarts, see `getRoundNumber`. */
  readonly round: number;
  readonly rule: number;
  /** The number of the branch whose rule it is; absent: a rule of the flow itself. */
  readonly branch?: number;
  /** The ids of the escalations that led to it, the outermost first. */
  readonly path: readonly string[];
  readonly dueAt: Instant;
  readonly condition: FiredRule['condition'];
  readonly event: AlertEvent;
  readonly recipients: readonly RecipientRef[];
  readonly notifyType: NotifyType;
  /** Subject of the log entry; absent: no entry. */
  readonly title?: string;
}

/**
 * The instant for which recipients are resolved: the due time of the rule, even if the evaluation is slightly late. After
 * an outage it is now, so that the people on call now are notified.
 */
export const getResolutionTime = (dueAt: Instant, now: Instant): Instant =>
  now - dueAt < MINUTE ? dueAt : now;

/** Identifies the firing: the same for every evaluation that fires it again. */
export const getFiringKey = (
  evaluation: Evaluation,
  flow: Flow,
  { round, rule, branch }: Pick<Firing, 'round' | 'rule' | 'branch'>,
): string =>
  [
    evaluation.alert.id,
    flow.key,
    flow.run,
    round,
    rule,
    ...(branch === undefined ? [] : [`branch ${branch}`]),
  ].join(' ');
