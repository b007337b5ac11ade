import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readBody } from '../shared/http-body.ts';
import type { HttpRoute } from '../template/service.ts';

/** Limit of API Gateway. */
const MAX_BODY_BYTES = 10_000_000;

/** Finds the route like an HTTP API: full matches first, then greedy variables, then the default route. */
export function createRouteFinder(
  routes: readonly HttpRoute[],
): (method: string, path: string) => HttpRoute | undefined {
  const rank = ({ path, method }: HttpRoute) =>
    (path === '*' ? 4 : path.includes('+}') ? 2 : 0) + (method === '*' ? 1 : 0);
  const compiled = routes
    .map((route) => ({ route, pattern: toPattern(route.path) }))
    .sort((a, b) => rank(a.route) - rank(b.route) || b.route.path.length - a.route.path.length);
  return (method, path) =>
    compiled.find(
      ({ route, pattern }) => (route.method === '*' || route.method === method) && pattern.test(path),
    )?.route;
}

function toPattern(path: string): RegExp {
  if (path === '*') return /^/;
  const source = path
    .split(/(\{\w+\+?\})/)
    .map((part) => {
      if (/^\{\w+\+\}$/.test(part)) return '.+';
      return part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  // A decoded path can contain line breaks.
  return new RegExp(`^${source}/?$`, 's');
}

/** Handles a request with the function of its route, in API Gateway's payload format 2.0. */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  find: ReturnType<typeof createRouteFinder>,
  invoke: (functionName: string, event: APIGatewayProxyEventV2) => Promise<unknown>,
): Promise<void> {
  const [encodedPath = '/', query = ''] = splitAt(request.url ?? '/', '?');
  const path = toRawPath(encodedPath);
  const route = find(request.method ?? 'GET', path);
  if (!route) return plain(response, 404, 'Not Found');
  const body = await readBody(request);
  if (body.length > MAX_BODY_BYTES) return plain(response, 413, 'Request Entity Too Large');
  try {
    const event = toEvent(request, route, path, query, body);
    write(response, (await invoke(route.functionName, event)) as APIGatewayProxyStructuredResultV2);
  } catch (error) {
    console.error(`${route.functionName}: ${(error as Error).stack ?? error}`);
    plain(response, 500, 'Internal Server Error');
  }
}

/**
 * The path as an HTTP API gives it to functions: decoded, and cut off at a decoded question mark. REST APIs and function
 * URLs keep the encoding. Source: captured events, https://github.com/middleapi/standard-server/pull/93.
 */
function toRawPath(encodedPath: string): string {
  const decoded = encodedPath.replace(/(%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  return splitAt(decoded, '?')[0];
}

function toEvent(
  request: IncomingMessage,
  { method, path }: HttpRoute,
  rawPath: string,
  rawQueryString: string,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const routeKey = path === '*' ? '$default' : `${method === '*' ? 'ANY' : method} ${path}`;
  // A compressed body is binary, whatever its content type.
  const isText =
    !request.headers['content-encoding'] &&
    /^(text\/|application\/(json|xml|javascript))/.test(request.headers['content-type'] ?? '');
  const now = new Date();
  const { cookie, ...headers } = request.headers;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    // The gateway delivers cookies here and nowhere else.
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: toEventHeaders(headers),
    ...(rawQueryString && {
      queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function toEventHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const all: Record<string, string> = { 'x-forwarded-proto': 'http' };
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) all[name] = typeof value === 'string' ? value : value.join(',');
  }
  return all;
}

function write(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  if (result.cookies) response.setHeader('set-cookie', result.cookies);
  response.setHeader('content-length', body.length);
  response.writeHead(result.statusCode ?? 200);
  response.end(body);
}

function plain(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
