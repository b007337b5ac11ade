import * as z from 'zod';
import { createAlertSchema } from '../../domain/alerts/input.ts';
import { INCIDENT_SEARCH_BUDGET, INCIDENT_SORTS, type IncidentSort } from '../../domain/incidents/search.ts';
import { ALERT_LIMITS, describeWithTitle, fitTitle } from '../../domain/kernel/limits.ts';
import { PRIORITIES } from '../../domain/kernel/priority.ts';
import {
  cannotBeEmpty,
  flag,
  instant,
  mapSchema,
  nameSchema,
  pageLimit,
  requiredText,
  truncatedText,
  wholeNumber,
} from '../../domain/kernel/schemas.ts';
import { cursorFields } from '../../http/cursor-paging.ts';
import {
  deleteDetailsQuery,
  deleteTagsQuery,
  descriptionBody,
  detailsBody,
  noteBody,
  priorityBody,
  tagsBody,
  titleText,
} from '../alerts/input.ts';
import { incidentProperties } from '../services/input.ts';

/** Fields that incidents and alerts share have the limits of alerts. */
const { tags, details, note, visibleTo: teamsAndUsers, priority } = createAlertSchema().shape;

const identifierType = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['id', 'tiny'], { error: 'must be one of id, tiny' }))
  .default('id');

/** Kind of the identifier in the path: id (the default) or tiny. */
export const incidentQuery = z.object({ identifierType });

const MAX_SERVICES = 20;
const serviceIds = z.array(z.string().min(1).max(100)).max(MAX_SERVICES);

export const createIncidentBody = z
  .object({
    message: titleText(),
    description: z.string().default(''),
    serviceId: z.string().max(100).optional(),
    impactedServices: serviceIds.default([]),
    responders: teamsAndUsers,
    tags,
    details,
    priority,
    note,
    notifyStakeholders: flag.default(false),
  })
  .transform(({ serviceId, impactedServices, ...rest }, context) => {
    const [first, ...others] = serviceId ? [serviceId, ...impactedServices] : impactedServices;
    if (first === undefined) {
      context.addIssue({ code: 'custom', path: ['serviceId'], message: 'should be provided' });
      return z.NEVER;
    }
    const { message, fullTitle } = fitTitle(rest.message);
    return {
      ...rest,
      message,
      description: describeWithTitle(fullTitle, rest.description),
      serviceId: first,
      impactedServices: others,
    };
  });

const common = { note };

export const incidentActionBody = z.object(common);
export const incidentNoteBody = z.object({ note: noteBody().shape.note });
export const incidentTagsBody = z.object({ ...common, tags: tagsBody().shape.tags });
export const incidentDetailsBody = z.object({ ...common, details: detailsBody().shape.details });
export const incidentMessageBody = z.object({ ...common, message: titleText() });
export const incidentDescriptionBody = z.object({
  ...common,
  description: descriptionBody().shape.description,
});
export const incidentPriorityBody = z.object({ ...common, priority: priorityBody().shape.priority });

/** The Go client calls the list `responder`. */
export const incidentRespondersBody = z
  .object({ ...common, responder: teamsAndUsers, responders: teamsAndUsers })
  .transform(({ note: text, responder, responders }) => ({
    note: text,
    responders: [...responder, ...responders],
  }))
  .refine(({ responders }) => responders.length > 0, {
    path: ['responders'],
    message: 'must have at least one element',
  });

/** DELETE has no body, so the fields of the action are in the query. */
export const deleteIncidentQuery = incidentQuery.extend(common);
export const deleteIncidentTagsQuery = deleteIncidentQuery.extend({ tags: deleteTagsQuery().shape.tags });
export const deleteIncidentDetailsQuery = deleteIncidentQuery.extend({
  keys: deleteDetailsQuery().shape.keys,
});

export const incidentEntriesQuery = incidentQuery.extend(cursorFields());

export const listIncidentsQuery = z
  .object({
    query: z.string().optional(),
    offset: wholeNumber(0, INCIDENT_SEARCH_BUDGET).default(0),
    limit: pageLimit(100).default(20),
    sort: z.enum(INCIDENT_SORTS as readonly [IncidentSort, ...IncidentSort[]]).default('createdAt'),
    order: z.enum(['asc', 'desc']).default('desc'),
  })
  .refine(({ offset, limit }) => offset + limit <= INCIDENT_SEARCH_BUDGET, {
    path: ['offset'],
    message: `offset and limit together must not exceed ${INCIDENT_SEARCH_BUDGET}: narrow the query`,
  });

/** The fields of an incident rule's incidents, with a name and services. */
export const incidentTemplateInput = z.intersection(
  z.object({ name: nameSchema(255), impactedServices: serviceIds.default([]) }),
  incidentProperties,
);

export const incidentTemplatesQuery = z.object({
  limit: pageLimit(100).default(100),
  offset: wholeNumber(0, 1_000_000).default(0),
  order: z.enum(['asc', 'desc']).default('asc'),
});

const entryDescription = z.object({
  type: z.literal('plain_text').default('plain_text'),
  content: z.string(cannotBeEmpty).min(1).pipe(truncatedText(ALERT_LIMITS.note)),
});

export const timelineEntryBody = z.object({ description: entryDescription, time: instant.optional() });

export const timelineQuery = z.object({
  ...cursorFields(),
  order: z.enum(['asc', 'desc']).default('asc'),
  group: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(['incident', 'custom'])))
    .optional(),
});

/** A document in the Atlassian Document Format. Its contents are not checked. */
const document = mapSchema(z.unknown());

export const POSTMORTEM_STATUSES = ['draft', 'published', 'closed'] as const;

const postmortemFields = {
  title: requiredText(255),
  severity: z.enum(PRIORITIES),
  status: z.enum(POSTMORTEM_STATUSES),
  executiveSummary: document,
  content: document,
  startTime: instant,
  endTime: instant,
  respondTime: instant,
  resolveTime: instant,
  owner: z.string().max(255),
};

export const postmortemPatch = z.object(postmortemFields).partial();
export const postmortemInput = postmortemPatch.extend({ incidentId: z.string().min(1).max(100) });
