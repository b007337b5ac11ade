import * as z from 'zod';
import { INTERVAL_UNITS, intervalOf } from '../../domain/heartbeats/model.ts';
import { ALERT_LIMITS } from '../../domain/kernel/limits.ts';
import { PRIORITIES } from '../../domain/kernel/priority.ts';
import { reference, requiredText } from '../../domain/kernel/schemas.ts';
import { DAY } from '../../platform/clock.ts';

/** More than a year is a mistake. */
const LONGEST = 366 * DAY;

const interval = z.number().int().min(1).max(600_000);
const intervalUnit = z.enum(INTERVAL_UNITS);

/** What a heartbeat can be changed to; the name is its identity and stays. */
const fields = {
  description: z.string().max(10_000).optional(),
  enabled: z.boolean().optional(),
  ownerTeam: reference.optional(),
  alertMessage: z
    .string()
    .trim()
    .min(1)
    .max(ALERT_LIMITS.message)
    .optional()
    .meta({ description: '<name> is expired, if absent' }),
  alertTags: z.array(z.string().max(ALERT_LIMITS.tag)).max(ALERT_LIMITS.tags).optional(),
  alertPriority: z.enum(PRIORITIES).optional(),
};

const TOO_LONG = { path: ['interval'], message: 'must not be longer than a year' };

/** The body that creates a heartbeat. */
export const heartbeatInput = z
  .object({ ...fields, name: requiredText(200), interval, intervalUnit, enabled: z.boolean().default(true) })
  .refine((it) => intervalOf(it) <= LONGEST, TOO_LONG);

/** The body that changes one: what is absent stays as it is. */
export const heartbeatPatch = z.object({
  ...fields,
  alertMessage: z.literal('').or(fields.alertMessage),
  interval: interval.optional(),
  intervalUnit: intervalUnit.optional(),
});

/** Whether the interval that a change leads to is one that a new heartbeat may have. */
export const isAllowedInterval = (it: Parameters<typeof intervalOf>[0]): boolean => intervalOf(it) <= LONGEST;
