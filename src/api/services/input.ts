import * as z from 'zod';
import { criteriaSchema } from '../../domain/kernel/criteria-schema.ts';
import { ALERT_LIMITS } from '../../domain/kernel/limits.ts';
import { PRIORITIES } from '../../domain/kernel/priority.ts';
import {
  mapSchema,
  nameSchema,
  pageLimit,
  requiredText,
  wholeNumber,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { type IncidentProperties, MATCH_FIELDS, VISIBILITIES } from '../../domain/services/model.ts';

/** Limits of Opsgenie's own clients. */
const MAX_DESCRIPTION = 10_000;
const MAX_AUDIENCE = 50;
const MAX_CONDITIONS = 50;

const tags = z.array(z.string().trim().min(1).max(ALERT_LIMITS.tag)).max(ALERT_LIMITS.tags);

const detailValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const details = mapSchema(detailValue, z.string().min(1)).refine(
  (all) => JSON.stringify(all).length <= 8_000,
  {
    message: 'must not be longer than 8000 characters',
  },
);

const description = z.string().max(MAX_DESCRIPTION).default('');

/** Fields of the incidents of a rule or template. Stakeholders are notified only if `stakeholderProperties` is present. */
export const incidentProperties: z.ZodType<IncidentProperties> = z
  .object({
    message: requiredText(ALERT_LIMITS.message),
    description,
    tags: tags.default([]),
    details: details.default({}),
    priority: z.enum(PRIORITIES),
    stakeholderProperties: z
      .object({ enable: z.boolean().default(true), message: requiredText(ALERT_LIMITS.message), description })
      .optional(),
  })
  .transform(({ stakeholderProperties, ...rest }) => ({
    ...rest,
    stakeholderProperties: stakeholderProperties ?? { enable: false, message: rest.message, description: '' },
  }));

const fields = {
  name: nameSchema(255),
  description: z.string().max(MAX_DESCRIPTION).optional(),
  visibility: z.enum(VISIBILITIES).optional(),
  tags: tags.optional(),
};

/** Body that creates a service. The team cannot be changed later. */
export const serviceInput = z.object({ ...fields, teamId: z.string().max(255) });

/** Body that changes a service. Absent fields stay unchanged. */
export const servicePatch = z.object({ ...fields, name: fields.name.optional() });

export const servicesQuery = z.object({
  limit: pageLimit(100).default(100),
  offset: wholeNumber(0, 1_000_000).default(0),
  sort: z.enum(['name']).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
});

/** Body of an incident rule: criteria and properties of the incident, side by side. */
export const incidentRuleInput = z
  .intersection(z.object({ incidentProperties }), criteriaSchema)
  .transform(({ incidentProperties: properties, type, conditions }) => ({
    criteria: { type, conditions },
    incidentProperties: properties,
  }));

const templateFields = { name: nameSchema(255), incidentProperties };

export const serviceTemplateInput = z.object({ incidentTemplate: z.object(templateFields) });
export const serviceTemplateUpdate = z.object(templateFields);

const names = z.array(z.string().min(1).max(255)).max(MAX_AUDIENCE);

const stakeholderCondition = z
  .object({
    matchField: z.enum(MATCH_FIELDS),
    key: z.string().max(255).optional(),
    value: z.string().min(1).max(1_000),
  })
  .refine(({ matchField, key }) => matchField !== 'customProperty' || key !== undefined, {
    path: ['key'],
    message: 'is needed for a customProperty',
  })
  .transform(withoutUndefined);

/** Body that changes an audience. Absent fields stay unchanged. */
export const audiencePatch = z.object({
  responder: z.object({ teams: names.optional(), individuals: names.optional() }).optional(),
  stakeholder: z
    .object({
      individuals: names.optional(),
      conditionMatchType: z.enum(['match-any-condition', 'match-all-conditions']).optional(),
      conditions: z.array(stakeholderCondition).max(MAX_CONDITIONS).optional(),
    })
    .optional(),
});

export type AudiencePatch = z.infer<typeof audiencePatch>;
