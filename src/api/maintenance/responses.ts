import * as z from 'zod';
import { WEEKDAYS } from '../../domain/kernel/time-restriction.ts';
import { timestamp } from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  resultResponse,
} from '../../http/responses.ts';

const recurrenceFields = {
  interval: z.int().describe('Every so many days, weeks or months'),
  timezone: z.string(),
  until: timestamp.optional(),
  count: z.int().optional().describe('The number of occurrences'),
};

const recurrence = z
  .discriminatedUnion('frequency', [
    z.strictObject({ frequency: z.literal('daily'), ...recurrenceFields }),
    z.strictObject({
      frequency: z.literal('weekly'),
      weekdays: z.array(z.enum(WEEKDAYS)),
      ...recurrenceFields,
    }),
    z.strictObject({
      frequency: z.literal('monthly'),
      weekOfMonth: z.enum(['first', 'second', 'third', 'fourth', 'last']).optional(),
      ...recurrenceFields,
    }),
  ])
  .meta({ id: 'MaintenanceRecurrence' });

const metaFields = {
  id: z.string(),
  status: z.enum(['planned', 'active', 'past', 'cancelled']),
  time: z.strictObject({
    type: z.enum(['schedule', 'for-5-minutes', 'for-30-minutes', 'for-1-hour', 'indefinitely']),
    startDate: timestamp,
    endDate: timestamp.optional(),
    recurrence: recurrence.optional(),
  }),
  occurrence: z
    .strictObject({ startDate: timestamp, endDate: timestamp })
    .optional()
    .describe('Of a recurring maintenance: the active occurrence, or else the next'),
  description: z.string(),
};

const meta = z.strictObject(metaFields).meta({ id: 'MaintenanceSummary' });

export const maintenance = dataResponse(
  z
    .strictObject({
      ...metaFields,
      rules: z.array(
        z.strictObject({
          state: z.enum(['enabled', 'disabled']),
          entity: z.strictObject({ type: z.enum(['integration', 'policy']), id: z.string() }),
        }),
      ),
    })
    .meta({ id: 'Maintenance' }),
);

export const maintenances = dataResponse(z.array(meta));

export const created = createdResponse(meta);

export const updated = changedResponse(['Updated'], meta);

export const deleted = deletedResponse;

export const cancelled = resultResponse('Cancelled');
