import * as z from 'zod';
import {
  details,
  logEntry,
  note as noteEntry,
  priority,
  responder,
  timestamp,
} from '../../http/response-values.ts';
import {
  acceptedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  pagedResponse,
} from '../../http/responses.ts';

const summaryFields = {
  id: z.string(),
  tinyId: z.string().describe('A short number, unique in the account for a while'),
  alias: z.string().describe('The key of de-duplication; unique among open alerts'),
  message: z.string(),
  status: z.enum(['open', 'closed']),
  acknowledged: z.boolean(),
  isSeen: z.boolean(),
  seen: z.boolean().describe('The same as isSeen'),
  tags: z.array(z.string()),
  snoozed: z.boolean(),
  snoozedUntil: timestamp.optional(),
  count: z.int().describe('How often the alert was created while it was open'),
  lastOccurredAt: timestamp,
  createdAt: timestamp,
  updatedAt: timestamp,
  source: z.string(),
  owner: z.string().describe('Username of the owner, or ""'),
  ownerTeamId: z.string().describe('Id of the team that owns the alert, or ""'),
  priority,
  teams: z.array(z.strictObject({ id: z.string() })).describe('The responders that are teams'),
  responders: z.array(responder),
  integration: z
    .strictObject({ id: z.string(), name: z.string(), type: z.string() })
    .describe('The integration by whose key the alert was created'),
  report: z.strictObject({
    ackTime: z.int().optional().describe('Milliseconds from creation to acknowledgement'),
    closeTime: z.int().optional().describe('Milliseconds from creation to close'),
    acknowledgedBy: z.string().optional(),
    closedBy: z.string().optional(),
  }),
};

const alertSummary = z.strictObject(summaryFields).meta({ id: 'AlertSummary' });

export const accepted = acceptedResponse;

export const alert = dataResponse(
  z
    .strictObject({
      ...summaryFields,
      actions: z.array(z.string()).describe('Names of custom actions'),
      entity: z.string(),
      description: z.string(),
      details,
    })
    .meta({ id: 'Alert' }),
);

export const alerts = pagedResponse(z.array(alertSummary));

export const count = dataResponse(z.strictObject({ count: z.int() }));

export const requestStatus = dataResponse(
  z
    .strictObject({
      success: z.boolean(),
      isSuccess: z.boolean().describe('The same as success'),
      action: z.string().describe('What was requested, for example Create or Close'),
      processedAt: timestamp,
      integrationId: z.string(),
      status: z.string().describe('The outcome in words'),
      alertId: z.string().describe('"" if no alert was found or created'),
      alias: z.string(),
      reached: z
        .string()
        .optional()
        .describe(
          'For Create: who is notified, or nobody with the reason, such as a team that does not exist',
        ),
    })
    .meta({ id: 'AlertRequestStatus' }),
);

export const recipients = dataResponse(
  z.array(
    z.strictObject({
      user: z.strictObject({ id: z.string(), username: z.string() }),
      state: z.string().describe('The last thing that happened, or action if the user acted on the alert'),
      method: z.string().describe('The channel of the last notification, or the action'),
      createdAt: timestamp,
      updatedAt: timestamp,
      seenAt: timestamp.optional().describe('When the user last opened the alert'),
    }),
  ),
);

export const logs = pagedResponse(z.array(logEntry));

export const notes = pagedResponse(z.array(noteEntry));

export const attachmentCreated = createdResponse(z.strictObject({ id: z.string(), name: z.string() }));

export const attachments = dataResponse(
  z.array(z.strictObject({ id: z.int().describe('A number here, text elsewhere'), name: z.string() })),
);

export const attachment = dataResponse(
  z.strictObject({ name: z.string(), url: z.string().describe('A signed URL of the content; it expires') }),
);

export const deleted = deletedResponse;
