import type * as z from 'zod';
import { fromSafeName } from './own-property.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A value of the input that would fit the schema if it were written in another way. */
interface Replacement {
  readonly path: Path;
  readonly value: unknown;
}

/** A correct value can uncover another one, such as the members of a union after its discriminator. */
const MAX_ROUNDS = 10;

/**
 * Parses like `schema.safeParse`, and accepts values that a client wrote in another type: a number or a boolean in
 * quotation marks, a number or a boolean where the schema wants text, and the values of an enum in any letter case. This
 * is the only such rule of the API. Schemas state the right types, and input that has them costs nothing.
 */
export function parseLeniently<T>(
  schema: z.ZodType<T>,
  value: unknown,
  params?: z.core.ParseContext<z.core.$ZodIssue>,
): z.ZodSafeParseResult<T> {
  let input = value;
  let result = schema.safeParse(input, params);
  for (let round = 0; !result.success && round < MAX_ROUNDS; round++) {
    const current = input;
    const replacements = result.error.issues.flatMap((issue) => findReplacements(issue, current));
    if (replacements.length === 0) break;
    input = replacements.reduce((changed, { path, value: to }) => withValueAt(changed, path, to), input);
    result = schema.safeParse(input, params);
  }
  return result;
}

function findReplacements(issue: Issue, input: unknown, parent: Path = []): readonly Replacement[] {
  const path = [
    ...parent,
    ...issue.path.map((step) => (typeof step === 'string' ? fromSafeName(step) : step)),
  ];
  const actual = valueAt(input, path);
  const replaceBy = (value: unknown): readonly Replacement[] =>
    value === undefined || value === actual ? [] : [{ path, value }];
  switch (issue.code) {
    case 'invalid_union': {
      if ('options' in issue && issue.options) return replaceBy(toListed(actual, issue.options));
      const alternatives = issue.errors.map((issues) =>
        issues.map((each) => findReplacements(each, input, path)),
      );
      // An alternative that would stay wrong elsewhere is not the one that the client means.
      return (
        alternatives.find((found) => found.length > 0 && found.every(({ length }) => length > 0))?.flat() ??
        []
      );
    }
    case 'invalid_value':
      return replaceBy(toListed(actual, issue.values));
    case 'invalid_type':
      return replaceBy(toType(actual, issue.expected));
    default:
      return [];
  }
}

/** The listed value that reads the same, whatever the letter case. */
function toListed(actual: unknown, values: readonly unknown[]): unknown {
  if (typeof actual !== 'string' && typeof actual !== 'number' && typeof actual !== 'boolean')
    return undefined;
  const text = String(actual).trim().toLowerCase();
  return values.find((value) => String(value).toLowerCase() === text);
}

function toType(actual: unknown, expected: string): unknown {
  switch (expected) {
    case 'string':
      return typeof actual === 'number' || typeof actual === 'boolean' ? String(actual) : undefined;
    case 'number':
    case 'int':
      return typeof actual === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(actual) ? Number(actual) : undefined;
    case 'boolean':
      return toListed(actual, [true, false]);
    default:
      return undefined;
  }
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

const valueAt = (input: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      isContainer(value) && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined,
    input,
  );

/** A copy of the input with another value at the path. Members named like `__proto__` stay plain members. */
function withValueAt(input: unknown, [step, ...rest]: Path, to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(input)) {
    return input.map((element, i) => (i === step ? withValueAt(element, rest, to) : element));
  }
  if (!isContainer(input)) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, member]) => [
      name,
      name === step ? withValueAt(member, rest, to) : member,
    ]),
  );
}
