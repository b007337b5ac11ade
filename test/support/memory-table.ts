import {
  ConditionFailed,
  type Expression,
  type Item,
  type QuerySpec,
  type Table,
} from '../../src/platform/table.ts';

const nameOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk}\n${sk}`;

/**
 * A table in memory, for tests that go through thousands of histories. It knows the conditions that the engine uses
 * (`attribute_not_exists(pk)` and comparisons joined by AND) and refuses all others; the real thing is tested over the
 * wire elsewhere.
 */
export function memoryTable(onWrite: () => void = () => {}): Table & { readonly items: Map<string, Item> } {
  const items = new Map<string, Item>();

  function check(item: Item | undefined, condition: Expression | undefined): void {
    if (!condition) return;
    for (const clause of condition.expression.split(' AND ')) {
      const compared = /^(#?\w+) = (:\w+)$/.exec(clause);
      if (clause === 'attribute_not_exists(pk)') {
        if (item) throw new ConditionFailed(clause);
      } else if (compared) {
        const [, name = '', value = ''] = compared;
        const attribute = condition.names?.[name] ?? name;
        if (item?.[attribute] !== condition.values?.[value]) throw new ConditionFailed(clause);
      } else {
        throw new Error(`The table in memory does not know the condition ${clause}.`);
      }
    }
  }

  function put(item: Item, condition?: Expression): void {
    onWrite();
    check(items.get(nameOf(item)), condition);
    items.set(nameOf(item), structuredClone(item));
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
      const found = items.get(nameOf(key));
      return found && (structuredClone(found) as T);
    },
    batchGet: async <T extends Item>(keys: readonly { pk: string; sk: string }[]) =>
      keys.flatMap((key) => structuredClone(items.get(nameOf(key)) ?? [])) as T[],
    put: async (item, condition) => put(item, condition),
    batchPut: async (all) => {
      for (const item of all) put(item);
    },
    update: async () => {
      throw new Error('The table in memory has no update.');
    },
    delete: async (key, condition) => {
      check(items.get(nameOf(key)), condition);
      items.delete(nameOf(key));
    },
    query: async <T extends Item>(spec: QuerySpec) => {
      const from = Number(spec.after?.at ?? 0);
      const all = matching(spec);
      const to = from + (spec.limit ?? all.length);
      return {
        items: structuredClone(all.slice(from, to)) as T[],
        ...(to < all.length && { next: { at: to } }),
      };
    },
    count: async (spec) => matching(spec).length,
  };
}
