import { createBoundedMap } from '../../platform/bounded-map.ts';
import { DAY, type Instant, SECOND } from '../../platform/clock.ts';

/**
 * The local date and time of a zone as a number: the milliseconds since 1970 at which a UTC clock shows that date and
 * time. Days, weeks and times of day are then plain arithmetic; only {@link toLocalTime} and {@link toInstant} deal with
 * zones.
 *
 * When clocks go forward, the skipped times map to the instant of the change. When clocks go back, the repeated hour
 * counts once: local time runs through it the first time and stands still the second time. Local time therefore never
 * runs backwards, every local time starts at exactly one instant, and `toLocalTime(at) >= local` is equivalent to
 * `at >= toInstant(local)`.
 */
export type LocalTime = number;

/** An interval during which the offset from UTC does not change. */
interface OffsetInterval {
  readonly from: Instant;
  readonly until: Instant;
  readonly offset: number;
}

/**
 * Offsets are searched in blocks of this length. No zone has ever changed its offset and changed it back within a week,
 * so a block with the same offset at both ends has no change inside.
 */
const BLOCK = 7 * DAY;

/** Blocks cached for all zones together: more than an hour of work needs, and a few megabytes at most. */
const MAX_BLOCKS = 20_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const blocks = createBoundedMap<readonly OffsetInterval[]>(MAX_BLOCKS);

function getFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** Whether the name is an IANA time zone. An offset such as +02:00 is not one: it has no daylight-saving time. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    getFormat(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether people read the name of the zone in different ways. IANA knows some abbreviations and offsets, but EST has no
 * summer time, IST is the time of India, and Etc/GMT+2 lies west of Greenwich.
 */
export const isAmbiguousZone = (name: string): boolean =>
  /^Etc\/GMT[+-]/i.test(name) || !(name.includes('/') || /^(UTC|GMT|Zulu|Universal)$/i.test(name));

/** The zone's offset from UTC in milliseconds; positive east of Greenwich. */
function getOffset(at: Instant, zone: string): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of getFormat(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const wholeSeconds = Math.floor(at / SECOND) * SECOND;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds;
}

/** The intervals of a block, in order. Offsets change at whole seconds. */
function getIntervals(block: number, zone: string): readonly OffsetInterval[] {
  const key = `${zone} ${block}`;
  const known = blocks.get(key);
  if (known) return known;
  const [from, until] = [block * BLOCK, (block + 1) * BLOCK];
  const [before, after] = [getOffset(from, zone), getOffset(until, zone)];
  const intervals: OffsetInterval[] = [];
  if (before === after) {
    intervals.push({ from, until, offset: before });
  } else {
    let [low, high] = [from, until];
    while (high - low > SECOND) {
      const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND;
      if (getOffset(middle, zone) === before) low = middle;
      else high = middle;
    }
    intervals.push({ from, until: high, offset: before }, { from: high, until, offset: after });
  }
  blocks.set(key, intervals);
  return intervals;
}

/** The intervals from the one that contains the instant, without end. */
function* iterateIntervals(at: Instant, zone: string): Generator<OffsetInterval, never> {
  for (let block = Math.floor(at / BLOCK); ; block++) {
    for (const interval of getIntervals(block, zone)) {
      if (interval.until > at) yield interval;
    }
  }
}

/** The local time of the zone at the instant; see {@link LocalTime} for repeated hours. */
export function toLocalTime(at: Instant, zone: string): LocalTime {
  const intervals = iterateIntervals(at - DAY, zone);
  let reached = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { until, offset } = intervals.next().value;
    if (at < until) return Math.max(reached, at + offset);
    reached = Math.max(reached, until + offset - 1);
  }
}

/** The time that the zone's clocks show at the instant. Unlike local time it runs twice through a repeated hour. */
export function toClockTime(at: Instant, zone: string): LocalTime {
  return at + iterateIntervals(at, zone).next().value.offset;
}

/** The first instant at which the zone's local time has reached `local`. */
export function toInstant(local: LocalTime, zone: string): Instant {
  const intervals = iterateIntervals(local - DAY, zone);
  for (;;) {
    const { from, until, offset } = intervals.next().value;
    const instant = Math.max(from, local - offset);
    if (instant < until) return instant;
  }
}

/** Adds calendar months and keeps the time of day. If the month has no such day, the result is its last day. */
export function addMonths(local: LocalTime, months: number): LocalTime {
  const date = new Date(local);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
