import { DAY, type Instant } from '../../platform/clock.ts';
import { WEEKDAYS, type Weekday } from '../kernel/time-restriction.ts';
import { clockTime, instantOf, type LocalTime, localTime, plusMonths } from '../kernel/zone.ts';

export const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const;

export const WEEKS_OF_MONTH = ['first', 'second', 'third', 'fourth', 'last'] as const;
export type WeekOfMonth = (typeof WEEKS_OF_MONTH)[number];

/** How a maintenance comes again. Days, weeks and times of day are those of the clocks in the time zone. */
export type Recurrence = {
  /** IANA zone. */
  readonly timezone: string;
  /** Every so many days, weeks (which begin on Monday) or months, counted from that of the first occurrence. */
  readonly interval: number;
  /** No occurrence begins after it. */
  readonly until?: Instant;
  /** So many occurrences in all, the first included. Where neither this nor `until` is there, it has no end. */
  readonly count?: number;
} & (
  | { readonly frequency: 'daily' }
  /** On those days, in the order of the week. */
  | { readonly frequency: 'weekly'; readonly weekdays: readonly Weekday[] }
  /** On the first one's weekday in that week of the month; without one on the first one's day of the month. */
  | { readonly frequency: 'monthly'; readonly weekOfMonth?: WeekOfMonth }
);

/** A stretch of time; the end is not part of it. */
export interface Occurrence {
  readonly startDate: Instant;
  readonly endDate: Instant;
}

const WEEK = 7 * DAY;

/** The first Monday after the epoch, as a local time. */
const A_MONDAY = 4 * DAY;

/** No month is shorter, and no two of the same weekday of the month are nearer to one another. */
const SHORTEST_MONTH = 28 * DAY;

const weekBegin = (local: LocalTime): LocalTime => Math.floor((local - A_MONDAY) / WEEK) * WEEK + A_MONDAY;

/** The day of the week, Monday being 0. */
const getWeekdayIndex = (local: LocalTime): number => Math.floor((local - weekBegin(local)) / DAY);

/** The weekday that the instant falls on. */
export const weekdayAt = (at: Instant, timezone: string): Weekday =>
  WEEKDAYS[getWeekdayIndex(clockTime(at, timezone))] ?? 'monday';

/** The same weekday and time of day as `local` has, in that week of the month that is so many months later. */
function inWeekOfMonth(local: LocalTime, months: number, week: WeekOfMonth): LocalTime {
  const date = new Date(local);
  const firstOf = (later: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
  const timeOfDay = local - Math.floor(local / DAY) * DAY;
  const first = firstOf(months);
  const days = (getWeekdayIndex(local) - getWeekdayIndex(first) + 7) % 7;
  const inFirstWeek = first + days * DAY;
  const day = inFirstWeek + Math.min(WEEKS_OF_MONTH.indexOf(week), 3) * WEEK;
  const isLast = week !== 'last' || day + WEEK >= firstOf(months + 1);
  return (isLast ? day : day + WEEK) + timeOfDay;
}

/** The local time at which occurrence number n begins, the first being 0. */
function getOccurrenceStart(first: LocalTime, recurrence: Recurrence, n: number): LocalTime {
  const { interval } = recurrence;
  switch (recurrence.frequency) {
    case 'daily':
      return first + n * interval * DAY;
    case 'weekly': {
      const { weekdays } = recurrence;
      const day = (weekday: Weekday | undefined) => WEEKDAYS.indexOf(weekday ?? 'monday');
      const since = weekdays.findIndex((weekday) => day(weekday) === getWeekdayIndex(first)) + n;
      const weeks = Math.floor(since / weekdays.length) * interval;
      return first + weeks * WEEK + (day(weekdays[since % weekdays.length]) - getWeekdayIndex(first)) * DAY;
    }
    case 'monthly':
      return recurrence.weekOfMonth
        ? inWeekOfMonth(first, n * interval, recurrence.weekOfMonth)
        : plusMonths(first, n * interval);
  }
}

/** Occurrences are never nearer to one another, from begin to begin, by the clocks. */
export function shortestDistance(recurrence: Recurrence): number {
  const { interval } = recurrence;
  switch (recurrence.frequency) {
    case 'daily':
      return interval * DAY;
    case 'weekly': {
      const days = recurrence.weekdays.map((weekday) => WEEKDAYS.indexOf(weekday));
      const [first = 0, ...others] = days;
      const next = [...others, first + interval * 7];
      return Math.min(...days.map((day, i) => (next[i] ?? 0) - day)) * DAY;
    }
    case 'monthly':
      return interval * SHORTEST_MONTH;
  }
}

/** Whether occurrences that begin with this one begin where the recurrence says: on one of its days. */
export function startsOnRecurrenceDay(recurrence: Recurrence, startDate: Instant): boolean {
  const first = clockTime(startDate, recurrence.timezone);
  if (recurrence.frequency === 'weekly') {
    return recurrence.weekdays.some((weekday) => WEEKDAYS.indexOf(weekday) === getWeekdayIndex(first));
  }
  return getOccurrenceStart(first, recurrence, 0) === first;
}

/** What the clocks of the zone show at the end more than at the beginning. */
export const clockLength = ({ startDate, endDate }: Occurrence, timezone: string): number =>
  clockTime(endDate, timezone) - clockTime(startDate, timezone);

/**
 * Occurrence number n, the first being 0; undefined where the recurrence is over before.
 *
 * The first is as it is given. Every other begins and ends when the clocks show what they show at the first one's begin
 * and end, however many hours lie between them on a day on which clocks are changed; times that are left out and times
 * that come twice are as in LocalTime of zone.ts. Where nothing would be left of it, because clocks are put forward over
 * the whole of it, it begins at the change and lasts as long as the clocks say of the first. A day that the month does
 * not have is its last.
 */
export function occurrence(first: Occurrence, recurrence: Recurrence, n: number): Occurrence | undefined {
  const { timezone, until = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY } = recurrence;
  if (n >= count) return undefined;
  if (n === 0) return first;
  const begin = getOccurrenceStart(clockTime(first.startDate, timezone), recurrence, n);
  const length = clockLength(first, timezone);
  const startDate = instantOf(begin, timezone);
  if (startDate > until) return undefined;
  const endDate = instantOf(begin + length, timezone);
  return { startDate, endDate: endDate > startDate ? endDate : startDate + length };
}

/** The last occurrence that has begun, which may be over, and the one after it; each undefined where there is none. */
export function around(
  first: Occurrence,
  recurrence: Recurrence,
  now: Instant,
): { readonly last?: Occurrence | undefined; readonly next?: Occurrence | undefined } {
  if (now < first.startDate) return { next: first };
  const { timezone, count = Number.POSITIVE_INFINITY } = recurrence;
  const start = clockTime(first.startDate, timezone);
  // To have begun is the same by local time as by instant (see zone.ts), and numbers are all that it takes.
  const local = Math.min(localTime(now, timezone), lastBegin(recurrence));
  let [begun, ahead] = [0, Math.floor(Math.max(0, local - start) / shortestDistance(recurrence)) + 1];
  ahead = Math.min(ahead, count);
  while (ahead - begun > 1) {
    const middle = Math.floor((begun + ahead) / 2);
    if (getOccurrenceStart(start, recurrence, middle) <= local) begun = middle;
    else ahead = middle;
  }
  return { last: occurrence(first, recurrence, begun), next: occurrence(first, recurrence, begun + 1) };
}

const lastBegin = ({ until, timezone }: Recurrence): LocalTime =>
  until === undefined ? Number.POSITIVE_INFINITY : localTime(until, timezone);
