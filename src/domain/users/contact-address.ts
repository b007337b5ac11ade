import * as z from 'zod';
import { complaint } from '../kernel/validation-messages.ts';
import type { ContactMethod } from './model.ts';

/** E.164 of a phone number as contacts have it, countrycode-number: 1-9999999999 becomes +19999999999. */
export function phoneNumber(to: string): string | undefined {
  const [, country, number] = /^\+?(\d{1,3})-(\d[\d ]*)$/.exec(to.trim()) ?? [];
  if (country === undefined || number === undefined || country.startsWith('0')) return undefined;
  const digits = `${country}${number.replaceAll(' ', '')}`;
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : undefined;
}

/** An e-mail address, roughly: what stands around one @ and holds nothing that could end a header. */
export function emailAddress(to: string): string | undefined {
  const trimmed = to.trim();
  return trimmed.length <= 254 && /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/.test(trimmed) ? trimmed : undefined;
}

/** A device: the push service that it belongs to and its token there. */
export interface Device {
  readonly platform: 'GCM' | 'APNS';
  readonly token: string;
}

/** A device as contacts have it: fcm:<token> (Android, web) or apns:<token> (Apple). Without a prefix it is fcm. */
export function device(to: string): Device | undefined {
  const [, prefix = 'fcm', token = ''] = /^(?:(fcm|apns):)?(.*)$/s.exec(to.trim()) ?? [];
  if (!/^[\w:.-]{8,4096}$/.test(token)) return undefined;
  return { platform: prefix === 'apns' ? 'APNS' : 'GCM', token };
}

/** An absolute address for webhooks: https, or also http where `allowHttp` says so (on localhost). No credentials. */
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

/** What an address of each method looks like. */
const ADDRESSES: Readonly<Record<ContactMethod, z.ZodType<string>>> = {
  email: z.email(),
  sms: phone(),
  voice: phone(),
  mobile: z.string(),
  webhook: z.string().refine(isHttps, { message: 'must be an https URL' }),
};

/** The address for a method, or what is wrong with it. */
export function addressOf(
  method: ContactMethod,
  to: string,
): { readonly to: string } | { readonly wrong: string } {
  const result = ADDRESSES[method].safeParse(to, { error: complaint });
  return result.success ? { to: result.data } : { wrong: result.error.issues[0]?.message ?? 'is not valid' };
}
