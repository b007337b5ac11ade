import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { ProviderError, toNetworkFailure } from '../delivery/provider-outcome.ts';
import { isPublicAddress } from './public-address.ts';

export interface PostOptions {
  /** For the whole request, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether addresses outside the public internet may be called; only when running on localhost. */
  readonly allowPrivate: boolean;
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

/**
 * Posts to a URL that a user configured. Resolves with the status as soon as it arrives; the response body is not read
 * and redirects are not followed.
 *
 * The connection goes to exactly the addresses that were checked, which protects against DNS rebinding.
 *
 * @throws ProviderError, which tells whether the request may have been sent.
 */
export function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<number> {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(hostname) !== 0 && !options.allowPrivate && !isPublicAddress(hostname)) {
    return Promise.reject(refused('PrivateAddress'));
  }
  return new Promise((resolve, reject) => {
    let connected = false;
    const settings: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
      agent: false,
      lookup: createCheckedLookup(options),
    };
    const onResponse = (response: IncomingMessage) => {
      finish(() => resolve(response.statusCode ?? 0));
      response.destroy();
    };
    const secure = url.protocol === 'https:';
    const request = secure ? httpsRequest(url, settings, onResponse) : httpRequest(url, settings, onResponse);
    const timer = setTimeout(() => request.destroy(withCode('Timeout')), options.timeoutMs);
    const finish = (done: () => void) => {
      clearTimeout(timer);
      done();
    };
    request.on('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    request.on('error', (error) => finish(() => reject(toProviderError(error, connected))));
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
