import * as z from 'zod';
import type { AlertTarget, IdentifierType } from '../../domain/alerts/action.ts';
import {
  alertActionSchema,
  alertDetails,
  alertPriority,
  alertTags,
  nonBlankText,
  responderReference,
} from '../../domain/alerts/input.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { ALERT_LIMITS, hasAtMost, MAX_ID_LENGTH, MAX_REFERENCE_LENGTH } from '../../domain/kernel/limits.ts';
import { instant, referenceSchema, truncatedText, userReferenceSchema } from '../../domain/kernel/schemas.ts';

const isWithinLimit = (reference: object): boolean =>
  Object.values(reference).every((text) => typeof text !== 'string' || text.length <= MAX_REFERENCE_LENGTH);

const tooLong = { message: `must not be longer than ${MAX_REFERENCE_LENGTH} characters` };
const reference = referenceSchema.refine(isWithinLimit, tooLong);
const userReference = userReferenceSchema.refine(isWithinLimit, tooLong);

const atLeastOne = { message: 'must have at least one element' };

export const snoozeBody = alertActionSchema.extend({ endTime: instant });
export const escalateBody = alertActionSchema.extend({ escalation: reference });
export const assignBody = alertActionSchema.extend({ owner: userReference });
export const responderBody = alertActionSchema.extend({ responder: responderReference });
export const teamBody = alertActionSchema.extend({ team: reference });
export const tagsBody = alertActionSchema.extend({
  tags: alertTags.refine((all) => all.length > 0, atLeastOne),
});
export const detailsBody = alertActionSchema.extend({
  details: alertDetails.refine((all) => Object.keys(all).length > 0, atLeastOne),
});
export const noteBody = alertActionSchema.extend({ note: nonBlankText(ALERT_LIMITS.note) });
export const messageBody = alertActionSchema.extend({ message: nonBlankText(ALERT_LIMITS.message) });
/** Alertmanager omits an empty description, so an absent one means empty. */
export const descriptionBody = alertActionSchema.extend({
  description: truncatedText(ALERT_LIMITS.description).default(''),
});
export const priorityBody = alertActionSchema.extend({ priority: alertPriority });

const commaSeparatedList = z
  .string({ error: 'should be provided' })
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
  .refine((all) => all.length > 0, atLeastOne);

const IDENTIFIER_TYPES = ['id', 'tiny', 'alias'] as const;

const identifierType = z
  .string()
  .toLowerCase()
  .pipe(z.enum(IDENTIFIER_TYPES, { error: `must be one of ${IDENTIFIER_TYPES.join(', ')}` }));

/** Whether the identifier in the path is the alert's id, tiny id or alias. */
export const alertQuery = z.object({ identifierType: identifierType.default('id') });

/** The same for attachments. Opsgenie names the parameter differently there; the usual name works too. */
export const attachmentQuery = z.object({
  alertIdentifierType: identifierType.optional(),
  identifierType: identifierType.optional(),
});

/** DELETE has no body, so the query holds the fields of the action. */
export const deleteQuery = alertQuery.extend(alertActionSchema.shape);
export const deleteTagsQuery = deleteQuery.extend({ tags: commaSeparatedList });
export const deleteDetailsQuery = deleteQuery.extend({ keys: commaSeparatedList });

/**
 * The alert that the path identifies. Throws `invalid` if the identifier is longer than any alert's: accepting it would
 * not help the client, and it may not fit into a table key.
 */
export function parseAlertTarget(type: IdentifierType, value: string): AlertTarget {
  const max = type === 'alias' ? ALERT_LIMITS.alias : MAX_ID_LENGTH;
  if (hasAtMost(max, value)) return { type, value };
  throw invalid({ identifier: `must not be longer than ${max} characters` });
}
