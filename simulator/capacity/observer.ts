import type { ItemKey } from '../../src/platform/keys.ts';
import type { Item, ReadOptions, Table } from '../../src/platform/table.ts';
import { itemSize, readUnits, writeUnits } from '../costs/units.ts';

/** The table itself, or one of its indexes. */
export type Place = 'table' | 'gsi1' | 'gsi2';

/** Units of one partition key that one function has used. */
export interface KeyUse {
  readonly functionName: string;
  readonly kind: 'read' | 'write';
  readonly place: Place;
  readonly pk: string;
  /**
   * Whether the function keeps an item that it reads all the time (src/platform/hot-items.ts), so that these reads do not grow
   * with the number of alerts.
   */
  readonly kept: boolean;
  units: number;
  /** How many reads or writes. */
  count: number;
}

export interface Observer {
  /** The table as a function has it. `keeps`: which of its reads may be answered from memory. */
  readonly tableOf: (functionName: string, keeps?: 'nothing' | 'recent' | 'all') => Table;
  readonly uses: () => readonly KeyUse[];
  /** Calls of the table by function. */
  readonly calls: ReadonlyMap<string, number>;
  /** Forgets what was observed so far. */
  readonly reset: () => void;
}

const INDEXES = ['gsi1', 'gsi2'] as const;

/** Observes which partition keys the functions read and write, with the units that DynamoDB counts. */
export function createObserver(inner: Table): Observer {
  const uses = new Map<string, KeyUse>();
  const calls = new Map<string, number>();

  function tableOf(functionName: string, keeps: 'nothing' | 'recent' | 'all' = 'nothing'): Table {
    const called = () => calls.set(functionName, (calls.get(functionName) ?? 0) + 1);
    const add = (kind: KeyUse['kind'], place: Place, pk: string, units: number, kept = false) => {
      const name = JSON.stringify([functionName, kind, place, pk, kept]);
      const use = uses.get(name) ?? { functionName, kind, place, pk, kept, units: 0, count: 0 };
      use.units += units;
      use.count++;
      uses.set(name, use);
    };

    function wrote({ pk }: ItemKey, before: Item | undefined, after: Item | undefined): void {
      let units = writeUnits(before, after);
      for (const index of INDEXES) {
        const entryOf = (item: Item | undefined) => [item?.[`${index}pk`], item?.[`${index}sk`]];
        if (JSON.stringify(entryOf(before)) === JSON.stringify(entryOf(after))) continue;
        for (const [indexPk] of [entryOf(before), entryOf(after)]) {
          if (indexPk === undefined) continue;
          // An entry has the keys alone, so it is one unit.
          add('write', index, String(indexPk), 1);
          units -= 1;
        }
      }
      add('write', 'table', pk, units);
    }

    async function written<T>({ pk, sk }: ItemKey, write: () => Promise<T>): Promise<T> {
      called();
      const before = await inner.get({ pk, sk });
      try {
        return await write();
      } finally {
        wrote({ pk, sk }, before, await inner.get({ pk, sk }));
      }
    }

    return {
      async get<T extends Item>(key: ItemKey) {
        called();
        const found = await inner.get<T>(key);
        // While a function keeps an item, it reads it eventually consistent.
        const kept = found !== undefined && keeps === 'all';
        add('read', 'table', key.pk, readUnits(found ? itemSize(found) : 0, !kept), kept);
        return found;
      },
      async batchGet<T extends Item>(keys: readonly ItemKey[], options?: ReadOptions) {
        if (keys.length > 0) called();
        const { consistent = true } = options ?? {};
        const found = await inner.batchGet<T>(keys, options);
        for (const { pk, sk } of keys) {
          const item = found.find((each) => each.pk === pk && each.sk === sk);
          // An item that does not exist is never kept.
          const kept = item !== undefined && (keeps === 'all' || (keeps === 'recent' && !consistent));
          add('read', 'table', pk, readUnits(item ? itemSize(item) : 0, consistent), kept);
        }
        return found;
      },
      put: (item, condition) => written(item, () => inner.put(item, condition)),
      update: (key, change, condition) => written(key, () => inner.update(key, change, condition)),
      delete: (key, condition) => written(key, () => inner.delete(key, condition)),
      async batchPut(items) {
        if (items.length > 0) called();
        for (const item of items) wrote(item, await inner.get({ pk: item.pk, sk: item.sk }), item);
        await inner.batchPut(items);
      },
      async query<T extends Item>(spec: Parameters<Table['query']>[0]) {
        called();
        const page = await inner.query<T>(spec);
        const bytes = page.items.reduce((sum, item) => sum + itemSize(item), 0);
        add('read', spec.index ?? 'table', spec.pk, readUnits(bytes, spec.index === undefined));
        return page;
      },
      count: (spec) => inner.count(spec),
    };
  }

  return {
    tableOf,
    uses: () => [...uses.values()],
    calls,
    reset() {
      uses.clear();
      calls.clear();
    },
  };
}
