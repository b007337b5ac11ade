import { derivedId, sha256 } from '../../platform/ids.ts';
import type { Payload } from '../events/payload.ts';
import type { EmailMessage } from '../events/tools/email/message.ts';
import type { Receipt } from './ses-notification.ts';

/** What an alert of an e-mail without subject and text says: its message must not be empty. */
const EMPTY = 'An e-mail without subject and text';

/** An address without its token: that is as good as a key, and nobody's business who reads the alert. */
const withoutToken = (address: string): string =>
  address.replace(/\.?[0-9a-v]{20}((\+[^@]*)?@)/i, (_, rest: string) => rest);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Hides the tokens of the addresses that it was sent to, wherever they stand. */
function hiding(recipients: readonly string[]): (text: string) => string {
  if (recipients.length === 0) return (text) => text;
  const any = new RegExp(recipients.map(escaped).join('|'), 'gi');
  return (text) => text.replace(any, withoutToken);
}

/** The e-mail as integrations of type Email take it: what cannot be read any more is what SES said of it. */
export function toEmailPayload(receipt: Receipt, message: EmailMessage | undefined): Payload {
  const hidden = hiding(receipt.recipients);
  const subject = message?.subject || receipt.subject;
  const text = message?.text ?? '';
  return {
    subject: hidden(subject),
    text: hidden(text) || (subject.trim() === '' ? EMPTY : ''),
    from: message?.from || receipt.from || receipt.sender,
    to: hidden(message?.to || receipt.to),
    cc: hidden(message?.cc ?? ''),
    messageId: message?.messageId || receipt.messageId,
    date: message?.date ?? '',
    attachments: message?.attachments ?? [],
  };
}

/**
 * The id under which an e-mail is applied: the same for one that a mailer delivers again, which SES takes for another,
 * and another for one that a careless mailer gives the id of its predecessor.
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
