/** A part of a message: headers by their names in lower case, and the body as it stands. */
interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const MAX_DEPTH = 5;

function partOf(source: string): Part {
  const [, head = '', body = ''] = /^(.*?)\r?\n\r?\n(.*)$/s.exec(source) ?? [undefined, source, ''];
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ');
  const headers = unfolded.split(/\r?\n/).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: new Map(headers.toReversed()), body };
}

const parameter = (header: string, name: string): string =>
  new RegExp(`;\\s*${name}="?([^";]+)"?`, 'i').exec(header)?.[1]?.trim() ?? '';

function bytesOf({ headers, body }: Part): Buffer {
  switch (headers.get('content-transfer-encoding')?.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return Buffer.from(
        body
          .replace(/[ \t]*=\r?\n/g, '')
          .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );
    default:
      return Buffer.from(body, 'utf8');
  }
}

function decoded(part: Part): string {
  const charset = parameter(part.headers.get('content-type') ?? '', 'charset') || 'utf-8';
  const bytes = bytesOf(part);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** HTML as plain text, roughly: enough to be read. */
const withoutMarkup = (html: string): string =>
  html
    .replace(/<(style|script|head)\b.*?<\/\1\s*>/gis, '')
    .replace(/<(br|\/p|\/div|\/tr|\/h\d|\/li)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/gi, '&')
    .replace(/\n{3,}/g, '\n\n');

/** The texts of a message, of each part that is one. */
function textsOf(source: string, depth = 0): readonly { readonly html: boolean; readonly text: string }[] {
  const part = partOf(source);
  const type = part.headers.get('content-type') ?? 'text/plain';
  if (/^multipart\//i.test(type) && depth < MAX_DEPTH) {
    const boundary = parameter(type, 'boundary');
    if (boundary === '') return [];
    return `\n${part.body}`
      .split(/\r?\n/)
      .join('\n')
      .split(`\n--${boundary}`)
      .slice(1)
      .filter((piece) => !piece.startsWith('--'))
      .flatMap((piece) => textsOf(piece.replace(/^[^\n]*\n/, ''), depth + 1));
  }
  if (/attachment/i.test(part.headers.get('content-disposition') ?? '')) return [];
  if (/^text\/plain/i.test(type)) return [{ html: false, text: decoded(part) }];
  return /^text\/html/i.test(type) ? [{ html: true, text: withoutMarkup(decoded(part)) }] : [];
}

/**
 * The text of an e-mail as it went over the wire (RFC 5322, MIME), or in base64 as SES passes it on: its plain text,
 * else that of its HTML. Attachments are left out.
 */
export function textOfMessage(content: string): string {
  const isBase64 = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/.test(content);
  const source = isBase64 ? Buffer.from(content, 'base64').toString('utf8') : content;
  const texts = textsOf(source);
  return (texts.find(({ html }) => !html) ?? texts[0])?.text.trim() ?? '';
}
