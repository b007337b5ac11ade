import * as z from 'zod';
import { formatIssue } from '../kernel/validation-messages.ts';
import type { ContactMethod } from './model.ts';

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

function phone() {
  return z.string().regex(/^\d{1,4}-\d{3,14}$/, {
    message: 'must be a phone number as countrycode-number, such as 1-9999999999',
  });
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
};

/** Checks the address for a contact method. Returns the address, or a message that says what is wrong with it. */
export function parseContactAddress(
  method: ContactMethod,
  to: string,
): { readonly to: string } | { readonly error: string } {
  const result = ADDRESS_SCHEMAS[method].safeParse(to, { error: formatIssue });
  return result.success ? { to: result.data } : { error: result.error.issues[0]?.message ?? 'is not valid' };
}
