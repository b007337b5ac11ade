import { DAY, HOUR, type Instant } from '../../platform/clock.ts';
import { findRestrictionEdges, isWithinRestrictionLocally } from '../kernel/time-restriction.ts';
import { toClockTime, toInstant, toLocalTime } from '../kernel/zone.ts';
import type { OnCallParty, Rotation } from './model.ts';

/**
 * A time during which who is on call, and why, does not change. Two neighbouring intervals may have the same party and
 * cause.
 */
export interface OnCallInterval {
  /** -Infinity if it has no start. */
  readonly from: Instant;
  /** Exclusive; Infinity if it has no end. */
  readonly until: Instant;
  /** Who is on call; absent if nobody is. */
  readonly party?: OnCallParty;
  /** Why the party is on call. Neighbouring intervals with the same cause are one on-call period. */
  readonly cause: string;
}

/**
 * The interval of a rotation, without overrides, that contains the instant.
 *
 * Shifts are numbered from the rotation's start, and shift n belongs to participant n modulo their number, as in
 * Opsgenie. Adding a participant therefore changes who takes which shift, but never when shifts start. To keep the
 * current order, end the rotation and create a new one.
 *
 * - Hourly shifts last that many elapsed hours. Daily and weekly shifts start at the local time of day of the rotation's
 *   start, however long the days between are. A shift whose start falls into the hour that is skipped when clocks go
 *   forward starts at the change; one whose start occurs twice starts the first time (see LocalTime in zone.ts).
 * - Nobody is on call before the start, from the end on, and outside the time restriction. Shifts keep rotating outside
 *   the time restriction.
 */
export function getRotationInterval(rotation: Rotation, at: Instant, zone: string): OnCallInterval {
  const { startDate, endDate = Number.POSITIVE_INFINITY, timeRestriction } = rotation;
  if (at < startDate) return { from: Number.NEGATIVE_INFINITY, until: startDate, cause: 'before' };
  if (at >= endDate) return { from: endDate, until: Number.POSITIVE_INFINITY, cause: 'after' };

  const local = toLocalTime(at, zone);
  const within = !timeRestriction || isWithinRestrictionLocally(timeRestriction, local);
  const edges = timeRestriction && findRestrictionEdges(timeRestriction, local);
  const open = edges ? toInstant(edges.last, zone) : Number.NEGATIVE_INFINITY;
  const close = edges ? toInstant(edges.next, zone) : Number.POSITIVE_INFINITY;
  if (!within) {
    return { from: Math.max(startDate, open), until: Math.min(endDate, close), cause: 'restricted' };
  }
  const shift = getShift(rotation, at, zone);
  const participant = rotation.participants[shift.number % rotation.participants.length];
  return {
    from: Math.max(startDate, open, shift.from),
    until: Math.min(endDate, close, shift.until),
    ...(participant && participant.type !== 'none' && { party: participant }),
    cause: `shift ${shift.number}`,
  };
}

/** The shift that contains the instant, which must not be before the rotation's start. The first shift is number 0. */
function getShift({ type, length, startDate }: Rotation, at: Instant, zone: string) {
  if (type === 'hourly') {
    const duration = length * HOUR;
    const number = Math.floor((at - startDate) / duration);
    return { number, from: startDate + number * duration, until: startDate + (number + 1) * duration };
  }
  const duration = length * (type === 'daily' ? DAY : 7 * DAY);
  const start = toClockTime(startDate, zone);
  const number = Math.floor((toLocalTime(at, zone) - start) / duration);
  return {
    number,
    from: toInstant(start + number * duration, zone),
    until: toInstant(start + (number + 1) * duration, zone),
  };
}
