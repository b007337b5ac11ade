import type { Channel } from '../../domain/notifications/model.ts';
import { device, emailAddress, phoneNumber, webhookUrl } from '../../domain/users/contact-address.ts';

/** What a channel says of itself: the API checks contacts by it, templates and console read it. */
export interface ChannelDeclaration {
  readonly name: Channel;
  /** As log entries speak of one message. */
  readonly noun: string;
  /** The form of a contact, in words, for the message that names a wrong one. */
  readonly contactForm: string;
  readonly acceptsContact: (to: string) => boolean;
  readonly capabilities: {
    readonly html: boolean;
    /** Can carry signed links to acknowledge and to close. */
    readonly links: boolean;
    /** Characters of text that fit. */
    readonly maxLength: number;
  };
}

export const channels: Readonly<Record<Channel, ChannelDeclaration>> = {
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
};
