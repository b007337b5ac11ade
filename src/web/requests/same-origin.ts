import { forbidden } from '../../domain/kernel/errors.ts';
import type { HttpRequest } from '../../http/messages.ts';

/** The header that pages of other sites cannot send without asking first. */
export const CONSOLE_HEADER = 'x-tocsin-console';

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * Throws `forbidden` if a page of another site may have caused the request (cross-site request forgery). A change needs
 * the console's header, a JSON body (or an upload), and proof of its origin: Sec-Fetch-Site, or Origin from browsers
 * without it. `mayNavigate`: the address is one to which another site leads the browser.
 */
export function requireSameOrigin(
  request: HttpRequest,
  { mayNavigate }: { readonly mayNavigate: boolean },
): void {
  const { headers, method } = request;
  const site = headers.get('sec-fetch-site');
  if (isRead(method)) {
    const isOurs = site === null || site === 'same-origin' || site === 'none';
    if (!isOurs && !mayNavigate) throw forbidden('Only the console may call this address.');
    return;
  }
  const origin = headers.get('origin');
  const isOurs = site === null ? origin === new URL(request.url).origin : site === 'same-origin';
  if (!isOurs) throw forbidden('Only pages of the console itself may make changes.');
  if (headers.get(CONSOLE_HEADER) === null) throw forbidden('The header X-Tocsin-Console is missing.');
  if (!/^(application\/json|multipart\/form-data)\b/i.test(headers.get('content-type') ?? '')) {
    throw forbidden('The header Content-Type must be application/json.');
  }
}
