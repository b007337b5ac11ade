import * as z from 'zod';
import {
  condition,
  idAndName,
  incidentContentFields,
  matchType,
  skippedPatterns,
} from '../../http/response-values.ts';
import {
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  pagedResponse,
} from '../../http/responses.ts';

const id = z.strictObject({ id: z.string() });

const serviceBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    teamId: z.string().describe('The team that owns the service'),
    visibility: z.enum(['TEAM_MEMBERS', 'OPSGENIE_USERS']),
    tags: z.array(z.string()),
  })
  .meta({ id: 'Service' });

export const service = dataResponse(serviceBody);

export const services = pagedResponse(z.array(serviceBody));

export const created = createdResponse(idAndName);

export const updated = changedResponse(['Updated'], idAndName);

export const deleted = deletedResponse;

const incidentProperties = z.strictObject(incidentContentFields).meta({ id: 'IncidentProperties' });

export const incidentRules = dataResponse(
  z.array(
    z
      .strictObject({
        id: z.string(),
        order: z.int(),
        conditionMatchType: matchType,
        conditions: z.array(condition).optional(),
        incidentProperties,
        skippedPatterns,
      })
      .meta({ id: 'IncidentRule' }),
  ),
);

export const incidentRuleCreated = createdResponse(id);

export const incidentRuleUpdated = changedResponse(['Updated'], id);

export const incidentTemplates = dataResponse(
  z.array(z.strictObject({ id: z.string(), name: z.string(), incidentProperties })),
);

export const incidentTemplateCreated = createdResponse(id);

export const incidentTemplateUpdated = changedResponse(['Updated'], id);

export const audience = dataResponse(
  z
    .strictObject({
      responder: z.strictObject({ teams: z.array(z.string()), individuals: z.array(z.string()) }),
      stakeholder: z.strictObject({
        individuals: z.array(z.string()),
        conditionMatchType: z.enum(['match-any-condition', 'match-all-conditions']),
        conditions: z.array(
          z.strictObject({
            matchField: z.enum(['tag', 'state', 'country', 'city', 'line', 'zipCode', 'customProperty']),
            key: z.string().optional().describe('The name of the custom property'),
            value: z.string(),
          }),
        ),
      }),
    })
    .meta({ id: 'AudienceTemplate' }),
);

export const audienceUpdated = changedResponse(['Updated'], idAndName);
