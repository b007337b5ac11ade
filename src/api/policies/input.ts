import * as z from 'zod';
import { criteriaSchema } from '../../domain/kernel/criteria-schema.ts';
import { durationSchema, toMinutes } from '../../domain/kernel/duration.ts';
import { PRIORITIES } from '../../domain/kernel/priority.ts';
import { RESPONDER_TYPES } from '../../domain/kernel/responder.ts';
import {
  createTargetReferenceSchema,
  mapSchema,
  nameSchema,
  orderSchema,
  timeZoneSchema,
  wholeNumber,
} from '../../domain/kernel/schemas.ts';
import { WEEKDAYS } from '../../domain/kernel/time-restriction.ts';
import { timeRestrictionSchema } from '../../domain/kernel/time-restriction-schema.ts';

/** Templates may be longer than the alert field; the result is truncated to the field's limit. */
const template = z.string().max(15_000);

const common = {
  name: nameSchema(512),
  enabled: z.boolean().default(true),
  policyDescription: z.string().max(512).optional(),
  filter: criteriaSchema.optional(),
  timeRestrictions: timeRestrictionSchema.optional(),
  timezone: timeZoneSchema
    .optional()
    .describe(
      'IANA zone of the time restriction and of delays until a time of day. Default: that of the account.',
    ),
  teamId: z
    .string()
    .max(255)
    .optional()
    .describe('Like the query parameter of the same name, which takes precedence.'),
  // The Go client writes the field under its Go name.
  TeamId: z.string().max(255).optional(),
};

/** The Go client sends a list of `key:value` or `key=value` strings to create, and an object to update. */
const details = z
  .union([mapSchema(z.string()), z.array(z.string())])
  .transform((given): Record<string, string> => {
    if (!Array.isArray(given)) return given;
    return Object.fromEntries(
      given.map((text) => {
        const [, key = text, value = ''] = /^([^:=]+)[:=](.*)$/s.exec(text) ?? [];
        return [key.trim(), value.trim()] as const;
      }),
    );
  });

const responder = createTargetReferenceSchema(z.enum(RESPONDER_TYPES));

export type ResponderInput = z.infer<typeof responder>;

const changes = {
  alias: template.optional(),
  description: template.optional(),
  entity: template.optional(),
  source: template.optional(),
  priority: z.enum(PRIORITIES).optional(),
  continue: z.boolean().optional(),
  ignoreOriginalDetails: z.boolean().optional(),
  details: details.optional(),
  actions: z.array(template).max(100).optional(),
  ignoreOriginalTags: z.boolean().optional(),
  tags: z.array(template).max(100).optional(),
  ignoreOriginalTeams: z.boolean().optional(),
};

const alertPolicy = z.object({
  ...common,
  ...changes,
  type: z.literal('alert'),
  message: template.min(1),
  alertDescription: template.optional().describe('The description, as the Go client names it.'),
  ignoreOriginalActions: z.boolean().optional(),
  ignoreOriginalResponders: z.boolean().optional(),
  responders: z.array(responder).max(50).optional(),
});

const someDuration = durationSchema.refine((it) => toMinutes(it) > 0, {
  message: 'must be greater than zero',
});

const DELAY_OPTIONS = [
  'for-duration',
  'next-time',
  'next-weekday',
  ...WEEKDAYS.map((day) => `next-${day}` as const),
] as const;

/** The most restarts of notifications: an escalation itself may have a hundred rules. */
const MAX_RESTARTS = 100;

const delay = z.object({
  delayOption: z.enum(DELAY_OPTIONS),
  untilHour: wholeNumber(0, 23).optional(),
  untilMinute: wholeNumber(0, 59).optional(),
  duration: someDuration.optional(),
});

const durationNeeded = (kind: string) => ({ path: ['duration'], message: `is required for ${kind}` });

const hasDelayEnd = (it: z.infer<typeof delay>) =>
  it.delayOption !== 'for-duration' || it.duration !== undefined;

const delayAction = delay.refine(hasDelayEnd, durationNeeded('for-duration'));

const deduplicationType = z.enum(['value-based', 'frequency-based']);
const deduplicationCount = wholeNumber(2, 100);

/** The Go client names the type deduplicationType, Opsgenie's OpenAPI document deduplicationActionType. */
const deduplicationAction = z
  .object({
    deduplicationActionType: deduplicationType.optional(),
    deduplicationType: deduplicationType.optional(),
    count: deduplicationCount,
    duration: someDuration.optional(),
  })
  .transform(({ deduplicationActionType, deduplicationType: other, ...rest }, context) => {
    const type = deduplicationActionType ?? other;
    if (type === undefined) {
      context.addIssue({ code: 'custom', path: ['deduplicationActionType'], message: 'is required' });
      return z.NEVER;
    }
    if (type === 'frequency-based' && rest.duration === undefined) {
      context.addIssue({ code: 'custom', ...durationNeeded('frequency-based') });
    }
    return { deduplicationActionType: type, ...rest };
  });

const autoCloseAction = z.object({ duration: someDuration });
const autoRestartAction = z.object({
  duration: someDuration,
  maxRepeatCount: wholeNumber(1, MAX_RESTARTS),
});

const notificationPolicy = z.object({
  ...common,
  type: z.literal('notification'),
  suppress: z.boolean().optional(),
  delayAction: delayAction.optional(),
  deduplicationAction: deduplicationAction.optional(),
  deduplicationActionAction: deduplicationAction.optional().describe('The spelling of some Go clients.'),
  autoCloseAction: autoCloseAction.optional(),
  autoRestartAction: autoRestartAction.optional(),
});

/** The body that creates or replaces a policy. */
export const policyInput = z
  .discriminatedUnion('type', [alertPolicy, notificationPolicy])
  .superRefine((it, context) => {
    if (it.type === 'notification' && it.suppress && it.delayAction) {
      context.addIssue({
        code: 'custom',
        path: ['delayAction'],
        message: 'can not be combined with suppress',
      });
    }
  });

export type PolicyInput = z.infer<typeof policyInput>;

/** The list that a request addresses. */
export const scopeQuery = z.object({
  teamId: z
    .string()
    .max(255)
    .optional()
    .describe('The team that owns the policies. Default: the global policies.'),
});

/** The Go client omits a 0. */
export const orderInput = z.object({ targetIndex: orderSchema.default(0) });

const recipient = createTargetReferenceSchema(z.enum([...RESPONDER_TYPES, 'none']));

const { teamId: _teamId, TeamId: _TeamId, ...deprecatedCommon } = common;

/** The bodies of the deprecated /v1/policies, with one kind of action each. */
export const deprecatedInput = z.discriminatedUnion('type', [
  z.object({
    ...deprecatedCommon,
    ...changes,
    type: z.literal('modify'),
    message: template.optional(),
    ignoreOriginalAlertActions: z.boolean().optional(),
    ignoreOriginalRecipients: z.boolean().optional(),
    recipients: z.array(recipient).max(50).optional(),
  }),
  z.object({ ...deprecatedCommon, type: z.literal('notification-suppress') }),
  z
    .object({ ...deprecatedCommon, ...delay.shape, type: z.literal('notification-delay') })
    .refine(hasDelayEnd, durationNeeded('for-duration')),
  z
    .object({
      ...deprecatedCommon,
      type: z.literal('notification-deduplication'),
      deduplicationActionType: deduplicationType,
      count: deduplicationCount,
      duration: someDuration.optional(),
    })
    .refine(
      (it) => it.deduplicationActionType !== 'frequency-based' || it.duration !== undefined,
      durationNeeded('frequency-based'),
    ),
  z.object({ ...deprecatedCommon, ...autoCloseAction.shape, type: z.literal('auto-close') }),
  z.object({
    ...deprecatedCommon,
    ...autoRestartAction.shape,
    type: z.literal('auto-restart-notifications'),
  }),
  z.object({ ...deprecatedCommon, type: z.literal('notification-renotify') }).refine(() => false, {
    path: ['type'],
    message: 'notification-renotify is not supported; use auto-restart-notifications',
  }),
]);

export type DeprecatedInput = z.infer<typeof deprecatedInput>;
