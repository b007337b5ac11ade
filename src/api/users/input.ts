import * as z from 'zod';
import {
  flag,
  instant,
  mapSchema,
  nameSchema,
  timeZoneSchema,
  wholeNumber,
  withoutUndefined,
} from '../../domain/kernel/schemas.ts';
import { parseContactAddress, parseContactCredentials } from '../../domain/users/contact-address.ts';
import { CONTACT_METHODS } from '../../domain/users/model.ts';

const MAX_USERNAME = 100;
const MAX_FULL_NAME = 512;

/** The username: an e-mail address in lower case. */
const username = z.string().trim().toLowerCase().max(MAX_USERNAME).pipe(z.email());

/** A role by id or name. The id of a built-in role is its name. */
const role = z
  .object({ id: z.string().max(512).optional(), name: z.string().max(512).optional() })
  .transform(({ id, name }, context) => {
    const either = name ?? id;
    if (either === undefined) context.addIssue({ code: 'custom', message: 'id or name should be provided' });
    return { id: id ?? either ?? '', name: either ?? '' };
  });

const text = z.string().max(512).optional();

const fields = {
  username,
  fullName: nameSchema(MAX_FULL_NAME),
  role,
  skypeUsername: text,
  timeZone: timeZoneSchema.optional(),
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/, { message: 'must be a locale such as en_US' })
    .optional(),
  userAddress: z
    .object({ country: text, state: text, city: text, line: text, zipCode: text })
    .transform(withoutUndefined)
    .optional(),
  tags: z.array(z.string().max(50)).max(100).optional(),
  details: mapSchema(
    z.union([
      z.array(z.string().max(8_000)),
      z
        .string()
        .max(8_000)
        .transform((value) => [value]),
    ]),
    z.string().max(512),
  ).optional(),
};

/** The body that creates a user. */
export const userInput = z.object(fields).transform(withoutUndefined);

const hour = wholeNumber(0, 23);
const minute = wholeNumber(0, 59);

const quietHours = z
  .object({ enabled: flag.default(true), startHour: hour, startMin: minute, endHour: hour, endMin: minute })
  .refine((it) => it.startHour !== it.endHour || it.startMin !== it.endMin, {
    message: 'must end at another time than it starts',
  });

/** The body that updates a user: absent fields stay unchanged. */
export const userPatch = z
  .object({
    ...fields,
    username: fields.username.optional(),
    fullName: fields.fullName.optional(),
    role: fields.role.optional(),
    mutedUntil: instant.optional().meta({
      description: 'Nothing is sent to the user before this time. A time in the past ends the mute.',
    }),
    quietHours: quietHours.optional().meta({
      description: "Nothing is sent to the user at these times of day, in the user's zone. An addition.",
    }),
    blocked: flag.optional().meta({
      description: 'Nobody notifies a blocked user, whose keys and links do nothing. An addition.',
    }),
  })
  .transform(withoutUndefined);

/** Endpoints of push subscriptions are long. */
const MAX_TO = 2_048;

/** A contact as steps of notification rules refer to it. */
export const contactReference = z.object({
  method: z.enum(CONTACT_METHODS),
  to: z.string().trim().min(1).max(MAX_TO),
});

/** Values that some methods need besides the address. */
const credentialFields = {
  keys: z
    .object({ p256dh: z.string().max(200), auth: z.string().max(100) })
    .optional()
    .meta({ description: 'For webpush: the keys of the subscription. Never shown.' }),
  token: z.string().trim().max(200).optional().meta({
    description:
      'For pushover: the API token of the application. For ntfy: an access token, if the topic is protected; "" in a change removes it. Never shown.',
  }),
};

/** The body that creates a contact. */
export const contactInput = contactReference
  .extend({
    ...credentialFields,
    name: z.string().trim().max(100).optional().meta({
      description: 'Names a device, to tell several apart. An addition.',
    }),
  })
  .transform(({ keys, token, method, to, name }, context) => {
    const address = parseContactAddress(method, to);
    if ('error' in address) context.addIssue({ code: 'custom', path: ['to'], message: address.error });
    const parsed = parseContactCredentials(method, { keys, token });
    if ('errors' in parsed) {
      for (const [field, message] of Object.entries(parsed.errors)) {
        context.addIssue({ code: 'custom', path: field.split('.'), message });
      }
    }
    const credentials = 'credentials' in parsed ? parsed.credentials : undefined;
    return { method, to, name, credentials };
  });

/** The body that confirms a contact. */
export const confirmationInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6,8}$/, { message: 'must be the digits of the code' })
    .meta({ description: 'The code from the message to the contact' }),
});

/** The body that changes a contact's address. Its form is checked against the contact's method later, as are the credentials. */
export const contactPatch = z.object({ to: contactReference.shape.to, ...credentialFields });
