import * as z from 'zod';

export const UNIT_SPELLINGS = {
  minute: 'minutes',
  minutes: 'minutes',
  hour: 'hours',
  hours: 'hours',
  day: 'days',
  days: 'days',
} as const;

export const MINUTES_PER_UNIT = { minutes: 1, hours: 60, days: 24 * 60 } as const;

/** More than a year is a mistake. */
export const MAX_DURATION_MINUTES = 366 * MINUTES_PER_UNIT.days;

/** A duration of whole minutes, hours or days; without a unit they are minutes. Terraform sends `minute`. */
export const durationSchema: z.ZodType<Duration> = z
  .object({
    timeAmount: z.number().int().min(0),
    timeUnit: z.enum(Object.keys(UNIT_SPELLINGS) as (keyof typeof UNIT_SPELLINGS)[]).default('minutes'),
  })
  .transform(({ timeAmount, timeUnit }) => ({ timeAmount, timeUnit: UNIT_SPELLINGS[timeUnit] }))
  .refine((it) => toMinutes(it) <= MAX_DURATION_MINUTES, { message: 'must not be longer than a year' });

export const toMinutes = ({ timeAmount, timeUnit }: Duration): number =>
  timeAmount * MINUTES_PER_UNIT[timeUnit];

/** The duration of so many minutes in the unit, which must divide them. */
export const fromMinutes = (minutes: number, timeUnit: Duration['timeUnit']): Duration => ({
  timeAmount: minutes / MINUTES_PER_UNIT[timeUnit],
  timeUnit,
});
export interface Duration {
  readonly timeAmount: number;
  readonly timeUnit: 'minutes' | 'hours' | 'days';
}
