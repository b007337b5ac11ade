import * as z from 'zod';
import { wholeNumber } from './schemas.ts';
import { type TimeRestriction, WEEKDAYS } from './time-restriction.ts';

/** Schema of time restrictions. It is not in schemas.ts, so that the alerts API starts without it. */

const minute = wholeNumber(0, 59);

/** Hour 24 is the end of the day, as in the clients' own schemas. */
const timeOfDay = {
  startHour: wholeNumber(0, 23),
  startMin: minute.default(0),
  endHour: wholeNumber(0, 24),
  endMin: minute.default(0),
};

/** Opsgenie's limit of intervals in a time restriction. */
const MAX_RESTRICTIONS = 15;

/** A time restriction. Members of the other type are ignored, because clients send both. */
export const timeRestrictionSchema: z.ZodType<TimeRestriction> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('time-of-day'), restriction: z.object(timeOfDay) }),
  z.object({
    type: z.literal('weekday-and-time-of-day'),
    restrictions: z
      .array(z.object({ startDay: z.enum(WEEKDAYS), ...timeOfDay, endDay: z.enum(WEEKDAYS) }))
      .min(1)
      .max(MAX_RESTRICTIONS),
  }),
]);
