import * as z from 'zod';
import { instant, wholeNumber } from '../../domain/kernel/input.ts';
import { timeZone } from '../../domain/kernel/schemas.ts';
import { WEEKDAYS } from '../../domain/kernel/time-restriction.ts';
import { ENTITY_TYPES, type MaintenanceRule, STATES, TIME_TYPES } from '../../domain/maintenance/model.ts';
import {
  clockLength,
  FREQUENCIES,
  type Occurrence,
  occurrence,
  type Recurrence,
  shortestDistance,
  startsOnRecurrenceDay,
  WEEKS_OF_MONTH,
  weekdayAt,
} from '../../domain/maintenance/recurrence.ts';

const MAX_RULES = 200;

const MAX_INTERVAL = 1_000;
const MAX_COUNT = 10_000;

/** How often it comes again. Weekdays are put in the order of the week; without any it is the one of the first. */
const recurrence = z.object({
  frequency: z.enum(FREQUENCIES),
  interval: wholeNumber(1, MAX_INTERVAL).default(1),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1).optional(),
  weekOfMonth: z.enum(WEEKS_OF_MONTH).optional(),
  timezone: timeZone.default('UTC'),
  until: instant.optional(),
  count: wholeNumber(1, MAX_COUNT).optional(),
});

type Wrong = (path: string, message: string) => void;

/** The recurrence of what takes place first at that time, or undefined where something is wrong with it. */
function recurrenceOf(
  { frequency, weekdays, weekOfMonth, until, count, ...rest }: z.infer<typeof recurrence>,
  first: Occurrence,
  wrong: Wrong,
): Recurrence | undefined {
  const { interval, timezone } = rest;
  if (weekdays && frequency !== 'weekly') wrong('recurrence.weekdays', 'is only for the frequency weekly');
  if (weekOfMonth && frequency !== 'monthly') {
    wrong('recurrence.weekOfMonth', 'is only for the frequency monthly');
  }
  if (until !== undefined && count !== undefined) {
    wrong('recurrence.until', 'must not be given together with count');
  }
  if (until !== undefined && until < first.startDate) {
    wrong('recurrence.until', 'must not be before startDate');
  }
  const base = {
    interval,
    timezone,
    ...(until !== undefined && { until }),
    ...(count !== undefined && { count }),
  };
  const ofFirst = weekdayAt(first.startDate, timezone);
  const result: Recurrence =
    frequency === 'daily'
      ? { frequency, ...base }
      : frequency === 'weekly'
        ? { frequency, ...base, weekdays: WEEKDAYS.filter((day) => (weekdays ?? [ofFirst]).includes(day)) }
        : { frequency, ...base, ...(weekOfMonth && { weekOfMonth }) };
  if (!startsOnRecurrenceDay(result, first.startDate)) {
    wrong('startDate', 'must be on a day of the recurrence, in its timezone');
    return undefined;
  }
  const length = clockLength(first, timezone);
  const second = occurrence(first, { ...result, count: 2 }, 1);
  if (length <= 0) {
    wrong('endDate', 'must be later than startDate on the clocks of the timezone');
  } else if (length > shortestDistance(result) || (second && second.startDate < first.endDate)) {
    wrong('endDate', 'must not be after the next occurrence begins');
  }
  return result;
}

const time = z
  .object({
    type: z.enum(TIME_TYPES),
    startDate: instant.optional(),
    endDate: instant.optional(),
    recurrence: recurrence.optional(),
  })
  .transform(({ type, startDate, endDate, recurrence: again }, context) => {
    const wrong: Wrong = (path, message) =>
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    if (type !== 'schedule') {
      if (again) wrong('recurrence', 'is only for the type schedule');
      return { type };
    }
    if (startDate === undefined) wrong('startDate', 'is needed for the type schedule');
    if (endDate === undefined) wrong('endDate', 'is needed for the type schedule');
    if (startDate === undefined || endDate === undefined) return z.NEVER;
    if (endDate <= startDate) {
      wrong('endDate', 'must be after startDate');
      return z.NEVER;
    }
    const comesAgain = again && recurrenceOf(again, { startDate, endDate }, wrong);
    return { type, startDate, endDate, ...(comesAgain && { recurrence: comesAgain }) };
  });

const rule = z
  .object({
    state: z.enum(STATES).optional(),
    entity: z.object({ type: z.enum(ENTITY_TYPES), id: z.string().min(1) }),
  })
  .transform(({ state, entity }, context): MaintenanceRule => {
    if (!state && entity.type === 'policy') {
      context.addIssue({ code: 'custom', path: ['state'], message: 'is needed for a policy' });
    }
    return { state: state ?? 'disabled', entity };
  });

/** The body that creates a maintenance, or replaces one that is planned. */
export const maintenanceInput = z.object({
  description: z.string().max(10_000).default(''),
  time,
  rules: z.array(rule).min(1).max(MAX_RULES),
});

export type MaintenanceInput = z.infer<typeof maintenanceInput>;

export const endDateInput = z.object({ endDate: instant });

/** What is cancelled of a recurring maintenance: the whole of it, or the occurrence that is active. */
export const cancelQuery = z.object({ scope: z.enum(['series', 'occurrence']).default('series') });

export const listQuery = z.object({ type: z.enum(['all', 'past', 'non-expired']).default('all') });
