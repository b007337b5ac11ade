import type { Channel } from '../../domain/notifications/model.ts';
import {
  device,
  emailAddress,
  ntfyTopic,
  parseContactAddress,
  phoneNumber,
  webhookUrl,
} from '../../domain/users/contact-address.ts';

/** The properties of a channel. */
export interface ChannelDeclaration {
  readonly name: Channel;
  /** The name of one message in log entries. */
  readonly noun: string;
  /** The format of a contact, for validation messages. */
  readonly contactForm: string;
  readonly acceptsContact: (to: string) => boolean;
  readonly capabilities: {
    readonly html: boolean;
    /** Whether messages can carry signed links to acknowledge and close. */
    readonly links: boolean;
    /** Maximum length of the text in characters. */
    readonly maxLength: number;
  };
}

export const channelDeclarations: Readonly<Record<Channel, ChannelDeclaration>> = {
  email: {
    name: 'email',
    noun: 'e-mail',
    contactForm: 'must be an e-mail address',
    acceptsContact: (to) => emailAddress(to) !== undefined,
    capabilities: { html: true, links: true, maxLength: 100_000 },
  },
  sms: {
    name: 'sms',
    noun: 'SMS',
    contactForm: 'must be a phone number as countrycode-number, such as 1-9999999999',
    acceptsContact: (to) => phoneNumber(to) !== undefined,
    capabilities: { html: false, links: true, maxLength: 306 },
  },
  voice: {
    name: 'voice',
    noun: 'voice call',
    contactForm: 'must be a phone number as countrycode-number, such as 1-9999999999',
    acceptsContact: (to) => phoneNumber(to) !== undefined,
    capabilities: { html: false, links: false, maxLength: 3_000 },
  },
  mobile: {
    name: 'mobile',
    noun: 'push notification',
    contactForm: 'must be a device token, as fcm:<token> or apns:<token>',
    acceptsContact: (to) => device(to) !== undefined,
    capabilities: { html: false, links: true, maxLength: 1_000 },
  },
  webhook: {
    name: 'webhook',
    noun: 'webhook',
    contactForm: 'must be an https address without credentials',
    acceptsContact: (to) => webhookUrl(to) !== undefined,
    capabilities: { html: false, links: true, maxLength: 100_000 },
  },
  webpush: {
    name: 'webpush',
    noun: 'push notification to a browser',
    contactForm: 'must be the https endpoint of a push subscription',
    acceptsContact: (to) => webhookUrl(to) !== undefined,
    capabilities: { html: false, links: true, maxLength: 160 },
  },
  ntfy: {
    name: 'ntfy',
    noun: 'ntfy message',
    contactForm: 'must be the https URL of an ntfy topic, such as https://ntfy.sh/mytopic',
    acceptsContact: (to) => ntfyTopic(to) !== undefined,
    capabilities: { html: false, links: true, maxLength: 1_000 },
  },
  pushover: {
    name: 'pushover',
    noun: 'Pushover message',
    contactForm: 'must be a Pushover user key of 30 characters',
    acceptsContact: (to) => 'to' in parseContactAddress('pushover', to),
    capabilities: { html: false, links: true, maxLength: 1_024 },
  },
};
