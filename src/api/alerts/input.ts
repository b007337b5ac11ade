import * as z from 'zod';
import type { AlertAction, AlertTarget, IdentifierType } from '../../domain/alerts/action.ts';
import {
  alertActionSchema,
  alertDetails,
  alertPriority,
  alertTags,
  createAlertSchema,
  nonBlankText,
  responderReference,
} from '../../domain/alerts/input.ts';
import { invalid } from '../../domain/kernel/errors.ts';
import { lazily } from '../../domain/kernel/lazily.ts';
import {
  ALERT_LIMITS,
  hasAtMost,
  MAX_ID_LENGTH,
  MAX_REFERENCE_LENGTH,
  truncate,
  withFullTitle,
} from '../../domain/kernel/limits.ts';
import { requireFuture } from '../../domain/kernel/require-future.ts';
import { RESPONDER_TYPES, type ResponderReference } from '../../domain/kernel/responder.ts';
import { instant, referenceSchema, truncatedText, userReferenceSchema } from '../../domain/kernel/schemas.ts';
import type { Instant } from '../../platform/clock.ts';

/** The different parts between commas, without blank ones. */
const splitList = (text: string): string[] =>
  [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');

const isWithinLimit = (reference: object): boolean =>
  Object.values(reference).every((text) => typeof text !== 'string' || text.length <= MAX_REFERENCE_LENGTH);

const tooLong = { message: `must not be longer than ${MAX_REFERENCE_LENGTH} characters` };
const reference = lazily(() => referenceSchema.refine(isWithinLimit, tooLong));
const userReference = lazily(() => userReferenceSchema.refine(isWithinLimit, tooLong));

/** A list of names or references, or one text with commas between names. */
const listOf = (
  fromName: (name: string) => readonly ResponderReference[],
  references: z.ZodType<readonly ResponderReference[]>,
) =>
  z
    .union([
      z.array(z.union([z.string().transform(fromName), references])),
      z.string().transform((text) => splitList(text).map(fromName)),
    ])
    .transform((all) => all.flat());

const toTeam = (name: string): readonly ResponderReference[] => [{ type: 'team', name }];
const teamReference = () =>
  reference().transform((it): readonly ResponderReference[] => [{ type: 'team', ...it }]);

/** A name without a type is that of a user if it is an e-mail address, and else may be that of anything. */
const toAnyType = (name: string): readonly ResponderReference[] =>
  name.includes('@')
    ? [{ type: 'user', username: name }]
    : [
        { type: 'team', name },
        { type: 'escalation', name },
        { type: 'schedule', name },
        { type: 'user', username: name },
      ];

const recipientReference = () => {
  const withoutType = { type: z.undefined().optional() };
  const types = RESPONDER_TYPES.join(', ');
  const error = ({ input }: { readonly input?: unknown }) =>
    typeof input === 'object' && !Array.isArray(input)
      ? `must have an id, username or name; its type, if it has one, must be one of ${types}`
      : undefined;
  const alternatives = [
    responderReference().transform((it) => [it]),
    z.object({ ...withoutType, username: z.string() }).transform(({ username }) => toAnyType(username)),
    z.object({ ...withoutType, name: z.string() }).transform(({ name }) => toAnyType(name)),
    z
      .object({ ...withoutType, id: z.string() })
      .transform(({ id }): readonly ResponderReference[] => RESPONDER_TYPES.map((type) => ({ type, id }))),
  ];
  return z.union(alternatives, { error });
};

/** Members of a Create that are lists of references, or of texts. */
const REFERENCE_LISTS = ['responders', 'visibleTo', 'teams', 'recipients'] as const;
const TEXT_LISTS = ['tags', 'actions'] as const;

const isNumberOrFlag = (value: unknown) => typeof value === 'number' || typeof value === 'boolean';

/**
 * A Create whose lists are lists: a single reference counts as a list of one, a text as names between commas, and empty
 * elements are left out. An alert must not be lost for the type of its tags.
 */
function withLists(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const lists: Record<string, unknown> = {};
  for (const name of REFERENCE_LISTS) {
    const value: unknown = Reflect.get(body, name);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) lists[name] = [value];
  }
  for (const name of TEXT_LISTS) {
    const value: unknown = Reflect.get(body, name);
    if (typeof value === 'string') lists[name] = splitList(value);
    else if (Array.isArray(value) && value.includes(null)) {
      // Numbers become text here, too: the lenient rule looks them up in the list as it came.
      lists[name] = value
        .filter((each) => each !== null)
        .map((each) => (isNumberOrFlag(each) ? String(each) : each));
    }
  }
  return Object.keys(lists).length === 0 ? body : { ...body, ...lists };
}

/**
 * The request that creates an alert. `teams` and `recipients` are what older clients send for `responders`: a list, or a
 * text with commas, of names or references. All of them become responders.
 */
const createAlertFields = () =>
  createAlertSchema()
    .extend({
      message: nonBlankText(Number.MAX_SAFE_INTEGER),
      description: z.string().default(''),
      teams: listOf(toTeam, teamReference()).default([]),
      recipients: listOf(toAnyType, recipientReference()).default([]),
    })
    .transform(({ teams, recipients, ...alert }) => ({
      ...alert,
      message: truncate(alert.message, ALERT_LIMITS.message),
      description: truncate(withFullTitle(alert.message, alert.description), ALERT_LIMITS.description),
      responders: [...alert.responders, ...teams, ...recipients].slice(0, ALERT_LIMITS.responders),
    }));

export const createAlertBody = lazily(() => z.preprocess(withLists, createAlertFields()));

export type CreateAlertBody = z.output<ReturnType<typeof createAlertBody>>;

const atLeastOne = { message: 'must have at least one element' };

export const snoozeBody = lazily(() => alertActionSchema.extend({ endTime: instant }));

/** The action of a snooze. Throws `invalid` if it has ended already: the alert worker would refuse it, which nobody reads. */
export function toSnooze({ endTime }: { readonly endTime: Instant }, now: Instant): AlertAction {
  requireFuture('endTime', endTime, now);
  return { type: 'Snooze', until: endTime };
}
export const escalateBody = lazily(() => alertActionSchema.extend({ escalation: reference() }));
export const assignBody = lazily(() => alertActionSchema.extend({ owner: userReference() }));
export const responderBody = lazily(() => alertActionSchema.extend({ responder: responderReference() }));
export const teamBody = lazily(() => alertActionSchema.extend({ team: reference() }));
export const tagsBody = lazily(() =>
  alertActionSchema.extend({
    tags: alertTags().refine((all) => all.length > 0, atLeastOne),
  }),
);
export const detailsBody = lazily(() =>
  alertActionSchema.extend({
    details: alertDetails().refine((all) => Object.keys(all).length > 0, atLeastOne),
  }),
);
export const noteBody = lazily(() => alertActionSchema.extend({ note: nonBlankText(ALERT_LIMITS.note) }));
/** A title of any length: {@link fitTitle} truncates it. */
export const titleText = lazily(() => nonBlankText(Number.MAX_SAFE_INTEGER));

export const messageBody = lazily(() => alertActionSchema.extend({ message: titleText() }));
/** Alertmanager omits an empty description, so an absent one means empty. */
export const descriptionBody = lazily(() =>
  alertActionSchema.extend({
    description: truncatedText(ALERT_LIMITS.description).default(''),
  }),
);
export const priorityBody = lazily(() => alertActionSchema.extend({ priority: alertPriority() }));

const commaSeparatedList = () =>
  z
    .string()
    .transform(splitList)
    .refine((all) => all.length > 0, atLeastOne);

const IDENTIFIER_TYPES = ['id', 'tiny', 'alias'] as const;

const identifierType = lazily(() =>
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(IDENTIFIER_TYPES, { error: `must be one of ${IDENTIFIER_TYPES.join(', ')}` })),
);

/** Whether the identifier in the path is the alert's id, tiny id or alias. */
export const alertQuery = lazily(() => z.object({ identifierType: identifierType().default('id') }));

/** The same for attachments. Opsgenie names the parameter differently there; the usual name works too. */
export const attachmentQuery = lazily(() =>
  z.object({
    alertIdentifierType: identifierType().optional(),
    identifierType: identifierType().optional(),
  }),
);

/** DELETE has no body, so the query holds the fields of the action. */
export const deleteQuery = lazily(() => alertQuery().extend(alertActionSchema.shape));
export const deleteTagsQuery = lazily(() => deleteQuery().extend({ tags: commaSeparatedList() }));
export const deleteDetailsQuery = lazily(() => deleteQuery().extend({ keys: commaSeparatedList() }));

/**
 * The alert that the path identifies. Throws `invalid` if the identifier is longer than any alert's: accepting it would
 * not help the client, and it may not fit into a table key.
 */
export function parseAlertTarget(type: IdentifierType, value: string): AlertTarget {
  const max = type === 'alias' ? ALERT_LIMITS.alias : MAX_ID_LENGTH;
  if (hasAtMost(max, value)) return { type, value };
  throw invalid({ identifier: `must not be longer than ${max} characters` });
}
