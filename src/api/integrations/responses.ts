import * as z from 'zod';
import {
  condition,
  details,
  matchType,
  ownerTeam,
  priority,
  skippedPatterns,
  target,
} from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  resultResponse,
} from '../../http/responses.ts';

const metaFields = {
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  type: z.string().describe('The tool, for example API or Prometheus'),
  teamId: z.string().optional(),
};

const meta = z.strictObject(metaFields);

const filter = z.strictObject({
  conditionMatchType: matchType,
  conditions: z.array(condition).optional(),
});

/** The defaults of an integration for the alerts that it creates. */
const contentFields = {
  tags: z.array(z.string()).optional(),
  ignoreTagsFromPayload: z.boolean().optional(),
  extraProperties: details.optional(),
  ignoreExtraPropertiesFromPayload: z.boolean().optional(),
  priority: priority.optional(),
  customPriority: z.string().optional().describe('A template that gives P1 to P5'),
};

const integrationBody = z
  .strictObject({
    ...metaFields,
    ...contentFields,
    ownerTeam: ownerTeam.optional(),
    isGlobal: z.boolean().describe('Whether no team owns the integration'),
    allowReadAccess: z.boolean(),
    allowWriteAccess: z.boolean(),
    allowDeleteAccess: z.boolean(),
    allowConfigurationAccess: z.boolean(),
    suppressNotifications: z.boolean(),
    ignoreRespondersFromPayload: z.boolean(),
    isAdvanced: z.boolean().describe('Whether the integration has actions of its own'),
    responders: z.array(target),
    emailUsername: z.string().optional(),
    emailAddress: z.string().optional().describe('E-mails to this address create alerts'),
    url: z.string().optional().describe('Of an outgoing webhook'),
    headers: z.record(z.string(), z.string()).optional(),
    addAlertDescription: z.boolean().optional(),
    addAlertDetails: z.boolean().optional(),
    alertFilter: filter.optional(),
    alertActions: z.array(z.string()).optional(),
    skippedPatterns,
    eventsNotUnderstood: z
      .array(
        z.strictObject({
          receivedAt: z.iso.datetime(),
          requestId: z.string(),
          alertId: z.string(),
          excerpt: z.string().describe('The beginning of the payload; the alert has all of it'),
        }),
      )
      .optional()
      .describe('The last ten events of the past week that nobody could read, the newest first'),
    _readOnly: z.array(z.string()).describe('Members that an update ignores'),
  })
  .meta({ id: 'Integration' });

export const integration = dataResponse(integrationBody);

export const integrations = dataResponse(z.array(meta));

export const created = createdResponse(
  z.strictObject({
    ...metaFields,
    apiKey: z.string().describe('Shown here only'),
    emailAddress: z.string().optional(),
  }),
);

export const updated = changedResponse(['Updated'], meta);

export const deleted = deletedResponse;

export const switched = changedResponse(['Enabled', 'Disabled'], meta);

export const authenticated = resultResponse('Authenticated');

const action = z
  .strictObject({
    ...contentFields,
    type: z.string(),
    name: z.string(),
    order: z.int(),
    filter,
    alias: z.string().optional(),
    user: z.string().optional(),
    note: z.string().optional(),
    source: z.string().optional(),
    message: z.string().optional(),
    description: z.string().optional(),
    entity: z.string().optional(),
    appendAttachments: z.boolean().optional(),
    alertActions: z.array(z.string()).optional(),
    ignoreAlertActionsFromPayload: z.boolean().optional(),
    responders: z.array(target).optional(),
    ignoreRespondersFromPayload: z.boolean().optional(),
  })
  .meta({ id: 'IntegrationAction' });

const actionsBody = z
  .strictObject({
    _parent: z.strictObject({ id: z.string(), name: z.string(), enabled: z.boolean(), type: z.string() }),
    create: z.array(action),
    close: z.array(action),
    acknowledge: z.array(action),
    addNote: z.array(action),
    ignore: z.array(action),
  })
  .meta({ id: 'IntegrationActions' });

export const actions = dataResponse(actionsBody);

export const actionsUpdated = changedResponse(['Updated'], actionsBody);

export const actionCreated = createdResponse(actionsBody);
