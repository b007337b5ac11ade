import type { Instant } from '../../platform/clock.ts';
import type { TimeRestriction } from '../kernel/time-restriction.ts';

/** Who can be on call. */
export interface OnCallParty {
  readonly type: 'user' | 'team' | 'escalation';
  readonly id: string;
}

/** Who takes a shift of a rotation. Nobody is on call during a shift of `none`. */
export type Participant = OnCallParty | { readonly type: 'none' };

export interface Rotation {
  readonly id: string;
  readonly name: string;
  readonly startDate: Instant;
  /** Exclusive. Absent if the rotation does not end. */
  readonly endDate?: Instant;
  readonly type: 'hourly' | 'daily' | 'weekly';
  /** Hours, days or weeks that a shift lasts. Days and weeks are local: shifts keep their hour through DST changes. */
  readonly length: number;
  readonly participants: readonly Participant[];
  readonly timeRestriction?: TimeRestriction;
}

/**
 * Puts a user (or nobody: `none`) on call instead of the participants, for the whole schedule or some of its rotations.
 */
export interface Override {
  readonly alias: string;
  readonly user: Participant;
  readonly startDate: Instant;
  /** Exclusive. */
  readonly endDate: Instant;
  /** Ids of the rotations that it applies to; empty means all. */
  readonly rotationIds: readonly string[];
}

/** A schedule with rotations and overrides: one aggregate. The name is unique within the account. */
export interface Schedule {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  /** IANA zone. */
  readonly timezone: string;
  readonly enabled: boolean;
  readonly ownerTeamId?: string;
  readonly rotations: readonly Rotation[];
  /** When the schedule was last written. Absent on schedules that were last written before this was stored. */
  readonly changedAt?: Instant;
  /** In the order of creation: if several overlap, the one created last wins. */
  readonly overrides: readonly Override[];
}
