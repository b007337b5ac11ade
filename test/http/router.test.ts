import fc from 'fast-check';
import type * as z from 'zod';
import { createRouteDefiner, done } from '../../src/http/route.ts';
import { createRouter } from '../../src/http/router.ts';

const defineRoute = createRouteDefiner<{ readonly any: z.ZodAny }>('test');

const route = (method: 'GET' | 'POST' | 'DELETE', path: string) =>
  defineRoute({
    method,
    path,
    tag: 'Test',
    summary: path,
    domain: 'alert',
    rights: ['read'],
    response: 'any',
    handle: async () => done('ok'),
  });

const router = createRouter([
  route('GET', '/v2/alerts'),
  route('GET', '/v2/alerts/{identifier}'),
  route('GET', '/v2/alerts/{identifier}/notes'),
  route('POST', '/v2/alerts/{identifier}/close'),
  { ...route('GET', '/v2/alerts/count'), exceptIdentifierTypes: ['alias'] },
  { ...route('GET', '/v2/alerts/requests/{requestId}'), exceptIdentifierTypes: ['alias'] },
  route('DELETE', '/v2/alerts/{identifier}/tags'),
  route('GET', '/v2/schedules/{identifier}'),
  route('GET', '/v2/schedules/{identifier}.ics'),
  route('GET', '/v2/schedules/on-calls'),
  route('GET', '/v2/schedules/on-calls/{identifier}.ics'),
  route('POST', '/v2/alerts/{identifier}/actions/{actionName}'),
]);

const found = (method: string, path: string) => {
  const match = router.match(method, path);
  return match && [match.route.path, match.params];
};

test.each([
  ['GET', '/v2/alerts/', '/v2/alerts', {}],
  ['GET', '//v2/alerts', '/v2/alerts', {}],
  ['GET', '/v2/alerts/count', '/v2/alerts/count', {}],
  ['GET', '/v2/alerts/count/', '/v2/alerts/count', {}],
  ['GET', '/v2/alerts/abc', '/v2/alerts/{identifier}', { identifier: 'abc' }],
  ['GET', '/v2/alerts/requests/r1', '/v2/alerts/requests/{requestId}', { requestId: 'r1' }],
  ['POST', '/v2/alerts/a%20b/close', '/v2/alerts/{identifier}/close', { identifier: 'a b' }],
  ['POST', '/v2/alerts/disk/full/close', '/v2/alerts/{identifier}/close', { identifier: 'disk/full' }],
  [
    'POST',
    '/v2/alerts/a/b/actions/Restart',
    '/v2/alerts/{identifier}/actions/{actionName}',
    { identifier: 'a/b', actionName: 'Restart' },
  ],
  ['GET', '/v2/alerts/disk/full', '/v2/alerts/{identifier}', { identifier: 'disk/full' }],
  ['GET', '/v2/alerts/disk/full/notes', '/v2/alerts/{identifier}/notes', { identifier: 'disk/full' }],
  ['GET', '/v2/schedules/s1.ics', '/v2/schedules/{identifier}.ics', { identifier: 's1' }],
  ['GET', '/v2/schedules/on-calls', '/v2/schedules/on-calls', {}],
  [
    'GET',
    '/v2/schedules/on-calls/jane@example.com.ics',
    '/v2/schedules/on-calls/{identifier}.ics',
    { identifier: 'jane@example.com' },
  ],
  ['GET', '/v2//alerts', '/v2/alerts', {}],
  [
    'POST',
    '/v2/alerts/https://example.com/d/1/close',
    '/v2/alerts/{identifier}/close',
    { identifier: 'https://example.com/d/1' },
  ],
  ['POST', '/v2/alerts//var/close', '/v2/alerts/{identifier}/close', { identifier: '/var' }],
  ['POST', '/v2/alerts/var//close', '/v2/alerts/{identifier}/close', { identifier: 'var/' }],
  ['GET', '/v2/alerts/100%', '/v2/alerts/{identifier}', { identifier: '100%' }],
])('%s %s is %s', (method, path, expectedRoute, params) => {
  expect(found(method, path)).toEqual([expectedRoute, params]);
});

test('an unknown path is not found, and the methods of a known one are listed', () => {
  expect(found('GET', '/v2/nothing')).toBeUndefined();
  expect(found('GET', '/v2/alerts/x/close')).toBeUndefined();
  expect(router.allowedMethods('/v2/alerts/x/close')).toEqual(['POST']);
});

test('any identifier comes back as it was, escaped or with bare slashes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (identifier) => {
      fc.pre(identifier !== '.' && identifier !== '..');
      const match = router.match('POST', `/v2/alerts/${encodeURIComponent(identifier)}/close`);
      expect(match?.params).toEqual({ identifier });
    }),
  );
});

test.each([
  ['/v2/alerts/count', 'alias', '/v2/alerts/{identifier}'],
  ['/v2/alerts/count', 'ALIAS', '/v2/alerts/{identifier}'],
  ['/v2/alerts/count', 'id', '/v2/alerts/count'],
  ['/v2/alerts/requests/notes', 'alias', '/v2/alerts/{identifier}/notes'],
  ['/v2/alerts/requests/notes', undefined, '/v2/alerts/requests/{requestId}'],
  ['/v2/alerts/requests/r1', 'alias', '/v2/alerts/requests/{requestId}'],
])('GET %s with the identifierType %s is %s', (path, identifierType, expected) => {
  expect(router.match('GET', path, identifierType)?.route.path).toBe(expected);
});

test.each([
  ['/v2/alerts/1/tags&tags=a,b', '/v2/alerts/1/tags', { tags: 'a,b' }],
  [
    '/v2/alerts/R%26D/tags%26tags%3Da%2520%2B%26note%3Dx%3Dy',
    '/v2/alerts/R%26D/tags',
    { tags: 'a%20+', note: 'x=y' },
  ],
  ['/v2/alerts/R%26D', '/v2/alerts/R%26D', {}],
  ['/v2/alerts/a&b=c/close', '/v2/alerts/a&b=c/close', {}],
  ['/v2/alerts/a%2Fb/c&d=e/close', '/v2/alerts/a%2Fb/c&d=e/close', {}],
])('the query that the Node client appends with an & is split off: %s', (path, before, query) => {
  expect(router.splitQuery(path)).toEqual([before, query]);
});
