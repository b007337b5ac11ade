import type { ItemKey } from '../../src/platform/keys.ts';
import type { Item, QuerySpec, Table } from '../../src/platform/table.ts';

/**
 * A table in memory that knows the sort keys of each partition, so that a query of one partition does not go through all items.
 * `table` must be empty, and be written only through this one.
 */
export function withPartitions(table: Table): Table {
  const sortKeys = new Map<string, Set<string>>();
  const note = ({ pk, sk }: ItemKey): void => {
    const known = sortKeys.get(pk) ?? new Set();
    sortKeys.set(pk, known.add(sk));
  };
  const matches = (sk: string, wanted: QuerySpec['sk']): boolean =>
    wanted === undefined ||
    ('beginsWith' in wanted ? sk.startsWith(wanted.beginsWith) : sk >= wanted.from && sk <= wanted.to);

  return {
    ...table,
    async put(item, condition) {
      await table.put(item, condition);
      note(item);
    },
    async batchPut(items) {
      await table.batchPut(items);
      for (const item of items) note(item);
    },
    async update(key, change, condition) {
      const item = await table.update<never>(key, change, condition);
      note(key);
      return item;
    },
    async delete(key, condition) {
      await table.delete(key, condition);
      sortKeys.get(key.pk)?.delete(key.sk);
    },
    async query<T extends Item>(spec: QuerySpec) {
      if (spec.index || spec.after || spec.limit) return table.query<T>(spec);
      const found = [...(sortKeys.get(spec.pk) ?? [])].filter((sk) => matches(sk, spec.sk)).sort();
      if (spec.descending) found.reverse();
      return { items: await table.batchGet<T>(found.map((sk) => ({ pk: spec.pk, sk }))) };
    },
  };
}
