import type { Criteria } from '../kernel/criteria.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';
import type { TimeRestriction, Weekday } from '../kernel/time-restriction.ts';

export type PolicyType = 'alert' | 'notification';

/** Fields of all policies. Optional members are present only if they were set: Terraform takes anything else as a drift. */
interface PolicyBase {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly policyDescription?: string;
  /** Absent: all alerts. */
  readonly filter?: Criteria;
  readonly timeRestrictions?: TimeRestriction;
  /** IANA zone of the time restriction and of delays until a time of day; absent: UTC. Not in Opsgenie's API. */
  readonly timezone?: string;
}

/** Changes alerts when they are created. Texts may contain templates (src/domain/kernel/text-template.ts). */
export interface AlertPolicy extends PolicyBase {
  readonly type: 'alert';
  readonly message?: string;
  /** Whether the next policy applies, too; otherwise the first match is the last. */
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
  /** Removes only the teams. */
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
  /** value-based: `count` occurrences; frequency-based: `count` occurrences within the duration. */
  readonly deduplicationActionType: 'value-based' | 'frequency-based';
  readonly count: number;
  readonly duration?: Duration;
}

/** Suppresses, delays, de-duplicates or restarts the notifications of alerts, or closes alerts. */
export interface NotificationPolicy extends PolicyBase {
  readonly type: 'notification';
  readonly suppress?: boolean;
  readonly delayAction?: DelayAction;
  readonly deduplicationAction?: DeduplicationAction;
  /** Counted from the alert's creation, and again from zero after an unacknowledge or a snooze. */
  readonly autoCloseAction?: { readonly duration: Duration };
  readonly autoRestartAction?: { readonly duration: Duration; readonly maxRepeatCount: number };
}

export type Policy = AlertPolicy | NotificationPolicy;

/** The id of the account's list of policies; a team's list has the id of the team. */
export const GLOBAL_SCOPE = 'global';

/**
 * The policies of one type, of the account or of one team, in order. They are one aggregate, so that creating an alert
 * reads one item and reordering is one write.
 */
export interface PolicyList<P extends Policy> {
  readonly id: string;
  readonly version: number;
  readonly policies: readonly P[];
  /** In the global list only: the teams that have, or once had, a list. Other teams' lists need not be read. */
  readonly teamIds?: readonly string[];
}
