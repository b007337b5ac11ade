import type { Instant } from '../../platform/clock.ts';
import type { TimeRestriction } from '../kernel/time-restriction.ts';

/** Who can be on call. */
export interface OnCallParty {
  readonly type: 'user' | 'team' | 'escalation';
  readonly id: string;
}

/** Who takes a turn of a rotation; `none` is a turn in which nobody is on call. */
export type Participant = OnCallParty | { readonly type: 'none' };

export interface Rotation {
  readonly id: string;
  readonly name: string;
  readonly startDate: Instant;
  /** The first instant at which nobody is on call by it any more. */
  readonly endDate?: Instant;
  readonly type: 'hourly' | 'daily' | 'weekly';
  /** How many hours, days or weeks a turn takes. Days and weeks are local: a turn keeps its hour through DST changes. */
  readonly length: number;
  readonly participants: readonly Participant[];
  readonly timeRestriction?: TimeRestriction;
}

/**
 * Somebody (or nobody: `none`) in the stead of whoever is on call, for the whole schedule or for some of its rotations.
 */
export interface Override {
  readonly alias: string;
  readonly user: Participant;
  readonly startDate: Instant;
  /** The first instant at which it no longer holds. */
  readonly endDate: Instant;
  /** Ids of the rotations that it is about; empty means all. */
  readonly rotationIds: readonly string[];
}

/** A schedule with rotations and overrides: one aggregate. Names are unique in the account. */
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
  /** In the order in which they were made: where several hold, the latest made counts. */
  readonly overrides: readonly Override[];
}
