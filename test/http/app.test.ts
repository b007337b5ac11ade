import * as z from 'zod';
import { type ApiKey, hashApiKey, type Right } from '../../src/domain/accounts/model.ts';
import { notFound } from '../../src/domain/kernel/errors.ts';
import { truncatedText } from '../../src/domain/kernel/schemas.ts';
import { createApp } from '../../src/http/app.ts';
import { createRateLimiter, type RateLimits } from '../../src/http/rate-limit.ts';
import { accepted, created, createRouteDefiner, ok } from '../../src/http/route.ts';
import { SECOND } from '../../src/platform/clock.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');

const keyOf = (rights: readonly Right[]): ApiKey => ({
  keyId: 'k',
  accountId: 'acc',
  hash: hashApiKey('secret'),
  rights,
  enabled: true,
  integration: { id: 'i', name: 'Demo', type: 'API' },
});

const generous: RateLimits = {
  alert: { perSecond: 100, burst: 100 },
  search: { perSecond: 100, burst: 100 },
  configuration: { perSecond: 100, burst: 100 },
  'schedule-oncall': { perSecond: 100, burst: 100 },
  heartbeat: { perSecond: 100, burst: 100 },
  incident: { perSecond: 100, burst: 100 },
};

const defineRoute = createRouteDefiner<{ readonly any: z.ZodAny }>('test');

const base = { tag: 'Test', summary: 'Test', domain: 'alert', rights: ['read'], response: 'any' } as const;

function service({
  rights = ['read'],
  limits = generous,
  clock = () => NOW,
}: {
  rights?: readonly Right[];
  limits?: typeof generous;
  clock?: () => number;
} = {}) {
  const app = createApp({
    findKey: async (key) => (key === 'secret' ? keyOf(rights) : undefined),
    limiter: createRateLimiter(limits),
    clock,
    routes: [
      defineRoute({
        ...base,
        method: 'GET',
        path: '/things/{id}',
        handle: async ({ params }) => {
          if (params.id === 'boom') throw new Error('internal detail');
          if (params.id === 'busy') throw Object.assign(new Error('x'), { name: 'ThrottlingException' });
          if (params.id === 'gone') throw notFound('No such thing.');
          return ok({ id: params.id });
        },
      }),
      defineRoute({
        ...base,
        method: 'POST',
        path: '/things',
        rights: ['create-update'],
        body: z.object({
          name: truncatedText(5),
          size: z.number().optional(),
          nested: z.object({ x: z.string() }).optional(),
        }),
        handle: async ({ body }) => created(body),
      }),
      defineRoute({
        ...base,
        method: 'DELETE',
        path: '/things/{id}/tags',
        query: z.object({ tags: z.string() }),
        handle: async ({ query, params }) => ok({ ...query, ...params }),
      }),
      defineRoute({
        ...base,
        method: 'PUT',
        path: '/optional',
        body: z.object({ text: z.string().optional() }),
        bodyOptional: true,
        handle: async ({ body }) => ok(body),
      }),
      defineRoute({
        ...base,
        method: 'GET',
        path: '/open',
        rights: 'public',
        answers: 202,
        handle: async () => accepted(),
      }),
    ],
  });
  return async (method: string, path: string, init: { body?: string; key?: string } = {}) => {
    const key = init.key ?? 'secret';
    const response = await app(
      new Request(`https://api.example.com${path}`, {
        method,
        headers: key ? { authorization: `GenieKey ${key}` } : {},
        ...(init.body !== undefined && { body: init.body }),
      }),
      { sourceIp: '192.0.2.1' },
    );
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse((await response.text()) || 'null') as Record<string, never>,
    };
  };
}

test('a success has data, took, the same requestId in body and header, and the headers that clients insist on', async () => {
  const { status, headers, body } = await service()('GET', '/things/7');
  expect(status).toBe(200);
  expect(body).toEqual({
    data: { id: '7' },
    took: expect.any(Number),
    requestId: headers.get('x-request-id'),
  });
  expect(Number(headers.get('x-response-time'))).toBeGreaterThan(0);
  expect(headers.get('x-ratelimit-state')).toBe('OK');
});

test('an accepted request has no data', async () => {
  const { status, body } = await service()('GET', '/open', { key: '' });
  expect(status).toBe(202);
  expect(Object.keys(body).sort()).toEqual(['requestId', 'result', 'took']);
});

test.each([
  ['no key', '', 401],
  ['a wrong key', 'other', 401],
])('%s is refused with 401', async (_, key, expected) => {
  const { status, headers, body } = await service()('GET', '/things/1', { key });
  expect(status).toBe(expected);
  expect(headers.get('x-opsgenie-errortype')).toBe('Unauthorized');
  expect(body.message).toBeTruthy();
});

test('a good key without the right is refused with 403 that names the right', async () => {
  const { status, body } = await service()('POST', '/things', { body: '{"name":"x"}' });
  expect(status).toBe(403);
  expect(body.message).toMatch(/create-update/);
  expect(body.code).toBe(40_301);
});

test('too many requests get the time after which a request succeeds again', async () => {
  let now = NOW;
  const call = service({ limits: { ...generous, alert: { perSecond: 1, burst: 2 } }, clock: () => now });
  expect((await call('GET', '/things/1')).status).toBe(200);
  expect((await call('GET', '/things/1')).status).toBe(200);
  const { status, headers } = await call('GET', '/things/1');
  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe('1');
  expect(headers.get('x-ratelimit-state')).toBe('THROTTLED');
  expect(headers.get('x-ratelimit-reason')).toBe('ACCOUNT');
  expect(headers.get('x-ratelimit-period-in-sec')).toBe('1');
  now += SECOND;
  expect((await call('GET', '/things/1')).status).toBe(200);
});

test('an unknown path is 404, a wrong method 405, a missing resource 404, a fault 500 without its detail', async () => {
  const call = service();
  expect((await call('GET', '/nothing')).status).toBe(404);
  expect((await call('PATCH', '/things/1')).status).toBe(405);
  expect((await call('GET', '/things/gone')).body).toMatchObject({ message: 'No such thing.' });
  const fault = await call('GET', '/things/boom');
  expect(fault.status).toBe(500);
  expect(JSON.stringify(fault.body)).not.toContain('internal detail');
});

test('HEAD is answered as GET is, without the body', async () => {
  const call = service();
  for (const path of ['/things/7', '/things/gone', '/nothing']) {
    const [head, get] = [await call('HEAD', path), await call('GET', path)];
    expect(head.status).toBe(get.status);
    expect(Object.keys(head.headers.toRecord())).toEqual(Object.keys(get.headers.toRecord()));
    expect(head.body).toBeNull();
  }
});

describe('bodies', () => {
  const call = service({ rights: ['read', 'create-update'] });

  test.each([
    ['no JSON', 'nonsense', 400],
    ['nothing', '', 400],
    ['an array', '[]', 400],
    ['a text', '"x"', 400],
    ['nested too deeply', `{"a":${'['.repeat(60)}${']'.repeat(60)}}`, 400],
    ['too large', `{"name":"${'x'.repeat(1_000_001)}"}`, 413],
  ])('%s is refused', async (_, body, status) => {
    expect((await call('POST', '/things', { body })).status).toBe(status);
  });

  test('a wrong field is named', async () => {
    const { status, body } = await call('POST', '/things', {
      body: '{"name":"x","size":"big","nested":{"x":[1]}}',
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual({ size: expect.any(String), 'nested.x': expect.any(String) });
  });

  test('empty members count as absent, unknown ones are ignored, long text is cut by code points', async () => {
    const { status, body } = await call('POST', '/things', {
      body: '{"name":"😀😀😀😀😀😀","size":null,"nested":{"x":""},"Id":"","other":{"deep":[{}]}}',
    });
    expect(status).toBe(201);
    expect(body.data).toEqual({ name: '😀😀😀😀😀' });
  });

  test('an optional body may be {}, null or nothing', async () => {
    for (const body of ['{}', 'null', '', '{"text":""}']) {
      expect((await call('PUT', '/optional', { body })).body).toMatchObject({ data: {} });
    }
  });
});

test('if a queue or table throttles, the answer is 429 with the time to retry', async () => {
  const { status, headers } = await service()('GET', '/things/busy');
  expect(status).toBe(429);
  expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
  expect(Number(headers.get('Retry-After'))).toBeLessThanOrEqual(3);
  expect(headers.get('X-RateLimit-Reason')).toBe('SERVICE');
});

test("the Node client's query without a question mark is understood", async () => {
  const { body } = await service()('DELETE', '/things/1/tags&tags=a,b');
  expect(body.data).toEqual({ id: '1', tags: 'a,b' });
});

test('a missing query parameter is named', async () => {
  const { status, body } = await service()('DELETE', '/things/1/tags');
  expect(status).toBe(422);
  expect(body.errors).toHaveProperty('tags');
});
