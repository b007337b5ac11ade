import { invalid } from './errors.ts';
import type { KeyNames, TableDefinition } from './store.ts';
import type { Change } from './updates.ts';
import { type Attributes, type AttributeValue, attributeOf, typeOf } from './values.ts';

/** 400 kB */
export const MAX_ITEM_BYTES = 409_600;

const MAX_HASH_BYTES = 2_048;
const MAX_RANGE_BYTES = 1_024;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The key of a request. Throws unless it consists of exactly the two attributes of the schema. */
export function checkKey({ hash, range }: KeyNames, key: Attributes): Key {
  if (Object.keys(key).length !== 2) throw noMatch();
  return { pk: keyPart(key, hash, MAX_HASH_BYTES), sk: keyPart(key, range, MAX_RANGE_BYTES) };
}

const noMatch = () => invalid('The provided key element does not match the schema');

function keyPart(key: Attributes, name: string, maxBytes: number): string {
  const value = attributeOf(key, name);
  if (!value || !('S' in value)) throw noMatch();
  if (value.S === '') {
    throw invalid(
      `One or more parameter values were invalid: The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  }
  return requireSize(value.S, maxBytes);
}

function requireSize(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  throw invalid(
    `One or more parameter values were invalid: ${
      maxBytes === MAX_HASH_BYTES
        ? 'Size of hashkey has exceeded the maximum size limit of2048 bytes'
        : 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes'
    }`,
  );
}

/** The key of an item. Throws if a key is missing, or if it or the key of an index is not a text that can be a key. */
export function checkItem(table: TableDefinition, item: Attributes): Key {
  const part = (name: string, maxBytes: number) => {
    const value = attributeOf(item, name);
    if (!value) {
      throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    }
    if (!('S' in value)) {
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`,
      );
    }
    if (value.S === '') {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
      );
    }
    return requireSize(value.S, maxBytes);
  };
  const key = { pk: part(table.hash, MAX_HASH_BYTES), sk: part(table.range, MAX_RANGE_BYTES) };
  for (const { name: index, hash, range } of table.indexes) {
    checkIndexKey(index, hash, attributeOf(item, hash), MAX_HASH_BYTES);
    checkIndexKey(index, range, attributeOf(item, range), MAX_RANGE_BYTES);
  }
  return key;
}

function checkIndexKey(
  index: string,
  name: string,
  value: AttributeValue | undefined,
  maxBytes: number,
): void {
  if (!value) return;
  if (!('S' in value)) throw indexMismatch(index, name, value);
  if (value.S === '') {
    throw invalid(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`,
    );
  }
  requireSize(value.S, maxBytes);
}

const indexMismatch = (index: string, name: string, value: AttributeValue) =>
  invalid(
    `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: S Actual: ${typeOf(value)} IndexName: ${index}`,
  );

/** Throws if an update changes the key of the table, or gives the key of an index another type. */
export function checkKeyChanges(table: TableDefinition, changes: readonly Change[]): void {
  for (const name of [table.hash, table.range]) {
    if (changes.some((change) => change.name === name)) {
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
    }
  }
  for (const { name: index, hash, range } of table.indexes) {
    for (const change of changes) {
      if (change.name !== hash && change.name !== range) continue;
      const value =
        change.kind === 'add'
          ? change.value
          : change.kind === 'set' && change.value.kind === 'value'
            ? change.value.value
            : undefined;
      if (value && !('S' in value)) throw indexMismatch(index, change.name, value);
    }
  }
}
