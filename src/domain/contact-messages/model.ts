import { type Instant, MINUTE } from '../../platform/clock.ts';
import type { Channel } from '../notifications/model.ts';

/**
 * Messages that people do not ask for. `device-gone`: a device no longer receives notifications. `device-added` and
 * `passkey-added` warn a person whose session somebody else uses.
 */
export const NOTICE_KINDS = ['device-gone', 'device-added', 'passkey-added'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/**
 * The purpose of a message to a contact. `verification` carries a code, `test` says that messages arrive, and `alert-link`
 * has a new link to an alert in the place of one that expired.
 */
export const CONTACT_MESSAGE_KINDS = ['verification', 'test', 'alert-link', ...NOTICE_KINDS] as const;
export type ContactMessageKind = (typeof CONTACT_MESSAGE_KINDS)[number];

/**
 * A message to one contact of a user, on contact-messages.fifo. It holds ids only: the sender reads the address and derives
 * the code itself, so that neither lies in a queue.
 */
export interface ContactMessage {
  readonly notificationId: string;
  readonly accountId: string;
  readonly userId: string;
  readonly contactId: string;
  readonly channel: Channel;
  readonly kind: ContactMessageKind;
  readonly requestedAt: Instant;
  /** With `device-gone` and `device-added`: the contact of the device. */
  readonly aboutContactId?: string;
  /** With `alert-link`: the alert. */
  readonly aboutAlertId?: string;
  /** With `passkey-added`. */
  readonly aboutPasskeyId?: string;
}

export const isNotice = (kind: ContactMessageKind): kind is NoticeKind =>
  (NOTICE_KINDS as readonly string[]).includes(kind);

/** A code is valid for this long after it was requested, in milliseconds; a test that is later than this is not sent. */
export const CODE_LIFETIME_MS = 10 * MINUTE;

/** Wrong codes that may be entered before a new one must be requested. */
export const MAX_CODE_TRIES = 5;
