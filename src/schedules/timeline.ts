import { DAY, type Instant } from '../platform/clock.ts';
import { clockTime, instantOf, plusMonths } from '../platform/zone.ts';
import { lanesOf, type Period, periodsOfLane } from './lane.ts';
import type { Schedule } from './model.ts';

/** One rotation's part of a timeline. */
export interface TimelineLane {
  readonly id: string;
  readonly name: string;
  readonly periods: readonly Period[];
}

/** The timeline would hold more than {@link MAX_PERIODS}. */
export class TimelineTooLong extends Error {
  override readonly name = 'TimelineTooLong';
}

/** More would not fit into an answer of a Lambda function. */
export const MAX_PERIODS = 10_000;

/**
 * Who is on call from an instant until another, rotation by rotation. `final`: as it is, which at every instant is what
 * onCallParticipants says (nobody where the schedule is disabled); `base`: by the rotations alone; `override`: by the
 * overrides alone. Throws {@link TimelineTooLong}.
 */
export function timelineOf(
  schedule: Schedule,
  from: Instant,
  until: Instant,
  kind: 'final' | 'base' | 'override',
): readonly TimelineLane[] {
  let count = 0;
  return lanesOf(schedule).map(({ rotation, overrides, ...lane }) => {
    const shown = {
      ...lane,
      ...(rotation && kind !== 'override' && { rotation }),
      overrides: kind === 'base' ? [] : overrides,
    };
    const periods: Period[] = [];
    if (kind === 'final' && !schedule.enabled) return { id: lane.id, name: lane.name, periods };
    for (const period of periodsOfLane(shown, from, until)) {
      if (++count > MAX_PERIODS) throw new TimelineTooLong();
      periods.push(period);
    }
    return { id: lane.id, name: lane.name, periods };
  });
}

/** The instant so many days, weeks or months of the schedule's zone later: at the same time of day there. */
export function afterInterval(
  from: Instant,
  interval: number,
  unit: 'days' | 'weeks' | 'months',
  zone: string,
): Instant {
  const local = clockTime(from, zone);
  if (unit === 'months') return instantOf(plusMonths(local, interval), zone);
  return instantOf(local + interval * (unit === 'weeks' ? 7 : 1) * DAY, zone);
}
