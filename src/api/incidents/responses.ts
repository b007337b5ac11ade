import * as z from 'zod';
import {
  details,
  idAndName,
  incidentContentFields,
  logEntry,
  note as noteEntry,
  priority,
  timestamp,
} from '../../http/response-values.ts';
import {
  acceptedResponse,
  changedResponse,
  createdResponse,
  dataResponse,
  deletedResponse,
  pagedResponse,
} from '../../http/responses.ts';

export const accepted = acceptedResponse;

const incidentBody = z
  .strictObject({
    id: z.string(),
    serviceId: z.string().describe('The first of impactedServices, or ""'),
    impactedServices: z.array(z.string()).describe('Ids of services'),
    tinyId: z.string(),
    message: z.string(),
    description: z.string(),
    status: z.enum(['open', 'resolved', 'closed']),
    isSeen: z.boolean(),
    tags: z.array(z.string()),
    createdAt: timestamp,
    updatedAt: timestamp,
    source: z.string(),
    owner: z.string(),
    priority,
    responders: z.array(z.strictObject({ type: z.enum(['team', 'user']), id: z.string() })),
    ownerTeam: z.string().describe('Id of the team that owns the incident'),
    extraProperties: details,
  })
  .meta({ id: 'Incident' });

export const incident = dataResponse(incidentBody);

export const incidents = pagedResponse(z.array(incidentBody), {
  totalCount: z.int().optional().describe('Absent if the search stopped before it had counted all matches'),
});

export const requestStatus = dataResponse(
  z
    .strictObject({
      success: z.boolean(),
      isSuccess: z.boolean().describe('The same as success'),
      action: z.string(),
      processedAt: timestamp,
      integrationId: z.string(),
      status: z.string().describe('The outcome in words'),
      incidentId: z.string(),
    })
    .meta({ id: 'IncidentRequestStatus' }),
);

export const logs = pagedResponse(z.array(logEntry));

export const notes = pagedResponse(z.array(noteEntry));

export const alertIds = dataResponse(z.array(z.string()));

const actor = z.strictObject({ name: z.string(), type: z.enum(['user', 'system']) });

const timelineEntryBody = z
  .strictObject({
    id: z.string(),
    group: z.enum(['incident', 'custom']).describe('custom entries were written by hand'),
    type: z.string(),
    eventTime: timestamp,
    hidden: z.boolean(),
    actor,
    description: z.strictObject({ name: z.string(), type: z.literal('plain_text'), content: z.string() }),
    lastEdit: z.strictObject({ editTime: timestamp, actor }),
  })
  .meta({ id: 'TimelineEntry' });

export const timelineEntry = dataResponse(timelineEntryBody);

export const timelineEntries = pagedResponse(
  z.strictObject({
    entries: z.array(timelineEntryBody),
    nextOffset: z.string().optional().describe('The offset of the next page, if there is one'),
  }),
);

export const timelineEntryCreated = createdResponse(timelineEntryBody);

export const timelineEntryUpdated = changedResponse(['Updated'], timelineEntryBody);

const templateBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    impactedServices: z.array(z.string()).describe('Ids of services'),
    ...incidentContentFields,
  })
  .meta({ id: 'IncidentTemplate' });

export const template = dataResponse(templateBody);

export const templates = pagedResponse(z.strictObject({ incidentTemplates: z.array(templateBody) }));

export const templateCreated = createdResponse(idAndName);

export const templateUpdated = changedResponse(['Updated'], idAndName);

const postmortemStatus = z.enum(['draft', 'published', 'closed']);

/** A document in the Atlassian Document Format. */
const richText = z.record(z.string(), z.unknown()).describe('A document in the Atlassian Document Format');

export const postmortem = dataResponse(
  z
    .strictObject({
      postmortemId: z.string(),
      title: z.string(),
      severity: priority,
      status: postmortemStatus,
      executiveSummary: richText,
      content: richText,
      startTime: timestamp,
      endTime: timestamp.optional(),
      respondTime: timestamp.optional(),
      resolveTime: timestamp.optional(),
      createdAtTime: timestamp,
      rootIncident: z.strictObject({
        id: z.string(),
        priority,
        tinyId: z.string(),
        message: z.string(),
        status: z.string(),
        creationTime: timestamp,
        tags: z.array(z.string()),
      }),
      owner: idAndName.optional(),
      timeline: z.strictObject({ id: z.string() }),
    })
    .meta({ id: 'Postmortem' }),
);

export const postmortems = dataResponse(
  z.array(
    z.strictObject({
      postmortemId: z.string(),
      title: z.string(),
      severity: priority,
      status: postmortemStatus,
      createdAtTime: timestamp,
      rootIncident: z.strictObject({ id: z.string(), tinyId: z.string() }),
    }),
  ),
);

const postmortemIds = z.strictObject({
  id: z.string(),
  postmortemId: z.string().describe('The same as id'),
});

export const postmortemCreated = createdResponse(postmortemIds);

export const postmortemUpdated = changedResponse(['Updated'], postmortemIds);

export const deleted = deletedResponse;
