import { type Attributes, compareStrings } from './values.ts';

/** An item with its keys. It is never changed; an update replaces it. */
export interface StoredItem {
  readonly pk: string;
  readonly sk: string;
  readonly attributes: Attributes;
  /** Bytes, as AWS counts them. */
  readonly size: number;
}

/** Where an item is in a partition of the table or of an index: by the sort key, then by the key of the table. */
export interface Position {
  readonly sort: string;
  readonly pk: string;
  readonly sk: string;
}

/** Items of one partition with their positions, in order. */
export interface Entry extends Position {
  readonly item: StoredItem;
}

const comparePositions = (a: Position, b: Position): number =>
  compareStrings(a.sort, b.sort) || compareStrings(a.pk, b.pk) || compareStrings(a.sk, b.sk);

/** Index of the first entry for which the test fails. The test holds for a beginning of the entries. */
function firstNot(entries: readonly Entry[], test: (entry: Entry) => boolean): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(entries[middle] as Entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A range of sort keys. */
export type SortRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | {
      readonly kind: 'between';
      readonly from?: string;
      readonly fromIncluded?: boolean;
      readonly to?: string;
      readonly toIncluded?: boolean;
    };

/** The entries of one partition, in order. Only the functions of this file change it. */
export type SortedItems = Entry[];

const find = (entries: SortedItems, position: Position) =>
  firstNot(entries, (entry) => comparePositions(entry, position) < 0);

const isAt = (entry: Entry | undefined, position: Position) =>
  entry !== undefined && comparePositions(entry, position) === 0;

export function getItem(entries: SortedItems, position: Position): StoredItem | undefined {
  const entry = entries[find(entries, position)];
  return isAt(entry, position) ? entry?.item : undefined;
}

/** Puts an entry, or replaces the one at its position. */
export function putItem(entries: SortedItems, entry: Entry): void {
  const index = find(entries, entry);
  entries.splice(index, isAt(entries[index], entry) ? 1 : 0, entry);
}

export function deleteItem(entries: SortedItems, position: Position): void {
  const index = find(entries, position);
  if (isAt(entries[index], position)) entries.splice(index, 1);
}

/** The entries in the range that are behind the position `after` in the direction of reading. */
export function* readItems(
  entries: SortedItems,
  range: SortRange,
  descending: boolean,
  after?: Position,
): Iterable<Entry> {
  let [from, to] = toIndexes(entries, range);
  if (after && descending) to = Math.min(to, find(entries, after));
  if (after && !descending) {
    from = Math.max(
      from,
      firstNot(entries, (entry) => comparePositions(entry, after) <= 0),
    );
  }
  if (descending) for (let i = to - 1; i >= from; i--) yield entries[i] as Entry;
  else for (let i = from; i < to; i++) yield entries[i] as Entry;
}

/** The first index in the range and the first behind it. */
function toIndexes(entries: readonly Entry[], range: SortRange): [number, number] {
  if (range.kind === 'all') return [0, entries.length];
  if (range.kind === 'prefix') {
    const { prefix } = range;
    const isBefore = ({ sort }: Entry) => compareStrings(sort, prefix) < 0;
    return [firstNot(entries, isBefore), firstNot(entries, (e) => isBefore(e) || e.sort.startsWith(prefix))];
  }
  const { from, fromIncluded, to, toIncluded } = range;
  return [
    from === undefined
      ? 0
      : firstNot(entries, ({ sort }) => compareStrings(sort, from) < (fromIncluded ? 0 : 1)),
    to === undefined
      ? entries.length
      : firstNot(entries, ({ sort }) => compareStrings(sort, to) < (toIncluded ? 1 : 0)),
  ];
}
