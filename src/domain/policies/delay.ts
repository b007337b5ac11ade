import { DAY, HOUR, type Instant, MINUTE } from '../../platform/clock.ts';
import { toMilliseconds } from '../kernel/duration.ts';
import { WEEKDAYS } from '../kernel/time-restriction.ts';
import { type LocalTime, toInstant, toLocalTime } from '../kernel/zone.ts';
import { DEFAULT_ZONE } from './matching.ts';
import type { DelayAction } from './model.ts';

/** The weekday of a local time, 0 for Monday. 1 January 1970 was a Thursday. */
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
 * When a delay that starts at the instant ends: after its duration, or the next time that clocks in the zone show its time
 * of day, on any day, on a weekday (Monday to Friday), or on the given day of the week. A time that daylight saving skips
 * is the instant of the change; a repeated time is its first occurrence.
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
