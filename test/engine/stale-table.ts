import type { Instant } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Item, Table } from '../../src/platform/table.ts';

/** An item from an instant on; `item` is absent if there was none. */
export interface ItemVersion {
  readonly at: Instant;
  readonly item?: Item;
}

const toName = ({ pk, sk }: { readonly pk: string; readonly sk: string }) => `${pk} ${sk}`;

/** The versions that were current at some instant of the window that ends now, oldest first. */
export function getVersionsSince<T extends { readonly at: Instant }>(
  versions: readonly T[],
  from: Instant,
): readonly T[] {
  const first = versions.findLastIndex(({ at }) => at <= from);
  return versions.slice(Math.max(first, 0));
}

/**
 * A table in memory whose eventually consistent reads are as old as they may be: each item of each read is, by choice, any
 * version that was current within the last `maxAgeMs`. Two items of one read may be of different age. `choose` returns a
 * number from 0 up to its argument.
 */
export function createStaleTable(
  clock: () => Instant,
  maxAgeMs: number,
  choose: (count: number) => number,
): Table {
  const table = createMemoryTable();
  const versions = new Map<string, ItemVersion[]>();
  const note = async (key: { readonly pk: string; readonly sk: string }) => {
    const item = await table.get<Item>({ pk: key.pk, sk: key.sk });
    const known = versions.get(toName(key)) ?? [{ at: Number.NEGATIVE_INFINITY }];
    versions.set(toName(key), [...known, { at: clock(), ...(item && { item }) }]);
  };
  return {
    ...table,
    async batchGet<T extends Item>(...[keys, options]: Parameters<Table['batchGet']>) {
      if (options?.consistent !== false) return table.batchGet<T>(keys);
      return keys.flatMap((key) => {
        const possible = getVersionsSince(versions.get(toName(key)) ?? [], clock() - maxAgeMs);
        return (possible[choose(possible.length)]?.item as T | undefined) ?? [];
      });
    },
    async put(item, condition) {
      await table.put(item, condition);
      await note(item);
    },
    async batchPut(items) {
      await table.batchPut(items);
      for (const item of items) await note(item);
    },
    async delete(key, condition) {
      await table.delete(key, condition);
      await note(key);
    },
  };
}
