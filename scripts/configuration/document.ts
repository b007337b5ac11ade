import { isDeepStrictEqual } from 'node:util';

/** An object of a configuration file: a thing of the account, without ids. */
export type Document = Readonly<Record<string, unknown>>;

/** The members, without those that are undefined. */
export const withoutUndefined = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));

/** The members, without those that are named. */
export const without = (document: Document, ...names: readonly string[]): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));

/** Whether the value is an object, and not a list. */
export const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The list, or none if there is no list. */
export const toList = (value: unknown): readonly Document[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** The text, or none if the value is no text. */
export const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * References by name alone: `{ type: 'team', id, name }` becomes `{ type: 'team', name }`. Another account has other ids,
 * and nobody can read them.
 */
export function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (!isObject(value)) return value;
  const isNamed = value.name !== undefined || value.username !== undefined;
  const members = Object.entries(value).filter(([name]) => !(isNamed && name === 'id'));
  return Object.fromEntries(members.map(([name, member]) => [name, withoutIds(member)]));
}

/** The criteria; undefined if they match everything, which is what absent criteria do. */
export function toCriteria(criteria: unknown): unknown {
  if (!isObject(criteria)) return undefined;
  const type = criteria.type ?? criteria.conditionMatchType ?? 'match-all';
  return type === 'match-all' ? undefined : criteria;
}

/** The members that tell what an object is come first, the others follow by the alphabet. */
const FIRST = (
  'name username fullName alias type actionType method to team user description time entity field key not operation ' +
  'expectedValue startDate endDate startDay startHour startMin endDay endHour endMin timeAmount timeUnit'
).split(' ');

const rank = (name: string): string => {
  const place = FIRST.indexOf(name);
  return place < 0 ? `b${name}` : `a${String(place).padStart(2, '0')}`;
};

/** The value with the members of all objects in one order, so that equal configuration makes equal files. */
export function inOrder<T>(value: T): T;
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
}

/** Whether both say the same, whatever the order of their members. */
export const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);
