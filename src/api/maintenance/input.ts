import * as z from 'zod';
import { instant, timeZoneSchema, wholeNumber } from '../../domain/kernel/schemas.ts';
import { WEEKDAYS } from '../../domain/kernel/time-restriction.ts';
import { ENTITY_TYPES, type MaintenanceRule, STATES, TIME_TYPES } from '../../domain/maintenance/model.ts';
import {
  FREQUENCIES,
  getOccurrence,
  getWeekday,
  localLength,
  type Occurrence,
  type Recurrence,
  shortestDistance,
  startsOnRecurrenceDay,
  WEEKS_OF_MONTH,
} from '../../domain/maintenance/recurrence.ts';

const MAX_RULES = 200;

const MAX_INTERVAL = 1_000;
const MAX_COUNT = 10_000;

/** The recurrence. Without weekdays, a weekly one recurs on the weekday of the first occurrence. */
const recurrence = z.object({
  frequency: z.enum(FREQUENCIES),
  interval: wholeNumber(1, MAX_INTERVAL).default(1),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1).optional(),
  weekOfMonth: z.enum(WEEKS_OF_MONTH).optional(),
  timezone: timeZoneSchema.default('UTC'),
  until: instant.optional(),
  count: wholeNumber(1, MAX_COUNT).optional(),
});

type ReportError = (path: string, message: string) => void;

/** Builds and validates the recurrence for a first occurrence; undefined if its start does not fit. */
function toRecurrence(
  { frequency, weekdays, weekOfMonth, until, count, ...rest }: z.infer<typeof recurrence>,
  first: Occurrence,
  reportError: ReportError,
): Recurrence | undefined {
  const { interval, timezone } = rest;
  if (weekdays && frequency !== 'weekly')
    reportError('recurrence.weekdays', 'is only for the frequency weekly');
  if (weekOfMonth && frequency !== 'monthly') {
    reportError('recurrence.weekOfMonth', 'is only for the frequency monthly');
  }
  if (until !== undefined && count !== undefined) {
    reportError('recurrence.until', 'must not be given together with count');
  }
  if (until !== undefined && until < first.startDate) {
    reportError('recurrence.until', 'must not be before startDate');
  }
  const base = {
    interval,
    timezone,
    ...(until !== undefined && { until }),
    ...(count !== undefined && { count }),
  };
  const firstWeekday = getWeekday(first.startDate, timezone);
  const result: Recurrence =
    frequency === 'daily'
      ? { frequency, ...base }
      : frequency === 'weekly'
        ? {
            frequency,
            ...base,
            weekdays: WEEKDAYS.filter((day) => (weekdays ?? [firstWeekday]).includes(day)),
          }
        : { frequency, ...base, ...(weekOfMonth && { weekOfMonth }) };
  if (!startsOnRecurrenceDay(result, first.startDate)) {
    reportError('startDate', 'must be on a day of the recurrence, in its timezone');
    return undefined;
  }
  const length = localLength(first, timezone);
  const second = getOccurrence(first, { ...result, count: 2 }, 1);
  if (length <= 0) {
    reportError('endDate', 'must be later than startDate on the clocks of the timezone');
  } else if (length > shortestDistance(result) || (second && second.startDate < first.endDate)) {
    reportError('endDate', 'must not be after the start of the next occurrence');
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
  .transform(({ type, startDate, endDate, recurrence: recurrenceInput }, context) => {
    const reportError: ReportError = (path, message) =>
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    if (type !== 'schedule') {
      if (recurrenceInput) reportError('recurrence', 'is only for the type schedule');
      return { type };
    }
    if (startDate === undefined) reportError('startDate', 'is required for the type schedule');
    if (endDate === undefined) reportError('endDate', 'is required for the type schedule');
    if (startDate === undefined || endDate === undefined) return z.NEVER;
    if (endDate <= startDate) {
      reportError('endDate', 'must be after startDate');
      return z.NEVER;
    }
    const validRecurrence =
      recurrenceInput && toRecurrence(recurrenceInput, { startDate, endDate }, reportError);
    return { type, startDate, endDate, ...(validRecurrence && { recurrence: validRecurrence }) };
  });

const rule = z
  .object({
    state: z.enum(STATES).optional(),
    entity: z.object({ type: z.enum(ENTITY_TYPES), id: z.string().min(1) }),
  })
  .transform(({ state, entity }, context): MaintenanceRule => {
    if (!state && entity.type === 'policy') {
      context.addIssue({ code: 'custom', path: ['state'], message: 'is required for a policy' });
    }
    return { state: state ?? 'disabled', entity };
  });

/** The body that creates a maintenance, or replaces a planned one. */
export const maintenanceInput = z.object({
  description: z.string().max(10_000).default(''),
  time,
  rules: z.array(rule).min(1).max(MAX_RULES),
});

export type MaintenanceInput = z.infer<typeof maintenanceInput>;

export const endDateInput = z.object({ endDate: instant });

/** The part of a recurring maintenance to cancel: the whole series, or the active occurrence. */
export const cancelQuery = z.object({ scope: z.enum(['series', 'occurrence']).default('series') });

export const listQuery = z.object({ type: z.enum(['all', 'past', 'non-expired']).default('all') });
