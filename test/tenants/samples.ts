import * as z from 'zod';

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly format?: string;
}

/** Values for members of certain names, wherever they are. */
export type Hints = Readonly<Record<string, unknown>>;

/**
 * A body that the schema takes, as far as a schema can tell: with all members that it names, or those that it requires;
 * of the hints where there is one.
 */
export function sampleOf(body: z.ZodType, hints: Hints, which: 'all' | 'required'): unknown {
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Schema;
  const sample = sampled(schema, '', hints);
  if (which === 'all' || !schema.properties) return sample;
  const required = Object.entries(sample as object).filter(([name]) => schema.required?.includes(name));
  return Object.fromEntries(required);
}

function sampled(schema: Schema, name: string, hints: Hints): unknown {
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sampled(first, name, hints);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => sampled(each, name, hints)));
  if (schema.const !== undefined) return schema.const;
  if (name in hints && schema.type !== 'array') {
    const hinted = hints[name];
    if (!schema.enum || schema.enum.includes(hinted)) return hinted;
  }
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, each]) => [key, sampled(each, key, hints)]),
      );
    case 'array':
      return schema.items ? [sampled(schema.items, name.replace(/s$/, ''), hints)] : [];
    case 'number':
    case 'integer':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return 'text';
  }
}
