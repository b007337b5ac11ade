import { DAY, type Instant } from '../../platform/clock.ts';
import type { ForwardingRule } from '../forwarding-rules/model.ts';
import { toClockTime, toInstant } from '../kernel/zone.ts';
import { findPeriodStart, getLayers, type Layer, listOnCallPeriods } from './layer.ts';
import type { Schedule } from './model.ts';
import { type ForwardedPeriod, splitByForwarding } from './timeline.ts';

/** The time that a calendar covers, in milliseconds before and after now. */
const PAST = 30 * DAY;
const AHEAD = 90 * DAY;

/** An on-call period in a calendar. */
export interface CalendarPeriod {
  readonly schedule: Schedule;
  readonly layer: { readonly id: string; readonly name: string };
  readonly period: ForwardedPeriod;
  /**
   * Identifies the period in its layer: the local day on which it starts (days since 1970) and its number among those that
   * start on this day. A shift that gets another person, or moves within the day, keeps it.
   */
  readonly slot: { readonly day: number; readonly number: number };
}

const startOfDay = (at: Instant, zone: string): Instant =>
  toInstant(Math.floor(toClockTime(at, zone) / DAY) * DAY, zone);

/**
 * The periods of a layer from the one that is under way 30 days ago to 90 days ahead. The list starts with a whole day, so
 * that periods have the same numbers in later exports.
 */
function* listPeriodsOfLayer(
  layer: Layer,
  now: Instant,
  rules: readonly ForwardingRule[],
): Generator<Omit<CalendarPeriod, 'schedule' | 'layer'>> {
  const first = findPeriodStart(layer, now - PAST);
  const firstDay = startOfDay(first, layer.zone);
  let slot = { day: Number.NaN, number: 0 };
  for (const whole of listOnCallPeriods(layer, findPeriodStart(layer, firstDay), now + AHEAD)) {
    for (const period of splitByForwarding(whole, rules)) {
      if (period.start < firstDay) continue;
      const day = Math.floor(toClockTime(period.start, layer.zone) / DAY);
      slot = { day, number: day === slot.day ? slot.number + 1 : 0 };
      if (period.start >= first) yield { period, slot };
    }
  }
}

/** The on-call periods of a schedule in a calendar; none if the schedule is disabled. */
export function* listCalendarPeriods(
  schedule: Schedule,
  now: Instant,
  rules: readonly ForwardingRule[],
): Generator<CalendarPeriod> {
  if (!schedule.enabled) return;
  for (const layer of getLayers(schedule)) {
    for (const period of listPeriodsOfLayer(layer, now, rules)) yield { schedule, layer, ...period };
  }
}
