import * as z from 'zod';
import { createRouteDefiner } from '../../src/http/route.ts';

const defineRoute = createRouteDefiner<Readonly<Record<string, z.ZodType>>>('things');
const declared = {
  method: 'POST',
  path: '/v2/things',
  tag: 'Things',
  summary: 'Create a thing',
  domain: 'configuration',
  rights: [],
  response: 'created',
  handle: async () => ({ kind: 'json', status: 201, members: {} }) as const,
} as const;

test('the schemas of a route that are declared as functions are made at their first use, once', () => {
  const body = jest.fn(() => z.object({ name: z.string() }));
  const query = jest.fn(() => z.object({}));
  const route = defineRoute({ ...declared, body, query });
  expect([body, query].flatMap(({ mock }) => mock.calls)).toEqual([]);
  expect(route.body?.parse({ name: 'x' })).toEqual({ name: 'x' });
  expect(route.body).toBe(route.body);
  expect(body).toHaveBeenCalledTimes(1);
  expect(query).not.toHaveBeenCalled();
});

test('a route without schemas has none', () => {
  const { body, query } = defineRoute(declared);
  expect({ body, query }).toEqual({ body: undefined, query: undefined });
});
