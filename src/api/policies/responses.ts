import * as z from 'zod';
import {
  criteria,
  details,
  duration,
  idAndName,
  priority,
  responder,
  skippedPatterns,
  timeRestriction,
} from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  resultResponse,
} from '../../http/responses.ts';

const summaryFields = { id: z.string(), name: z.string(), order: z.int(), enabled: z.boolean() };

const summary = z.strictObject({ ...summaryFields, type: z.enum(['alert', 'notification']) });

const baseFields = {
  ...summaryFields,
  policyDescription: z.string().optional(),
  filter: criteria.optional().describe('Absent: all alerts'),
  timeRestrictions: timeRestriction.optional(),
  timezone: z.string().optional().describe('Of the time restriction and of delays; UTC if absent'),
};

const alertChangeFields = {
  message: z.string().optional(),
  continue: z.boolean().optional().describe('Whether the next policies are applied as well'),
  alias: z.string().optional(),
  description: z.string().optional(),
  entity: z.string().optional(),
  source: z.string().optional(),
  priority: priority.optional(),
  ignoreOriginalDetails: z.boolean().optional(),
  details: details.optional(),
  actions: z.array(z.string()).optional(),
  ignoreOriginalTags: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  ignoreOriginalTeams: z.boolean().optional(),
};

const delayFields = {
  delayOption: z.enum([
    'for-duration',
    'next-time',
    'next-weekday',
    'next-monday',
    'next-tuesday',
    'next-wednesday',
    'next-thursday',
    'next-friday',
    'next-saturday',
    'next-sunday',
  ]),
  untilHour: z.int().optional(),
  untilMinute: z.int().optional(),
  duration: duration.optional(),
};

const deduplicationFields = {
  deduplicationActionType: z.enum(['value-based', 'frequency-based']),
  count: z.int(),
  duration: duration.optional(),
};

const teamId = z.string().optional().describe('The team whose alerts the policy is for; absent: all');

const alertPolicy = z
  .strictObject({
    ...baseFields,
    ...alertChangeFields,
    type: z.literal('alert'),
    teamId,
    skippedPatterns,
    alertDescription: z.string().optional().describe('The same as description'),
    ignoreOriginalActions: z.boolean().optional(),
    ignoreOriginalResponders: z.boolean().optional(),
    responders: z.array(responder).optional(),
  })
  .meta({ id: 'AlertPolicy' });

const notificationPolicy = z
  .strictObject({
    ...baseFields,
    type: z.literal('notification'),
    teamId,
    skippedPatterns,
    suppress: z.boolean().optional(),
    delayAction: z.strictObject(delayFields).optional(),
    deduplicationAction: z
      .strictObject({
        ...deduplicationFields,
        deduplicationType: z
          .enum(['value-based', 'frequency-based'])
          .describe('The same as deduplicationActionType'),
      })
      .optional(),
    autoCloseAction: z.strictObject({ duration }).optional(),
    autoRestartAction: z.strictObject({ duration, maxRepeatCount: z.int() }).optional(),
  })
  .meta({ id: 'NotificationPolicy' });

export const policy = dataResponse(z.discriminatedUnion('type', [alertPolicy, notificationPolicy]));

export const policies = dataResponse(z.array(summary));

export const created = createdResponse(summary);

export const updated = changedResponse(['Updated'], idAndName);

export const switched = resultResponse('Enabled', 'Disabled');

export const deleted = deletedResponse;

export const moved = resultResponse('Order changed');

const deprecatedType = z.enum([
  'modify',
  'notification-suppress',
  'notification-delay',
  'notification-deduplication',
  'auto-close',
  'auto-restart-notifications',
]);

const deprecatedSummary = z.strictObject({ ...summaryFields, type: deprecatedType });

const deprecatedBody = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...baseFields,
      ...alertChangeFields,
      type: z.literal('modify'),
      ignoreOriginalAlertActions: z.boolean().optional(),
      ignoreOriginalRecipients: z.boolean().optional(),
      recipients: z.array(responder).optional(),
    }),
    z.strictObject({ ...baseFields, type: z.literal('notification-suppress') }),
    z.strictObject({ ...baseFields, ...delayFields, type: z.literal('notification-delay') }),
    z.strictObject({ ...baseFields, ...deduplicationFields, type: z.literal('notification-deduplication') }),
    z.strictObject({ ...baseFields, type: z.literal('auto-close'), duration }),
    z.strictObject({
      ...baseFields,
      type: z.literal('auto-restart-notifications'),
      duration,
      maxRepeatCount: z.int(),
    }),
  ])
  .meta({ id: 'DeprecatedPolicy' });

export const deprecatedPolicy = dataResponse(deprecatedBody);

export const deprecatedPolicies = dataResponse(z.array(deprecatedSummary));

export const deprecatedCreated = createdResponse(deprecatedSummary);
