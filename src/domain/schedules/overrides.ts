import { invalid } from '../kernel/errors.ts';
import type { Override, Schedule } from './model.ts';

/** The most overrides that a schedule keeps, so that it fits into one item of the table. */
export const MAX_OVERRIDES = 1_000;

type UnversionedSchedule = Omit<Schedule, 'version'>;

/**
 * The schedule with one more override. If it is full, the override that ended longest ago makes room. Throws `invalid` if
 * none of them is over.
 */
export function withOverride(
  schedule: UnversionedSchedule,
  override: Override,
  now: number,
): UnversionedSchedule {
  const overrides = [...schedule.overrides, override];
  if (overrides.length <= MAX_OVERRIDES) return { ...schedule, overrides };
  const oldest = schedule.overrides.reduce((a, b) => (b.endDate < a.endDate ? b : a));
  if (oldest.endDate > now) {
    throw invalid({ overrides: `a schedule can have ${MAX_OVERRIDES} overrides that are not over` });
  }
  return { ...schedule, overrides: overrides.filter((it) => it !== oldest) };
}
