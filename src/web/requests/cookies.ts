import type { ReadonlyHeaders } from '../../http/messages.ts';

/** The parts of a request that decide about its cookies. */
export interface RequestWithCookies {
  readonly url: URL;
  readonly headers: ReadonlyHeaders;
}

/** Values of the request's cookies by name. */
export function parseCookies(header: string | null): Readonly<Record<string, string>> {
  const pairs = (header ?? '').split(';').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

/** Whether the browser reached the service by TLS. */
export const isSecure = (url: URL): boolean => url.protocol === 'https:';

/**
 * The name under which a cookie is set. The prefix makes browsers refuse the cookie from subdomains and without TLS; over
 * http, which only localhost has, they refuse it always.
 */
export const getCookieName = (url: URL, name: string): string => (isSecure(url) ? `__Host-${name}` : name);

/** The value of one of our cookies; undefined if the request has none. */
export const findCookie = ({ url, headers }: RequestWithCookies, name: string): string | undefined =>
  parseCookies(headers.get('cookie'))[getCookieName(url, name)];

/** Formats a Set-Cookie. `maxAgeSeconds` 0 deletes the cookie. Scripts cannot read it, other sites cannot send it. */
export const formatCookie = (url: URL, name: string, value: string, maxAgeSeconds: number): string =>
  [
    `${getCookieName(url, name)}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure(url) ? ['Secure'] : []),
  ].join('; ');
