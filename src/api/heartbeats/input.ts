import * as z from 'zod';
import { getIntervalMs, INTERVAL_UNITS } from '../../domain/heartbeats/model.ts';
import { ALERT_LIMITS } from '../../domain/kernel/limits.ts';
import { PRIORITIES } from '../../domain/kernel/priority.ts';
import { nameSchema, referenceSchema, wholeNumber } from '../../domain/kernel/schemas.ts';
import { DAY } from '../../platform/clock.ts';

/** Anything longer than a year is taken for a mistake. */
const MAX_INTERVAL_MS = 366 * DAY;

const interval = wholeNumber(1, 600_000);
const intervalUnit = z.enum(INTERVAL_UNITS);

/** The fields that can be changed. The name is the heartbeat's identity and cannot. */
const fields = {
  description: z.string().max(10_000).optional(),
  enabled: z.boolean().optional(),
  ownerTeam: referenceSchema.optional(),
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

/**
 * Names that a gateway cuts off or resolves before we see them, or whose end is taken for an operation. A heartbeat has no
 * other identity: with such a name nobody could ping or delete it, and a request for it would reach another one.
 */
const NOT_IN_A_PATH = /\?|(?:^|\/)\.{0,2}(?:\/|$)|\/(?:ping|enable|disable)$/i;

const nameInPath = nameSchema(200).refine((name) => !NOT_IN_A_PATH.test(name), {
  message:
    'must fit into the path of a request: without "?", without "", "." or ".." between slashes, and without "/ping", "/enable" or "/disable" at its end',
});

const TOO_LONG = { path: ['interval'], message: 'must not be longer than a year' };

/** The body of Create heartbeat. */
export const heartbeatInput = z
  .object({ ...fields, name: nameInPath, interval, intervalUnit, enabled: z.boolean().default(true) })
  .refine((it) => getIntervalMs(it) <= MAX_INTERVAL_MS, TOO_LONG);

/** The body of Update heartbeat. A field that is missing stays unchanged. */
export const heartbeatPatch = z.object({
  ...fields,
  alertMessage: z.literal('').or(fields.alertMessage),
  interval: interval.optional(),
  intervalUnit: intervalUnit.optional(),
});

/** Whether a new heartbeat could have the interval that results from an update. */
export const isAllowedInterval = (it: Parameters<typeof getIntervalMs>[0]): boolean =>
  getIntervalMs(it) <= MAX_INTERVAL_MS;
