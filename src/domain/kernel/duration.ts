import * as z from 'zod';
import { MINUTE } from '../../platform/clock.ts';
import { wholeNumber } from './schemas.ts';

export interface Duration {
  readonly timeAmount: number;
  readonly timeUnit: 'minutes' | 'hours' | 'days';
}

/** The spellings of units that clients send; Terraform sends the singular. */
export const UNIT_SPELLINGS = {
  minute: 'minutes',
  minutes: 'minutes',
  hour: 'hours',
  hours: 'hours',
  day: 'days',
  days: 'days',
} as const;

export const MINUTES_PER_UNIT = { minutes: 1, hours: 60, days: 24 * 60 } as const;

/** The longest duration accepted: more than a year is a mistake. */
export const MAX_DURATION_MINUTES = 366 * MINUTES_PER_UNIT.days;

/** A duration of whole minutes, hours or days; minutes if there is no unit. */
export const durationSchema: z.ZodType<Duration> = z
  .object(
    {
      timeAmount: wholeNumber(0, MAX_DURATION_MINUTES),
      timeUnit: z.enum(Object.keys(UNIT_SPELLINGS) as (keyof typeof UNIT_SPELLINGS)[]).default('minutes'),
    },
    {
      error: ({ code, input }) =>
        code === 'invalid_type' && input !== undefined
          ? 'must be an object such as {"timeAmount": 5, "timeUnit": "minutes"}'
          : undefined,
    },
  )
  .transform(({ timeAmount, timeUnit }) => ({ timeAmount, timeUnit: UNIT_SPELLINGS[timeUnit] }))
  .refine((it) => toMinutes(it) <= MAX_DURATION_MINUTES, { message: 'must not be longer than a year' });

/** The duration in milliseconds. */
export const toMilliseconds = (duration: Duration): number => toMinutes(duration) * MINUTE;

/** The duration in minutes. */
export const toMinutes = ({ timeAmount, timeUnit }: Duration): number =>
  timeAmount * MINUTES_PER_UNIT[timeUnit];

/** The duration of this many minutes in the given unit, which must divide them. */
export const fromMinutes = (minutes: number, timeUnit: Duration['timeUnit']): Duration => ({
  timeAmount: minutes / MINUTES_PER_UNIT[timeUnit],
  timeUnit,
});
