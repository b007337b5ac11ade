import * as z from 'zod';
import { instant, timeZoneSchema, wholeNumber } from '../../domain/kernel/schemas.ts';
import { alertQuery, createAlertBody } from '../alerts/input.ts';

/** The zone of the times in sentences; absent: that of the account. */
export const storyQuery = alertQuery().extend({ timeZone: timeZoneSchema.optional() });

const DEFAULT_HOURS = 24;
const MAX_HOURS = 168;
const DEFAULT_NOTIFICATIONS = 200;
const MAX_NOTIFICATIONS = 500;

/**
 * The subject of the simulation: exactly one of an alert as in `POST /v2/alerts`, a stored alert, or a payload of a tool.
 */
const SUBJECTS = ['alert', 'alertId', 'payload'] as const;

export const simulationBody = z
  .object({
    alert: createAlertBody().optional(),
    /** Its text, responders and priority are taken as they are now. */
    alertId: z.string().optional(),
    integrationId: z.string().optional(),
    /** The payload of a tool: JSON, or its text. */
    payload: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.string()]).optional(),
    at: instant.optional(),
    /** Somebody acknowledges at this instant; absent: nobody does. */
    acknowledgeAt: instant.optional(),
    hours: z.number().min(1).max(MAX_HOURS).default(DEFAULT_HOURS),
    maxNotifications: wholeNumber(1, MAX_NOTIFICATIONS).default(DEFAULT_NOTIFICATIONS),
    timeZone: timeZoneSchema.optional(),
  })
  .refine((body) => SUBJECTS.filter((subject) => body[subject] !== undefined).length === 1, {
    path: ['alert'],
    message: `exactly one of ${SUBJECTS.join(', ')} must be given`,
  })
  .refine(({ payload, integrationId }) => (payload === undefined) === (integrationId === undefined), {
    path: ['integrationId'],
    message: 'payload and integrationId belong together',
  });

export type SimulationInput = z.infer<typeof simulationBody>;
