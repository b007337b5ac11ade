import { CalendarDateTime, fromAbsolute, parseDateTime, toZoned } from '@internationalized/date';
import { QUIET_TEXTS as TEXTS } from '../texts.ts';

const HOUR = 3_600_000;
const MONDAY = 1;

/** A time that is offered, in milliseconds since the epoch. */
export interface UntilChoice {
  readonly id: string;
  readonly label: string;
  readonly until: number;
}

/** Lengths from now on, tomorrow morning and Monday morning in the zone. Clocks that change are taken into account. */
export function listUntilChoices(
  at: number,
  timeZone: string,
  hours: readonly number[],
): readonly UntilChoice[] {
  const today = fromAbsolute(at, timeZone);
  const dayOfWeek = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  const atNine = (days: number) => {
    const { year, month, day } = today.add({ days });
    return toZoned(new CalendarDateTime(year, month, day, 9), timeZone)
      .toDate()
      .getTime();
  };
  const untilMonday = (MONDAY - dayOfWeek + 7) % 7 || 7;
  return [
    ...hours.map((count) => ({ id: `${count}h`, label: formatHours(count), until: at + count * HOUR })),
    { id: 'tomorrow', label: TEXTS.tomorrow, until: atNine(1) },
    // On a Sunday, tomorrow is Monday.
    ...(untilMonday > 1 ? [{ id: 'monday', label: TEXTS.monday, until: atNine(untilMonday) }] : []),
  ];
}

const formatHours = (count: number): string =>
  count % 24 === 0 ? TEXTS.days(count / 24) : TEXTS.hours(count);

/** The instant of a local date and time such as `2026-11-28T09:00` in the zone; undefined if it is none. */
export function parseLocalTime(text: string, timeZone: string): number | undefined {
  try {
    return toZoned(parseDateTime(text), timeZone).toDate().getTime();
  } catch {
    return undefined;
  }
}

/** A local date and time for an input, rounded to the minute: `2026-11-28T09:00`. */
export const formatLocalTime = (at: number, timeZone: string): string =>
  fromAbsolute(at, timeZone).toString().slice(0, 16);
