import { DAY, HOUR, type Instant } from '../../platform/clock.ts';
import { isWithinLocally, restrictionEdges } from '../kernel/time-restriction.ts';
import { clockTime, instantOf, localTime } from '../kernel/zone.ts';
import type { OnCallParty, Rotation } from './model.ts';

/** A stretch of time in which nothing changes. It may be part of a longer time in which nothing changes. */
export interface Stretch {
  /** -Infinity where it has no beginning. */
  readonly from: Instant;
  /** The first instant after it; Infinity where it has no end. */
  readonly until: Instant;
  /** Who is on call in it; nobody where absent. */
  readonly party?: OnCallParty;
  /** What put the party there: stretches that touch and have the same are one period. */
  readonly cause: string;
}

/**
 * The stretch of a rotation alone, without overrides, that holds the instant.
 *
 * Turns are counted from the rotation's start and participants take them in order, around and around: turn n is
 * participant n modulo their number, as in Opsgenie. So a participant added to the list shifts who comes when, but
 * never when turns begin; whoever must not be shifted ends the rotation and begins another.
 *
 * - Hourly turns are elapsed hours. Turns of days and weeks are local: each begins at the local time of day of the start,
 *   however long the days between are. A turn that would begin at a time that daylight-saving time leaves out begins at
 *   the instant of the change; at a time that comes twice, the first time (see LocalTime in zone.ts).
 * - Before the start, from the end on, and outside the time restriction nobody is on call. Turns go on while the
 *   restriction keeps people out.
 */
export function getRotationInterval(rotation: Rotation, at: Instant, zone: string): Stretch {
  const { startDate, endDate = Number.POSITIVE_INFINITY, timeRestriction } = rotation;
  if (at < startDate) return { from: Number.NEGATIVE_INFINITY, until: startDate, cause: 'before' };
  if (at >= endDate) return { from: endDate, until: Number.POSITIVE_INFINITY, cause: 'after' };

  const local = localTime(at, zone);
  const within = !timeRestriction || isWithinLocally(timeRestriction, local);
  const edges = timeRestriction && restrictionEdges(timeRestriction, local);
  const open = edges ? instantOf(edges.last, zone) : Number.NEGATIVE_INFINITY;
  const close = edges ? instantOf(edges.next, zone) : Number.POSITIVE_INFINITY;
  if (!within) {
    return { from: Math.max(startDate, open), until: Math.min(endDate, close), cause: 'restricted' };
  }
  const turn = getShift(rotation, at, zone);
  const participant = rotation.participants[turn.number % rotation.participants.length];
  return {
    from: Math.max(startDate, open, turn.from),
    until: Math.min(endDate, close, turn.until),
    ...(participant && participant.type !== 'none' && { party: participant }),
    cause: `turn ${turn.number}`,
  };
}

/** The turn that holds the instant, which is not before the rotation's start. The first turn is number 0. */
function getShift({ type, length, startDate }: Rotation, at: Instant, zone: string) {
  if (type === 'hourly') {
    const long = length * HOUR;
    const number = Math.floor((at - startDate) / long);
    return { number, from: startDate + number * long, until: startDate + (number + 1) * long };
  }
  const long = length * (type === 'daily' ? DAY : 7 * DAY);
  const start = clockTime(startDate, zone);
  const number = Math.floor((localTime(at, zone) - start) / long);
  return {
    number,
    from: instantOf(start + number * long, zone),
    until: instantOf(start + (number + 1) * long, zone),
  };
}
