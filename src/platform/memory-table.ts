import { changed, holds } from './memory-expressions.ts';
import { ConditionFailed, type Expression, type Item, type QuerySpec, type Table } from './table.ts';

const toName = ({ pk, sk }: { pk: string; sk: string }) => `${pk}\n${sk}`;

/**
 * A table in memory, for simulations and for tests that go through thousands of histories. It knows the expressions that
 * the service uses (./memory-expressions.ts) and refuses all others; the real thing is tested over the wire elsewhere.
 */
export function createMemoryTable(
  onWrite: () => void = () => {},
): Table & { readonly items: Map<string, Item> } {
  const items = new Map<string, Item>();

  function check(item: Item | undefined, condition: Expression | undefined): void {
    if (condition && !holds(item, condition)) throw new ConditionFailed(condition.expression);
  }

  function put(item: Item, condition?: Expression): void {
    onWrite();
    check(items.get(toName(item)), condition);
    items.set(toName(item), structuredClone(item));
  }

  const matching = ({ index, pk, sk, descending }: QuerySpec) => {
    const prefix = index ?? '';
    const key = (item: Item) => String(item[`${prefix}sk`] ?? '');
    const found = [...items.values()]
      .filter((item) => item[`${prefix}pk`] === pk)
      .filter((item) =>
        !sk
          ? true
          : 'beginsWith' in sk
            ? key(item).startsWith(sk.beginsWith)
            : key(item) >= sk.from && key(item) <= sk.to,
      )
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    return descending ? found.reverse() : found;
  };

  return {
    items,
    get: async <T extends Item>(key: { pk: string; sk: string }) => {
      const found = items.get(toName(key));
      return found && (structuredClone(found) as T);
    },
    batchGet: async <T extends Item>(keys: readonly { pk: string; sk: string }[]) =>
      keys.flatMap((key) => structuredClone(items.get(toName(key)) ?? [])) as T[],
    put: async (item, condition) => put(item, condition),
    batchPut: async (all) => {
      for (const item of all) put(item);
    },
    update: async <T extends Item>(
      key: { pk: string; sk: string },
      change: Expression,
      condition?: Expression,
    ) => {
      onWrite();
      const stored = items.get(toName(key));
      // Both may use what either of them names, as in the service.
      const names = { ...change.names, ...condition?.names };
      const values = { ...change.values, ...condition?.values };
      check(stored, condition && { ...condition, names, values });
      const next = structuredClone(changed(stored ?? key, { ...change, names, values }));
      items.set(toName(key), next);
      return structuredClone(next) as T;
    },
    delete: async (key, condition) => {
      check(items.get(toName(key)), condition);
      items.delete(toName(key));
    },
    query: async <T extends Item>(spec: QuerySpec) => {
      const toSortKey = (item: Item) => String(item[`${spec.index ?? ''}sk`]);
      const after = spec.after && String(spec.after.after);
      const left = matching(spec).filter(
        (item) =>
          after === undefined || (spec.descending ? toSortKey(item) < after : toSortKey(item) > after),
      );
      const page = left.slice(0, spec.limit ?? left.length);
      const last = page.at(-1);
      return {
        items: structuredClone(page) as T[],
        ...(last && page.length < left.length && { next: { after: toSortKey(last) } }),
      };
    },
    count: async (spec) => matching(spec).length,
  };
}
