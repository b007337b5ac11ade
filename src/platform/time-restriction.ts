import * as z from 'zod';
import { DAY, HOUR, type Instant, MINUTE } from './clock.ts';
import { type LocalTime, localTime } from './zone.ts';

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

/** A restriction names at most this many intervals (the API's limit). */
const MAX_INTERVALS = 15;

const WEEK = 7 * DAY;

/** The first Monday after the epoch, as a local time. */
const A_MONDAY = 4 * DAY;

/** Intervals that come again with each period: `from` within the first, `length` more than 0 and at most the period. */
interface Recurring {
  readonly period: number;
  readonly intervals: readonly { readonly from: LocalTime; readonly length: number }[];
}

function recurring(restriction: TimeRestriction): Recurring {
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
  return isWithinLocally(restriction, localTime(at, zone));
}

/** {@link isWithinRestriction} for a local time. */
export function isWithinLocally(restriction: TimeRestriction, local: LocalTime): boolean {
  const { period, intervals } = recurring(restriction);
  return intervals.some(({ from, length }) => modulo(local - from, period) < length);
}

/**
 * The nearest local times at which an interval of the restriction begins or ends: the last that is not after `local`,
 * and the first after it.
 */
export function restrictionEdges(
  restriction: TimeRestriction,
  local: LocalTime,
): { readonly last: LocalTime; readonly next: LocalTime } {
  const { period, intervals } = recurring(restriction);
  const since = intervals
    .flatMap(({ from, length }) => [from, from + length])
    .map((edge) => modulo(local - edge, period));
  return { last: local - Math.min(...since), next: local + period - Math.max(...since) };
}

const MINUTE_OF_HOUR = z.coerce.number().int().min(0).max(59).default(0);
const HOUR_OF_DAY = z.coerce.number().int().min(0).max(24);

const wholeDays = { message: 'is past the end of the day' };
const endsInTheDay = (hour: number, minute: number) => hour < 24 || minute === 0;

const timesOfDay = {
  startHour: HOUR_OF_DAY,
  startMin: MINUTE_OF_HOUR,
  endHour: HOUR_OF_DAY,
  endMin: MINUTE_OF_HOUR,
};

const timeOfDaySchema = z
  .object(timesOfDay)
  .refine((given) => endsInTheDay(given.startHour, given.startMin), { ...wholeDays, path: ['startMin'] })
  .refine((given) => endsInTheDay(given.endHour, given.endMin), { ...wholeDays, path: ['endMin'] });

const weekdaySchema = z.preprocess(
  (given) => (typeof given === 'string' ? given.toLowerCase() : given),
  z.enum(WEEKDAYS),
);

const weekdayTimeSchema = z
  .object({ startDay: weekdaySchema, endDay: weekdaySchema, ...timesOfDay })
  .refine((given) => endsInTheDay(given.startHour, given.startMin), { ...wholeDays, path: ['startMin'] })
  .refine((given) => endsInTheDay(given.endHour, given.endMin), { ...wholeDays, path: ['endMin'] });

/**
 * A restriction as clients send it, which is also how it is given back. Hours go to 24 (the end of the day). Minutes
 * are kept as they are: Opsgenie rounds those of schedules to 0 or 30, which clients that compare would see as drift.
 */
export const timeRestrictionSchema: z.ZodType<TimeRestriction> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('time-of-day'), restriction: timeOfDaySchema }),
  z.object({
    type: z.literal('weekday-and-time-of-day'),
    restrictions: z.array(weekdayTimeSchema).min(1).max(MAX_INTERVALS),
  }),
]);
