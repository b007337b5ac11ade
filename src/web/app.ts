import type { App } from '../http/app.ts';
import { toErrorResponse } from '../http/errors.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from '../http/messages.ts';
import { newId } from '../platform/ids.ts';
import { withSecurityHeaders } from './files/security-headers.ts';
import { requireSameOrigin } from './requests/same-origin.ts';
import { findRequestId } from './sessions/request-id.ts';

/** The addresses to which an identity provider leads the browser back. */
const NAVIGATED_TO = ['/web/oidc/callback'];

/** The prefix of the paths of the REST API for calls of the console with a session. */
const API_PREFIX = '/web/api';

/** Paths of the console's back end whose answers depend on the rights of the user's role, as the REST API's do. */
const WITH_RIGHTS = ['/web/alert-plans', '/web/names'];

export interface WebAppDeps {
  /** The routes of the console's own back end. */
  readonly own: App;
  /** The REST API, with the session in the place of the key, and the console's routes that need rights. */
  readonly api: App;
}

/**
 * What the console calls: its back end under /web/, and the REST API under /web/api/. Everything must come from the console
 * itself, is never cached, and reads the session from the cookie and nowhere else.
 */
export function createWebApp({ own, api }: WebAppDeps): App {
  return withSecurityHeaders(async (request, meta) => {
    const url = new URL(request.url);
    try {
      requireSameOrigin(request, { mayNavigate: NAVIGATED_TO.includes(url.pathname) });
    } catch (error) {
      return toRefusal(error);
    }
    const requestId = findRequestId({ url, headers: request.headers });
    const known = { ...meta, ...(requestId !== undefined && { requestId }) };
    const response = url.pathname.startsWith(`${API_PREFIX}/`)
      ? await api(withoutPrefix(request, url), known)
      : await (WITH_RIGHTS.includes(url.pathname) ? api : own)(request, known);
    response.headers.set('Cache-Control', 'no-store');
    return response;
  });
}

/** The request with the path of the REST API. */
function withoutPrefix(request: HttpRequest, url: URL): HttpRequest {
  const target = new URL(url);
  target.pathname = url.pathname.slice(API_PREFIX.length);
  const { method, headers } = request;
  return { method, url: target.href, headers, arrayBuffer: () => request.arrayBuffer() };
}

function toRefusal(error: unknown): HttpResponse {
  const { status, headers, members } = toErrorResponse(error);
  const { message, ...more } = members;
  const requestId = newId();
  return jsonResponse({ message, took: 0.001, requestId, ...more }, status, {
    'X-Request-Id': requestId,
    ...headers,
  });
}
