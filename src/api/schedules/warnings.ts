import { checkSchedule } from '../../domain/readiness/check.ts';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { Instant } from '../../platform/clock.ts';

/** What is wrong with the next 14 days of a schedule that was just changed. */
export const warnOfSchedule = (schedule: Schedule, now: Instant): readonly string[] =>
  schedule.enabled ? checkSchedule(schedule, now).map(({ text }) => text) : [];
