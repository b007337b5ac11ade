import type * as z from 'zod';

/** The names of zod's types in messages. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'an absolute address',
};

/** "must be one of a, b" */
export const listAlternatives = (values: readonly unknown[]): string =>
  values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;

const tooSmall = (origin: string, least: number | bigint): string => {
  if (origin === 'string') return least === 1 ? 'can not be empty' : `must have at least ${least} characters`;
  if (origin === 'array')
    return least === 1 ? 'must have at least one element' : `must have at least ${least} elements`;
  return `must be at least ${least}`;
};

const tooBig = (origin: string, most: number | bigint): string => {
  if (origin === 'string') return `must not be longer than ${most} characters`;
  return origin === 'array' ? `must not have more than ${most} elements` : `must be at most ${most}`;
};

const NOT_VALID = 'is not valid';

/** One message for a value that has the type of no alternative: must be text or a list. */
function joinAlternatives(alternatives: readonly (readonly z.core.$ZodIssue[])[]): string {
  const messages = alternatives
    .flatMap((issues) => issues.filter(({ path }) => path.length === 0))
    .map(({ message }) => message)
    .filter((message) => message !== NOT_VALID);
  const [first = NOT_VALID, ...others] = new Set(messages);
  return [first, ...others.map((message) => message.replace(/^must be /, ''))].join(' or ');
}

/** The API's message for a validation issue, instead of zod's. A message that the schema itself gives takes precedence. */
export const formatIssue = (issue: z.core.$ZodRawIssue): string => {
  if (issue.input === undefined) return 'should be provided';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return listAlternatives(issue.values);
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum);
    case 'too_big':
      return tooBig(issue.origin, issue.maximum);
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'in the expected format'}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? listAlternatives(issue.options) : joinAlternatives(issue.errors);
    default:
      return NOT_VALID;
  }
};
