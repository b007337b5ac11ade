import type { ContactMethod } from '../../../src/domain/users/model.ts';

export type { ContactMethod };

/** How people call the ways to reach somebody, as in "by e-mail". */
export const METHOD_NAMES: Readonly<Record<ContactMethod, string>> = {
  email: 'e-mail',
  sms: 'SMS',
  voice: 'call',
  mobile: 'mobile app',
  webhook: 'webhook',
  webpush: 'push',
  ntfy: 'ntfy',
  pushover: 'Pushover',
};

/** The address of a contact as people read it: a phone number with a plus, the name of a device in place of its URL. */
export function formatAddress({
  method,
  to,
  name,
}: {
  readonly method: ContactMethod;
  readonly to: string;
  readonly name?: string | undefined;
}): string {
  switch (method) {
    case 'sms':
    case 'voice':
      return `+${to.replace('-', ' ')}`;
    case 'webpush':
      return name ?? (URL.canParse(to) ? `a browser at ${new URL(to).host}` : 'a browser');
    case 'ntfy':
    case 'webhook':
      return to.replace(/^https:\/\//, '');
    case 'mobile':
      return name ?? to.replace(/^(fcm|apns):/, '');
    case 'pushover':
      return name ?? `user key ${to.slice(0, 4)}…`;
    case 'email':
      return to;
  }
}

/** Country calling codes of two digits (ITU-T E.164, list of assigned codes). 1 and 7 have one digit, all others three. */
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * A phone number as people write it, such as `+49 151 234567` or `0049 (151) 234567`, in the form of the API:
 * `49-151234567`. Undefined if it is no number with a country code.
 */
export function parsePhoneNumber(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^\d{1,3}-\d{3,14}$/.test(trimmed)) return trimmed;
  if (!/^(\+|00)[\d\s()./-]+$/.test(trimmed)) return undefined;
  const digits = trimmed.replace(/^00/, '').replace(/\D/g, '');
  const length = /^[17]/.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3;
  const isPossible = digits.length >= 7 && digits.length <= 15 && !digits.startsWith('0');
  return isPossible ? `${digits.slice(0, length)}-${digits.slice(length)}` : undefined;
}
