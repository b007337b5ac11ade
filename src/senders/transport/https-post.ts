import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import { ProviderError, toNetworkFailure } from '../delivery/provider-outcome.ts';
import { discard, findAgent } from './kept-connections.ts';
import { isPublicAddress } from './public-address.ts';

export interface PostOptions {
  /** For the whole request, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether addresses outside the public internet may be called; only when running on localhost. */
  readonly allowPrivate: boolean;
  /**
   * Uses a connection again that an earlier request opened a moment ago. Only for requests that the receiver recognizes if
   * they come twice: one that meets a connection which the receiver is just closing is sent again. The clock tells how old
   * a connection is.
   */
  readonly keepAlive?: { readonly clock: Clock } | undefined;
  /** Resolves host names; defaults to the system's resolver. */
  readonly resolve?: Resolve;
}

export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const systemResolve: Resolve = (hostname, done) =>
  dnsLookup(hostname, { all: true }, (error, addresses) => done(error, addresses ?? []));

const refused = (code: string) => new ProviderError({ kind: 'refused', code });

export interface PostResponse {
  readonly status: number;
  /** At most {@link MAX_RESPONSE_BYTES} of the body; what has arrived if it breaks off, since the status says enough. */
  readonly text: string;
}

/** Bytes of a response that are read. */
const MAX_RESPONSE_BYTES = 16_384;

/**
 * Posts to a URL that a user configured. Resolves with the status as soon as it arrives; the response body is not used
 * and redirects are not followed.
 *
 * The connection goes to exactly the addresses that were checked, which protects against DNS rebinding.
 *
 * @throws ProviderError, which tells whether the request may have been sent.
 */
export async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  options: PostOptions,
): Promise<number> {
  const { status } = await send(url, headers, body, options, async () => '');
  return status;
}

/** As {@link post}, and reads the response body. */
export const postAndRead = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  options: PostOptions,
): Promise<PostResponse> => send(url, headers, body, options, readText);

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MAX_RESPONSE_BYTES) break;
    }
  } catch {
    // The status has arrived, which decides; a rest that is missing only costs the provider's message id.
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(length, MAX_RESPONSE_BYTES));
}

async function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  options: PostOptions,
  read: (response: IncomingMessage) => Promise<string>,
): Promise<PostResponse> {
  try {
    return await sendOnce(url, headers, body, options, read);
  } catch (error) {
    if (!(error instanceof ConnectionWasClosing)) throw error;
    return sendOnce(url, headers, body, { ...options, keepAlive: undefined }, read);
  }
}

/** A connection from an earlier request broke at once, before a response: the receiver was closing it. */
class ConnectionWasClosing extends Error {}

/** A connection that breaks later than this, in milliseconds, was not closed for being idle. */
const AT_ONCE_MS = 1_000;

const BROKEN: readonly (string | undefined)[] = ['ECONNRESET', 'EPIPE'];

function sendOnce(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  options: PostOptions,
  read: (response: IncomingMessage) => Promise<string>,
): Promise<PostResponse> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(hostname) !== 0 && !options.allowPrivate && !isPublicAddress(hostname)) {
    return Promise.reject(refused('PrivateAddress'));
  }
  return new Promise((resolve, reject) => {
    const { keepAlive } = options;
    const startedAt = keepAlive?.clock() ?? 0;
    let connected = false;
    let responded = false;
    const settings: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      agent: keepAlive
        ? findAgent(url.protocol === 'https:', options.allowPrivate, keepAlive.clock())
        : false,
      lookup: createCheckedLookup(options),
    };
    const onResponse = async (response: IncomingMessage) => {
      responded = true;
      const text = await read(response);
      finish(() => resolve({ status: response.statusCode ?? 0, text }));
      if (keepAlive) discard(response);
      else response.destroy();
    };
    const secure = url.protocol === 'https:';
    const request = secure ? httpsRequest(url, settings, onResponse) : httpRequest(url, settings, onResponse);
    const timer = setTimeout(() => request.destroy(withCode('Timeout')), options.timeoutMs);
    const finish = (done: () => void) => {
      clearTimeout(timer);
      done();
    };
    request.on('socket', (socket) => {
      const connect = () => {
        connected = true;
      };
      if (request.reusedSocket) connect();
      else socket.once(secure ? 'secureConnect' : 'connect', connect);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (responded) return;
      const wasClosing =
        keepAlive &&
        request.reusedSocket &&
        BROKEN.includes(error.code) &&
        keepAlive.clock() - startedAt < AT_ONCE_MS;
      finish(() => reject(wasClosing ? new ConnectionWasClosing() : toProviderError(error, connected)));
    });
    request.end(body);
  });
}

const withCode = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

/** Nothing was sent before the connection was established. */
function toProviderError(error: NodeJS.ErrnoException, connected: boolean): ProviderError {
  if (error instanceof ProviderError) return error;
  const failure = toNetworkFailure(error);
  return new ProviderError(
    !connected && failure.kind === 'lost' ? { ...failure, kind: 'not-sent' } : failure,
  );
}

function createCheckedLookup({ allowPrivate, resolve = systemResolve }: PostOptions): LookupFunction {
  return (hostname, { all }, done) => {
    resolve(hostname, (error, addresses) => {
      if (error) return done(error, []);
      const checked = allowPrivate ? addresses : addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = checked;
      if (!first) return done(refused('PrivateAddress') as NodeJS.ErrnoException, []);
      return all ? done(null, [...checked]) : done(null, first.address, first.family);
    });
  };
}
