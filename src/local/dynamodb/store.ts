import type { Journal } from '../shared/journal.ts';
import { invalid, noSuchTable, tableExists } from './errors.ts';
import {
  deleteItem,
  getItem,
  type Position,
  putItem,
  type SortedItems,
  type StoredItem,
} from './sorted-items.ts';
import { type Attributes, attributeOf, checkAttributes, stringOf } from './values.ts';

/** Names of the attributes of a key. */
export interface KeyNames {
  readonly hash: string;
  readonly range: string;
}

/** A global secondary index. It has the items that have both of its keys, and shows all attributes or keys only. */
export interface IndexDefinition extends KeyNames {
  readonly name: string;
  readonly keysOnly: boolean;
}

export interface TableDefinition extends KeyNames {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
  /** The attribute with the time in seconds after which an item may be deleted. */
  readonly expiryAttribute?: string;
}

/** A line of the journal: the definition of a table, or an item. */
export type JournaledEntry =
  | { readonly definition: TableDefinition }
  | { readonly table: string; readonly item: Attributes };

type Partitions = Map<string, SortedItems>;

/** The partition of a key and the place in it; undefined if the item is not in the index. */
interface Place {
  readonly partition: string;
  readonly position: Position;
}

/** One table with its indexes. */
export interface StoredTable {
  readonly definition: TableDefinition;
  readonly get: (pk: string, sk: string) => StoredItem | undefined;
  /** Puts an item, whose keys and size were checked. */
  readonly put: (attributes: Attributes, size: number) => void;
  readonly delete: (item: StoredItem) => void;
  /** The partitions of indexes that a change of the item writes to. */
  readonly indexWrites: (
    before: StoredItem | undefined,
    after: Attributes | undefined,
  ) => readonly { readonly index: string; readonly pk: string }[];
  /** The partition of the table, or of an index; undefined if there is none. */
  readonly partition: (pk: string, index?: IndexDefinition) => SortedItems | undefined;
  readonly items: () => Iterable<StoredItem>;
}

/** All tables. Every change is in the journal before the call returns. */
export interface Store {
  readonly create: (definition: TableDefinition) => void;
  /** Throws ResourceNotFoundException. */
  readonly find: (name: string) => StoredTable;
  readonly setExpiryAttribute: (name: string, attribute: string) => void;
  /** Deletes items whose time is before the instant, in ms, and returns how many. */
  readonly deleteExpired: (now: number) => number;
}

export function createStore(journal: Journal<JournaledEntry>): Store {
  const tables = new Map<string, StoredTable>();
  const expiryAttributes = new Map<string, string>();

  const add = (definition: TableDefinition) => {
    const { name, expiryAttribute } = definition;
    const table = createStoredTable(definition, {
      put: ({ pk, sk, attributes: item }) => journal.set(`${name}\n${pk}\n${sk}`, { table: name, item }),
      delete: ({ pk, sk }) => journal.delete(`${name}\n${pk}\n${sk}`),
    });
    tables.set(name, table);
    if (expiryAttribute !== undefined) expiryAttributes.set(name, expiryAttribute);
    return table;
  };

  const find = (name: string) => {
    const table = tables.get(name);
    if (!table) throw noSuchTable();
    return table;
  };

  const entries = [...journal.live.values()];
  const loaders = new Map(
    entries
      .filter((entry) => 'definition' in entry)
      .map(({ definition }) => [definition.name, add(definition).load]),
  );
  for (const entry of entries) if ('item' in entry) loaders.get(entry.table)?.(entry.item);

  return {
    create(definition) {
      if (tables.has(definition.name)) throw tableExists(definition.name);
      journal.set(definition.name, { definition });
      add(definition);
    },
    find,
    setExpiryAttribute(name, expiryAttribute) {
      const { definition } = find(name);
      if (expiryAttributes.has(name)) throw invalid('TimeToLive is already enabled');
      journal.set(name, { definition: { ...definition, expiryAttribute } });
      expiryAttributes.set(name, expiryAttribute);
    },
    deleteExpired(now) {
      let count = 0;
      for (const [name, attribute] of expiryAttributes) {
        const table = find(name);
        for (const item of [...table.items()]) {
          const expiry = attributeOf(item.attributes, attribute);
          if (!expiry || !('N' in expiry) || Number(expiry.N) * 1000 >= now) continue;
          table.delete(item);
          count++;
        }
      }
      return count;
    },
  };
}

function createStoredTable(
  definition: TableDefinition,
  log: { readonly put: (item: StoredItem) => void; readonly delete: (item: StoredItem) => void },
): StoredTable & { readonly load: (attributes: Attributes) => void } {
  const primary: Partitions = new Map();
  const indexes = new Map<IndexDefinition, Partitions>(definition.indexes.map((index) => [index, new Map()]));

  const placeIn = ({ hash, range }: KeyNames, { pk, sk, attributes }: StoredItem): Place | undefined => {
    const partition = stringOf(attributeOf(attributes, hash));
    const sort = stringOf(attributeOf(attributes, range));
    return partition === undefined || sort === undefined
      ? undefined
      : { partition, position: { sort, pk, sk } };
  };
  const get = (pk: string, sk: string) => {
    const partition = primary.get(pk);
    return partition && getItem(partition, { sort: sk, pk, sk });
  };
  const replace = (before: StoredItem | undefined, after: StoredItem | undefined) => {
    for (const [names, partitions] of [[definition, primary] as const, ...indexes]) {
      move(partitions, before && placeIn(names, before), after && placeIn(names, after), after);
    }
  };
  const toItem = (attributes: Attributes, size: number): StoredItem => ({
    pk: stringOf(attributes[definition.hash]) ?? '',
    sk: stringOf(attributes[definition.range]) ?? '',
    attributes,
    size,
  });

  return {
    definition,
    get,
    load(attributes) {
      const item = toItem(attributes, checkAttributes(attributes));
      replace(undefined, item);
    },
    put(attributes, size) {
      const item = toItem(attributes, size);
      log.put(item);
      replace(get(item.pk, item.sk), item);
    },
    delete(item) {
      log.delete(item);
      replace(item, undefined);
    },
    indexWrites: (before, after) =>
      definition.indexes.flatMap((index) => {
        const places = [before, after && toItem(after, 0)].map((item) => item && placeIn(index, item));
        const [from, to] = places;
        if (from?.partition === to?.partition && from?.position.sort === to?.position.sort) return [];
        return places.flatMap((place) => (place ? [{ index: index.name, pk: place.partition }] : []));
      }),
    partition: (pk, index) => (index ? indexes.get(index) : primary)?.get(pk),
    *items() {
      for (const partition of primary.values()) for (const { item } of partition) yield item;
    },
  };
}

/** Moves an item from one place to another; undefined: it was, or will be, in none. */
function move(
  partitions: Partitions,
  from: Place | undefined,
  to: Place | undefined,
  item: StoredItem | undefined,
): void {
  if (from && (from.partition !== to?.partition || from.position.sort !== to.position.sort)) {
    const partition = partitions.get(from.partition);
    if (partition) deleteItem(partition, from.position);
    if (partition?.length === 0) partitions.delete(from.partition);
  }
  if (!to || !item) return;
  const partition = partitions.get(to.partition) ?? [];
  putItem(partition, { ...to.position, item });
  partitions.set(to.partition, partition);
}
