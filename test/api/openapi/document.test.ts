import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withOperations } from '../../../scripts/operations-table.ts';
import { documentRoutes } from '../../../src/api/openapi/routes.ts';
import { allRoutes } from '../../../src/handlers/routes/all-routes.ts';
import { describeApi } from '../../../src/handlers/routes/api-description.ts';
import { createApp } from '../../../src/http/app.ts';
import type { HttpResponse } from '../../../src/http/messages.ts';
import { printFigures } from '../../support/print-figures.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, object>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: unknown;
}

/** Paths that differ only in how their parameters are called are the same. */
const shapeOf = (path: string) => path.replace(/\{[^}]*\}/g, '{}');

const methodAndPath = (method: string, path: string) => `${method.toUpperCase()} ${shapeOf(path)}`;

async function served(): Promise<{ readonly response: HttpResponse; readonly document: Document }> {
  const app = createApp({
    routes: documentRoutes(async () => describeApi()),
    findKey: async () => undefined,
    limiter: () => 'ok',
    clock: () => 0,
  });
  const response = await app(new Request('https://api.example.com/openapi.json'), { sourceIp: '192.0.2.1' });
  return { response, document: (await response.json()) as Document };
}

let document: Document;
let operations: readonly (readonly [name: string, operation: Operation])[];

beforeAll(async () => {
  ({ document } = await served());
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [methodAndPath(method, path), operation] as const),
  );
});

test('the document is served to everybody', async () => {
  const { response } = await served();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(document.openapi).toMatch(/^3\.1\./);
});

test('no two operations are the same, or called the same', () => {
  const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);
  expect(twice(operations.map(([name]) => name))).toEqual([]);
  expect(twice(operations.map(([, { operationId }]) => operationId))).toEqual([]);
});

test('every operation says what it does, what it takes, and how it succeeds', () => {
  for (const [path, item] of Object.entries(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(item)) {
      const { summary, tags, parameters = [], responses } = operation;
      expect(summary.length).toBeGreaterThan(5);
      expect(tags).toHaveLength(1);
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(
        inPath,
      );
      expect(Object.keys(responses).filter((status) => status.startsWith('2'))).toHaveLength(1);
    }
  }
});

/** The schema with components in place of references, as deep as it is looked into. */
function resolve(schema: JsonSchema): JsonSchema {
  const [, name] = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? '') ?? [];
  return name === undefined ? schema : (document.components.schemas[name] as JsonSchema);
}

/** Every schema inside the schema, with the path of members that leads to it. */
function listSchemas(
  schema: JsonSchema,
  path: string,
  depth = 0,
): readonly (readonly [string, JsonSchema])[] {
  // On-call participants contain each other.
  if (depth > 12) return [];
  const found = resolve(schema);
  const inner: readonly (readonly [string, JsonSchema])[] = [
    ...(found.anyOf ?? found.oneOf ?? []).map((each, i) => [`${path}|${i}`, each] as const),
    ...(found.items ? [[`${path}[]`, found.items] as const] : []),
    ...Object.entries(found.properties ?? {}).map(([name, each]) => [`${path}.${name}`, each] as const),
  ];
  return [[path, found], ...inner.flatMap(([at, each]) => listSchemas(each, at, depth + 1))];
}

/** Whether the schema says nothing about the value. */
const isVague = ({ type, anyOf, oneOf, properties, additionalProperties }: JsonSchema): boolean => {
  if (anyOf || oneOf) return false;
  return type === undefined || (type === 'object' && !properties && additionalProperties === undefined);
};

test('every JSON response describes each of its members', () => {
  const described = operations.flatMap(([name, { responses }]) => {
    const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
    const { content } = success as { content: Record<string, { schema: JsonSchema }> };
    const json = content['application/json'];
    return json && name !== 'GET /openapi.json' ? listSchemas(json.schema, name) : [];
  });
  expect(described.length).toBeGreaterThan(2_000);
  expect(described.filter(([, schema]) => isVague(schema)).map(([path]) => path)).toEqual([]);
});

test('a 202 has a requestId and no data, which would hide the requestId from the Go client', () => {
  const accepted = operations.flatMap(([, { responses }]) => responses['202'] ?? []);
  expect(accepted.length).toBeGreaterThan(30);
  for (const response of accepted) {
    const { content } = response as { content: { 'application/json': { schema: JsonSchema } } };
    expect(content['application/json'].schema.properties).not.toHaveProperty('data');
  }
});

test('the schemas that validate requests are those in the document', () => {
  const create = document.paths['/v2/alerts']?.post;
  expect(create?.requestBody?.content['application/json']?.schema).toMatchObject({
    type: 'object',
    required: ['message'],
    properties: { priority: { enum: ['P1', 'P2', 'P3', 'P4', 'P5'] } },
  });
  const escalation = document.paths['/v2/escalations']?.post;
  expect(escalation?.requestBody?.content['application/json']?.schema).toMatchObject({
    properties: {
      rules: { items: { properties: { condition: { enum: ['if-not-acked', 'if-not-closed'] } } } },
    },
  });
});

test('every reference leads to a component', () => {
  const text = JSON.stringify(document);
  const references = new Set(
    [...text.matchAll(/"\$ref":"(#\/components\/[^"]+)"/g)].map(([, at = '']) => at),
  );
  const missing = [...references].filter((at) => {
    const found = at
      .slice(2)
      .split('/')
      .reduce<unknown>((within, name) => (within as Record<string, unknown>)?.[name], document);
    return found === undefined;
  });
  expect(references.size).toBeGreaterThan(5);
  expect(missing).toEqual([]);
});

test('every path that the code declares is in the document', () => {
  const paths = Object.keys(document.paths).map(shapeOf);
  const declared = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('local'))
    .flatMap((file) => [
      ...readFileSync(join('src', file), 'utf8').matchAll(/\bpath: '(\/(?:v\d|l)\/[^']+)'/g),
    ])
    .map(([, path = '']) => shapeOf(path));
  expect(declared.length).toBeGreaterThan(50);
  expect(declared.filter((path) => !paths.includes(path))).toEqual([]);
});

describe('docs/api.md', () => {
  const text = readFileSync('docs/api.md', 'utf8');

  test('lists all operations as they are declared (npm run openapi)', () => {
    expect(withOperations(text, allRoutes())).toBe(text);
  });

  test('names the operations of Opsgenie that are missing, and the README counts those that are served', () => {
    const known = readFileSync('test/api/openapi/operations.tsv', 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .map(([method = '', path = '']) => methodAndPath(method, path));
    const ours = new Set(operations.map(([name]) => name));
    const missing = known.filter((name) => !ours.has(name));
    const figure = `${known.length - missing.length} of ${known.length}`;
    printFigures(`Operations of Opsgenie: ${figure}`);

    const outside = [...text.matchAll(/^- `(GET|POST|PUT|PATCH|DELETE) (\/[^`]+)`:/gm)].map(
      ([, method = '', path = '']) => methodAndPath(method, path),
    );
    expect(known.length).toBe(216);
    expect(missing.sort()).toEqual(outside.sort());
    expect(readFileSync('README.md', 'utf8')).toContain(`${figure} operations`);
  });
});
