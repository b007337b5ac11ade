import * as z from 'zod';
import { formatIssue } from '../kernel/validation-messages.ts';
import type { Contact, ContactCredentials, ContactMethod } from './model.ts';

/** Converts a contact's phone number (countrycode-number) to E.164: 1-9999999999 becomes +19999999999. */
export function phoneNumber(to: string): string | undefined {
  const [, country, number] = /^\+?(\d{1,3})-(\d[\d ]*)$/.exec(to.trim()) ?? [];
  if (country === undefined || number === undefined || country.startsWith('0')) return undefined;
  const digits = `${country}${number.replaceAll(' ', '')}`;
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : undefined;
}

/** The trimmed e-mail address, checked loosely: one @ and no character that could break a header. */
export function emailAddress(to: string): string | undefined {
  const trimmed = to.trim();
  return trimmed.length <= 254 && /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/.test(trimmed) ? trimmed : undefined;
}

/** A push service and the device's token there. */
export interface Device {
  readonly platform: 'GCM' | 'APNS';
  readonly token: string;
}

/** Parses a contact's device: fcm:<token> (Android, web) or apns:<token> (Apple). Without a prefix it is fcm. */
export function device(to: string): Device | undefined {
  const [, prefix = 'fcm', token = ''] = /^(?:(fcm|apns):)?(.*)$/s.exec(to.trim()) ?? [];
  if (!/^[\w:.-]{8,4096}$/.test(token)) return undefined;
  return { platform: prefix === 'apns' ? 'APNS' : 'GCM', token };
}

/** Parses an absolute webhook URL without credentials: https, and with `allowHttp` (on localhost) also http. */
export function webhookUrl(to: string, allowHttp = false): URL | undefined {
  if (!URL.canParse(to)) return undefined;
  const url = new URL(to);
  const scheme = url.protocol === 'https:' || (allowHttp && url.protocol === 'http:');
  return scheme && url.username === '' && url.password === '' ? url : undefined;
}

/** The values that a parser of addresses gets besides the address. */
export type AddressedContact = Pick<Contact, 'id' | 'credentials'>;

/** A browser's subscription to push notifications, and the contact whose it is. */
export interface PushSubscription {
  readonly contactId: string;
  readonly endpoint: URL;
  /** The keys by which payloads are encrypted for this browser alone (RFC 8291), in base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Parses a browser's subscription. `allowHttp`: the push service may use plain http, on localhost. */
export function pushSubscription(
  to: string,
  { id, credentials = {} }: AddressedContact,
  allowHttp = false,
): PushSubscription | undefined {
  const endpoint = webhookUrl(to, allowHttp);
  const { p256dh, auth } = credentials;
  return endpoint && p256dh && auth ? { contactId: id, endpoint, keys: { p256dh, auth } } : undefined;
}

/** A topic of an ntfy server. */
export interface NtfyTopic {
  readonly server: URL;
  readonly topic: string;
  /** An access token, if the topic is protected. */
  readonly token?: string;
}

/** Parses the URL of an ntfy topic, such as https://ntfy.sh/mytopic. `allowHttp`: also plain http, on localhost. */
export function ntfyTopic(
  to: string,
  { credentials }: Pick<AddressedContact, 'credentials'> = {},
  allowHttp = false,
): NtfyTopic | undefined {
  const url = webhookUrl(to, allowHttp);
  const [, topic] = /^\/([\w-]{1,64})$/.exec(url?.pathname ?? '') ?? [];
  if (!url || topic === undefined || url.search !== '' || url.hash !== '') return undefined;
  const token = credentials?.token;
  return { server: new URL('/', url), topic, ...(token && { token }) };
}

/** A user, or a group, of Pushover, and the application that sends to it. */
export interface PushoverUser {
  readonly user: string;
  readonly token: string;
}

const PUSHOVER_KEY = /^[A-Za-z0-9]{30}$/;

/** Parses a Pushover user key, with the API token of an application. */
export function pushoverUser(
  to: string,
  { credentials }: Pick<AddressedContact, 'credentials'>,
): PushoverUser | undefined {
  const token = credentials?.token ?? '';
  return PUSHOVER_KEY.test(to) && PUSHOVER_KEY.test(token) ? { user: to, token } : undefined;
}

function phone() {
  return z.string().regex(/^\d{1,4}-\d{3,14}$/, {
    message: 'must be a phone number as countrycode-number, such as 1-9999999999',
  });
}

/** Countries whose numbers keep a leading 0 when they are called from abroad. */
const KEEPS_ZERO = ['39', '378', '225', '241', '242'];

/**
 * Why a phone number, in a form that is accepted, can probably not be reached: `undialable`, or `trunk-zero` if it has the 0
 * that is only dialled within its country (49-0151… instead of 49-151…). Undefined for other numbers.
 */
export function findPhoneProblem(to: string): 'undialable' | 'trunk-zero' | undefined {
  if (phoneNumber(to) === undefined) return 'undialable';
  const [country = '', number = ''] = to.split('-');
  return number.startsWith('0') && !KEEPS_ZERO.includes(country) ? 'trunk-zero' : undefined;
}

function isHttps(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === '';
}

/** The form of an address for each contact method. */
const ADDRESS_SCHEMAS: Readonly<Record<ContactMethod, z.ZodType<string>>> = {
  email: z.email(),
  sms: phone(),
  voice: phone(),
  mobile: z.string(),
  webhook: z.string().refine(isHttps, { message: 'must be an https URL' }),
  webpush: z.string().refine(isHttps, { message: 'must be the https endpoint of a push subscription' }),
  ntfy: z.string().refine((to) => ntfyTopic(to) !== undefined, {
    message: 'must be the https URL of an ntfy topic, such as https://ntfy.sh/mytopic',
  }),
  pushover: z.string().regex(PUSHOVER_KEY, { message: 'must be a Pushover user key of 30 characters' }),
};

/** The keys of a subscription in base64url: an uncompressed point of P-256, and 16 bytes. */
const P256DH = /^B[\w-]{86}=?$/;
const AUTH = /^[\w-]{22}={0,2}$/;

/**
 * Checks what a contact needs besides its address. Returns the credentials, undefined if the method has none, or messages by
 * field that say what is wrong.
 */
export function parseContactCredentials(
  method: ContactMethod,
  {
    keys,
    token,
  }: {
    readonly keys?: { readonly p256dh: string; readonly auth: string } | undefined;
    readonly token?: string | undefined;
  },
): { readonly credentials?: ContactCredentials } | { readonly errors: Readonly<Record<string, string>> } {
  switch (method) {
    case 'webpush':
      if (!keys) return { errors: { keys: 'are required: the keys of the push subscription' } };
      if (!P256DH.test(keys.p256dh)) return { errors: { 'keys.p256dh': 'must be a P-256 key in base64url' } };
      if (!AUTH.test(keys.auth)) return { errors: { 'keys.auth': 'must be 16 bytes in base64url' } };
      return { credentials: { p256dh: keys.p256dh, auth: keys.auth } };
    case 'ntfy':
      if (!token) return {};
      return /^[\w-]{1,200}$/.test(token)
        ? { credentials: { token } }
        : { errors: { token: 'must be an access token of ntfy, such as tk_…' } };
    case 'pushover':
      return token && PUSHOVER_KEY.test(token)
        ? { credentials: { token } }
        : { errors: { token: 'is required: the API token of a Pushover application, of 30 characters' } };
    default:
      return {};
  }
}

/** Checks the address for a contact method. Returns the address, or a message that says what is wrong with it. */
export function parseContactAddress(
  method: ContactMethod,
  to: string,
): { readonly to: string } | { readonly error: string } {
  const result = ADDRESS_SCHEMAS[method].safeParse(to, { error: formatIssue });
  return result.success ? { to: result.data } : { error: result.error.issues[0]?.message ?? 'is not valid' };
}
