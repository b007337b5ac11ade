import type { ContactMessageKind } from '../../domain/contact-messages/model.ts';
import { html } from '../../domain/kernel/html.ts';
import { linkedHtml } from '../../domain/kernel/link-text.ts';
import type { User } from '../../domain/users/model.ts';
import type { EmailContent } from './email.ts';
import type { PushContent } from './push.ts';

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

const ifNotYou = (undo: string) =>
  `If this was not you: ${undo}, end the sessions that you do not know under "Devices and passkeys", and tell an administrator.`;

interface Text {
  readonly title: string;
  readonly body: string;
}

/** The message as a title and a sentence or two. */
export function describeContactMessage(content: ContactMessageContent): Text {
  switch (content.kind) {
    case 'verification':
      return {
        title: `Your Tocsin code is ${content.code}`,
        body: 'Enter it in Tocsin to be notified here. It is valid for 10 minutes. If you did not ask for it, ignore this message.',
      };
    case 'test':
      return {
        title: 'Test message from Tocsin',
        body: 'You asked for this test. Nothing is wrong: Tocsin can notify you here.',
      };
    case 'device-gone':
      return {
        title: 'A device no longer receives notifications from Tocsin',
        body: `Your device "${content.device}" has ended its subscription, so Tocsin no longer notifies you there. Open Tocsin on the device to subscribe again. Your other contacts are not affected.`,
      };
    case 'alert-link':
      return {
        title: `Your new link to alert ${content.alert}`,
        body: `You asked for it because a link had expired. It shows what happened to the alert since, and asks before it acts. It is valid for 24 hours: ${content.link}`,
      };
    case 'device-added':
      return {
        title: 'A device was added to your Tocsin contacts',
        body: `The device "${content.device}" receives your notifications once it is confirmed. ${ifNotYou('delete the device in your profile')}`,
      };
    case 'passkey-added':
      return {
        title: 'A passkey was added to your Tocsin account',
        body: `Whoever has the passkey "${content.passkey}" can sign in as you. ${ifNotYou('remove the passkey')}`,
      };
  }
}

/** Renders the message as an e-mail. */
export function contactEmail({ content }: ContactMessageContext): EmailContent {
  const { title, body } = describeContactMessage(content);
  return {
    subject: title,
    text: `${title}.\n\n${body}\n`,
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#101828;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${title}</h1>
<p style="margin:0;overflow-wrap:anywhere">${linkedHtml(body)}</p>
</div>
</body></html>
`.html,
  };
}

/** Renders the message as an SMS of one part. */
export function contactSms({ content }: ContactMessageContext): string {
  switch (content.kind) {
    case 'verification':
      return `${content.code} is your Tocsin code. It is valid for 10 minutes.`;
    case 'test':
      return 'Test message from Tocsin. You asked for it, and nothing is wrong.';
    case 'device-gone':
      return 'One of your devices no longer receives notifications from Tocsin. Open Tocsin on it to subscribe again.';
    case 'alert-link':
      return `Alert ${content.alert}: ${content.link}`;
    case 'device-added':
      return 'A device was added to your Tocsin contacts. If this was not you, delete it in your profile and tell an administrator.';
    case 'passkey-added':
      return 'A passkey was added to your Tocsin account. If this was not you, remove it and tell an administrator.';
  }
}

/** Renders the text of a voice call. Digits are spoken one by one, twice. */
export function contactSpokenText({ content }: ContactMessageContext): string {
  if (content.kind !== 'verification') {
    const { title, body } = describeContactMessage(content);
    return `This is Tocsin. ${title}. ${body}`;
  }
  const digits = [...content.code].join(', ');
  return `This is Tocsin. Your code is: ${digits}. I repeat. Your code is: ${digits}.`;
}

/** Renders the message as a push notification. */
export function contactPush({ notificationId, contactId, content }: ContactMessageContext): PushContent {
  const { title, body } = describeContactMessage(content);
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
  message: describeContactMessage(content).title,
  ...(content.kind === 'verification' && { code: content.code }),
  recipient: { userId: user.id, username: user.username },
});
