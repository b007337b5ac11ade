import * as z from 'zod';
import type { ZodOpenApiPathItemObject } from 'zod-openapi';

/** What Tocsin sends to webhooks, for the document. A test holds the bodies that are really sent against these schemas. */

const instant = z.int().describe('Milliseconds since 1970');
const source = z.strictObject({
  name: z.string(),
  type: z.string().describe('The type of the integration'),
});

const alert = {
  alertId: z.string(),
  message: z.string(),
  tags: z.array(z.string()),
  tinyId: z.string(),
  alias: z.string(),
  entity: z.string(),
  priority: z.string(),
  status: z.enum(['open', 'closed']),
  acknowledged: z.boolean(),
  owner: z.string().describe('A username; empty: nobody'),
  count: z.int(),
  createdAt: instant,
  updatedAt: instant,
  username: z.string().describe('In whose name the action was taken'),
  source: z.string(),
} as const;

const name = z.string().optional();

/** The body that a contact of the method webhook gets about an alert. */
export const contactWebhook = z.strictObject({
  action: z.enum(['Create', 'Acknowledge', 'Close', 'AssignOwnership', 'AddNote']),
  notificationId: z.string().describe('The same if the webhook is delivered twice'),
  possibleRepeat: z.literal(true).optional().describe('It is unknown whether the person was notified before'),
  alert: z.strictObject({
    ...alert,
    description: z.string().describe('At most 1,000 characters'),
    details: z.record(z.string(), z.string()),
  }),
  reason: z
    .strictObject({ type: z.string(), name })
    .optional()
    .describe('Why the person gets it: their schedule, team or escalation, or the alert names them'),
  forwardedFrom: name.describe('Whose notifications are forwarded to the person'),
  notifiedSince: instant.optional().describe('Since when people are notified of the alert'),
  notified: z
    .array(
      z.strictObject({ name: z.string(), at: instant.optional().describe('Absent: perhaps not reached') }),
    )
    .optional()
    .describe('Who was notified before and has not answered'),
  next: z
    .strictObject({ at: instant, names: z.array(z.string()), type: z.string(), name: z.string() })
    .nullable()
    .optional()
    .describe('Who is notified next; null: nobody'),
  note: name.describe('The note that was given with the action'),
  recipient: z.strictObject({ userId: z.string(), username: z.string() }),
  links: z
    .strictObject({ acknowledge: name, close: name })
    .describe('A POST to one of them takes the action in the name of the recipient'),
  source,
  integrationId: z.string(),
  integrationName: z.string(),
});

/** The body that an integration of the type Webhook gets about a change of an alert. */
export const integrationWebhook = z.strictObject({
  action: z
    .string()
    .describe('Create, Acknowledge, Close, AddNote, AddTags, …, or the name of a custom action'),
  eventId: z.string().describe('The same if the webhook is delivered twice'),
  alert: z.strictObject({
    ...alert,
    responders: z.array(z.looseObject({ type: z.string(), id: z.string() })),
    team: name.describe('The id of the team that owns the alert'),
    snoozedUntil: instant.optional(),
    addedTags: name.describe('Of AddTags: the tags, with commas'),
    removedTags: name.describe('Of RemoveTags: the tags, with commas'),
    addedDetails: z.record(z.string(), z.string()).optional(),
    removedDetails: z.array(z.string()).optional().describe('Of RemoveDetails: the names'),
    note: name,
    description: name.describe('If the integration has addAlertDescription; at most 1,000 characters'),
    details: z.record(z.string(), z.string()).optional().describe('If the integration has addAlertDetails'),
  }),
  source,
  integrationId: z.string(),
  integrationName: z.string(),
});

/** The body that a contact of the method webhook gets about a shift. */
export const shiftWebhook = z.strictObject({
  action: z.enum(['ScheduleStart', 'ScheduleEnd']),
  notificationId: z.string().describe('The same if the webhook is delivered twice'),
  schedule: z.strictObject({ scheduleId: z.string(), name: z.string() }),
  message: z.string().describe('The notice in words'),
  at: instant.describe('When the shift begins or ends: milliseconds since 1970'),
  until: instant.optional().describe('When a shift that begins ends: milliseconds since 1970'),
  next: z.array(z.string()).optional().describe('Who is on call afterwards; empty: nobody'),
  recipient: z.strictObject({ userId: z.string(), username: z.string() }),
});

const SIGNATURE = z
  .string()
  .describe('t=<seconds since 1970>,v1=<hex of HMAC-SHA-256(secret, "<t>.<body>")>');

const toWebhook = (summary: string, idHeader: string, schema: z.ZodType): ZodOpenApiPathItemObject => ({
  post: {
    summary,
    security: [],
    requestParams: { header: z.object({ 'X-Tocsin-Signature': SIGNATURE, [idHeader]: z.string() }) },
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { '2XX': { description: 'Accepted. Any other status is a failure.' } },
  },
});

/** The requests that Tocsin sends, by name. */
export const webhooks: Readonly<Record<string, ZodOpenApiPathItemObject>> = {
  contact: toWebhook(
    'A contact of the method webhook is notified of an alert',
    'X-Tocsin-Notification',
    contactWebhook,
  ),
  shift: toWebhook(
    'A contact of the method webhook is notified that a shift begins or ends',
    'X-Tocsin-Notification',
    shiftWebhook,
  ),
  integration: toWebhook(
    'An integration of the type Webhook gets a change of an alert',
    'X-Tocsin-Event',
    integrationWebhook,
  ),
};
