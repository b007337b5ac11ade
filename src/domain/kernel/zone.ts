import { createBoundedMap } from '../../platform/bounded-map.ts';
import { DAY, type Instant, SECOND } from '../../platform/clock.ts';

/**
 * A local date and time of some zone as a number: the milliseconds since 1970 that a clock in UTC would need to show
 * it. So days, weeks and times of day are plain arithmetic, and only {@link toLocalTime} and {@link toInstant} know of
 * zones.
 *
 * Where clocks are put forward, the times left out begin at the instant of the change. Where they are put back, the
 * repeated times count once: they are the first pass, and during the second pass local time stands still. So local
 * time never runs backwards, every local time begins at exactly one instant, and `localTime(at) >= local` says the
 * same as `at >= instantOf(local)`.
 */
export type LocalTime = number;

/** A stretch of time with one distance from UTC. */
interface OffsetInterval {
  readonly from: Instant;
  readonly until: Instant;
  readonly offset: number;
}

/**
 * Zones are looked at in blocks of this length. No zone has ever changed its offset there and back within so few days,
 * so a block whose ends agree has no change inside it.
 */
const BLOCK = 7 * DAY;

/** Blocks kept in memory over all zones: more than an hour of work would ask for, and a few megabytes at most. */
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

/** Whether it is the name of an IANA time zone; an offset such as +02:00 is none, it knows no daylight-saving time. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    getFormat(name);
    return true;
  } catch {
    return false;
  }
}

/** What the zone's clocks are ahead of UTC, in milliseconds. */
function getOffset(at: Instant, zone: string): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of getFormat(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const wholeSeconds = Math.floor(at / SECOND) * SECOND;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds;
}

/** The stretches of a block, in order. Changes are at whole seconds. */
function getIntervals(block: number, zone: string): readonly OffsetInterval[] {
  const key = `${zone} ${block}`;
  const known = blocks.get(key);
  if (known) return known;
  const [from, until] = [block * BLOCK, (block + 1) * BLOCK];
  const [before, after] = [getOffset(from, zone), getOffset(until, zone)];
  const stretches: OffsetInterval[] = [];
  if (before === after) {
    stretches.push({ from, until, offset: before });
  } else {
    let [low, high] = [from, until];
    while (high - low > SECOND) {
      const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND;
      if (getOffset(middle, zone) === before) low = middle;
      else high = middle;
    }
    stretches.push({ from, until: high, offset: before }, { from: high, until, offset: after });
  }
  blocks.set(key, stretches);
  return stretches;
}

/** The stretches from the one that holds the instant on, without end. */
function* iterateIntervals(at: Instant, zone: string): Generator<OffsetInterval, never> {
  for (let block = Math.floor(at / BLOCK); ; block++) {
    for (const stretch of getIntervals(block, zone)) {
      if (stretch.until > at) yield stretch;
    }
  }
}

/** The local time of the zone at the instant; see {@link LocalTime} for repeated times. */
export function toLocalTime(at: Instant, zone: string): LocalTime {
  const stretches = iterateIntervals(at - DAY, zone);
  let reached = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { until, offset } = stretches.next().value;
    if (at < until) return Math.max(reached, at + offset);
    reached = Math.max(reached, until + offset - 1);
  }
}

/** What the zone's clocks show at the instant: the local time, but twice the same where it is repeated. */
export function toClockTime(at: Instant, zone: string): LocalTime {
  return at + iterateIntervals(at, zone).next().value.offset;
}

/** The first instant at which the zone's local time is the given one or later. */
export function toInstant(local: LocalTime, zone: string): Instant {
  const stretches = iterateIntervals(local - DAY, zone);
  for (;;) {
    const { from, until, offset } = stretches.next().value;
    const instant = Math.max(from, local - offset);
    if (instant < until) return instant;
  }
}

/**
 * The local time so many calendar months later, at the same time of day; a day that the month does not have becomes
 * its last.
 */
export function addMonths(local: LocalTime, months: number): LocalTime {
  const date = new Date(local);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
