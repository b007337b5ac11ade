import * as z from 'zod';
import { invalid } from '../kernel/errors.ts';
import { instant, truncatedText } from '../kernel/input.ts';
import {
  ALERT_LIMITS,
  fitDetails,
  fitTexts,
  hasAtMost,
  MAX_ID_LENGTH,
  MAX_REFERENCE_LENGTH,
} from '../kernel/limits.ts';
import { PRIORITIES } from '../kernel/priority.ts';
import { RESPONDER_TYPES, type ResponderReference } from '../kernel/responder.ts';
import {
  referenceSchema as anyReference,
  userReferenceSchema as anyUserReference,
  withoutUndefined,
} from '../kernel/schemas.ts';
import type { AlertTarget, IdentifierType } from './action.ts';

const nameText = z.string().max(MAX_REFERENCE_LENGTH).optional();

const isShort = (named: object): boolean =>
  Object.values(named).every((text) => typeof text !== 'string' || text.length <= MAX_REFERENCE_LENGTH);

const tooLong = { message: `must not be longer than ${MAX_REFERENCE_LENGTH} characters` };
const reference = anyReference.refine(isShort, tooLong);
const userReference = anyUserReference.refine(isShort, tooLong);

/** Text of which something other than blanks must be there. */
const someText = (max: number) =>
  z
    .string({ error: 'can not be empty' })
    .refine((text) => text.trim() !== '', { message: 'can not be empty' })
    .pipe(truncatedText(max));

const texts = (maxCount: number, maxLength: number) =>
  z.array(z.string()).transform((all) => fitTexts(all, maxCount, maxLength));

const tags = texts(ALERT_LIMITS.tags, ALERT_LIMITS.tag);

/** Monitoring tools send numbers and flags as well as text. */
const detailValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'must be text' })
  .transform(String);

const details = z.record(z.string(), detailValue).transform(fitDetails);

/** Somebody or something by id, or by username (users) or name (everything else). */
const responder = z
  .object({
    type: z.enum(RESPONDER_TYPES, { error: `must be one of ${RESPONDER_TYPES.join(', ')}` }),
    id: nameText,
    name: nameText,
    username: nameText,
  })
  .transform(({ type, id, name, username }, context): ResponderReference => {
    const called = type === 'user' ? 'username' : 'name';
    if (id !== undefined) return { type, id };
    const by = type === 'user' ? username : name;
    if (by === undefined) {
      context.addIssue({ code: 'custom', message: `id or ${called} should be provided` });
      return z.NEVER;
    }
    return { type, [called]: by };
  });

const responders = z.array(responder).transform((all) => all.slice(0, ALERT_LIMITS.responders));

const onlyTeamsAndUsers = z
  .array(
    responder.refine(({ type }) => type === 'team' || type === 'user', {
      message: 'must be a team or a user',
    }),
  )
  .transform((all) => all.slice(0, ALERT_LIMITS.responders));

const priority = z.enum(PRIORITIES, { error: `must be one of ${PRIORITIES.join(', ')}` });

/**
 * What the path names. What is too long names nothing; that it was accepted would be no help, and it would not fit into
 * a key of the table.
 */
export function targetOf(type: IdentifierType, value: string): AlertTarget {
  const max = type === 'alias' ? ALERT_LIMITS.alias : MAX_ID_LENGTH;
  if (hasAtMost(max, value)) return { type, value };
  throw invalid({ identifier: `must not be longer than ${max} characters` });
}

/** What every action carries: who asked, through what, and a note to go with it. */
const common = {
  user: truncatedText(ALERT_LIMITS.user).optional(),
  source: truncatedText(ALERT_LIMITS.source).optional(),
  note: truncatedText(ALERT_LIMITS.note).optional(),
};

export const actionBody = z.object(common);
export type ActionBody = z.infer<typeof actionBody>;

/** An alias that is too long is refused: cut, two alerts might become one. */
const alias = z.string().refine((text) => hasAtMost(ALERT_LIMITS.alias, text), {
  message: `must not be longer than ${ALERT_LIMITS.alias} characters`,
});

export const createBody = z.object({
  ...common,
  message: someText(ALERT_LIMITS.message),
  alias: alias.optional(),
  description: truncatedText(ALERT_LIMITS.description).default(''),
  responders: responders.default([]),
  visibleTo: onlyTeamsAndUsers.default([]),
  actions: texts(ALERT_LIMITS.actions, ALERT_LIMITS.action).default([]),
  tags: tags.default([]),
  details: details.default({}),
  entity: truncatedText(ALERT_LIMITS.entity).default(''),
  priority: priority.default('P3'),
});

const atLeastOne = { message: 'must hold at least one' };

export const snoozeBody = z.object({ ...common, endTime: instant });
export const escalateBody = z.object({ ...common, escalation: reference });
export const assignBody = z.object({ ...common, owner: userReference });
export const responderBody = z.object({ ...common, responder });
export const teamBody = z.object({ ...common, team: reference });
export const tagsBody = z.object({ ...common, tags: tags.refine((all) => all.length > 0, atLeastOne) });
export const detailsBody = z.object({
  ...common,
  details: details.refine((all) => Object.keys(all).length > 0, atLeastOne),
});
export const noteBody = z.object({ ...common, note: someText(ALERT_LIMITS.note) });
export const messageBody = z.object({ ...common, message: someText(ALERT_LIMITS.message) });
/** Alertmanager leaves an empty description out, and means it to be empty. */
export const descriptionBody = z.object({
  ...common,
  description: truncatedText(ALERT_LIMITS.description).default(''),
});
export const priorityBody = z.object({ ...common, priority });

const list = z
  .string({ error: 'should be provided' })
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
  .refine((all) => all.length > 0, atLeastOne);

const IDENTIFIER_TYPES = ['id', 'tiny', 'alias'] as const;

const identifierType = z
  .string()
  .toLowerCase()
  .pipe(z.enum(IDENTIFIER_TYPES, { error: `must be one of ${IDENTIFIER_TYPES.join(', ')}` }));

/** What the path's identifier is: the alert's id, its tiny id or its alias. */
export const alertQuery = z.object({ identifierType: identifierType.default('id') });

/** The same for attachments, where the parameter has another name; the usual one is understood as well. */
export const attachmentQuery = z.object({
  alertIdentifierType: identifierType.optional(),
  identifierType: identifierType.optional(),
});

/** DELETE has no body; what the action carries is in its query. */
export const deleteQuery = alertQuery.extend(common);
export const deleteTagsQuery = deleteQuery.extend({ tags: list });
export const deleteDetailsQuery = deleteQuery.extend({ keys: list });

/** The members of an action that came in, with what stands in for the others; no user is an empty one. */
export const commonOf = (body: ActionBody, sourceIp: string) => ({
  user: '',
  source: sourceIp,
  note: '',
  ...withoutUndefined({ user: body.user, source: body.source, note: body.note }),
});
