import type { Criteria } from '../kernel/criteria.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';
import type { TimeRestriction, Weekday } from '../kernel/time-restriction.ts';

export type PolicyType = 'alert' | 'notification';

/**
 * What all policies have. Every optional member is there only where it was set: Terraform takes what is given back
 * beyond that for a change.
 */
interface PolicyBase {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly policyDescription?: string;
  /** Absent: all alerts. */
  readonly filter?: Criteria;
  readonly timeRestrictions?: TimeRestriction;
  /** IANA zone of the time restriction and of delays until a time of day; absent means UTC. An addition of Tocsin's. */
  readonly timezone?: string;
}

/** Changes alerts while they are created. Texts may hold templates (src/domain/kernel/text-template.ts). */
export interface AlertPolicy extends PolicyBase {
  readonly type: 'alert';
  readonly message?: string;
  /** Goes on with the next policy; without it the first that matches is the last. */
  readonly continue?: boolean;
  readonly alias?: string;
  readonly description?: string;
  readonly entity?: string;
  readonly source?: string;
  readonly priority?: Priority;
  readonly ignoreOriginalDetails?: boolean;
  readonly details?: Readonly<Record<string, string>>;
  readonly ignoreOriginalActions?: boolean;
  readonly actions?: readonly string[];
  readonly ignoreOriginalTags?: boolean;
  readonly tags?: readonly string[];
  readonly ignoreOriginalResponders?: boolean;
  /** Takes teams away only. */
  readonly ignoreOriginalTeams?: boolean;
  readonly responders?: readonly Responder[];
}

export type DelayOption = 'for-duration' | 'next-time' | 'next-weekday' | `next-${Weekday}`;

export interface DelayAction {
  readonly delayOption: DelayOption;
  readonly untilHour?: number;
  readonly untilMinute?: number;
  readonly duration?: Duration;
}

export interface DeduplicationAction {
  /** value-based: at the count; frequency-based: at the count within the duration. */
  readonly deduplicationActionType: 'value-based' | 'frequency-based';
  readonly count: number;
  readonly duration?: Duration;
}

/** Decides on the notifications of alerts. */
export interface NotificationPolicy extends PolicyBase {
  readonly type: 'notification';
  readonly suppress?: boolean;
  readonly delayAction?: DelayAction;
  readonly deduplicationAction?: DeduplicationAction;
  /** Counted from the alert's creation. */
  readonly autoCloseAction?: { readonly duration: Duration };
  readonly autoRestartAction?: { readonly duration: Duration; readonly maxRepeatCount: number };
}

export type Policy = AlertPolicy | NotificationPolicy;

/** The id of the list of policies that hold for the whole account; a team's list has the team's id. */
export const GLOBAL_SCOPE = 'global';

/**
 * The policies of one type, of the account or of one team, in their order: one aggregate. So the alert's hot path reads
 * one item, and a change of order is one write.
 */
export interface PolicyList<P extends Policy> {
  readonly id: string;
  readonly version: number;
  readonly policies: readonly P[];
  /**
   * In the global list only: teams that have, or once had, a list of their own. Who reads the global list knows by it
   * which others are worth reading.
   */
  readonly teamIds?: readonly string[];
}
