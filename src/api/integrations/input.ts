import * as z from 'zod';
import { ACTION_KINDS, type ActionKind, type AlertContent } from '../../domain/integrations/model.ts';
import { EMAIL, SUPPORTED_TYPES, WEBHOOK } from '../../domain/integrations/types.ts';
import { createCriteriaSchema, criteriaSchema } from '../../domain/kernel/criteria-schema.ts';
import { ALERT_LIMITS } from '../../domain/kernel/limits.ts';
import { RESERVED_INTEGRATION_NAMES } from '../../domain/kernel/names.ts';
import { PRIORITIES } from '../../domain/kernel/priority.ts';
import { RESPONDER_TYPES } from '../../domain/kernel/responder.ts';
import {
  createTargetReferenceSchema,
  flag,
  mapSchema,
  nameSchema,
  orderSchema,
  referenceSchema,
  requiredText,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';

const MAX_ACTIONS = 100;
const MAX_HEADERS = 50;

const responder = createTargetReferenceSchema(z.enum(RESPONDER_TYPES));

const responders = z.array(responder).max(ALERT_LIMITS.responders);
export type ResponderInput = z.infer<typeof responder>;

/** Headers of the connection, which a configuration must not set. */
const FORBIDDEN_HEADERS = /^(host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer)$/i;

const headers = mapSchema(z.string().max(4_000))
  .refine((all) => Object.keys(all).length <= MAX_HEADERS, {
    message: `must not be more than ${MAX_HEADERS}`,
  })
  .superRefine((all, context) => {
    for (const [name, value] of Object.entries(all)) {
      const problem = FORBIDDEN_HEADERS.test(name)
        ? 'can not be set'
        : /^[!#$%&'*+.^_`|~\w-]{1,256}$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
          ? undefined
          : 'is no header';
      if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
    }
  });

/** Like the webhook of a contact: private addresses are refused only when the URL is called. */
const url = z
  .string()
  .max(2_000)
  .refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, username, password } = new URL(text);
      return /^https?:$/.test(protocol) && username === '' && password === '';
    },
    { message: 'must be an absolute URL without credentials' },
  );

const type = z.enum(SUPPORTED_TYPES as [string, ...string[]], {
  error: ({ input }) =>
    `${input === undefined ? 'should be provided' : 'is not available'}; it must be one of ${SUPPORTED_TYPES.join(', ')}`,
});

const template = z.string();

const never = (instead: string) => ({ error: `is not available; ${instead}` });

/** Members of Opsgenie that have no effect here: they are accepted only if they are empty or absent. */
const UNAVAILABLE = {
  ignoreTeamsFromPayload: z.literal(false, never('use ignoreRespondersFromPayload')).optional(),
  ignoreRecipientsFromPayload: z.literal(false, never('use ignoreRespondersFromPayload')).optional(),
  isDefaultIntegration: z.literal(false, never('every integration is one by itself')).optional(),
  forwardingActionMappings: z.array(z.unknown()).max(0, never('use alertActions')).optional(),
};

const fields = {
  name: nameSchema(250, RESERVED_INTEGRATION_NAMES),
  type,
  enabled: flag.optional(),
  ownerTeam: referenceSchema.optional(),
  // The Go client sends the same in two members.
  assignedTeam: referenceSchema.optional().describe('As ownerTeam, which comes first.'),
  allowReadAccess: flag.optional(),
  allowWriteAccess: flag.optional(),
  allowDeleteAccess: flag.optional(),
  allowConfigurationAccess: flag.optional(),
  suppressNotifications: flag.default(false),
  ignoreRespondersFromPayload: flag.default(false),
  responders: responders.optional(),
  recipients: responders.optional(),
  emailUsername: z
    .string()
    .regex(/^[\w.+-]{1,64}$/, 'must be the part of an address before the @')
    .optional(),
  url: url.optional(),
  headers: headers.default({}),
  ignoreTagsFromPayload: flag.optional(),
  tags: z
    .array(template.max(1_000))
    .max(20)
    .optional()
    .describe('Templates; of every alert, besides its own'),
  ignoreExtraPropertiesFromPayload: flag.optional(),
  extraProperties: mapSchema(template, z.string().min(1).max(512))
    .refine((all) => JSON.stringify(all).length <= 8_000, {
      message: 'must not be longer than 8000 characters',
    })
    .optional()
    .describe('Templates; of every alert, in the place of those of the same name'),
  priority: z.enum(PRIORITIES).optional().describe('Of every alert, whatever the request says'),
  customPriority: template.max(1_000).optional().describe('A template; counts where it makes P1 to P5'),
  ...UNAVAILABLE,
  forwardingEnabled: flag.optional().describe('Webhooks forward what happens to alerts, nothing else does.'),
  addAlertDescription: flag.default(false),
  addAlertDetails: flag.default(false),
  alertFilter: criteriaSchema.optional(),
  alertActions: z.array(requiredText(100)).max(MAX_ACTIONS).optional(),
};

/** Members that have no meaning for integrations of other types. */
const ONLY_OF = [
  [WEBHOOK, ['url', 'headers', 'addAlertDescription', 'addAlertDetails', 'alertFilter', 'alertActions']],
  [EMAIL, ['emailUsername']],
] as const;

const isSet = (value: unknown): boolean =>
  value !== undefined &&
  value !== false &&
  (typeof value !== 'object' || Object.keys(value ?? {}).length > 0);

/** A new integration, or the complete new state of one. Members that would have no effect are refused. */
export const integrationInput = z.object(fields).superRefine((it, context) => {
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  for (const [type, names] of ONLY_OF) {
    for (const name of names) {
      if (it.type !== type && isSet(it[name])) wrong(name, `is only for the type ${type}`);
    }
  }
  if (it.forwardingEnabled !== undefined && it.forwardingEnabled !== (it.type === WEBHOOK)) {
    wrong('forwardingEnabled', `must be ${it.type === WEBHOOK} for the type ${it.type}`);
  }
  const needed = it.type === WEBHOOK ? 'url' : it.type === EMAIL ? 'emailUsername' : undefined;
  if (needed && it[needed] === undefined) wrong(needed, `is needed for the type ${it.type}`);
});
export type IntegrationInput = z.infer<typeof integrationInput>;

/** The tags, properties and priority in the body, as far as it has any. */
export function toAlertContent(body: IntegrationInput): { readonly content?: AlertContent } {
  const { tags = [], extraProperties, priority, customPriority } = body;
  const content = withoutUndefined({
    ignoreTagsFromPayload: body.ignoreTagsFromPayload || undefined,
    tags: tags.length > 0 ? tags : undefined,
    ignoreExtraPropertiesFromPayload: body.ignoreExtraPropertiesFromPayload || undefined,
    extraProperties,
    priority,
    customPriority,
  });
  return Object.keys(content).length > 0 ? { content } : {};
}

export const listQuery = z.object({
  type: z.string().optional(),
  teamId: z.string().optional(),
  teamName: z.string().optional(),
});

export const authenticateInput = z.object({ type: requiredText(100) });

/** Criteria about an event: its fields are those of alerts and any member that the tool sends. */
const filter = createCriteriaSchema(requiredText(512));

const actionText = (max: number) => z.string().max(max).optional();
const templates = z.array(z.string().max(1_000)).max(100).optional();

const actionFields = z
  .object({
    name: requiredText(250),
    order: orderSchema.default(0),
    filter: filter.default({ type: 'match-all', conditions: [] }),
    alias: actionText(2_000),
    user: actionText(1_000),
    note: actionText(25_000),
    source: actionText(1_000),
    message: actionText(2_000),
    description: actionText(15_000),
    entity: actionText(2_000),
    priority: z.enum(PRIORITIES).optional(),
    customPriority: actionText(1_000),
    appendAttachments: flag.optional(),
    alertActions: templates,
    ignoreAlertActionsFromPayload: flag.optional(),
    responders: responders.optional(),
    recipients: responders.optional(),
    ignoreRespondersFromPayload: flag.optional(),
    tags: templates,
    ignoreTagsFromPayload: flag.optional(),
    extraProperties: mapSchema(z.string().max(8_000), z.string().min(1).max(512)).optional(),
    ignoreExtraPropertiesFromPayload: flag.optional(),
  })
  .transform(({ recipients, ...it }) => withoutUndefined({ ...it, responders: it.responders ?? recipients }));

export type ActionFields = z.infer<typeof actionFields>;

/** The Go client calls one of them AddNote. */
const kind = z
  .string()
  .transform((text) => ACTION_KINDS.find((each) => each.toLowerCase() === text.toLowerCase()) ?? text)
  .pipe(z.enum(ACTION_KINDS));

/** An action that is added. */
export const actionInput = z.object({ type: kind }).and(actionFields);

const actionList = z.array(actionFields).max(MAX_ACTIONS).default([]);

/** All actions, by kind; a kind that is left out has none. The `type` of an action itself is ignored. */
export const actionsInput: z.ZodType<Readonly<Record<ActionKind, readonly ActionFields[]>>> = z.object({
  ignore: actionList,
  create: actionList,
  close: actionList,
  acknowledge: actionList,
  addNote: actionList,
});
