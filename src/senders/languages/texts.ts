import type { StakeholderEvent } from '../../domain/incidents/model.ts';
import type { AlertEvent } from '../../domain/kernel/alert-event.ts';
import type { Language } from '../../domain/kernel/language.ts';
import type { RecipientOrigin } from '../../domain/notifications/context.ts';

/** Why somebody is notified of an alert. */
export type NotificationReason =
  | { readonly kind: RecipientOrigin['type']; readonly name: string }
  /** The alert names them. */
  | { readonly kind: 'responder' }
  /** Nobody else could be notified. */
  | { readonly kind: 'account-owner' };

/** Whom the next rule of an escalation notifies. */
export interface NextPeople {
  /** Names of people; empty if they are not known. */
  readonly names: readonly string[];
  /** What the rule names. */
  readonly target: { readonly type: 'user' | 'team' | 'schedule'; readonly name: string };
  /** A time of day. */
  readonly at: string;
}

/** Somebody who was notified before. */
export interface NotifiedName {
  readonly name: string;
  /** A time of day. */
  readonly at: string;
}

/** A shift of a person, with times that are already formatted. */
export interface ShiftWords {
  readonly event: 'schedule-start' | 'schedule-end';
  readonly schedule: string;
  /** When it begins or ends, relative to now: in minutes; negative: it has. Within two minutes it is now. */
  readonly minutesAhead: number;
}

/** The alert that announces a forwarding rule, with names and formatted times. */
export interface ForwardingWords {
  readonly from: string;
  readonly to: string;
  readonly start: string;
  readonly end: string;
}

/**
 * Every text of messages in one language. Each is a function of typed data, so that a language that lacks one does not
 * compile. Names and times are passed in as they are shown.
 */
export interface Texts {
  readonly language: Language;
  /** The voice of Amazon Polly that speaks the language; absent: the default of the provider. */
  readonly voiceId?: 'VICKI';

  /** Minutes as 5 min, 2 h 5 min, 3 d. */
  readonly duration: (minutes: number) => string;
  readonly spokenDuration: (minutes: number) => string;
  /** Names as A, B and C. */
  readonly list: (names: readonly string[]) => string;

  /** Written at the start of a message that may be a repeat. */
  readonly possibleRepeat: string;
  /** Written before the alert's message; empty for a new alert. */
  readonly eventPrefix: Readonly<Record<AlertEvent, string>>;
  readonly notAcknowledgedFor: (minutes: number) => string;
  /** The same where characters are few. */
  readonly notAcknowledgedForShort: (minutes: number) => string;

  readonly reason: (reason: NotificationReason) => string;
  readonly reasonShort: (reason: NotificationReason) => string;
  readonly assigned: string;
  readonly forwardedFrom: (name: string) => string;
  readonly unanswered: (people: readonly NotifiedName[], more: number) => string;
  readonly notReached: (names: readonly string[]) => string;
  readonly next: (people: NextPeople) => string;
  readonly nextShort: (people: NextPeople) => string;
  readonly nobodyNext: string;
  readonly acknowledgedBy: (name: string | undefined) => string;
  readonly closedBy: (name: string | undefined) => string;
  readonly noteBy: (name: string | undefined) => string;
  /** What an event means for somebody who was notified. */
  readonly nothingToDo: string;
  readonly quote: (text: string) => string;

  readonly facts: {
    readonly status: string;
    readonly since: string;
    readonly opened: string;
    readonly times: string;
    readonly source: string;
    readonly entity: string;
    readonly owner: string;
    readonly tags: string;
    readonly services: string;
  };
  readonly status: (alert: {
    readonly isClosed: boolean;
    readonly isAcknowledged: boolean;
    readonly by: string | undefined;
  }) => string;
  readonly acknowledge: string;
  readonly close: string;
  readonly openAlert: string;
  readonly linksFooter: string;
  readonly moreLines: (lines: number) => string;
  readonly moreText: string;
  /** A value such as 3, last at 10:05. */
  readonly timesLast: (count: number, last: string) => string;

  readonly sms: {
    readonly acknowledgeLink: (link: string) => string;
    readonly closeLink: (link: string) => string;
    readonly reply: (code: string) => string;
    readonly replyClose: (code: string) => string;
  };

  readonly voice: {
    readonly greeting: string;
    readonly priority: (number: string) => string;
    readonly repeat: string;
    readonly andSoOn: string;
    readonly unspeakable: string;
    readonly partlyUnspeakable: string;
    readonly openFor: (duration: string) => string;
    readonly note: (text: string) => string;
    /** `channels`: where the person also gets messages with links or codes. */
    readonly howToAcknowledge: (channels: readonly ('sms' | 'email' | 'app')[]) => string;
    readonly percent: string;
    readonly seconds: string;
    readonly milliseconds: string;
    readonly minutes: string;
    readonly hours: string;
    /** For > and <. */
    readonly above: string;
    readonly below: string;
    readonly and: string;
    readonly at: string;
  };

  readonly shift: {
    readonly headline: (shift: ShiftWords) => string;
    readonly headlineShort: (shift: ShiftWords) => string;
    /** One sentence: until when, and who is next. */
    readonly lastsUntil: (until: string) => string;
    readonly afterYou: (names: readonly string[]) => string;
    readonly nobodyAfterYou: string;
    readonly nowOnCall: (names: readonly string[]) => string;
    readonly nobodyNow: string;
    readonly at: (time: string) => string;
    /** The same where characters are few. `next`: names, or undefined if they are not known. */
    readonly untilShort: (until: string, next: readonly string[] | undefined) => string;
    readonly sms: (event: ShiftWords['event'], time: string) => string;
    readonly facts: {
      readonly schedule: string;
      readonly begins: string;
      readonly ends: string;
      readonly timeZone: string;
      readonly next: string;
    };
    readonly footer: string;
  };

  readonly contact: {
    readonly verificationTitle: (code: string) => string;
    readonly verificationBody: string;
    readonly verificationSms: (code: string) => string;
    readonly verificationSpoken: (digits: string) => string;
    readonly testTitle: string;
    readonly testBody: string;
    readonly testSms: string;
    readonly deviceGoneTitle: string;
    readonly deviceGoneBody: (device: string) => string;
    readonly deviceGoneSms: string;
    /** `alert`: its priority and number. */
    readonly alertLinkTitle: (alert: string) => string;
    readonly alertLinkBody: (link: string) => string;
    readonly alertLinkSms: (alert: string, link: string) => string;
    readonly deviceAddedTitle: string;
    readonly deviceAddedBody: (device: string) => string;
    readonly deviceAddedSms: string;
    readonly passkeyAddedTitle: string;
    readonly passkeyAddedBody: (passkey: string) => string;
    readonly passkeyAddedSms: string;
    readonly tapTitle: string;
    readonly tapBody: string;
  };

  readonly incident: {
    readonly headline: (tinyId: string, event: StakeholderEvent) => string;
    readonly status: (status: string) => string;
    readonly priority: string;
    readonly footer: string;
  };

  readonly signIn: {
    readonly subject: (code: string) => string;
    readonly title: string;
    readonly yourCode: string;
    readonly orOpen: (link: string) => string;
    readonly button: string;
    readonly validity: (minutes: number) => string;
    readonly footer: string;
  };

  readonly forwarding: {
    readonly message: (words: ForwardingWords) => string;
    readonly description: (words: ForwardingWords) => string;
  };
}
