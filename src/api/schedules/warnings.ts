import { checkSchedule } from '../../domain/readiness/check.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { Instant } from '../../platform/clock.ts';

/** What is wrong with the next 14 days of a schedule that was just changed. */
export const warnOfSchedule = (schedule: Schedule, now: Instant): readonly string[] =>
  schedule.enabled ? checkSchedule(schedule, now).map(({ text }) => text) : [];

/** Warns of an override that was just stored and is wholly in the past. */
export function warnOfPastOverride({ overrides }: Schedule, alias: string, now: Instant): readonly string[] {
  const override = overrides.find((each) => each.alias === alias);
  return override && override.endDate <= now
    ? ['endDate: the override has ended already, so it changes nothing']
    : [];
}
