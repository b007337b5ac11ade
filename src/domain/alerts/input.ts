import * as z from 'zod';
import { invalid } from '../kernel/errors.ts';
import { instant, textCutAt } from '../kernel/input.ts';
import { PRIORITIES } from '../kernel/priority.ts';
import { RESPONDER_TYPES, type ResponderReference } from '../kernel/responder.ts';
import { reference as anyReference, userReference as anyUserReference, present } from '../kernel/schemas.ts';
import type { AlertTarget, IdentifierType } from './action.ts';
import { MAX_ID_LENGTH } from './queries.ts';

/**
 * What the operations on alerts take. Opsgenie cuts what is too long and leaves out what is too much instead of
 * refusing an alert, and so do we: an alert that is cut is better than none.
 */
const LIMITS = {
  message: 130,
  alias: 512,
  description: 15_000,
  responders: 50,
  actions: 10,
  actionName: 50,
  tags: 20,
  tag: 50,
  details: 8_000,
  entity: 512,
  source: 100,
  user: 100,
  note: 25_000,
  /** Of ids and names: what is longer names nothing, and would not fit into a key of the table. */
  name: 255,
} as const;

const nameText = z.string().max(LIMITS.name).optional();

const isShort = (named: object): boolean =>
  Object.values(named).every((text) => typeof text !== 'string' || text.length <= LIMITS.name);

const tooLong = { message: `must not be longer than ${LIMITS.name} characters` };
const reference = anyReference.refine(isShort, tooLong);
const userReference = anyUserReference.refine(isShort, tooLong);

/** Text of which something other than blanks must be there. */
const someText = (max: number) =>
  z
    .string({ error: 'can not be empty' })
    .refine((text) => text.trim() !== '', { message: 'can not be empty' })
    .pipe(textCutAt(max));

/** Up to `max` different texts that are not blank, each cut; what is beyond is left out. */
const texts = (max: number, length: number) =>
  z
    .array(textCutAt(length))
    .transform((all) => [...new Set(all.filter((text) => text.trim() !== ''))].slice(0, max));

const tags = texts(LIMITS.tags, LIMITS.tag);

/** Monitoring tools send numbers and flags as well as text. */
const detailValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'must be text' })
  .transform(String);

/** So much of the properties as fits into the limit of keys and values together, in their order. */
const details = z.record(z.string(), detailValue).transform((all) => {
  let left: number = LIMITS.details;
  const kept: [string, string][] = [];
  for (const [key, value] of Object.entries(all)) {
    if (key.length >= left) break;
    const cut = value.slice(0, left - key.length).toWellFormed();
    kept.push([key, cut]);
    left -= key.length + cut.length;
  }
  return Object.fromEntries(kept);
});

/** Tags and properties as far as an alert can have them. */
export const withinLimits = (of: {
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
}) => ({ tags: tags.parse(of.tags), details: details.parse(of.details) });

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

const responders = z.array(responder).transform((all) => all.slice(0, LIMITS.responders));

const onlyTeamsAndUsers = z
  .array(
    responder.refine(({ type }) => type === 'team' || type === 'user', {
      message: 'must be a team or a user',
    }),
  )
  .transform((all) => all.slice(0, LIMITS.responders));

const priority = z.enum(PRIORITIES, { error: `must be one of ${PRIORITIES.join(', ')}` });

/**
 * What the path names. What is too long names nothing; that it was accepted would be no help, and it would not fit into
 * a key of the table.
 */
export function targetOf(type: IdentifierType, value: string): AlertTarget {
  const max = type === 'alias' ? LIMITS.alias : MAX_ID_LENGTH;
  if ([...value].length <= max) return { type, value };
  throw invalid({ identifier: `must not be longer than ${max} characters` });
}

/** What every action carries: who asked, through what, and a note to go with it. */
const common = {
  user: textCutAt(LIMITS.user).optional(),
  source: textCutAt(LIMITS.source).optional(),
  note: textCutAt(LIMITS.note).optional(),
};

export const actionBody = z.object(common);
export type ActionBody = z.infer<typeof actionBody>;

/** An alias that is too long is refused: cut, two alerts might become one. */
const alias = z.string().refine((text) => [...text].length <= LIMITS.alias, {
  message: `must not be longer than ${LIMITS.alias} characters`,
});

export const createBody = z.object({
  ...common,
  message: someText(LIMITS.message),
  alias: alias.optional(),
  description: textCutAt(LIMITS.description).default(''),
  responders: responders.default([]),
  visibleTo: onlyTeamsAndUsers.default([]),
  actions: texts(LIMITS.actions, LIMITS.actionName).default([]),
  tags: tags.default([]),
  details: details.default({}),
  entity: textCutAt(LIMITS.entity).default(''),
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
export const noteBody = z.object({ ...common, note: someText(LIMITS.note) });
export const messageBody = z.object({ ...common, message: someText(LIMITS.message) });
/** Alertmanager leaves an empty description out, and means it to be empty. */
export const descriptionBody = z.object({
  ...common,
  description: textCutAt(LIMITS.description).default(''),
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
  ...present({ user: body.user, source: body.source, note: body.note }),
});
