import type { ItemKey } from './keys.ts';
import type { Item, Table } from './table.ts';

const READ_MAX = 100;
const WRITE_MAX = 25;

interface Wanted<Request, Result> {
  readonly request: Request;
  readonly names: readonly string[];
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const nameOf = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

/**
 * The table, where reads by key and writes without condition that are asked for side by side share a call: the alerts of
 * a batch take the same steps at the same time, and a call costs far more than an item in it. Each is read and written
 * as before, at the same price, and answered on its own: where a shared call fails, everybody makes their own.
 */
export function createBatchingTable(table: Table): Table {
  const reads = gathering<readonly ItemKey[], readonly Item[]>({
    limit: READ_MAX,
    mayShareItems: true,
    alone: (keys) => readAlone(table, keys),
    async together(all) {
      const keys = new Map(all.flat().map((key) => [nameOf(key), key]));
      const found = new Map((await table.batchGet([...keys.values()])).map((item) => [nameOf(item), item]));
      return all.map((wanted) =>
        wanted.map((key) => found.get(nameOf(key))).filter((item) => item !== undefined),
      );
    },
  });
  const writes = gathering<readonly Item[], void>({
    limit: WRITE_MAX,
    // The service refuses a call that writes an item twice.
    mayShareItems: false,
    alone: (items) => table.batchPut(items),
    async together(all) {
      await table.batchPut(all.flat());
      return all.map(() => undefined);
    },
  });

  return {
    ...table,
    async get<T extends Item>(key: ItemKey) {
      const [found] = await reads([key], [nameOf(key)]);
      return found as T | undefined;
    },
    async batchGet<T extends Item>(keys: readonly ItemKey[]) {
      if (keys.length === 0) return [];
      return (await reads(keys, keys.map(nameOf))) as readonly T[];
    },
    async batchPut(items) {
      if (items.length > 0) await writes(items, items.map(nameOf));
    },
  };
}

async function readAlone(table: Table, keys: readonly ItemKey[]): Promise<readonly Item[]> {
  const [key] = keys;
  if (!key || keys.length > 1) return table.batchGet(keys);
  const found = await table.get(key);
  return found ? [found] : [];
}

interface Gathering<Request, Result> {
  /** So many items go into one call. */
  readonly limit: number;
  /** Whether two requests for one item may share a call. */
  readonly mayShareItems: boolean;
  readonly alone: (request: Request) => Promise<Result>;
  /** Answers in the order of the requests. */
  readonly together: (requests: readonly Request[]) => Promise<readonly Result[]>;
}

/** Gathers what is asked for in one turn of the event loop, so that what is asked for alone is not held up. */
function gathering<Request, Result>({ limit, mayShareItems, alone, together }: Gathering<Request, Result>) {
  let waiting: Wanted<Request, Result>[] = [];

  const callAlone = ({ request, resolve, reject }: Wanted<Request, Result>) =>
    alone(request).then(resolve, reject);

  async function call(group: readonly Wanted<Request, Result>[]): Promise<void> {
    try {
      if (group.length > 1) {
        const results = await together(group.map(({ request }) => request));
        group.forEach(({ resolve }, i) => void resolve(results[i] as Result));
        return;
      }
    } catch {
      // One of them may be to blame, and the others must not suffer.
    }
    await Promise.all(group.map(callAlone));
  }

  function callAll(): void {
    const all = waiting;
    waiting = [];
    let group: Wanted<Request, Result>[] = [];
    let names = new Set<string>();
    for (const wanted of all) {
      const clashes = !mayShareItems && wanted.names.some((name) => names.has(name));
      const more = wanted.names.filter((name) => !names.has(name)).length;
      if (group.length > 0 && (clashes || names.size + more > limit)) {
        void call(group);
        group = [];
        names = new Set();
      }
      group.push(wanted);
      for (const name of wanted.names) names.add(name);
    }
    void call(group);
  }

  return (request: Request, names: readonly string[]): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(callAll);
      waiting.push({ request, names, resolve, reject });
    });
}
