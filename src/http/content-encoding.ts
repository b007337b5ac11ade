/**
 * Compressed bodies of requests. API Gateway passes them on as they came. node:zlib is loaded at the first one, so that a
 * function that gets none starts without it.
 */

/** The content codings that a request body may have; also what the header Accept-Encoding of a 415 lists. */
export const SUPPORTED_ENCODINGS = ['gzip', 'deflate', 'br'] as const;

type Encoding = (typeof SUPPORTED_ENCODINGS)[number];

/** A body without its compression, or why there is none. */
export type DecodedBody =
  | { readonly kind: 'decoded'; readonly bytes: Uint8Array }
  /** The coding is not one of {@link SUPPORTED_ENCODINGS}, or there are several. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'damaged' }
  /** The bytes were decoded as UTF-8 text on their way, which nobody can undo. */
  | { readonly kind: 'garbled' }
  /** Decompressed, the body is longer than allowed. Decompression stops at the limit. */
  | { readonly kind: 'too-large' };

/**
 * Decompresses a body. A body of text that declares a compression is taken as it is: some clients and proxies leave the
 * header on a body that is not compressed.
 *
 * @param header value of Content-Encoding, or null
 * @param maxBytes limit of the decompressed body, in bytes
 */
export function decodeBody(bytes: Uint8Array, header: string | null, maxBytes: number): DecodedBody {
  const codings = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0 || bytes.byteLength === 0) return { kind: 'decoded', bytes };
  const [first] = codings;
  const encoding = codings.length > 1 ? undefined : toEncoding(first);
  const decoded = encoding
    ? decompress(encoding, bytes, maxBytes)
    : ({ kind: 'unsupported' } satisfies DecodedBody);
  const isUndecoded = decoded.kind === 'unsupported' || decoded.kind === 'damaged';
  if (isUndecoded && startsLikeText(bytes)) return { kind: 'decoded', bytes };
  if (decoded.kind === 'damaged' && isGarbledGzip(bytes)) return { kind: 'garbled' };
  return decoded;
}

const toEncoding = (coding: string | undefined): Encoding | undefined =>
  coding === 'x-gzip' ? 'gzip' : SUPPORTED_ENCODINGS.find((known) => known === coding);

function decompress(encoding: Encoding, bytes: Uint8Array, maxBytes: number): DecodedBody {
  const zlib = process.getBuiltinModule('node:zlib');
  const options = { maxOutputLength: maxBytes };
  const inflate = {
    gzip: [zlib.gunzipSync],
    // By RFC 9110 deflate has a zlib header; some clients leave it out.
    deflate: [zlib.inflateSync, zlib.inflateRawSync],
    br: [zlib.brotliDecompressSync],
  }[encoding];
  for (const attempt of inflate) {
    try {
      return { kind: 'decoded', bytes: attempt(bytes, options) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' };
    }
  }
  return { kind: 'damaged' };
}

/** Whether the body begins like JSON, a form or other text: the first bytes are printable ASCII or white space. */
const startsLikeText = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 4).every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));

/** Whether the second byte of gzip's signature (1F 8B) became U+FFFD, as when bytes are decoded as UTF-8. */
const isGarbledGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0xef && bytes[2] === 0xbf && bytes[3] === 0xbd;
