import { type Instant, MINUTE } from '../../platform/clock.ts';
import type { Channel } from '../notifications/model.ts';

/**
 * The purpose of a message to a contact. `verification` carries a code, `test` says that messages arrive, `device-gone`
 * tells a person that one of their devices no longer receives notifications, and `alert-link` has a new link to an alert in
 * the place of one that expired.
 */
export const CONTACT_MESSAGE_KINDS = ['verification', 'test', 'device-gone', 'alert-link'] as const;
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
  /** With `device-gone`: the contact that no longer receives. */
  readonly aboutContactId?: string;
  /** With `alert-link`: the alert. */
  readonly aboutAlertId?: string;
}

/** A code is valid for this long after it was requested, in milliseconds; a test that is later than this is not sent. */
export const CODE_LIFETIME_MS = 10 * MINUTE;

/** Wrong codes that may be entered before a new one must be requested. */
export const MAX_CODE_TRIES = 5;
