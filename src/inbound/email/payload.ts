import { derivedId, sha256 } from '../../platform/ids.ts';
import { firstLine, type Payload, toText } from '../events/payload.ts';
import type { ToolEvent } from '../events/tool.ts';
import { parseMailbox } from '../events/tools/email/mailbox.ts';
import type { EmailMessage } from '../events/tools/email/message.ts';
import type { Receipt } from './ses-notification.ts';

/** The text of an e-mail without subject and text, because the message of an alert must not be empty. */
const EMPTY = 'An e-mail without subject and text';

/** The address without its token. The token is as good as an API key, so readers of the alert must not see it. */
const withoutToken = (address: string): string =>
  address.replace(/\.?[0-9a-v]{20}((\+[^@]*)?@)/i, (_, rest: string) => rest);

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Removes the tokens of these addresses wherever a text contains them. */
function createTokenRemover(recipients: readonly string[]): (text: string) => string {
  if (recipients.length === 0) return (text) => text;
  const any = new RegExp(recipients.map(escapePattern).join('|'), 'gi');
  return (text) => text.replace(any, withoutToken);
}

/** The payload for integrations of type Email. If the e-mail cannot be read, it holds what the notification of SES says. */
export function toEmailPayload(receipt: Receipt, message: EmailMessage | undefined): Payload {
  const withoutTokens = createTokenRemover(receipt.recipients);
  const subject = message?.subject || receipt.subject;
  const text = message?.text ?? '';
  return {
    subject: withoutTokens(subject),
    text: withoutTokens(text) || (subject.trim() === '' ? EMPTY : ''),
    from: message?.from || receipt.from || receipt.sender,
    to: withoutTokens(message?.to || receipt.to),
    cc: withoutTokens(message?.cc ?? ''),
    messageId: message?.messageId || receipt.messageId,
    date: message?.date ?? '',
    attachments: message?.attachments ?? [],
  };
}

/** The event to apply if the mapping finds no title: the sender's template has filled in neither subject nor text. */
export const standInForEmail = (payload: Payload): ToolEvent => ({
  action: 'create',
  alias: '',
  message: firstLine(toText(payload.subject)) || firstLine(toText(payload.text)) || EMPTY,
  description: toText(payload.text),
  source: parseMailbox(toText(payload.from)).address,
});

/**
 * The request id of an e-mail. If a mail server delivers an e-mail twice, SES gives each delivery another id, but the
 * request id is the same. Two different e-mails with the same Message-ID, as some programs send them, have different ones.
 */
export function emailRequestId(
  receipt: Receipt,
  message: EmailMessage | undefined,
  ...recipient: readonly string[]
): string {
  const identity = message?.messageId
    ? [message.messageId, message.date, sha256(JSON.stringify([message.subject, message.text]))]
    : [receipt.id];
  return derivedId('email', ...recipient, ...identity);
}
