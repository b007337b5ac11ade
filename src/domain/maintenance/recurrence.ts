import { DAY, type Instant } from '../../platform/clock.ts';
import { WEEKDAYS, type Weekday } from '../kernel/time-restriction.ts';
import { addMonths, type LocalTime, toClockTime, toInstant, toLocalTime } from '../kernel/zone.ts';

export const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const;

export const WEEKS_OF_MONTH = ['first', 'second', 'third', 'fourth', 'last'] as const;
export type WeekOfMonth = (typeof WEEKS_OF_MONTH)[number];

/** How a maintenance recurs. Days, weeks and times of day are local to the time zone. */
export type Recurrence = {
  /** IANA zone. */
  readonly timezone: string;
  /** Every that many days, weeks (from Monday) or months, counted from the first occurrence. */
  readonly interval: number;
  /** No occurrence starts after it. */
  readonly until?: Instant;
  /** The number of occurrences, including the first. Without `count` and `until` there is no end. */
  readonly count?: number;
} & (
  | { readonly frequency: 'daily' }
  /** On these days, in the order of the week. */
  | { readonly frequency: 'weekly'; readonly weekdays: readonly Weekday[] }
  /** On the weekday of the first occurrence in that week of the month, or else on its day of the month. */
  | { readonly frequency: 'monthly'; readonly weekOfMonth?: WeekOfMonth }
);

/** One occurrence; the end is exclusive. */
export interface Occurrence {
  readonly startDate: Instant;
  readonly endDate: Instant;
}

const WEEK = 7 * DAY;

/** The first Monday after the epoch, as a local time. */
const A_MONDAY = 4 * DAY;

/** The shortest month, which is also the shortest distance between monthly occurrences on a weekday. */
const SHORTEST_MONTH = 28 * DAY;

const getWeekStart = (local: LocalTime): LocalTime => Math.floor((local - A_MONDAY) / WEEK) * WEEK + A_MONDAY;

/** The day of the week, Monday being 0. */
const getWeekdayIndex = (local: LocalTime): number => Math.floor((local - getWeekStart(local)) / DAY);

/** The weekday of the instant in the zone. */
export const getWeekday = (at: Instant, timezone: string): Weekday =>
  WEEKDAYS[getWeekdayIndex(toClockTime(at, timezone))] ?? 'monday';

/** The weekday and time of day of `local`, in that week of the month `months` later. */
function inWeekOfMonth(local: LocalTime, months: number, week: WeekOfMonth): LocalTime {
  const date = new Date(local);
  const monthStart = (later: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
  const timeOfDay = local - Math.floor(local / DAY) * DAY;
  const first = monthStart(months);
  const days = (getWeekdayIndex(local) - getWeekdayIndex(first) + 7) % 7;
  const inFirstWeek = first + days * DAY;
  const day = inFirstWeek + Math.min(WEEKS_OF_MONTH.indexOf(week), 3) * WEEK;
  const isLast = week !== 'last' || day + WEEK >= monthStart(months + 1);
  return (isLast ? day : day + WEEK) + timeOfDay;
}

/** The local time at which occurrence n starts. The first is number 0. */
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
        : addMonths(first, n * interval);
  }
}

/** The shortest time between the starts of two occurrences, in local time (ms). */
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

/** Whether a first occurrence with this start is on a day of the recurrence. */
export function startsOnRecurrenceDay(recurrence: Recurrence, startDate: Instant): boolean {
  const first = toClockTime(startDate, recurrence.timezone);
  if (recurrence.frequency === 'weekly') {
    return recurrence.weekdays.some((weekday) => WEEKDAYS.indexOf(weekday) === getWeekdayIndex(first));
  }
  return getOccurrenceStart(first, recurrence, 0) === first;
}

/** The length of the occurrence in local time (ms), as the clocks of the zone show it. */
export const localLength = ({ startDate, endDate }: Occurrence, timezone: string): number =>
  toClockTime(endDate, timezone) - toClockTime(startDate, timezone);

/**
 * Occurrence n (the first is number 0); undefined if the recurrence ends before it.
 *
 * The first occurrence is as given. Every other starts and ends at the same local times, however many hours are between
 * them on a day on which the clocks change; skipped and repeated local times are handled as LocalTime in zone.ts says. If
 * the clocks go forward over the whole occurrence, it starts at the change and lasts as long as the first one in local
 * time. A day that the month does not have is its last day.
 */
export function getOccurrence(first: Occurrence, recurrence: Recurrence, n: number): Occurrence | undefined {
  const { timezone, until = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY } = recurrence;
  if (n >= count) return undefined;
  if (n === 0) return first;
  const begin = getOccurrenceStart(toClockTime(first.startDate, timezone), recurrence, n);
  const length = localLength(first, timezone);
  const startDate = toInstant(begin, timezone);
  if (startDate > until) return undefined;
  const endDate = toInstant(begin + length, timezone);
  return { startDate, endDate: endDate > startDate ? endDate : startDate + length };
}

/** The last occurrence that has started, which may be over, and the one after it; each undefined if there is none. */
export function findOccurrencesAround(
  first: Occurrence,
  recurrence: Recurrence,
  now: Instant,
): { readonly last?: Occurrence | undefined; readonly next?: Occurrence | undefined } {
  if (now < first.startDate) return { next: first };
  const { timezone, count = Number.POSITIVE_INFINITY } = recurrence;
  const start = toClockTime(first.startDate, timezone);
  // Local time never runs backwards (see zone.ts), so comparing local times is enough, and cheaper.
  const local = Math.min(toLocalTime(now, timezone), getLastStart(recurrence));
  let [started, notStarted] = [0, Math.floor(Math.max(0, local - start) / shortestDistance(recurrence)) + 1];
  notStarted = Math.min(notStarted, count);
  while (notStarted - started > 1) {
    const middle = Math.floor((started + notStarted) / 2);
    if (getOccurrenceStart(start, recurrence, middle) <= local) started = middle;
    else notStarted = middle;
  }
  return {
    last: getOccurrence(first, recurrence, started),
    next: getOccurrence(first, recurrence, started + 1),
  };
}

const getLastStart = ({ until, timezone }: Recurrence): LocalTime =>
  until === undefined ? Number.POSITIVE_INFINITY : toLocalTime(until, timezone);
