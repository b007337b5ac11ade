import type { Recurrence } from '../../../src/domain/maintenance/recurrence.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../../src/platform/clock.ts';

/** The local time of a zone minute by minute, as the instant at which a clock in UTC shows the same time. */
export interface Watch {
  readonly from: Instant;
  readonly clocks: readonly number[];
}

/** Clocks as Intl shows them at every half an hour, at which alone they are changed, and the minutes in between. */
export function watch(zone: string, from: Instant, until: Instant): Watch {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const clocks: number[] = [];
  for (let at = from; at < until; at += HOUR / 2) {
    const shown = Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
    for (let minute = 0; minute < 30; minute++) clocks.push(shown + minute * MINUTE);
  }
  return { from, clocks };
}

/** The first minute, counted from the beginning of the watch, in which the clocks show that or more. */
function reached({ clocks }: Watch, shown: number, since: number): number {
  let minute = since;
  while (minute < clocks.length && (clocks[minute] as number) < shown) minute++;
  return minute;
}

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/** Whether something occurs on the day, by looking at the calendar alone; both days are given at midnight. */
function isOn(recurrence: Recurrence, first: number, day: number): boolean {
  const [one, other] = [new Date(first), new Date(day)];
  const { interval } = recurrence;
  if (recurrence.frequency === 'daily') return ((day - first) / DAY) % interval === 0;
  if (recurrence.frequency === 'weekly') {
    const monday = (of: Date) => of.getTime() - ((of.getUTCDay() + 6) % 7) * DAY;
    const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
    const weeks = (monday(other) - monday(one)) / (7 * DAY);
    return weeks % interval === 0 && recurrence.weekdays.some((name) => name === names[other.getUTCDay()]);
  }
  const [year, month, date] = [other.getUTCFullYear(), other.getUTCMonth(), other.getUTCDate()];
  const months = (year - one.getUTCFullYear()) * 12 + month - one.getUTCMonth();
  if (months % interval !== 0) return false;
  if (!recurrence.weekOfMonth) return date === Math.min(one.getUTCDate(), daysIn(year, month));
  if (other.getUTCDay() !== one.getUTCDay()) return false;
  if (recurrence.weekOfMonth === 'last') return date + 7 > daysIn(year, month);
  return Math.ceil(date / 7) === ['first', 'second', 'third', 'fourth'].indexOf(recurrence.weekOfMonth) + 1;
}

/** All occurrences that the watch sees whole, by the minutes of its beginning and end, which are given for the first one. */
export function occurrencesSeen(
  watched: Watch,
  first: { readonly begin: number; readonly end: number },
  recurrence: Recurrence,
): readonly { readonly begin: number; readonly end: number }[] {
  const { clocks, from } = watched;
  const [opens, closes] = [clocks[first.begin] as number, clocks[first.end] as number];
  const midnight = Math.floor(opens / DAY) * DAY;
  const seen = [first];
  for (let day = midnight + DAY; day <= (clocks.at(-1) as number); day += DAY) {
    if (seen.length === recurrence.count) break;
    if (!isOn(recurrence, midnight, day)) continue;
    const begin = reached(watched, opens - midnight + day, seen.at(-1)?.begin ?? first.begin);
    if (begin >= clocks.length || from + begin * MINUTE > (recurrence.until ?? Number.POSITIVE_INFINITY))
      break;
    const end = reached(watched, closes - midnight + day, begin);
    if (end >= clocks.length) break;
    seen.push({ begin, end: end > begin ? end : begin + (closes - opens) / MINUTE });
  }
  return seen;
}
