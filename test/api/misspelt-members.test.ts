import * as z from 'zod';
import { checkMembers } from '../../src/domain/kernel/unknown-members.ts';
import { getResponseSchema } from '../../src/handlers/routes/all-responses.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** A value with all members that the schema describes. */
function createExample(schema: JsonSchema, root: JsonSchema, depth = 0): unknown {
  if (depth > 8) return 'x';
  if (schema.$ref) {
    return createExample(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, root, depth + 1);
  }
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts) {
    const values = parts.map((part) => createExample(part, root, depth + 1));
    const objects = values.filter((value) => typeof value === 'object' && !Array.isArray(value));
    return objects.length > 0 ? Object.assign({}, ...objects) : values[0];
  }
  if (schema.items) return [createExample(schema.items, root, depth + 1)];
  if (!schema.properties) return 'x';
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, member]) => [name, createExample(member, root, depth + 1)]),
  );
}

const routes = allRoutes();

const pairs = routes.flatMap((route) => {
  if (!route.body || !['PUT', 'PATCH'].includes(route.method)) return [];
  const read = routes.find(({ method, path }) => method === 'GET' && path === route.path);
  return read?.response ? [[`${route.method} ${route.path}`, route.body, read.response] as const] : [];
});

test('many resources can be read and changed at one path', () => {
  expect(pairs.length).toBeGreaterThan(15);
});

test.each(pairs)('%s accepts what GET returns: no member of it counts as misspelt', (_, body, name) => {
  const schema = z.toJSONSchema(getResponseSchema(name) as z.ZodType, {
    unrepresentable: 'any',
    io: 'output',
  }) as JsonSchema;
  const { data } = createExample(schema, schema) as { data: unknown };
  const misspelt = checkMembers(body, data).unknown.filter(({ meant }) => meant !== undefined);
  expect(misspelt).toEqual([]);
});
