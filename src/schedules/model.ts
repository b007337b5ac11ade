import type { Instant } from '../platform/clock.ts';
import type { TimeRestriction } from '../platform/time-restriction.ts';

/** Who takes a turn of a rotation; `none` is a turn in which nobody is on call. */
export type Participant =
  | { readonly type: 'user' | 'team' | 'escalation'; readonly id: string }
  | { readonly type: 'none' };

export interface Rotation {
  readonly id: string;
  readonly name: string;
  readonly startDate: Instant;
  readonly endDate?: Instant;
  readonly type: 'hourly' | 'daily' | 'weekly';
  /** How many hours, days or weeks a turn takes. Days and weeks are local: a turn keeps its hour through DST changes. */
  readonly length: number;
  readonly participants: readonly Participant[];
  readonly timeRestriction?: TimeRestriction;
}

/** Somebody in another's stead, for the whole schedule or for some of its rotations. */
export interface Override {
  readonly alias: string;
  readonly user: { readonly type: 'user' | 'team' | 'escalation'; readonly id: string };
  readonly startDate: Instant;
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
  readonly overrides: readonly Override[];
}
