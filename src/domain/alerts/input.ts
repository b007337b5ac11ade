import * as z from 'zod';
import { lazily } from '../kernel/lazily.ts';
import { ALERT_LIMITS, fitDetails, fitTexts, hasAtMost, MAX_REFERENCE_LENGTH } from '../kernel/limits.ts';
import { PRIORITIES } from '../kernel/priority.ts';
import { RESPONDER_TYPES, type ResponderReference } from '../kernel/responder.ts';
import { cannotBeEmpty, mapSchema, truncatedText, withoutUndefined } from '../kernel/schemas.ts';

/**
 * Schemas of what creates and changes alerts, for the REST API and for the events of tools. Texts, lists and details
 * beyond their limits are truncated, as in Opsgenie; only an alias that is too long is refused. They are made at their first
 * use, because making them takes a good part of a cold start.
 */

/** Text that is not blank, truncated to `max` characters. */
export const nonBlankText = (max: number) =>
  z
    .string(cannotBeEmpty)
    .refine((text) => text.trim() !== '', { message: 'can not be empty' })
    .pipe(truncatedText(max));

const textList = (maxCount: number, maxLength: number) =>
  z.array(z.string()).transform((all) => fitTexts(all, maxCount, maxLength));

export const alertTags = lazily(() => textList(ALERT_LIMITS.tags, ALERT_LIMITS.tag));

const isContainer = (value: unknown) => typeof value === 'object' && value !== null;

/** Monitoring tools send numbers, flags and whole objects as well as text. An object or a list becomes JSON. */
const detailValue = lazily(() =>
  z
    .union([z.string(), z.number(), z.boolean(), z.unknown().refine(isContainer)], { error: 'must be text' })
    .transform((value) => (isContainer(value) ? JSON.stringify(value) : String(value))),
);

export const alertDetails = lazily(() => mapSchema(detailValue()).transform(fitDetails));

export const alertPriority = lazily(() =>
  z.enum(PRIORITIES, { error: `must be one of ${PRIORITIES.join(', ')}` }),
);

const identifier = lazily(() => z.string().max(MAX_REFERENCE_LENGTH).optional());

/** A responder by id, or by username (users) or name (other types). */
export const responderReference = lazily(() =>
  z
    .object({
      type: z.enum(RESPONDER_TYPES, { error: `must be one of ${RESPONDER_TYPES.join(', ')}` }),
      id: identifier(),
      name: identifier(),
      username: identifier(),
    })
    .transform(({ type, id, name, username }, context): ResponderReference => {
      const nameField = type === 'user' ? 'username' : 'name';
      // No id has an @. A username in its place must not cost somebody the notification.
      if (id !== undefined)
        return type === 'user' && id.includes('@') ? { type, username: id } : { type, id };
      const value = type === 'user' ? (username ?? name) : name;
      if (value === undefined) {
        context.addIssue({ code: 'custom', message: `id or ${nameField} should be provided` });
        return z.NEVER;
      }
      return { type, [nameField]: value };
    }),
);

const responders = lazily(() =>
  z.array(responderReference()).transform((all) => all.slice(0, ALERT_LIMITS.responders)),
);

const teamsAndUsers = lazily(() =>
  z
    .array(
      responderReference().refine(({ type }) => type === 'team' || type === 'user', {
        message: 'must be a team or a user',
      }),
    )
    .transform((all) => all.slice(0, ALERT_LIMITS.responders)),
);

/** The members of every action: who requests it, from where, and a note for the alert. */
const requestFields = {
  user: truncatedText(ALERT_LIMITS.user).optional(),
  source: truncatedText(ALERT_LIMITS.source).optional(),
  note: truncatedText(ALERT_LIMITS.note).optional(),
};

/** An action without parameters, such as an acknowledge. Schemas of other actions extend it. */
export const alertActionSchema = z.object(requestFields);
export type AlertActionInput = z.infer<typeof alertActionSchema>;

/**
 * An alias that is too long is refused, because truncation could make two alerts one. A blank alias counts as absent, for
 * the same reason: templates of clients give one if a variable is not set.
 */
const alias = lazily(() =>
  z
    .string()
    .refine((text) => hasAtMost(ALERT_LIMITS.alias, text), {
      message: `must not be longer than ${ALERT_LIMITS.alias} characters`,
    })
    .transform((text) => (text.trim() === '' ? undefined : text)),
);

/** The request that creates an alert. */
export const createAlertSchema = lazily(() =>
  alertActionSchema.extend({
    message: nonBlankText(ALERT_LIMITS.message),
    alias: alias().optional(),
    description: truncatedText(ALERT_LIMITS.description).default(''),
    responders: responders().default([]),
    visibleTo: teamsAndUsers().default([]),
    actions: textList(ALERT_LIMITS.actions, ALERT_LIMITS.action).default([]),
    tags: alertTags().default([]),
    details: alertDetails().default({}),
    entity: truncatedText(ALERT_LIMITS.entity).default(''),
    priority: alertPriority().default('P3'),
  }),
);

/** User, source and note of an action. Without a source, the client's IP address is the source. */
export const withRequestDefaults = ({ user, source, note }: AlertActionInput, sourceIp: string) => ({
  user: '',
  source: sourceIp,
  note: '',
  ...withoutUndefined({ user, source, note }),
});
