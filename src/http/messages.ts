/**
 * Requests and responses in the form of the web standard (Fetch), without its classes. Node loads its whole HTTP client for
 * the first `new Request`, `new Response` or `new Headers`, which costs a function some 25 ms at its first request. A web
 * Request may be passed wherever an {@link HttpRequest} is expected.
 */

/** The part of web Headers by which headers are read. */
export interface ReadonlyHeaders {
  /** The value of a header, in any letter case; null if it is absent. */
  get(name: string): string | null;
  has(name: string): boolean;
}

/** The part of a web Request that the app reads. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: ReadonlyHeaders;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Names are tokens (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+.^`|~\w-]+$/;

/** Characters that would end a header or that no client could read. */
const NOT_IN_VALUES = /[^\t\x20-\x7e\x80-\xff]/;

/** Headers of a response. Throws a TypeError for a name or value that HTTP does not allow. */
export class HttpHeaders implements ReadonlyHeaders {
  readonly #values = new Map<string, string>();
  readonly #cookies: string[] = [];

  constructor(given: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries(given)) this.set(name, value);
  }

  get(name: string): string | null {
    const key = name.toLowerCase();
    if (key === 'set-cookie') return this.#cookies.length > 0 ? this.#cookies.join(', ') : null;
    return this.#values.get(key) ?? null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  /** Replaces the header. */
  set(name: string, value: string): void {
    const key = toKey(name, value);
    if (key === 'set-cookie') this.#cookies.splice(0, Number.POSITIVE_INFINITY, value.trim());
    else this.#values.set(key, value.trim());
  }

  /** Adds a further cookie. Other headers of Tocsin have one value. */
  appendCookie(value: string): void {
    toKey('set-cookie', value);
    this.#cookies.push(value.trim());
  }

  /** The values of Set-Cookie, each by itself. */
  getSetCookie(): readonly string[] {
    return this.#cookies;
  }

  /** All headers but cookies, by names in lower case. */
  toRecord(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }
}

function toKey(name: string, value: string): string {
  if (!NAME.test(name)) throw new TypeError(`${name} is not a name of a header.`);
  // The value may be secret, so the message does not contain it.
  if (NOT_IN_VALUES.test(value))
    throw new TypeError(`The value of the header ${name} has a character that HTTP does not allow.`);
  return name.toLowerCase();
}

/** A response whose body is complete. */
export class HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;

  constructor(body: string | Uint8Array | null, status: number, headers: HttpHeaders) {
    this.status = status;
    this.headers = headers;
    this.body = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
  }

  /** Whether the request succeeded: the status is 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.body);
  }

  /** The parsed body. Throws a SyntaxError if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: like that of a web Response
  async json(): Promise<any> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.body).buffer;
  }
}

/** A response with a JSON body. */
export function jsonResponse(
  members: unknown,
  status: number,
  headers: Readonly<Record<string, string>> | HttpHeaders,
): HttpResponse {
  const all = headers instanceof HttpHeaders ? headers : new HttpHeaders(headers);
  if (!all.has('content-type')) all.set('Content-Type', 'application/json');
  return new HttpResponse(JSON.stringify(members), status, all);
}
