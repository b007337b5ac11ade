import { compareNumbers, NumberError, normalizeNumber, sizeOfNumber } from './decimals.ts';
import { invalid, notImplemented } from './errors.ts';

/** An attribute value as it is on the wire; `B` is base64. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: AttributeValue[] }
  | { M: Attributes };

/** The attributes of an item, or a key. */
export type Attributes = Record<string, AttributeValue>;

export const typeOf = (value: AttributeValue): string => Object.keys(value)[0] ?? '';

/** What the value has under its type. */
export const contentOf = (value: AttributeValue): unknown => Object.values(value)[0];

/** The attribute of this name; not what every object inherits, such as `constructor`. */
export const attributeOf = (item: Attributes, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

export const stringOf = (value: AttributeValue | undefined): string | undefined =>
  value && 'S' in value ? value.S : undefined;

const SETS = new Set(['SS', 'NS', 'BS']);

/**
 * Checks a value from outside, writes its numbers in the form in which DynamoDB stores them, and returns its size in bytes
 * as AWS counts it.
 */
export function checkValue(value: AttributeValue): number {
  const types = Object.keys(value);
  const [type] = types;
  if (type === undefined) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (types.length > 1) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return checkNumber(value);
  if ('BOOL' in value) return 1;
  if ('M' in value) return 3 + Object.keys(value.M).length + checkAttributes(value.M);
  if ('L' in value) return value.L.reduce((size, each) => size + 1 + checkValue(each), 3);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('NULL' in value) {
    if (value.NULL) return 1;
    throw invalid(
      'One or more parameter values were invalid: Null attribute value types must have the value of true',
    );
  }
  throw SETS.has(type) ? notImplemented(`sets (${type})`) : invalid(`There is no type ${type}.`);
}

function checkNumber(value: { N: string }): number {
  try {
    value.N = normalizeNumber(value.N);
    return sizeOfNumber(value.N);
  } catch (error) {
    throw error instanceof NumberError ? invalid(error.message) : error;
  }
}

/** As {@link checkValue}, with the names. */
export function checkAttributes(attributes: Attributes): number {
  let size = 0;
  for (const name in attributes) {
    size += Buffer.byteLength(name) + checkValue(attributes[name] as AttributeValue);
  }
  return size;
}

/** Moves surrogates behind all other code units, which gives the order of code points. */
const rank = (unit: number) => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x2000 : unit + 0x800);

/** Compares by the bytes of UTF-8, as DynamoDB does, instead of by code units of UTF-16. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Undefined if the values have different types or a type without an order. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('S' in a && 'S' in b) return compareStrings(a.S, b.S);
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('B' in a && 'B' in b) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
}

/** Whether the values have the same type and content. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if ('M' in a || 'L' in a) return equalDocuments(a, b);
  return typeOf(a) === typeOf(b) && contentOf(a) === contentOf(b);
}

function equalDocuments(a: AttributeValue, b: AttributeValue): boolean {
  if ('L' in a && 'L' in b) {
    return a.L.length === b.L.length && a.L.every((each, i) => equalValues(each, b.L[i] as AttributeValue));
  }
  if (!('M' in a && 'M' in b)) return false;
  const names = Object.keys(a.M);
  return (
    names.length === Object.keys(b.M).length &&
    names.every((name) => {
      const [mine, other] = [a.M[name], b.M[name]];
      return mine && other && equalValues(mine, other);
    })
  );
}
