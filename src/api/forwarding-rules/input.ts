import * as z from 'zod';
import { instant } from '../../domain/kernel/input.ts';
import { userReference } from '../../domain/kernel/schemas.ts';

const fields = {
  fromUser: userReference,
  toUser: userReference,
  startDate: instant,
  endDate: instant,
};

type Dates = { readonly startDate: number; readonly endDate: number };

/** Of what is no date, that is said already. */
const endsAfterStart = ({ startDate, endDate }: Dates) => !(endDate <= startDate);
const ORDER = { message: 'must be after startDate', path: ['endDate'] };

const alias = z.string().trim().min(1).max(512);

/** The body that creates a forwarding rule; without an alias it gets one. */
export const forwardingRuleInput = z
  .object({ ...fields, alias: alias.optional() })
  .refine(endsAfterStart, ORDER);

/** The body that replaces one; its alias stays. */
export const forwardingRulePatch = z.object(fields).refine(endsAfterStart, ORDER);

/** What the path's identifier is: `id` (the default) or `alias`. */
export const byIdOrAlias = z.object({
  identifierType: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['id', 'alias']))
    .default('id'),
});
