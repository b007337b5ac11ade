import PostalMime, { type Address, type Email } from 'postal-mime';
import { htmlToText } from './html.ts';

/** The contents of an e-mail, decoded. A part that is absent is empty. */
export interface EmailMessage {
  readonly subject: string;
  /** As `Name <address>`, or the address alone. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** ISO 8601, or the text of the header if it is not a date. */
  readonly date: string;
  /** The plain text part, or the text of the HTML part. */
  readonly text: string;
  /** Values by name in lower case; the first of several. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of attached files. */
  readonly attachments: readonly string[];
}

/**
 * Later lines are not parsed: the parser needs some 20 microseconds for each line, however short. The texts of an e-mail
 * come before its attachments.
 */
const MAX_LINES = 50_000;

/** Deeper than any mailer nests parts. */
const MAX_DEPTH = 50;

const formatAddress = (address: Address | undefined): string => {
  if (!address) return '';
  if (address.group) return address.group.map(formatAddress).join(', ');
  return address.name ? `${address.name} <${address.address}>` : (address.address ?? '');
};

const plainText = ({ text, html }: Email): string =>
  (text?.trim() || htmlToText(html ?? '').trim()).toWellFormed();

/**
 * Parses an e-mail as it went over the wire (RFC 5322, MIME). A truncated e-mail is parsed as far as it goes. Throws if
 * its parts are nested too deeply or its headers are larger than 2 MB.
 */
export async function readEmail(source: string | Uint8Array): Promise<EmailMessage> {
  const email = await PostalMime.parse(truncateLines(source), {
    maxNestingDepth: MAX_DEPTH,
    rfc822Attachments: true,
    attachmentEncoding: 'arraybuffer',
  });
  return {
    subject: email.subject ?? '',
    from: formatAddress(email.from),
    to: (email.to ?? []).map(formatAddress).join(', '),
    cc: (email.cc ?? []).map(formatAddress).join(', '),
    messageId: email.messageId ?? '',
    date: email.date ?? '',
    text: plainText(email),
    headers: Object.fromEntries(email.headers.map(({ key, value }) => [key, value] as const).toReversed()),
    attachments: email.attachments.map(({ filename }) => filename ?? '').filter((name) => name !== ''),
  };
}

/** The first lines of an e-mail. */
function truncateLines(source: string | Uint8Array): string | Uint8Array {
  const find = (from: number) =>
    typeof source === 'string' ? source.indexOf('\n', from) : source.indexOf(0x0a, from);
  let end = -1;
  for (let line = 0; line < MAX_LINES; line++) {
    end = find(end + 1);
    if (end < 0) return source;
  }
  return source.slice(0, end);
}
