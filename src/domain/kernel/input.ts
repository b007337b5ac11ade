import * as z from 'zod';
import { invalid, malformed } from './errors.ts';
import { truncate } from './limits.ts';
import { formatIssue } from './validation-messages.ts';

/** Bodies nested deeper than this are refused before they are looked at. */
const MAX_DEPTH = 32;

/**
 * Clients send `""`, `null` and `{}` for what they mean to leave out (the Go SDK cannot do otherwise), so members
 * with such a value count as absent, at every depth. Elements of arrays stay, and so does `""` of the members of the
 * outermost object that are named in `cleared`: there it is meant.
 */
export function withoutEmptyMembers(value: unknown, cleared: readonly string[] = [], depth = 0): unknown {
  if (depth > MAX_DEPTH) throw malformed('The body is nested too deeply.');
  if (Array.isArray(value)) return value.map((element) => withoutEmptyMembers(element, [], depth + 1));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .map(([name, member]) => [name, withoutEmptyMembers(member, [], depth + 1)] as const)
    .filter(
      ([name, member]) =>
        (member !== '' || cleared.includes(name)) && member !== null && !isEmptyObject(member),
    );
  return Object.fromEntries(kept);
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** The value as the schema gives it, or an `invalid` error that names each wrong field. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { error: formatIssue });
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const path = formatPath(issue.path) || 'body';
    fields[path] ??= issue.message;
  }
  throw invalid(fields);
}

/** A path as people write it: rules[0].delay. */
const formatPath = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');

/** The JSON of a body, or a `malformed` error. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The request body is not valid JSON.');
  }
}

/** Text, truncated to `max` characters (Unicode code points), as Opsgenie does for most fields. */
export const truncatedText = (max: number) => z.string().transform((text) => truncate(text, max));

/** A whole number that may come as a number or, in a query, as its digits. */
export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** true or false, as JSON or as the query's words. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')], {
  error: 'must be true or false',
});

/** An instant as RFC 3339 text, given as milliseconds since the epoch. */
export const instant = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d)/.test(text) && !Number.isNaN(Date.parse(text)), {
    message: 'must be a date and time such as 2026-11-24T10:00:00Z',
  })
  .transform((text) => Date.parse(text));
