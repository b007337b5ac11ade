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

/** From one local time of day to another. If the end is not after the start, it is on the next day. */
export interface TimeOfDayRestriction {
  readonly startHour: number;
  readonly startMin: number;
  readonly endHour: number;
  readonly endMin: number;
}

/** From a local time on one weekday to a local time on another; may wrap around the end of the week. */
export interface WeekdayTimeRestriction extends TimeOfDayRestriction {
  readonly startDay: Weekday;
  readonly endDay: Weekday;
}

/** When something applies, in the local time of a zone: at the same times every day, or in any of several weekly intervals. */
export type TimeRestriction =
  | { readonly type: 'time-of-day'; readonly restriction: TimeOfDayRestriction }
  | { readonly type: 'weekday-and-time-of-day'; readonly restrictions: readonly WeekdayTimeRestriction[] };

const WEEK = 7 * DAY;

/** The first Monday after the epoch, as a local time. */
const A_MONDAY = 4 * DAY;

/** Intervals that repeat every `period`: `from` lies in the first period, and `length` is above 0 and at most the period. */
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

/** The remainder, never negative. */
const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/**
 * Whether the instant lies within the restriction in the local time of the zone. An interval includes its start and
 * excludes its end; if both are equal it covers the whole day or week. An edge that daylight-saving time skips is at the
 * instant of the change; an edge in a repeated hour counts the first time only, so that no interval starts twice (see
 * LocalTime in zone.ts).
 */
export function isWithinRestriction(restriction: TimeRestriction, at: Instant, zone: string): boolean {
  return isWithinRestrictionLocally(restriction, toLocalTime(at, zone));
}

/** The same as {@link isWithinRestriction} for a local time. */
export function isWithinRestrictionLocally(restriction: TimeRestriction, local: LocalTime): boolean {
  const { period, intervals } = toRecurring(restriction);
  return intervals.some(({ from, length }) => modulo(local - from, period) < length);
}

/** The nearest starts or ends of the restriction's intervals: the last at or before `local`, and the first after it. */
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
