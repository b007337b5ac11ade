import type { ContactMessageKind } from '../../domain/contact-messages/model.ts';
import { splitAtLinks } from '../../domain/kernel/link-text.ts';
import type { User } from '../../domain/users/model.ts';
import { getTexts } from '../languages/get-texts.ts';
import type { Texts } from '../languages/texts.ts';
import { type EmailContent, emailPage, heading, linkified, paragraph } from './email-layout.ts';
import type { PushContent } from './push.ts';
import { type SpokenContent, toVoice } from './voice.ts';

/** Everything a message to a contact is rendered from. */
export interface ContactMessageContext {
  readonly notificationId: string;
  readonly accountId: string;
  readonly user: User;
  readonly contactId: string;
  readonly content: ContactMessageContent;
}

/**
 * What a message says. `code` verifies the contact; `device` and `passkey` are names; `link` leads to the page of the alert
 * that `alert` names by its priority and number.
 */
export type ContactMessageContent =
  | { readonly kind: 'verification'; readonly code: string }
  | { readonly kind: 'test' }
  | { readonly kind: 'device-gone' | 'device-added'; readonly device: string }
  | { readonly kind: 'passkey-added'; readonly passkey: string }
  | { readonly kind: 'alert-link'; readonly alert: string; readonly link: string };

interface Text {
  readonly title: string;
  readonly body: string;
}

/** The message as a title and a sentence or two. */
export function describeContactMessage(content: ContactMessageContent, { contact }: Texts): Text {
  switch (content.kind) {
    case 'verification':
      return { title: contact.verificationTitle(content.code), body: contact.verificationBody };
    case 'test':
      return { title: contact.testTitle, body: contact.testBody };
    case 'device-gone':
      return { title: contact.deviceGoneTitle, body: contact.deviceGoneBody(content.device) };
    case 'alert-link':
      return { title: contact.alertLinkTitle(content.alert), body: contact.alertLinkBody(content.link) };
    case 'device-added':
      return { title: contact.deviceAddedTitle, body: contact.deviceAddedBody(content.device) };
    case 'passkey-added':
      return { title: contact.passkeyAddedTitle, body: contact.passkeyAddedBody(content.passkey) };
  }
}

/** Renders the message as an e-mail. */
export function contactEmail({ content, user }: ContactMessageContext): EmailContent {
  const texts = getTexts(user);
  const { title, body } = describeContactMessage(content, texts);
  return {
    subject: title,
    text: `${title}.\n\n${body}\n`,
    html: emailPage(texts.language, title, [heading(title), paragraph(linkified(body))]),
  };
}

/** Renders the message as an SMS of one part. */
export function contactSms({ content, user }: ContactMessageContext): string {
  const { contact } = getTexts(user);
  switch (content.kind) {
    case 'verification':
      return contact.verificationSms(content.code);
    case 'test':
      return contact.testSms;
    case 'device-gone':
      return contact.deviceGoneSms;
    case 'alert-link':
      return contact.alertLinkSms(content.alert, content.link);
    case 'device-added':
      return contact.deviceAddedSms;
    case 'passkey-added':
      return contact.passkeyAddedSms;
  }
}

/** Nobody can follow an address by ear. */
const withoutAddresses = (text: string): string =>
  splitAtLinks(text)
    .map((piece) => (piece.isLink ? '' : piece.text))
    .join('')
    .replace(/:?\s*$/, text.endsWith('.') ? '' : '.');

/** Renders the text of a voice call. Digits are spoken one by one, twice. */
export function contactSpokenContent({ content, user }: ContactMessageContext): SpokenContent {
  const texts = getTexts(user);
  const { title, body } = describeContactMessage(content, texts);
  return {
    body:
      content.kind === 'verification'
        ? texts.contact.verificationSpoken([...content.code].join(', '))
        : `${texts.voice.greeting} ${title}. ${withoutAddresses(body)}`,
    ...toVoice(texts),
  };
}

/** Renders the message as a push notification. */
export function contactPush({
  notificationId,
  contactId,
  content,
  user,
}: ContactMessageContext): PushContent {
  const { title, body } = describeContactMessage(content, getTexts(user));
  const code = content.kind === 'verification' ? { code: content.code } : {};
  return { title, body, data: { notificationId, contactId, event: TYPES[content.kind], ...code } };
}

const TYPES: Readonly<Record<ContactMessageKind, string>> = {
  verification: 'contact-verification',
  test: 'contact-test',
  'device-gone': 'device-gone',
  'alert-link': 'alert-link',
  'device-added': 'device-added',
  'passkey-added': 'passkey-added',
};

const ACTIONS: Readonly<Record<ContactMessageKind, string>> = {
  verification: 'ContactVerification',
  test: 'ContactTest',
  'device-gone': 'DeviceGone',
  'alert-link': 'AlertLink',
  'device-added': 'DeviceAdded',
  'passkey-added': 'PasskeyAdded',
};

/** Renders the body of a webhook, in the format of webhooks about alerts, without an alert. */
export const contactPayload = ({ notificationId, user, content }: ContactMessageContext): object => ({
  action: ACTIONS[content.kind],
  notificationId,
  message: describeContactMessage(content, getTexts(user)).title,
  ...(content.kind === 'verification' && { code: content.code }),
  recipient: { userId: user.id, username: user.username },
});
