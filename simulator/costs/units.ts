import type { Item } from '../../src/platform/table.ts';

/**
 * What DynamoDB bills, from the sizes of items.
 * Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */

const utf8 = (text: string) => Buffer.byteLength(text);

/** Of one attribute's value, in bytes. */
function valueSize(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return utf8(value);
  if (typeof value === 'number') {
    const digits = String(Math.abs(value))
      .replace('.', '')
      .replace(/^0+|0+$/g, '').length;
    return Math.ceil(digits / 2) + 1 + (value < 0 ? 1 : 0);
  }
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, each) => sum + 1 + valueSize(each), 0);
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return 3 + entries.reduce((sum, [name, each]) => sum + 1 + utf8(name) + valueSize(each), 0);
  }
  throw new Error(`DynamoDB has no ${typeof value}.`);
}

/** Of an item, names and values, in bytes. */
export const itemSize = (item: Readonly<Record<string, unknown>>): number =>
  Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .reduce((sum, [name, value]) => sum + utf8(name) + valueSize(value), 0);

/** Read units of so many bytes that one request reads; 0: there was nothing, which costs the same as the least. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

const INDEXES = ['gsi1', 'gsi2'] as const;

/** The item's entry in an index of keys only. */
function indexEntry(item: Item | undefined, index: (typeof INDEXES)[number]) {
  const [pk, sk] = [item?.[`${index}pk`], item?.[`${index}sk`]];
  if (!item || pk === undefined || sk === undefined) return undefined;
  return { pk: item.pk, sk: item.sk, [`${index}pk`]: pk, [`${index}sk`]: sk };
}

const toWriteUnits = (bytes: number) => Math.max(1, Math.ceil(bytes / 1024));

/** Write units of the item itself. */
export const itemWriteUnits = (before: Item | undefined, after: Item | undefined): number =>
  toWriteUnits(Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0));

/**
 * Write units of the item's index entries: one that comes or goes is a write, one that moves to another key is two, one that
 * stays as it is costs nothing.
 */
export const indexWriteUnits = (before: Item | undefined, after: Item | undefined): number =>
  INDEXES.reduce((sum, index) => {
    const [old, now] = [indexEntry(before, index), indexEntry(after, index)];
    if (JSON.stringify(old) === JSON.stringify(now)) return sum;
    return sum + [old, now].reduce((units, entry) => units + (entry ? toWriteUnits(itemSize(entry)) : 0), 0);
  }, 0);

/** Write units of a write that made `after` of `before` (undefined: there is none), those of the indexes included. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  itemWriteUnits(before, after) + indexWriteUnits(before, after);
