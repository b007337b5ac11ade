import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import type { Duration } from '../kernel/duration.ts';
import { WEEKDAYS } from '../kernel/time-restriction.ts';
import { type LocalTime, toInstant, toLocalTime } from '../kernel/zone.ts';
import { DEFAULT_ZONE } from './matching.ts';
import type { DelayAction } from './model.ts';

const UNITS: Readonly<Record<Duration['timeUnit'], number>> = { minutes: MINUTE, hours: HOUR, days: DAY };

/** The duration in milliseconds. */
export const toMilliseconds = ({ timeAmount, timeUnit }: Duration): number => timeAmount * UNITS[timeUnit];

/** Of the local date, 0 for Monday: the first of January 1970 was a Thursday. */
const getWeekday = (local: LocalTime): number => (Math.floor(local / DAY) + 3) % 7;

function isOnAllowedDay(option: DelayAction['delayOption'], local: LocalTime): boolean {
  switch (option) {
    case 'next-time':
      return true;
    case 'next-weekday':
      return getWeekday(local) < 5;
    default:
      return option === `next-${WEEKDAYS[getWeekday(local)]}`;
  }
}

/**
 * When a delay that begins at the instant is over: after its duration, or when clocks of the zone next show its time of
 * day, on any day, on Monday to Friday, or on the day of the week. A time that daylight-saving time leaves out is the
 * instant of the change, and one that comes twice is its first coming.
 */
export function getDelayEnd(action: DelayAction, at: Instant, zone = DEFAULT_ZONE): Instant {
  if (action.delayOption === 'for-duration') {
    return at + (action.duration ? toMilliseconds(action.duration) : 0);
  }
  const local = toLocalTime(at, zone);
  const timeOfDay = (action.untilHour ?? 0) * HOUR + (action.untilMinute ?? 0) * MINUTE;
  let candidate = Math.floor(local / DAY) * DAY + timeOfDay;
  while (candidate <= local || !isOnAllowedDay(action.delayOption, candidate)) candidate += DAY;
  return toInstant(candidate, zone);
}
