import type * as z from 'zod';
import { invalid, malformed } from './errors.ts';
import { parseJson as parseExactJson } from './json.ts';
import { explainJsonMistake } from './json-mistake.ts';
import { parseLeniently } from './lenient-values.ts';
import { fromSafeName } from './own-property.ts';
import { checkMembers, type UnknownMember } from './unknown-members.ts';
import { formatIssue } from './validation-messages.ts';

/** Bodies nested deeper than this are refused. */
const MAX_DEPTH = 32;

/**
 * Removes members whose value is `""`, `null` or `{}`, at every depth: clients send them for absent values (the Go SDK
 * cannot do otherwise). Elements of arrays stay. Members of the outermost object that `clearable` names keep `""`, because
 * there it clears the field. Half surrogate pairs become U+FFFD, because strict JSON parsers refuse a response with one.
 */
export function withoutEmptyMembers(value: unknown, clearable: readonly string[] = [], depth = 0): unknown {
  if (depth > MAX_DEPTH) throw malformed('The body is nested too deeply.');
  if (Array.isArray(value)) return value.map((element) => withoutEmptyMembers(element, [], depth + 1));
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .map(([name, member]) => [name.toWellFormed(), withoutEmptyMembers(member, [], depth + 1)] as const)
    .filter(
      ([name, member]) =>
        (member !== '' || clearable.includes(name)) && member !== null && !isEmptyObject(member),
    );
  return Object.fromEntries(kept);
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/**
 * The value parsed by the schema, leniently (see lenient-values.ts). Throws `invalid` with the first message for each
 * wrong field.
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = parseLeniently(schema, value, { error: formatIssue });
  if (result.success) return result.data;
  const fields = new Map<string, string>();
  for (const issue of result.error.issues.flatMap(toClosestAlternative)) {
    const path = formatPath(issue.path) || 'body';
    if (!fields.has(path)) fields.set(path, issue.message);
  }
  throw invalid(Object.fromEntries(fields));
}

/**
 * The issues of the alternative of a union that the value is closest to: the only one, or the one with the fewest issues,
 * that is wrong in its members and not as a whole.
 */
function toClosestAlternative(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [closest, next] = issue.errors
    .map((issues) => issues.flatMap(toClosestAlternative))
    .filter((issues) => issues.length > 0 && issues.every(({ path }) => path.length > 0))
    .toSorted((a, b) => a.length - b.length);
  if (!closest || closest.length === next?.length) return [issue];
  return closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Input whose members have been compared with the schema's. */
export interface CheckedMembers {
  /** The input; members that go by two names have the name that the schema knows. */
  readonly value: unknown;
  /** Paths of the members that the schema does not know: real clients send some, such as the id of what they change. */
  readonly ignored: readonly string[];
}

/**
 * Throws `invalid` if a member that the schema does not know is probably a misspelt known one, if the schema is strict, or
 * if an object inside the input has no known member at all: `{"rules": […]}` in the place of criteria would match
 * everything. Any other unknown member is listed as ignored.
 */
export function rejectMisspeltMembers(schema: z.ZodType, input: unknown): CheckedMembers {
  const { value, unknown } = checkMembers(schema, input);
  const listWrong = (explain: (member: UnknownMember) => string | undefined) =>
    unknown.flatMap((member) => {
      const hint = explain(member);
      return hint === undefined ? [] : [[formatPath(member.path), `is not known here; ${hint}`] as const];
    });
  const listKnown = (names: readonly string[] | undefined) => names && `known are ${names.join(', ')}`;
  const refused = listWrong(({ meant, allowed }) => (meant ? `did you mean ${meant}?` : listKnown(allowed)));
  if (refused.length > 0) throw invalid(Object.fromEntries(refused));
  const meaningless = listWrong(({ known }) => listKnown(known));
  if (meaningless.length > 0) {
    // If a member is required, the schema's own message says which.
    parseInput(schema, value);
    throw invalid(Object.fromEntries(meaningless));
  }
  return { value, ignored: unknown.map(({ path }) => formatPath(path)) };
}

/** Formats a path as in `rules[0].delay`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${fromSafeName(String(step))}`))
    .join('')
    .replace(/^\./, '');

/**
 * Parses the JSON of a request body without losing digits of large integers. Throws `malformed` if it is not JSON, with the
 * place and the probable mistake.
 */
export function parseJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw malformed('The body is nested too deeply.');
    throw malformed(
      `The request body is not valid JSON: ${explainJsonMistake(text) ?? 'it cannot be read'}.`,
    );
  }
}
