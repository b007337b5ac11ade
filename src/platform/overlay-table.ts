import type { ItemKey } from './keys.ts';
import { createMemoryTable } from './memory-table.ts';
import { type Item, type QuerySpec, queryAll, type Table } from './table.ts';

export interface OverlayOptions {
  /** Items that the overlay takes for absent, although the table has them. */
  readonly hides?: (key: ItemKey) => boolean;
}

const toName = ({ pk, sk }: ItemKey) => `${pk}\n${sk}`;

/**
 * A table that shows what another table holds, and keeps every write to itself: the other table is only read. Each item
 * is read once, so everything that works on the overlay sees one copy. Queries of an index do not show the overlay's writes.
 */
export function createOverlayTable(base: Table, { hides = () => false }: OverlayOptions = {}): Table {
  const memory = createMemoryTable();
  const known = new Set<string>();
  const queried = new Map<string, Promise<void>>();

  /** Stores what was read, unless it was written or read in the meantime. */
  function remember(keys: readonly ItemKey[], items: readonly Item[]): void {
    const fresh = new Set(keys.map(toName).filter((name) => !known.has(name)));
    for (const item of items) if (fresh.has(toName(item))) memory.items.set(toName(item), item);
    for (const name of fresh) known.add(name);
  }

  async function load(keys: readonly ItemKey[]): Promise<void> {
    // A whole item may be passed as its key, which the table would refuse.
    const unknown = keys.filter((key) => !known.has(toName(key))).map(({ pk, sk }) => ({ pk, sk }));
    const visible = unknown.filter((key) => !hides(key));
    const items = visible.length > 0 ? await base.batchGet(visible) : [];
    remember(unknown, items);
  }

  async function loadQuery({ pk, sk }: QuerySpec): Promise<void> {
    const items = await queryAll(base, { pk, ...(sk && { sk }) });
    const visible = items.filter((item) => !hides(item));
    remember(visible, visible);
  }

  const loadQueryOnce = (spec: QuerySpec): Promise<void> => {
    const name = JSON.stringify([spec.pk, spec.sk]);
    const loading = queried.get(name) ?? loadQuery(spec);
    queried.set(name, loading);
    return loading;
  };

  return {
    async get<T extends Item>(key: ItemKey) {
      await load([key]);
      return memory.get<T>(key);
    },
    async batchGet<T extends Item>(keys: readonly ItemKey[]) {
      await load(keys);
      return memory.batchGet<T>(keys);
    },
    async put(item, condition) {
      await load([item]);
      await memory.put(item, condition);
    },
    async update<T extends Item>(
      key: ItemKey,
      ...change: [Parameters<Table['update']>[1], Parameters<Table['update']>[2]?]
    ) {
      await load([key]);
      return memory.update<T>(key, ...change);
    },
    async delete(key, condition) {
      await load([key]);
      await memory.delete(key, condition);
    },
    async batchPut(items) {
      for (const item of items) known.add(toName(item));
      await memory.batchPut(items);
    },
    async query<T extends Item>(spec: QuerySpec) {
      if (spec.index) return base.query<T>(spec);
      await loadQueryOnce(spec);
      return memory.query<T>(spec);
    },
    async count(spec) {
      if (spec.index) return base.count(spec);
      await loadQueryOnce(spec);
      return memory.count(spec);
    },
  };
}
