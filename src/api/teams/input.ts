import * as z from 'zod';
import { criteriaSchema } from '../../domain/kernel/criteria-schema.ts';
import {
  nameSchema,
  orderSchema,
  requiredText,
  timeZoneSchema,
  userReferenceSchema,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { timeRestrictionSchema } from '../../domain/kernel/time-restriction-schema.ts';

const MAX_NAME = 99;
const MAX_MEMBERS = 1_000;

const name = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME)
  .regex(/^[a-zA-Z0-9 _.-]+$/, {
    message: 'must be letters from a to z, digits, spaces, dots, dashes and underscores',
  })
  .pipe(nameSchema(MAX_NAME));

/** The body that adds a member, and each element of a team's members. */
export const memberInput = z.object({ user: userReferenceSchema, role: z.string().max(512).default('user') });

const fields = {
  name,
  description: z.string().max(10_000).optional(),
  members: z.array(memberInput).max(MAX_MEMBERS).optional(),
};

/** The body that creates a team. */
export const teamInput = z.object(fields).transform(withoutUndefined);

/** The body that updates a team: absent fields stay unchanged; members replace the whole list. */
export const teamPatch = z.object({ ...fields, name: name.optional() }).transform(withoutUndefined);

const notify = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z
    .object({
      type: z.enum(['escalation', 'schedule']),
      id: z.string().optional(),
      name: z.string().optional(),
    })
    .refine(({ id, name }) => id !== undefined || name !== undefined, {
      message: 'id or name should be provided',
    })
    .transform(withoutUndefined),
]);

const ruleFields = {
  name: requiredText(512).optional(),
  criteria: criteriaSchema.optional(),
  timezone: timeZoneSchema.optional(),
  timeRestriction: timeRestrictionSchema.optional(),
};

/** The body that creates a routing rule. */
export const routingRuleInput = z
  .object({ ...ruleFields, notify, order: orderSchema.optional() })
  .transform(withoutUndefined);

/** The body that updates a routing rule: absent fields stay unchanged. */
export const routingRulePatch = z
  .object({ ...ruleFields, notify: notify.optional() })
  .transform(withoutUndefined);

/** The body that moves a routing rule. */
export const orderInput = z.object({ order: orderSchema.default(0) });

export type MemberInput = z.infer<typeof memberInput>;
export type NotifyInput = z.infer<typeof notify>;
