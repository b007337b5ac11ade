import * as z from 'zod';
import {
  ESCALATION_CONDITIONS,
  type EscalationRepeat,
  NOTIFY_TYPES,
  type NotifyType,
} from '../../domain/escalations/model.ts';
import { durationSchema, toMinutes } from '../../domain/kernel/duration.ts';
import {
  createTargetReferenceSchema,
  nameSchema,
  referenceSchema,
  wholeNumber,
} from '../../domain/kernel/schemas.ts';
import { listAlternatives } from '../../domain/kernel/validation-messages.ts';

const MAX_RULES = 100;
const MAX_ROUNDS = 20;

/** The notify types that each type of recipient supports: see {@link NOTIFY_TYPES}. */
const NOTIFY_TYPES_BY_RECIPIENT: Readonly<Record<'user' | 'team' | 'schedule', readonly NotifyType[]>> = {
  user: ['default'],
  team: ['default', 'users', 'admins', 'all', 'random'],
  schedule: ['default', 'next', 'previous'],
};

const recipient = createTargetReferenceSchema(z.enum(['user', 'team', 'schedule']));

const rule = z
  .object({
    condition: z.enum(ESCALATION_CONDITIONS).default('if-not-acked'),
    notifyType: z.enum(NOTIFY_TYPES).default('default'),
    delay: durationSchema.default({ timeAmount: 0, timeUnit: 'minutes' }),
    recipient,
  })
  .superRefine((it, context) => {
    if (NOTIFY_TYPES_BY_RECIPIENT[it.recipient.type].includes(it.notifyType)) return;
    const message = `${listAlternatives(NOTIFY_TYPES_BY_RECIPIENT[it.recipient.type])} for a ${it.recipient.type}`;
    context.addIssue({ code: 'custom', path: ['notifyType'], message });
  })
  .transform(({ condition, notifyType, delay, recipient }) => ({
    condition,
    notifyType,
    delayMinutes: toMinutes(delay),
    ...(delay.timeUnit !== 'minutes' && { delayUnit: delay.timeUnit }),
    recipient,
  }));

const repeat: z.ZodType<EscalationRepeat> = z.object({
  waitInterval: wholeNumber(0, 10_080).default(0),
  count: wholeNumber(1, MAX_ROUNDS).default(1),
  resetRecipientStates: z.boolean().default(false),
  closeAlertAfterAll: z.boolean().default(false),
});

const fields = {
  name: nameSchema(200),
  description: z.string().max(10_000).optional(),
  rules: z.array(rule).min(1).max(MAX_RULES),
  ownerTeam: referenceSchema.optional(),
  repeat: repeat.optional(),
};

/** The body that creates an escalation. */
export const escalationInput = z.object(fields);

/** The body that updates an escalation: absent fields stay unchanged. */
export const escalationPatch = z.object({
  ...fields,
  name: fields.name.optional(),
  rules: fields.rules.optional(),
});

export type EscalationRuleInput = z.infer<typeof rule>;

/** Warns of a rule that is due before the one above it: people read the rules from top to bottom. */
export const warnOfRules = ({
  rules = [],
}: {
  readonly rules?: readonly EscalationRuleInput[] | undefined;
}): readonly string[] =>
  rules.flatMap(({ delayMinutes }, i) =>
    i > 0 && delayMinutes < (rules[i - 1]?.delayMinutes ?? 0)
      ? [`rules[${i}].delay: the rule is due before the rule above it`]
      : [],
  );
