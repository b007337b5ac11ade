import { invalid } from '../kernel/errors.ts';
import { getOwn } from '../kernel/own-property.ts';
import type { User } from './model.ts';

/** The searchable fields of a user, as text. Times are milliseconds since the epoch. */
const FIELDS: Readonly<Record<string, (user: User) => string>> = {
  username: (user) => user.username,
  fullname: (user) => user.fullName,
  blocked: (user) => String(user.blocked),
  verified: (user) => String(user.verified),
  role: (user) => user.role.name,
  locale: (user) => user.locale,
  timezone: (user) => user.timeZone,
  useraddress: (user) => Object.values(user.userAddress ?? {}).join(' '),
  createdat: (user) => String(user.createdAt),
};

type UserFilter = (user: User) => boolean;

/**
 * Parses a user search. A term is `field: value` (the field contains the value, case-insensitively) or a bare word (the
 * username or full name contains it). Terms are combined with AND, OR and NOT; AND binds closer than OR. `createdAt` can
 * also be compared with `<`, `<=`, `>` and `>=`. Throws `invalid` for an unknown field.
 */
export const parseUserSearch = (query: string): UserFilter => {
  const alternatives = splitByOperator(query, 'OR').map((alternative) =>
    splitByOperator(alternative, 'AND').map(parseTerm),
  );
  return (user) => alternatives.some((terms) => terms.every((test) => test(user)));
};

const splitByOperator = (text: string, word: 'AND' | 'OR'): readonly string[] =>
  text.trim().split(new RegExp(`\\s+${word}\\s+`, 'i'));

function parseTerm(text: string): UserFilter {
  const negated = /^NOT\s+(.+)$/is.exec(text);
  if (negated?.[1]) {
    const test = parseTerm(negated[1]);
    return (user) => !test(user);
  }
  const [, field, operator = ':', value = ''] = /^(\w+)\s*(<=|>=|:|<|>)\s*(.*)$/s.exec(text) ?? [];
  if (field === undefined) {
    const wanted = normalizeValue(text);
    return (user) => [user.username, user.fullName].some((part) => part.toLowerCase().includes(wanted));
  }
  const of = getOwn(FIELDS, field.toLowerCase());
  if (!of) throw invalid({ query: `Unknown field ${field}` });
  return operator === ':' ? contains(of, normalizeValue(value)) : compare(field, of, operator, Number(value));
}

/** The value without quotation marks and wildcards: every value matches a part of the field anyway. */
const normalizeValue = (value: string) =>
  value
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('*', '')
    .trim()
    .toLowerCase();

const contains =
  (of: (user: User) => string, value: string): UserFilter =>
  (user) =>
    of(user).toLowerCase().includes(value);

function compare(field: string, of: (user: User) => string, operator: string, value: number): UserFilter {
  if (field.toLowerCase() !== 'createdat' || Number.isNaN(value)) {
    throw invalid({ query: `${field} cannot be compared with ${operator}` });
  }
  return (user) => {
    const has = Number(of(user));
    if (has === value) return operator.includes('=');
    return operator.startsWith('<') ? has < value : has > value;
  };
}
