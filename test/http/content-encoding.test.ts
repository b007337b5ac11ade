import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { type ApiKey, hashApiKey } from '../../src/domain/accounts/model.ts';
import { createApp } from '../../src/http/app.ts';
import { createRateLimiter, type RateLimits } from '../../src/http/rate-limit.ts';
import { accepted, createRouteDefiner, ok } from '../../src/http/route.ts';

const KEY: ApiKey = {
  keyId: 'k',
  accountId: 'acc',
  hash: hashApiKey('secret'),
  rights: ['read'],
  enabled: true,
  integration: { id: 'i', name: 'Demo', type: 'API' },
};

const generous = new Proxy({} as RateLimits, { get: () => ({ perSecond: 100, burst: 100 }) });

const defineRoute = createRouteDefiner<{ readonly any: z.ZodAny }>('test');

const app = createApp({
  findKey: async (key) => (key === 'secret' ? KEY : undefined),
  limiter: createRateLimiter(generous),
  clock: () => Date.parse('2026-11-24T10:00:00Z'),
  routes: [
    defineRoute({
      tag: 'Test',
      summary: 'Test',
      domain: 'alert',
      rights: ['read'],
      response: 'any',
      method: 'PUT',
      path: '/things',
      body: z.object({ name: z.string() }),
      handle: async ({ body, request }) => ok({ ...body, raw: new TextDecoder().decode(request.rawBody) }),
    }),
    defineRoute({
      tag: 'Test',
      summary: 'Test',
      domain: 'alert',
      rights: ['read'],
      response: 'any',
      method: 'POST',
      path: '/things/ping',
      answers: 202,
      handle: async () => accepted(),
    }),
  ],
});

const TEXT = '{"name":"the disk burns"}';

async function put(body: string | Uint8Array, encoding: string, key = 'secret') {
  const response = await app(
    new Request('https://api.example.com/things', {
      method: 'PUT',
      headers: {
        authorization: `GenieKey ${key}`,
        'content-type': 'application/json',
        'content-encoding': encoding,
      },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    }),
    { sourceIp: '192.0.2.1' },
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
}

test.each<[string, string | Uint8Array, string]>([
  ['gzip', gzipSync(TEXT), 'gzip'],
  ['x-gzip in capitals', gzipSync(TEXT), 'X-GZIP'],
  ['deflate', deflateSync(TEXT), 'deflate'],
  ['deflate without its header', deflateRawSync(TEXT), 'deflate'],
  ['brotli', brotliCompressSync(TEXT), 'br'],
  ['identity', TEXT, 'identity'],
  ['gzip that some proxy has decompressed', TEXT, 'gzip'],
  ['a charset in the place of an encoding', TEXT, 'UTF-8'],
])('a body with %s is read', async (_, body, encoding) => {
  const answer = await put(body, encoding);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ data: { name: 'the disk burns', raw: TEXT } });
});

test.each<[string, Uint8Array, string]>([
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), 'zstd'],
  ['two compressions', gzipSync(gzipSync(TEXT)), 'gzip, gzip'],
])(
  'a body with %s is refused with 415, and the response lists what is supported',
  async (_, body, encoding) => {
    const answer = await put(body, encoding);
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br');
    expect(answer.headers.get('x-opsgenie-errortype')).toBe('UnsupportedMediaType');
    expect(answer.body).toMatchObject({
      message: expect.stringContaining('gzip, deflate, br'),
      took: expect.any(Number),
      requestId: answer.headers.get('x-request-id'),
    });
  },
);

test.each<[string, Uint8Array, string]>([
  ['cut off', gzipSync(TEXT).subarray(0, 20), 'damaged'],
  ['with a wrong checksum', Buffer.concat([gzipSync(TEXT).subarray(0, -8), Buffer.alloc(8)]), 'damaged'],
  ['that is something else', Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]), 'damaged'],
  ['decoded as UTF-8 on its way', Buffer.from(gzipSync(TEXT).toString('utf8')), 'decoded as text'],
])('a compressed body %s is refused with 400 and the reason', async (_, body, reason) => {
  const answer = await put(body, 'gzip');
  expect(answer.status).toBe(400);
  expect(answer.body.message).toContain(reason);
});

test('a small body that decompresses to more than the limit is refused with 413', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
  expect(bomb.byteLength).toBeLessThan(100_000);
  const answer = await put(bomb, 'gzip');
  expect(answer.status).toBe(413);
  expect(answer.body.message).toContain('1000000 bytes');
});

test('a body of exactly the limit is read when it is compressed', async () => {
  const text = JSON.stringify({ name: 'the disk burns' }).padEnd(1_000_000);
  expect((await put(gzipSync(text), 'gzip')).status).toBe(200);
});

test('a wrong key is refused before the body is decompressed', async () => {
  expect((await put(Buffer.from([0, 1]), 'gzip', 'other')).status).toBe(401);
});

test('a request without a body may name a compression', async () => {
  const response = await app(
    new Request('https://api.example.com/things/ping', {
      method: 'POST',
      headers: { authorization: 'GenieKey secret', 'content-encoding': 'gzip' },
    }),
    { sourceIp: '192.0.2.1' },
  );
  expect(response.status).toBe(202);
});
