import * as z from 'zod';
import { criteriaSchema } from '../../domain/kernel/criteria-schema.ts';
import { durationSchema } from '../../domain/kernel/duration.ts';
import {
  flag,
  orderSchema,
  referenceSchema,
  requiredText,
  wholeNumber,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { timeRestrictionSchema } from '../../domain/kernel/time-restriction-schema.ts';
import type { ActionType } from '../../domain/users/model.ts';
import { contactReference } from './input.ts';

export const ACTION_TYPES = [
  'create-alert',
  'acknowledged-alert',
  'closed-alert',
  'renotified-alert',
  'assigned-alert',
  'add-note',
  'schedule-start',
  'schedule-end',
  'incoming-call-routing',
] as const satisfies readonly ActionType[];

const NOTIFICATION_TIMES = ['just-before', '15-minutes-ago', '1-hour-ago', '1-day-ago'] as const;

/** The body that creates a step, and the form of each step of a rule. */
export const stepInput = z
  .object({ contact: contactReference, sendAfter: durationSchema.optional(), enabled: flag.default(true) })
  .transform(withoutUndefined);

/** The body that updates a step: absent fields stay unchanged. */
export const stepPatch = z
  .object({
    contact: contactReference.optional(),
    sendAfter: durationSchema.optional(),
    enabled: flag.optional(),
  })
  .transform(withoutUndefined);

const MAX_STEPS = 100;

const fields = {
  name: requiredText(512),
  criteria: criteriaSchema.optional(),
  notificationTime: z.array(z.enum(NOTIFICATION_TIMES)).optional(),
  timeRestriction: timeRestrictionSchema.optional(),
  schedules: z.array(referenceSchema).optional(),
  steps: z.array(stepInput).max(MAX_STEPS).optional(),
  order: orderSchema.optional(),
  /** `loopAfter` in minutes; 0 means no repetition. */
  repeat: z.object({ loopAfter: wholeNumber(0, 10_080).default(0), enabled: flag.default(true) }).optional(),
  enabled: flag.optional(),
};

/** The body that creates a notification rule. */
export const notificationRuleInput = z
  .object({ ...fields, actionType: z.enum(ACTION_TYPES) })
  .transform(withoutUndefined);

/** The body that updates a notification rule: absent fields stay unchanged. The action type cannot be changed. */
export const notificationRulePatch = z
  .object({ ...fields, name: fields.name.optional() })
  .transform(withoutUndefined);

/** The body that moves a rule. */
export const orderInput = z.object({ order: orderSchema.default(0) });

/** The values of `ruleTypes` in copy-to, as action types. */
const RULE_TYPES: Readonly<Record<string, ActionType | 'all'>> = {
  all: 'all',
  'new-alert': 'create-alert',
  ...Object.fromEntries(ACTION_TYPES.map((type) => [type, type])),
};

/** The body of copy-to: which rules to copy to which users (by id or username). */
export const copyInput = z.object({
  toUsers: z.array(z.string()).min(1).max(100),
  ruleTypes: z.array(z.enum(Object.keys(RULE_TYPES)).transform((word) => RULE_TYPES[word] ?? 'all')).min(1),
});

export type NotificationRuleInput = z.infer<typeof notificationRuleInput>;
export type NotificationRulePatch = z.infer<typeof notificationRulePatch>;
export type StepInput = z.infer<typeof stepInput>;
export type StepPatch = z.infer<typeof stepPatch>;
