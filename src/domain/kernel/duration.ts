import * as z from 'zod';

export const UNITS = {
  minute: 'minutes',
  minutes: 'minutes',
  hour: 'hours',
  hours: 'hours',
  day: 'days',
  days: 'days',
} as const;

export const MINUTES_OF = { minutes: 1, hours: 60, days: 24 * 60 } as const;

/** More than a year is a mistake. */
export const MAX_DURATION_MINUTES = 366 * MINUTES_OF.days;

/** A duration of whole minutes, hours or days; without a unit they are minutes. Terraform sends `minute`. */
export const duration: z.ZodType<Duration> = z
  .object({
    timeAmount: z.number().int().min(0),
    timeUnit: z.enum(Object.keys(UNITS) as (keyof typeof UNITS)[]).default('minutes'),
  })
  .transform(({ timeAmount, timeUnit }) => ({ timeAmount, timeUnit: UNITS[timeUnit] }))
  .refine((it) => minutesOf(it) <= MAX_DURATION_MINUTES, { message: 'must not be longer than a year' });

export const minutesOf = ({ timeAmount, timeUnit }: Duration): number => timeAmount * MINUTES_OF[timeUnit];

/** The duration of so many minutes in the unit, which must divide them. */
export const durationOf = (minutes: number, timeUnit: Duration['timeUnit']): Duration => ({
  timeAmount: minutes / MINUTES_OF[timeUnit],
  timeUnit,
});
export interface Duration {
  readonly timeAmount: number;
  readonly timeUnit: 'minutes' | 'hours' | 'days';
}
