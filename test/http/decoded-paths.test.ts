import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import * as z from 'zod';
import { createApp } from '../../src/http/app.ts';
import { lambdaHandler } from '../../src/http/lambda.ts';
import { createRateLimiter } from '../../src/http/rate-limit.ts';
import { createRouteDefiner, ok } from '../../src/http/route.ts';
import { createRouteFinder, serve } from '../../src/local/runtime/http-api.ts';

/** An HTTP API decodes the path before it calls a function. Identifiers arrive unchanged in spite of that. */

const defineRoute = createRouteDefiner<{ readonly any: z.ZodAny }>('test');

const route = (method: 'GET' | 'POST' | 'DELETE', path: string) =>
  defineRoute({
    method,
    path,
    tag: 'Test',
    summary: path,
    domain: 'alert',
    rights: 'public',
    query: z.object({ identifierType: z.string().optional() }),
    response: 'any',
    handle: async ({ params, query }) => ok({ operation: `${method} ${path}`, ...params, ...query }),
  });

const handler = lambdaHandler(
  createApp({
    routes: [
      route('GET', '/v2/heartbeats/{name}'),
      route('GET', '/v2/heartbeats/{name}/ping'),
      route('DELETE', '/v2/alerts/{identifier}'),
      route('POST', '/v2/alerts/{identifier}/close'),
    ],
    findKey: async () => undefined,
    limiter: createRateLimiter({} as never),
    clock: () => 0,
  }),
);

let server: Server;
let port: number;

beforeAll(async () => {
  const find = createRouteFinder([{ functionName: 'api', method: '*', path: '*' }]);
  server = createServer((request, response) =>
    serve(request, response, find, async (_, event) => handler(event)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function call(method: string, path: string) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  const { data, message } = (await response.json()) as { data?: object; message?: string };
  return { status: response.status, data, message, headers: response.headers };
}

test.each([
  ['GET', '/v2/heartbeats/R%26D/ping', 'GET /v2/heartbeats/{name}/ping', { name: 'R&D' }],
  ['GET', '/v2/heartbeats/backup%20%231/ping', 'GET /v2/heartbeats/{name}/ping', { name: 'backup #1' }],
  ['GET', '/v2/heartbeats/disk%20100%25/ping', 'GET /v2/heartbeats/{name}/ping', { name: 'disk 100%' }],
  [
    'DELETE',
    '/v2/alerts/prod%23db?identifierType=alias',
    'DELETE /v2/alerts/{identifier}',
    { identifier: 'prod#db', identifierType: 'alias' },
  ],
  ['POST', '/v2/alerts/web%231/close', 'POST /v2/alerts/{identifier}/close', { identifier: 'web#1' }],
  [
    'POST',
    '/v2/alerts/CPU%20%3E%2095%25/close',
    'POST /v2/alerts/{identifier}/close',
    { identifier: 'CPU > 95%' },
  ],
  [
    'POST',
    '/v2/alerts/https%3A%2F%2Fgrafana.example.com%2Fd%2F1/close',
    'POST /v2/alerts/{identifier}/close',
    { identifier: 'https://grafana.example.com/d/1' },
  ],
  [
    'POST',
    '/v2/alerts/DOMAIN%5Chost/close',
    'POST /v2/alerts/{identifier}/close',
    { identifier: 'DOMAIN\\host' },
  ],
  ['POST', '/v2/alerts/dir%2F/close', 'POST /v2/alerts/{identifier}/close', { identifier: 'dir/' }],
  ['POST', '/v2/alerts/%2Fvar/close', 'POST /v2/alerts/{identifier}/close', { identifier: '/var' }],
  ['POST', '/v2/alerts/%2541/close', 'POST /v2/alerts/{identifier}/close', { identifier: '%41' }],
  ['POST', '/v2/alerts/a+b%2Bc/close', 'POST /v2/alerts/{identifier}/close', { identifier: 'a+b+c' }],
  ['POST', '/v2/alerts/a&b=c/close', 'POST /v2/alerts/{identifier}/close', { identifier: 'a&b=c' }],
  ['DELETE', '/v2/alerts/some-id/', 'DELETE /v2/alerts/{identifier}', { identifier: 'some-id' }],
])('%s %s', async (method, path, operation, params) => {
  expect(await call(method, path)).toMatchObject({ status: 200, data: { operation, ...params } });
});

test('a percent sign is a percent sign, whether the gateway decodes it or not', async () => {
  const event = (rawPath: string) =>
    ({
      rawPath,
      rawQueryString: '',
      headers: { host: 'api.example.com' },
      requestContext: { http: { method: 'POST', sourceIp: '192.0.2.1' } },
    }) as never;
  for (const rawPath of ['/v2/alerts/CPU > 95%/close', '/v2/alerts/CPU > 95%25/close']) {
    const { body = '' } = await handler(event(rawPath));
    expect(JSON.parse(body).data).toMatchObject({ identifier: 'CPU > 95%' });
  }
});

test('any identifier without a question mark or a part that is . or .. arrives unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (identifier) => {
      fc.pre(!/\?|%25/.test(identifier) && !identifier.split('/').some((part) => /^\.\.?$/.test(part)));
      const { data } = await call('POST', `/v2/alerts/${encodeURIComponent(identifier)}/close`);
      expect(data).toMatchObject({ identifier });
    }),
    { numRuns: 200 },
  );
});

test.each(['x%2F..%2Fy', '..%2Fy', 'x%2F.%2Fy'])(
  'a part that is . or .. is refused, because it could name something else: %s',
  async (identifier) => {
    const { status, message, headers } = await call('POST', `/v2/alerts/${identifier}/close`);
    expect([status, message]).toEqual([400, expect.stringContaining('use the id instead')]);
    expect(headers.get('x-request-id')).not.toBe('');
    expect(headers.get('x-opsgenie-errortype')).toBe('BadRequest');
  },
);

test('an action on an alias with a question mark, which the gateway cuts off, is refused with the reason', async () => {
  const { status, message } = await call('POST', '/v2/alerts/why%3F%20disk/close?identifierType=alias');
  expect([status, message]).toEqual([405, expect.stringContaining('contains a question mark, use the id')]);
});

test('a slash at the end is refused if it may belong to the alias', async () => {
  const { status, message } = await call('DELETE', '/v2/alerts/dir%2F?identifierType=alias');
  expect([status, message]).toEqual([400, expect.stringContaining('ends in a slash')]);
});
