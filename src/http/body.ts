import { malformed, tooLarge } from '../domain/kernel/errors.ts';
import { parseJson, withoutEmptyMembers } from '../domain/kernel/input.ts';
import { decodeBody } from './content-encoding.ts';
import { unsupportedEncoding } from './errors.ts';
import type { HttpRequest } from './messages.ts';
import type { Route } from './route.ts';

/** Larger JSON bodies are refused with 413. The gateway limits uploads to 10 MB. */
const MAX_JSON_BYTES = 1_000_000;

/** The limit of API Gateway, in bytes; the handler of an upload has a lower one of its own. */
const MAX_UPLOAD_BODY_BYTES = 10_000_000;

/**
 * The body of a request, decompressed; as it came for routes that read any body themselves. Throws 413 if it is too large
 * when decompressed, 415 for an unknown compression and `malformed` if it is damaged.
 */
export async function readBytes(request: HttpRequest, route: Route): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (route.anyBody) return bytes;
  const maxBytes = route.form ? MAX_UPLOAD_BODY_BYTES : MAX_JSON_BYTES;
  const decoded = decodeBody(bytes, request.headers.get('content-encoding'), maxBytes);
  switch (decoded.kind) {
    case 'decoded':
      return decoded.bytes;
    case 'unsupported':
      throw unsupportedEncoding();
    case 'too-large':
      throw tooLarge(`The decompressed body is larger than ${maxBytes} bytes.`);
    case 'garbled':
      throw malformed(
        'The compressed body was decoded as text on its way. Send it as Content-Type: application/octet-stream, or without compression.',
      );
    case 'damaged':
      throw malformed('The compressed body is damaged, or it is not what Content-Encoding says.');
  }
}

/** The JSON object in a body, without empty members. Throws `malformed` if there is none, and 413. */
export function parseBody(raw: Uint8Array, route: Route): unknown {
  if (raw.byteLength > MAX_JSON_BYTES) throw tooLarge(`The body is larger than ${MAX_JSON_BYTES} bytes.`);
  const text = new TextDecoder().decode(raw).trim();
  if (route.bodyOptional && (text === '' || text === 'null')) return {};
  if (text === '') throw malformed('The request body is missing.');
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed('The request body must be a JSON object.');
  }
  return withoutEmptyMembers(json, route.clears);
}

/** Longer bodies are not read to name their members: nobody sends one by mistake. */
const MAX_UNREAD_BYTES = 10_000;

/** The members of a JSON object in the body of a route that reads none. Empty members count as absent. */
export function listUnreadMembers(raw: Uint8Array, route: Route): readonly string[] {
  const isReadElsewhere = route.body || route.form || route.anyBody;
  if (isReadElsewhere || raw.byteLength === 0 || raw.byteLength > MAX_UNREAD_BYTES) return [];
  try {
    return Object.keys(parseBody(raw, route) as object);
  } catch {
    // No body is needed, so that nothing depends on what it is.
    return [];
  }
}

/**
 * The query parameters that a route does not read, as `?name`. The router itself reads `identifierType`, and clients send it
 * where it changes nothing.
 */
export const listUnreadParameters = (names: readonly string[], route: Route): readonly string[] =>
  route.anyBody ? [] : names.filter((name) => name !== 'identifierType').map((name) => `?${name}`);
