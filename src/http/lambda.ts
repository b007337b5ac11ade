import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { newId } from '../platform/ids.ts';
import type { App } from './app.ts';
import type { HttpRequest } from './messages.ts';

/** For methods that a web Request does not allow. */
const NOT_A_METHOD: APIGatewayProxyStructuredResultV2 = {
  statusCode: 405,
  headers: { 'content-type': 'application/json', allow: 'GET, POST, PUT, PATCH, DELETE' },
  body: JSON.stringify({ message: 'This method is not supported.' }),
};

/** For paths that a web Request would resolve to the path of something else. */
const badPath = (requestId: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 400,
  headers: {
    'content-type': 'application/json',
    'X-Request-Id': requestId,
    'X-Response-Time': '0.001',
    'X-RateLimit-State': 'OK',
    'X-Opsgenie-Errortype': 'BadRequest',
  },
  body: JSON.stringify({
    message: 'A part of the path is "." or "..". If it belongs to an alias or name, use the id instead.',
    took: 0.001,
    requestId,
  }),
});

/** The app as the handler of an HTTP API (payload format 2.0). */
export function lambdaHandler(app: App) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method, sourceIp } = event.requestContext.http;
    if (/^(connect|trace|track)$/i.test(method)) return NOT_A_METHOD;
    if (/(^|\/)\.\.?(\/|$)/.test(event.rawPath)) return badPath(newId());
    const response = await app(toRequest(event, method), { sourceIp });
    const bytes = Buffer.from(response.body);
    const contentType = response.headers.get('content-type') ?? '';
    const isText =
      !response.headers.has('content-encoding') && /^(text\/|application\/(json|xml))/.test(contentType);
    // In one header, several cookies would be one.
    const cookies = response.headers.getSetCookie();
    return {
      statusCode: response.status,
      headers: response.headers.toRecord(),
      ...(cookies.length > 0 && { cookies: [...cookies] }),
      body: isText ? bytes.toString('utf8') : bytes.toString('base64'),
      isBase64Encoded: !isText,
    };
  };
}

function toRequest(event: APIGatewayProxyEventV2, method: string): HttpRequest {
  const host = event.headers.host ?? event.requestContext.domainName;
  const scheme = event.headers['x-forwarded-proto'] ?? 'https';
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(event.headers)) {
    if (value) headers.set(name.toLowerCase(), value);
  }
  // The gateway takes them out of the headers.
  if (event.cookies) headers.set('cookie', event.cookies.join('; '));
  const hasBody = event.body !== undefined && method !== 'GET' && method !== 'HEAD';
  const body = Buffer.from(hasBody ? (event.body ?? '') : '', event.isBase64Encoded ? 'base64' : 'utf8');
  return {
    method,
    url: new URL(`${scheme}://${host}${encodePath(event.rawPath)}${query}`).href,
    headers: {
      get: (name) => headers.get(name.toLowerCase()) ?? null,
      has: (name) => headers.has(name.toLowerCase()),
    },
    arrayBuffer: async () => new Uint8Array(body).buffer,
  };
}

/**
 * An HTTP API decodes the path before it calls the function, so the path is encoded again. It cannot be known which slashes
 * were encoded; the router matches identifiers that contain some. Reports differ on whether a percent sign arrives as `%` or
 * as `%25`, so both mean one.
 */
const encodePath = (decoded: string): string =>
  decoded.toWellFormed().replaceAll('%25', '%').split('/').map(encodeURIComponent).join('/');
