import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { networkFault, ProviderFault } from '../delivery/provider-outcome.ts';
import { isPublicAddress } from './public-address.ts';

export interface PostOptions {
  /** In all, milliseconds. */
  readonly limitMs: number;
  /** Whether addresses that are not on the public internet may be called: on localhost only. */
  readonly allowPrivate: boolean;
  /** Resolves names; the system's where it is left out. */
  readonly resolve?: Resolve;
}

export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const systemResolve: Resolve = (hostname, done) =>
  dnsLookup(hostname, { all: true }, (error, addresses) => done(error, addresses ?? []));

const refused = (code: string) => new ProviderFault({ kind: 'refused', code });

/**
 * Posts to an address that a user gave. Resolves with the status as soon as it is there; the answer's body is not
 * read and a redirect is not followed. Throws a {@link ProviderFault} that says whether the request had left.
 *
 * The connection goes to the very addresses that were checked: a name that means another address when it is asked a
 * second time (DNS rebinding) gains nothing.
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
      lookup: checkedLookup(options),
    };
    const onResponse = (response: IncomingMessage) => {
      finish(() => resolve(response.statusCode ?? 0));
      response.destroy();
    };
    const secure = url.protocol === 'https:';
    const request = secure ? httpsRequest(url, settings, onResponse) : httpRequest(url, settings, onResponse);
    const timer = setTimeout(() => request.destroy(withCode('Timeout')), options.limitMs);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    request.on('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    request.on('error', (error) => finish(() => reject(faultAfter(error, connected))));
    request.end(body);
  });
}

const withCode = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

/** Before the connection stood nothing had left. */
function faultAfter(error: NodeJS.ErrnoException, connected: boolean): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const fault = networkFault(error);
  return new ProviderFault(!connected && fault.kind === 'lost' ? { ...fault, kind: 'not-sent' } : fault);
}

function checkedLookup({ allowPrivate, resolve = systemResolve }: PostOptions): LookupFunction {
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
