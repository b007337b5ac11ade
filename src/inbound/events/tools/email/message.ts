import PostalMime, { type Address, type Email } from 'postal-mime';

/** What an e-mail says, decoded. What it does not say is empty. */
export interface EmailMessage {
  readonly subject: string;
  /** As `Name <address>`, or the address alone. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** ISO 8601, or as it was written where that is no date. */
  readonly date: string;
  /** The plain text, else that of the HTML. */
  readonly text: string;
  /** By their names in lower case, as they are written; of several the first. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the files that came with it. */
  readonly attachments: readonly string[];
}

/** Deeper than any mailer nests parts. */
const MAX_DEPTH = 50;

/** HTML as plain text, roughly: enough to be read. */
const withoutMarkup = (html: string): string =>
  html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<(style|script|head)\b.*?<\/\1\s*>/gis, '')
    .replace(/<(br|\/p|\/div|\/tr|\/h\d|\/li)\b[^>]*>/gi, '\n')
    .replace(/<\/t[dh]\b[^>]*>/gi, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&#(\d{1,7});/g, (whole, code: string) => characterOf(Number(code)) ?? whole)
    .replace(
      /&#x([0-9a-f]{1,6});/gi,
      (whole, code: string) => characterOf(Number.parseInt(code, 16)) ?? whole,
    )
    .replace(/&amp;/gi, '&')
    .replace(/\n{3,}/g, '\n\n');

const characterOf = (code: number): string | undefined =>
  code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code).toWellFormed() : undefined;

const written = (address: Address | undefined): string => {
  if (!address) return '';
  if (address.group) return address.group.map(written).join(', ');
  return address.name ? `${address.name} <${address.address}>` : (address.address ?? '');
};

const textOf = ({ text, html }: Email): string =>
  (text?.trim() || withoutMarkup(html ?? '').trim()).toWellFormed();

/**
 * Reads an e-mail as it went over the wire (RFC 5322, MIME). One that is cut off is read as far as it goes. Throws where
 * its parts are nested too deeply or its headers are larger than 2 MB.
 */
export async function readEmail(source: string | Uint8Array): Promise<EmailMessage> {
  const email = await PostalMime.parse(source, {
    maxNestingDepth: MAX_DEPTH,
    rfc822Attachments: true,
    attachmentEncoding: 'arraybuffer',
  });
  return {
    subject: email.subject ?? '',
    from: written(email.from),
    to: (email.to ?? []).map(written).join(', '),
    cc: (email.cc ?? []).map(written).join(', '),
    messageId: email.messageId ?? '',
    date: email.date ?? '',
    text: textOf(email),
    headers: Object.fromEntries(email.headers.map(({ key, value }) => [key, value] as const).toReversed()),
    attachments: email.attachments.map(({ filename }) => filename ?? '').filter((name) => name !== ''),
  };
}
