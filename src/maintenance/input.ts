import * as z from 'zod';
import { instant } from '../api/input.ts';
import { ENTITY_TYPES, type MaintenanceRule, STATES, TIME_TYPES } from './model.ts';

const MAX_RULES = 200;

const time = z
  .object({ type: z.enum(TIME_TYPES), startDate: instant.optional(), endDate: instant.optional() })
  .superRefine(({ type, startDate, endDate }, context) => {
    if (type !== 'schedule') return;
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (startDate === undefined) wrong('startDate', 'is needed for the type schedule');
    if (endDate === undefined) wrong('endDate', 'is needed for the type schedule');
    if (startDate !== undefined && endDate !== undefined && endDate <= startDate) {
      wrong('endDate', 'must be after startDate');
    }
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

export const listQuery = z.object({ type: z.enum(['all', 'past', 'non-expired']).default('all') });
