import { malformed, tooLarge } from '../../domain/kernel/errors.ts';
import { isRecord, type Payload } from './payload.ts';

const MAX_BYTES = 1_000_000;

/** Deeper than any tool nests what it sends. */
const MAX_DEPTH = 64;

/**
 * What a tool sent: JSON, whatever type it claims to be of (SNS says text/plain); a form, whose member `payload` may be
 * JSON; or, where there is no body at all, the query. Plain text is in `Message`. Throws 400 for anything else, and 413.
 */
export function parsePayload(body: Uint8Array, contentType: string, query: URLSearchParams): Payload {
  if (body.byteLength > MAX_BYTES) throw tooLarge(`The body is larger than ${MAX_BYTES} bytes.`);
  const text = new TextDecoder().decode(body).trim();
  if (text === '') return withoutKey(query);
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    const form = new URLSearchParams(text);
    const json = form.get('payload');
    return json === null ? Object.fromEntries(form) : parseObject(json);
  }
  if (/^[[{]/.test(text)) return parseObject(text);
  if (/^(text\/plain|message\/rfc822)/i.test(contentType)) return { Message: text, content: text };
  throw malformed('The request body is not valid JSON.');
}

function parseObject(text: string): Payload {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The request body is not valid JSON.');
  }
  if (!isRecord(value)) throw malformed('The request body must be a JSON object.');
  if (isDeeperThan(value, MAX_DEPTH)) throw malformed('The body is nested too deeply.');
  return value;
}

const isDeeperThan = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((member) => isDeeperThan(member, depth - 1)));

function withoutKey(query: URLSearchParams): Payload {
  const { apiKey: _, ...members } = Object.fromEntries(query);
  return members;
}
