const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long, in the one unit that says most: `12 s`, `4 min`, `3 h`, `6 days`. */
export function formatDuration(ms: number): string {
  const length = Math.abs(ms);
  if (length < MINUTE) return `${Math.floor(length / 1_000)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < 2 * DAY) return `${Math.floor(length / HOUR)} h`;
  return `${Math.floor(length / DAY)} days`;
}

/** A countdown in minutes and seconds, or hours, minutes and seconds: `2:10`, `1:02:10`. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** An instant exact to the second with its zone: `Sat 28 Nov 2026, 08:41:12 CET`. */
export const formatExact = (at: number, timeZone: string): string =>
  format(at, timeZone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });

/** The time of day: `08:41`. */
export const formatTimeOfDay = (at: number, timeZone: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The time of day to the second: `08:41:12`. */
export const formatTimeOfDayExact = (at: number, timeZone: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** The time of day to the second with its zone: `08:41:12 CET`; with the day if that is not today: `Fri 27 Nov, 08:41:12 CET`. */
export const formatWhenExact = (at: number, now: number, timeZone: string): string =>
  format(at, timeZone, {
    ...(!isSameDay(at, now, timeZone) && { weekday: 'short', day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });

/** A day in words: `Saturday 28 November`. */
export const formatLongDay = (at: number, timeZone: string): string =>
  format(at, timeZone, { weekday: 'long', day: 'numeric', month: 'long' });

/** The weekday and the time of day: `Saturday 08:45`. */
export const formatWeekdayAndTime = (at: number, timeZone: string): string =>
  format(at, timeZone, { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A day: `Sat 28`. */
export const formatDay = (at: number, timeZone: string): string =>
  format(at, timeZone, { weekday: 'short', day: 'numeric' });

/** The time of day, with the weekday if it is not today, and the date if it is more than six days away. */
export function formatWhen(at: number, now: number, timeZone: string): string {
  const time = formatTimeOfDay(at, timeZone);
  if (isSameDay(at, now, timeZone)) return time;
  const far = Math.abs(at - now) > 6 * DAY;
  const date = format(
    at,
    timeZone,
    far ? { weekday: 'short', day: 'numeric', month: 'short' } : { weekday: 'short' },
  );
  return `${date} ${time}`;
}

function isSameDay(one: number, other: number, timeZone: string): boolean {
  const toDay = (at: number) => format(at, timeZone, { dateStyle: 'short' });
  return toDay(one) === toDay(other);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(at: number, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}
