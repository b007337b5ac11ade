import * as z from 'zod';
import {
  criteria,
  duration,
  idAndName,
  skippedPatterns,
  target,
  timeRestriction,
  timestamp,
} from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  expandable,
  pagedResponse,
  resultResponse,
} from '../../http/responses.ts';

const method = z.enum(['email', 'sms', 'voice', 'mobile', 'webhook', 'webpush', 'ntfy', 'pushover']);

const id = z.strictObject({ id: z.string() });

const verificationOfContact = z
  .strictObject({
    state: z.enum(['verified', 'unverified']),
    method: z
      .enum(['administrator', 'code', 'tap'])
      .optional()
      .describe(
        'How: by an administrator who added it, a code that was sent to it, or a tap on a push notification',
      ),
    at: timestamp.optional(),
    by: z.string().optional().describe('The username, or the name of the integration of an API key'),
  })
  .describe('An addition. An unverified contact only gets its own test and verification messages')
  .meta({ id: 'ContactVerification' });

const userBody = z
  .strictObject({
    id: z.string(),
    username: z.string(),
    fullName: z.string(),
    role: idAndName,
    skypeUsername: z.string().optional(),
    timeZone: z.string(),
    locale: z.string(),
    userAddress: z
      .strictObject({
        country: z.string().optional(),
        state: z.string().optional(),
        city: z.string().optional(),
        line: z.string().optional(),
        zipCode: z.string().optional(),
      })
      .optional(),
    tags: z.array(z.string()),
    details: z.record(z.string(), z.array(z.string())),
    blocked: z.boolean(),
    mutedUntil: timestamp.optional(),
    quietHours: z
      .strictObject({
        enabled: z.boolean(),
        startHour: z.int(),
        startMin: z.int(),
        endHour: z.int(),
        endMin: z.int(),
      })
      .optional(),
    verified: z.boolean(),
    createdAt: timestamp,
    userContacts: z
      .array(
        z.strictObject({
          id: z.string(),
          contactMethod: method,
          to: z.string(),
          name: z.string().optional(),
          enabled: z.boolean(),
          disabledReason: z.string().optional(),
          verification: verificationOfContact,
        }),
      )
      .optional()
      .describe('With expand=contact'),
  })
  .meta({ id: 'User' });

export const user = dataResponse(userBody, { expandable });

export const users = pagedResponse(z.array(userBody), { totalCount: z.int() });

export const created = createdResponse(idAndName);

export const updated = changedResponse(['Updated'], idAndName);

export const deleted = deletedResponse;

export const teamsOfUser = dataResponse(z.array(idAndName));

export const schedulesOfUser = dataResponse(
  z.array(z.strictObject({ id: z.string(), name: z.string(), enabled: z.boolean() })),
);

const contactFields = {
  id: z.string(),
  method,
  to: z.string().describe('The address, for example an e-mail address or a phone number'),
  name: z.string().optional().describe('Of a device'),
  status: z.strictObject({ enabled: z.boolean(), disabledReason: z.string().optional() }),
  verification: verificationOfContact,
};

export const contact = dataResponse(z.strictObject(contactFields).meta({ id: 'Contact' }));

export const contacts = dataResponse(z.array(z.strictObject({ ...contactFields, applyOrder: z.int() })));

export const idCreated = createdResponse(id);

export const idUpdated = changedResponse(['Updated'], id);

const messageFields = {
  id: z.string(),
  state: z
    .enum(['queued', 'sending', 'sent', 'rejected', 'unknown'])
    .describe('sent: the provider has accepted it. unknown: nobody knows whether it was sent'),
  reason: z.string().optional().describe('Why it was rejected, or is unknown'),
  requestedAt: timestamp,
  updatedAt: timestamp.optional(),
};

export const messageRequested = createdResponse(id);

export const contactTest = dataResponse(z.strictObject(messageFields).meta({ id: 'ContactTest' }));

export const contactVerification = dataResponse(
  z
    .strictObject({
      verification: verificationOfContact,
      code: z
        .strictObject({
          ...messageFields,
          validUntil: timestamp,
          triesLeft: z.int().describe('Codes that may still be entered'),
        })
        .optional()
        .describe('The code that was sent last, while it is valid'),
    })
    .meta({ id: 'ContactVerificationStatus' }),
);

export const verified = changedResponse(
  ['Verified'],
  z.strictObject({ id: z.string(), verification: verificationOfContact }),
);

export const switched = changedResponse(['Enabled', 'Disabled'], id);

const ruleSummaryFields = {
  id: z.string(),
  name: z.string(),
  actionType: z
    .enum([
      'create-alert',
      'acknowledged-alert',
      'closed-alert',
      'assigned-alert',
      'add-note',
      'renotified-alert',
      'schedule-start',
      'schedule-end',
      'incoming-call-routing',
    ])
    .describe('The event that the rule is for'),
  order: z.int(),
  enabled: z.boolean(),
};

const ruleSummary = z.strictObject(ruleSummaryFields).meta({ id: 'NotificationRuleSummary' });

const stepBody = z
  .strictObject({
    _parent: idAndName.describe('The rule'),
    id: z.string(),
    contact: z.strictObject({ method, to: z.string() }),
    sendAfter: duration.optional().describe('Absent: at once'),
    enabled: z.boolean(),
  })
  .meta({ id: 'NotificationStep' });

export const notificationRule = dataResponse(
  z
    .strictObject({
      ...ruleSummaryFields,
      criteria: criteria.optional(),
      skippedPatterns,
      notificationTime: z
        .array(z.enum(['just-before', '15-minutes-ago', '1-hour-ago', '1-day-ago']))
        .describe('For schedule-start and schedule-end: how long before the shift starts or ends'),
      timeRestriction: timeRestriction.optional(),
      steps: z.array(stepBody),
      schedules: z.array(target).optional(),
      repeat: z.strictObject({ loopAfter: z.int().describe('Minutes'), enabled: z.boolean() }).optional(),
    })
    .meta({ id: 'NotificationRule' }),
);

export const notificationRules = dataResponse(z.array(ruleSummary));

export const notificationRuleCreated = createdResponse(ruleSummary);

export const notificationRuleUpdated = changedResponse(['Updated'], ruleSummary);

export const notificationRuleMoved = changedResponse(['Changed order'], id);

export const notificationRulesCopied = resultResponse('Copied');

export const notificationStep = dataResponse(stepBody);

export const notificationSteps = dataResponse(z.array(stepBody));

export { escalations as escalationsOfUser } from '../escalations/responses.ts';
export { rules as forwardingRulesOfUser } from '../forwarding-rules/responses.ts';
