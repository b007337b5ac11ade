import type { Instant } from '../../platform/clock.ts';
import type { AlertEvent } from '../kernel/alert-event.ts';
import type { Criteria } from '../kernel/criteria.ts';
import type { Duration } from '../kernel/duration.ts';
import type { TimeOfDayRestriction, TimeRestriction } from '../kernel/time-restriction.ts';

/**
 * Opsgenie's four methods, and Tocsin's additions: `webhook`, a signed POST to an https URL; `webpush`, the browser of a
 * device; `ntfy`, a topic of an ntfy server; and `pushover`, the app of that name.
 */
export const CONTACT_METHODS = [
  'email',
  'sms',
  'voice',
  'mobile',
  'webhook',
  'webpush',
  'ntfy',
  'pushover',
] as const;
export type ContactMethod = (typeof CONTACT_METHODS)[number];

/**
 * Whether somebody has shown that messages to the contact reach its user. `administrator`: it was added with an API key or by
 * another user. `code`: the user entered a code that was sent to it. `tap`: the user tapped a push notification.
 */
export type ContactVerification =
  | { readonly state: 'unverified' }
  | {
      readonly state: 'verified';
      readonly how: 'administrator' | 'code' | 'tap';
      readonly at: Instant;
      /** The username, or the name of the API key's integration. */
      readonly by: string;
    };

/**
 * The credentials of a contact, which no response shows. `p256dh` and `auth`, in base64url, are the keys of a browser's
 * subscription. `token` is the access token of an ntfy topic, or the API token of a Pushover application.
 */
export interface ContactCredentials {
  readonly p256dh?: string;
  readonly auth?: string;
  readonly token?: string;
}

/**
 * A way to reach a user. `to`: an e-mail address, a phone number as countrycode-number (1-9999999999), a device token, the
 * URL of a webhook, of a browser's subscription or of an ntfy topic, or a Pushover user key.
 */
export interface Contact {
  readonly id: string;
  readonly method: ContactMethod;
  readonly to: string;
  readonly enabled: boolean;
  readonly disabledReason: string;
  /** Names the device, so that a person can tell several apart. */
  readonly name?: string;
  readonly credentials?: ContactCredentials;
  /** Absent on contacts from before there was verification: they count as verified by an administrator. */
  readonly verification?: ContactVerification;
}

/** The events that a notification rule can be for: those of alerts, and the start and end of the user's shifts. */
export type ActionType =
  | AlertEvent
  | 'renotified-alert'
  | 'schedule-start'
  | 'schedule-end'
  | 'incoming-call-routing';

/** Notify by `contact`, after `sendAfter`. A step refers to its contact by method and address, as the API does. */
export interface NotificationStep {
  readonly id: string;
  readonly contact: { readonly method: ContactMethod; readonly to: string };
  readonly sendAfter?: Duration;
  readonly enabled: boolean;
}

export interface NotificationRule {
  readonly id: string;
  readonly name: string;
  readonly actionType: ActionType;
  readonly enabled: boolean;
  readonly order: number;
  readonly criteria?: Criteria;
  readonly notificationTime: readonly ('just-before' | '15-minutes-ago' | '1-hour-ago' | '1-day-ago')[];
  readonly timeRestriction?: TimeRestriction;
  readonly schedules: readonly string[];
  readonly steps: readonly NotificationStep[];
  readonly repeat?: { readonly loopAfter: number; readonly enabled: boolean };
}

/** An identity of a user at a provider: `hash` is that of issuer and subject. */
export interface ProviderLink {
  readonly issuer: string;
  readonly hash: string;
}

/** A user with contacts and notification rules: one aggregate. `username` is the e-mail address they sign in with. */
export interface User {
  readonly id: string;
  readonly version: number;
  readonly username: string;
  readonly fullName: string;
  readonly role: { readonly id: string; readonly name: string };
  readonly skypeUsername?: string;
  /** IANA zone. */
  readonly timeZone: string;
  readonly locale: string;
  readonly userAddress?: Readonly<Partial<Record<'country' | 'state' | 'city' | 'line' | 'zipCode', string>>>;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, readonly string[]>>;
  readonly blocked: boolean;
  /** Sessions in the console that began before this instant have ended: it is when the user was last blocked. */
  readonly sessionsEndedAt?: Instant;
  /** Who the user is at the identity provider. Nobody else with the same address there becomes this user. */
  readonly identity?: ProviderLink;
  /** Nothing is sent to the user before this instant. */
  readonly mutedUntil?: Instant;
  /** Nothing is sent to the user at these times of day, in their zone. */
  readonly quietHours?: TimeOfDayRestriction & { readonly enabled: boolean };
  readonly verified: boolean;
  readonly createdAt: number;
  readonly contacts: readonly Contact[];
  readonly notificationRules: readonly NotificationRule[];
}
