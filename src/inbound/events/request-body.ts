import { parseJson } from '../../domain/kernel/json.ts';
import { explainJsonMistake } from '../../domain/kernel/json-mistake.ts';
import { decodeBody } from '../../http/content-encoding.ts';
import type { ReadonlyHeaders } from '../../http/messages.ts';
import { isRecord, type Payload } from './payload.ts';

/** The body of a request, decoded as far as possible. */
export interface ReceivedBody {
  /** The members of the event. Of plain text: the text as `text`, `content` and `Message`. */
  readonly payload: Payload;
  /** `members`: an object or a form; `text`: anything that people can read; `binary`: anything else. */
  readonly kind: 'members' | 'text' | 'binary';
  /** Of a text that was probably meant to be JSON: where it is not, and why. */
  readonly jsonMistake?: string;
}

/** A longer body is read as text up to this length: an alert with the beginning of an event is better than none. */
const MAX_BYTES = 1_000_000;

/** A body that is longer when decompressed is read as binary data. */
const MAX_DECOMPRESSED_BYTES = 4 * MAX_BYTES;

/** Deeper than any tool nests its payload. */
const MAX_DEPTH = 64;

const MAX_FORM_MEMBERS = 1_000;

/** Of a binary body, in the description of its alert. */
const BINARY_SHOWN = 3_000;

/**
 * Reads the body of a tool's request. Never fails, because the key is good and the body may be somebody's outage.
 *
 * JSON is recognized by its first character, whatever the content type: SNS sends text/plain, and `curl -d` claims to
 * send a form. A form may carry JSON in its member `payload`. Without a body, the query is the event.
 */
export async function readBody(
  bytes: Uint8Array,
  headers: ReadonlyHeaders,
  query: URLSearchParams,
): Promise<ReceivedBody> {
  const contentType = headers.get('content-type') ?? '';
  const decoded = decodeBody(bytes, headers.get('content-encoding'), MAX_DECOMPRESSED_BYTES);
  const body = decoded.kind === 'decoded' ? decoded.bytes : bytes;
  const text = decode(body.subarray(0, MAX_BYTES), contentType)?.trim();
  if (text === undefined) return binary(body);
  if (text === '') return members(query);
  if (/^[[{"]/.test(text)) return readJson(text);
  if (/^multipart\/form-data/i.test(contentType)) return readMultipart(body, contentType, text);
  return /^application\/x-www-form-urlencoded/i.test(contentType) ? readForm(text) : plain(text);
}

const members = (entries: Iterable<readonly [string, unknown]>): ReceivedBody => ({
  payload: Object.fromEntries(entries),
  kind: 'members',
});

const plain = (text: string): ReceivedBody => ({
  payload: { Message: text, content: text, text },
  kind: 'text',
});

const binary = (body: Uint8Array): ReceivedBody => {
  const shown = Buffer.from(body.subarray(0, BINARY_SHOWN)).toString('base64');
  const text = `${body.byteLength} bytes that are not text, in base64: ${shown}`;
  return { payload: { text }, kind: 'binary' };
};

function readJson(text: string): ReceivedBody {
  try {
    const value = parseJson(text);
    // Some senders wrap their one event in a list, as Azure Event Grid does.
    const event = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (isRecord(event) && !isDeeperThan(event, MAX_DEPTH)) return { payload: event, kind: 'members' };
    return plain(typeof event === 'string' && event.trim() !== '' ? event : text);
  } catch {
    // A body that was cut to its limit has no mistake of its own.
    const jsonMistake = text.length < MAX_BYTES ? explainJsonMistake(text) : undefined;
    return { ...plain(text), ...(jsonMistake !== undefined && { jsonMistake }) };
  }
}

function readForm(text: string): ReceivedBody {
  // Decoding many members takes long, and no tool sends so many.
  if (text.split('&', MAX_FORM_MEMBERS + 1).length > MAX_FORM_MEMBERS) return plain(text);
  const form = new URLSearchParams(text);
  const json = form.get('payload');
  if (json !== null && /^\s*[[{]/.test(json)) return readJson(json.trim());
  // `curl -d 'some text'` claims to send a form.
  return [...form.values()].every((value) => value === '') ? plain(text) : members(form);
}

async function readMultipart(body: Uint8Array, contentType: string, text: string): Promise<ReceivedBody> {
  try {
    const form = await new Response(Buffer.from(body), {
      headers: { 'Content-Type': contentType },
    }).formData();
    const entries = await Promise.all(
      [...form].map(async ([name, value]) => [name, await getFormText(value)] as const),
    );
    const json = entries.find(([name, value]) => name === 'payload' && /^\s*[[{]/.test(value));
    return json ? readJson(json[1].trim()) : members(entries);
  } catch {
    return plain(text);
  }
}

const getFormText = (value: string | Blob): string | Promise<string> =>
  typeof value === 'string' ? value : value.text();

/** The text of the bytes; undefined if they are not text in the declared charset, UTF-8, UTF-16 or windows-1252. */
function decode(bytes: Uint8Array, contentType: string): string | undefined {
  const declared = /;\s*charset="?([\w.:-]{1,40})/i.exec(contentType)?.[1];
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  for (const charset of [utf16, declared, 'utf-8']) {
    const text = charset && decodeAs(charset, bytes);
    if (text !== undefined) return text;
  }
  const text = decodeAs('windows-1252', bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary data from text
  return text === undefined || /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
}

function decodeAs(charset: string, bytes: Uint8Array): string | undefined {
  try {
    // A text that was cut off at its limit may end inside a character.
    return new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

const isDeeperThan = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((member) => isDeeperThan(member, depth - 1)));
