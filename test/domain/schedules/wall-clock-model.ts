import type { Rotation } from '../../../src/domain/schedules/model.ts';

/** Schedules of the tests begin, end and change at multiples of this, and so do the clocks of their zones. */
export const TICK = 15 * 60_000;

interface Reading {
  /** A local time as a wall clock shows it: 2026-03-29 02:30. */
  readonly text: string;
  readonly weekday: number;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LONG_WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function wallClock(zone: string): (at: number) => Reading {
  const digits = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short' });
  return (at) => ({ text: digits.format(at), weekday: WEEKDAYS.indexOf(weekday.format(at)) });
}

/** The date `days` later by the calendar, at the same time of day. */
function daysLater(text: string, days: number): string {
  const date = new Date(`${text.slice(0, 10)}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10) + text.slice(10);
}

function letsThrough(restriction: Rotation['timeRestriction'], { text, weekday }: Reading): boolean {
  if (!restriction) return true;
  const minuteOfDay = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  const holds = (now: number, start: number, end: number) =>
    start < end ? start <= now && now < end : now >= start || now < end;
  if (restriction.type === 'time-of-day') {
    const { startHour, startMin, endHour, endMin } = restriction.restriction;
    return holds(minuteOfDay, startHour * 60 + startMin, endHour * 60 + endMin);
  }
  return restriction.restrictions.some((each) => {
    const minuteOfWeek = (day: string, hour: number, minute: number) =>
      LONG_WEEKDAYS.indexOf(day) * 1440 + hour * 60 + minute;
    return holds(
      weekday * 1440 + minuteOfDay,
      minuteOfWeek(each.startDay, each.startHour, each.startMin),
      minuteOfWeek(each.endDay, each.endHour, each.endMin),
    );
  });
}

/**
 * Somebody who sits before the wall clock from the rotation's start on, looks at it at each tick and hands the pager on
 * when the clock shows the time agreed, or the first time after it. When the clock is put back they wait until it shows
 * something new. Gives who has the pager at each tick until the end.
 */
export function watch(rotation: Rotation, zone: string, until: number): Map<number, string | undefined> {
  const read = wallClock(zone);
  const holders = new Map<number, string | undefined>();
  let turn = 0;
  let next = '';
  let hoursLeft = 0;
  let shown = read(rotation.startDate - TICK);
  for (let at = rotation.startDate - 30 * 60 * 60_000; at < rotation.startDate; at += TICK) {
    const reading = read(at);
    if (reading.text > shown.text) shown = reading;
  }
  const days = rotation.length * (rotation.type === 'weekly' ? 7 : 1);
  for (let at = rotation.startDate; at < until; at += TICK) {
    const reading = read(at);
    if (reading.text > shown.text) shown = reading;
    if (at === rotation.startDate) {
      next = daysLater(reading.text, days);
      hoursLeft = rotation.length * 60 * 60_000;
    } else if (rotation.type === 'hourly') {
      hoursLeft -= TICK;
      if (hoursLeft === 0) {
        turn++;
        hoursLeft = rotation.length * 60 * 60_000;
      }
    } else {
      while (shown.text >= next) {
        turn++;
        next = daysLater(next, days);
      }
    }
    const over = rotation.endDate !== undefined && at >= rotation.endDate;
    const participant = rotation.participants[turn % rotation.participants.length];
    const present = !over && letsThrough(rotation.timeRestriction, shown) && participant?.type === 'user';
    holders.set(at, present ? participant.id : undefined);
  }
  return holders;
}
