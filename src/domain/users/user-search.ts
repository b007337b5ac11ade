import { invalid } from '../kernel/errors.ts';
import type { User } from './model.ts';

/** What a user is searched by, as text. Times are milliseconds since the epoch. */
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

type Test = (user: User) => boolean;

/**
 * Reads a search for users: `field: value` terms, of which the value is part of the field whatever the case, and bare
 * words, which are part of the username or full name; joined by AND and OR, of which AND binds closer, and NOT before
 * a term. `createdAt` is compared by `<`, `<=`, `>` and `>=` as well. Throws `invalid` for a field that users do not have.
 */
export const userQuery = (query: string): Test => {
  const alternatives = parts(query, 'OR').map((alternative) => parts(alternative, 'AND').map(termOf));
  return (user) => alternatives.some((terms) => terms.every((test) => test(user)));
};

const parts = (text: string, word: 'AND' | 'OR'): readonly string[] =>
  text.trim().split(new RegExp(`\\s+${word}\\s+`, 'i'));

function termOf(text: string): Test {
  const negated = /^NOT\s+(.+)$/is.exec(text);
  if (negated?.[1]) {
    const test = termOf(negated[1]);
    return (user) => !test(user);
  }
  const [, field, operator = ':', value = ''] = /^(\w+)\s*(<=|>=|:|<|>)\s*(.*)$/s.exec(text) ?? [];
  if (field === undefined) {
    const wanted = plain(text);
    return (user) => [user.username, user.fullName].some((part) => part.toLowerCase().includes(wanted));
  }
  const of = FIELDS[field.toLowerCase()];
  if (!of) throw invalid({ query: `There is no field ${field}` });
  return operator === ':' ? holding(of, plain(value)) : comparing(field, of, operator, Number(value));
}

/** Without quotation marks, and without the asterisks that the fields of alerts need for a part of them. */
const plain = (value: string) =>
  value
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('*', '')
    .trim()
    .toLowerCase();

const holding =
  (of: (user: User) => string, value: string): Test =>
  (user) =>
    of(user).toLowerCase().includes(value);

function comparing(field: string, of: (user: User) => string, operator: string, value: number): Test {
  if (field.toLowerCase() !== 'createdat' || Number.isNaN(value)) {
    throw invalid({ query: `${field} is not compared by ${operator}` });
  }
  return (user) => {
    const has = Number(of(user));
    if (has === value) return operator.includes('=');
    return operator.startsWith('<') ? has < value : has > value;
  };
}
