import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { type LocalTime, toLocalTime } from './zone.ts';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From a time of day to another, local time; where the end is not after the start it reaches into the next day. */
export interface TimeOfDayRestriction {
  readonly startHour: number;
  readonly startMin: number;
  readonly endHour: number;
  readonly endMin: number;
}

/** From a time on a weekday to a time on a weekday, local time; may wrap around the week. */
export interface WeekdayTimeRestriction extends TimeOfDayRestriction {
  readonly startDay: Weekday;
  readonly endDay: Weekday;
}

/** When something holds, in the local time of a zone: every day alike, or by weekday (any of several intervals). */
export type TimeRestriction =
  | { readonly type: 'time-of-day'; readonly restriction: TimeOfDayRestriction }
  | { readonly type: 'weekday-and-time-of-day'; readonly restrictions: readonly WeekdayTimeRestriction[] };

const WEEK = 7 * DAY;

/** The first Monday after the epoch, as a local time. */
const A_MONDAY = 4 * DAY;

/** Intervals that come again with each period: `from` within the first, `length` more than 0 and at most the period. */
interface Recurring {
  readonly period: number;
  readonly intervals: readonly { readonly from: LocalTime; readonly length: number }[];
}

function toRecurring(restriction: TimeRestriction): Recurring {
  const timeOfDay = (hour: number, minute: number) => hour * HOUR + minute * MINUTE;
  const interval = (start: number, end: number, period: number) => ({
    from: start,
    length: modulo(end - start - 1, period) + 1,
  });
  if (restriction.type === 'time-of-day') {
    const { startHour, startMin, endHour, endMin } = restriction.restriction;
    const [start, end] = [timeOfDay(startHour, startMin), timeOfDay(endHour, endMin)];
    return { period: DAY, intervals: [interval(start, end, DAY)] };
  }
  const timeOfWeek = (day: Weekday, hour: number, minute: number) =>
    A_MONDAY + WEEKDAYS.indexOf(day) * DAY + timeOfDay(hour, minute);
  return {
    period: WEEK,
    intervals: restriction.restrictions.map((each) =>
      interval(
        timeOfWeek(each.startDay, each.startHour, each.startMin),
        timeOfWeek(each.endDay, each.endHour, each.endMin),
        WEEK,
      ),
    ),
  };
}

/** The remainder that is never negative. */
const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/**
 * Whether the restriction lets the instant through in the local time of the zone. An interval holds its start and not
 * its end; one whose end is its start takes the whole day or week. Its ends are instants: an end that daylight-saving
 * time leaves out is the instant of the change, and one that comes twice is its first coming, so that no interval is
 * begun twice (see LocalTime in zone.ts).
 */
export function isWithinRestriction(restriction: TimeRestriction, at: Instant, zone: string): boolean {
  return isWithinRestrictionLocally(restriction, toLocalTime(at, zone));
}

/** {@link isWithinRestriction} for a local time. */
export function isWithinRestrictionLocally(restriction: TimeRestriction, local: LocalTime): boolean {
  const { period, intervals } = toRecurring(restriction);
  return intervals.some(({ from, length }) => modulo(local - from, period) < length);
}

/**
 * The nearest local times at which an interval of the restriction begins or ends: the last that is not after `local`,
 * and the first after it.
 */
export function findRestrictionEdges(
  restriction: TimeRestriction,
  local: LocalTime,
): { readonly last: LocalTime; readonly next: LocalTime } {
  const { period, intervals } = toRecurring(restriction);
  const since = intervals
    .flatMap(({ from, length }) => [from, from + length])
    .map((edge) => modulo(local - edge, period));
  return { last: local - Math.min(...since), next: local + period - Math.max(...since) };
}
