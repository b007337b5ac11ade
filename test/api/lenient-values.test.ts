import * as z from 'zod';
import { parseInput } from '../../src/domain/kernel/input.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';

/**
 * Walks the request schemas of all routes. Each field that holds a number, a boolean, text or one of several values must
 * give the same result however the client writes the value.
 */

interface Field {
  readonly name: string;
  readonly schema: z.core.$ZodType;
}

function listFields(schema: z.core.$ZodType, name: string, seen: Set<z.core.$ZodType>): readonly Field[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const def = (schema as z.core.$ZodTypes)._zod.def;
  const walk = (inner: z.core.$ZodType, at = name) => listFields(inner, at, seen);
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([member, inner]) => walk(inner, `${name}.${member}`));
    case 'array':
      return walk(def.element, `${name}[]`);
    case 'record':
      return walk(def.valueType, `${name}[key]`);
    case 'union':
      return def.options.flatMap((option) => walk(option));
    case 'optional':
    case 'default':
    case 'nullable':
      return walk(def.innerType);
    case 'pipe':
      return [
        ...(isScalar(schema) ? [{ name, schema }] : []),
        ...walk(def.in),
        ...(typeOf(def.in) === 'transform' ? walk(def.out) : []),
      ];
    default:
      return isScalar(schema) ? [{ name, schema }] : [];
  }
}

const SCALARS = ['string', 'number', 'boolean', 'enum', 'literal'] as const;

const typeOf = (schema: z.core.$ZodType): string => {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  return def.type === 'pipe' ? typeOf(def.in) : def.type;
};

const isScalar = (schema: z.core.$ZodType) => (SCALARS as readonly string[]).includes(typeOf(schema));

const fields = allRoutes().flatMap(({ method, path, body, query }) => [
  ...(body ? listFields(body, `${method} ${path} body`, new Set()) : []),
  ...(query ? listFields(query, `${method} ${path} query`, new Set()) : []),
]);

const fieldsOf = (type: (typeof SCALARS)[number]) => fields.filter(({ schema }) => typeOf(schema) === type);

function resultOf({ schema }: Field, value: unknown): unknown {
  try {
    return parseInput(z.object({ value: schema as z.ZodType }), { value });
  } catch (error) {
    return error;
  }
}

/** Collects the fields, instead of failing at the first, so that the report shows all of them. */
function differing(
  all: readonly Field[],
  written: (field: Field) => readonly (readonly [unknown, unknown])[],
) {
  return all.flatMap((field) =>
    written(field).flatMap(([expected, lenient]) => {
      const [a, b] = [resultOf(field, expected), resultOf(field, lenient)];
      return JSON.stringify(a) === JSON.stringify(b) && a instanceof Error === b instanceof Error
        ? []
        : [`${field.name}: ${JSON.stringify(lenient)}`];
    }),
  );
}

const valuesOf = ({ schema }: Field): readonly unknown[] => {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === 'enum') return Object.values(def.entries);
  if (def.type === 'literal') return def.values;
  return def.type === 'pipe' ? valuesOf({ name: '', schema: def.in }) : [];
};

test('the walk finds fields of every type', () => {
  const counts = Object.fromEntries(SCALARS.map((type) => [type, fieldsOf(type).length]));
  expect(Object.values(counts).every((count) => count > 0)).toBe(true);
  expect(fields.length).toBeGreaterThan(400);
});

test('every number may be in quotation marks', () => {
  const written = [0, 1, 5, 60, 2.5, -1].map((n) => [n, String(n)] as const);
  expect(differing(fieldsOf('number'), () => written)).toEqual([]);
});

test('every boolean may be in quotation marks, in any letter case', () => {
  const written = [true, false].flatMap((flag) =>
    [String(flag), String(flag).toUpperCase()].map((text) => [flag, text] as const),
  );
  expect(differing(fieldsOf('boolean'), () => written)).toEqual([]);
});

test('every text may be a number', () => {
  expect(differing(fieldsOf('string'), () => [7, 986256492683].map((n) => [String(n), n]))).toEqual([]);
});

test('every value of an enum may be in any letter case', () => {
  const written = (field: Field) =>
    valuesOf(field).flatMap((value) =>
      [String(value).toUpperCase(), String(value).toLowerCase()].map((text) => [value, text] as const),
    );
  expect(differing([...fieldsOf('enum'), ...fieldsOf('literal')], written)).toEqual([]);
});
