import { DAY, type Instant } from '../../platform/clock.ts';
import type { Schedule } from '../schedules/model.ts';
import { buildTimeline } from '../schedules/timeline.ts';

/** How far ahead gaps are searched. */
export const GAP_HORIZON_MS = 14 * DAY;

/** A time during which nobody is on call. */
export interface Gap {
  readonly start: Instant;
  /** Exclusive. */
  readonly end: Instant;
}

/**
 * The times of the next 14 days in which no rotation or override of the schedule puts anybody on call, in order. Throws
 * TimelineTooLong.
 */
export function findGaps(schedule: Schedule, now: Instant): readonly Gap[] {
  const end = now + GAP_HORIZON_MS;
  const periods = buildTimeline(schedule, now, end, 'final')
    .flatMap((layer) => layer.periods)
    .toSorted((a, b) => a.start - b.start);
  const gaps: Gap[] = [];
  let covered = now;
  for (const period of periods) {
    if (period.start > covered) gaps.push({ start: covered, end: period.start });
    covered = Math.max(covered, period.end);
  }
  return covered < end ? [...gaps, { start: covered, end }] : gaps;
}
