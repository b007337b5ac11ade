import * as z from 'zod';
import { instant, requiredText, userReferenceSchema } from '../../domain/kernel/schemas.ts';

const fields = {
  fromUser: userReferenceSchema,
  toUser: userReferenceSchema,
  startDate: instant,
  endDate: instant,
};

type Dates = { readonly startDate: number; readonly endDate: number };

/** True also if a date is invalid, which is reported elsewhere. */
const endsAfterStart = ({ startDate, endDate }: Dates) => !(endDate <= startDate);
const ORDER = { message: 'must be after startDate', path: ['endDate'] };

const alias = requiredText(512);

/** The body that creates a forwarding rule. Without an alias, the id becomes the alias. */
export const forwardingRuleInput = z
  .object({ ...fields, alias: alias.optional() })
  .refine(endsAfterStart, ORDER);

/** The body that replaces a forwarding rule. The alias does not change. */
export const forwardingRulePatch = z.object(fields).refine(endsAfterStart, ORDER);

/** How the path identifies the rule: by `id` (the default) or `alias`. */
export const byIdOrAlias = z.object({
  identifierType: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['id', 'alias']))
    .default('id'),
});
