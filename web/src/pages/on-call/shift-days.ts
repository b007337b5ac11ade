import { toCalendarDate, now as zonedNow } from '@internationalized/date';

/** A shift of the person. Times in milliseconds since the epoch. */
export interface OwnShift {
  readonly schedule: string;
  readonly start: number;
  readonly end: number;
}

/** A day of the person's calendar, with the parts of their shifts that fall on it. */
export interface ShiftDay {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly OwnShift[];
}

const HOUR = 3_600_000;

/** The days from today on, in the IANA zone: a day has 23 or 25 hours when clocks change. */
export function listShiftDays(
  shifts: readonly OwnShift[],
  timeZone: string,
  count = 14,
): readonly ShiftDay[] {
  const today = toCalendarDate(zonedNow(timeZone));
  return Array.from({ length: count }, (_, i) => {
    const start = today.add({ days: i }).toDate(timeZone).getTime();
    const end = today
      .add({ days: i + 1 })
      .toDate(timeZone)
      .getTime();
    const parts = shifts
      .filter((shift) => shift.start < end && shift.end > start)
      .map((shift) => ({ ...shift, start: Math.max(shift.start, start), end: Math.min(shift.end, end) }));
    return { start, end, parts };
  });
}

/**
 * How many hours the person is on call, rounded, and how many weekends that touches. An hour in which shifts of several
 * schedules overlap counts once; `hasOverlap` says that there is one.
 */
export function summarizeShifts(days: readonly ShiftDay[], timeZone: string) {
  const parts = days.flatMap((day) => day.parts);
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' });
  let weekends = 0;
  let lastWeekend = Number.NEGATIVE_INFINITY;
  days.forEach((day, index) => {
    if (day.parts.length === 0 || !/^S/.test(weekday.format(day.start))) return;
    // Saturday and the Sunday after it are one weekend.
    if (index - lastWeekend > 1) weekends += 1;
    lastWeekend = index;
  });
  const covered = measureCovered(parts);
  const total = parts.reduce((sum, { start, end }) => sum + end - start, 0);
  return { hours: Math.round(covered / HOUR), hasOverlap: covered < total, weekends };
}

/** How long at least one of the shifts lasts, in milliseconds. */
function measureCovered(shifts: readonly OwnShift[]): number {
  let coveredUntil = Number.NEGATIVE_INFINITY;
  let covered = 0;
  for (const { start, end } of shifts.toSorted((a, b) => a.start - b.start)) {
    covered += Math.max(0, end - Math.max(start, coveredUntil));
    coveredUntil = Math.max(coveredUntil, end);
  }
  return covered;
}
