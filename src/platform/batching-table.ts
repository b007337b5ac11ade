import { isAccessDenied } from './aws-errors.ts';
import type { ItemKey } from './keys.ts';
import type { Item, ReadOptions, Table } from './table.ts';

const READ_MAX = 100;
const WRITE_MAX = 25;

interface PendingRequest<Request, Result> {
  readonly request: Request;
  readonly names: readonly string[];
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const toName = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

/**
 * A table that combines concurrent reads by key and unconditional writes into batch calls. The alerts of a batch take the
 * same steps at the same time, and the overhead of a call exceeds that of an item in it. Price and results stay the same:
 * if a batch call fails, each request is repeated on its own, unless the role lacks the right.
 */
export function createBatchingTable(table: Table): Table {
  const createReader = (options?: ReadOptions) =>
    createBatcher<readonly ItemKey[], readonly Item[]>({
      limit: READ_MAX,
      mayShareItems: true,
      alone: (keys) => readAlone(table, keys, options),
      async together(all) {
        const keys = new Map(all.flat().map((key) => [toName(key), key]));
        const items = await table.batchGet([...keys.values()], options);
        const found = new Map(items.map((item) => [toName(item), item]));
        return all.map((wanted) =>
          wanted.map((key) => found.get(toName(key))).filter((item) => item !== undefined),
        );
      },
    });
  const readBatched = createReader();
  // One call is either consistent or not, so the others are batched by themselves.
  const readEventuallyBatched = createReader({ consistent: false });
  const writeBatched = createBatcher<readonly Item[], void>({
    limit: WRITE_MAX,
    // DynamoDB rejects a batch that writes an item twice.
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
      const [found] = await readBatched([key], [toName(key)]);
      return found as T | undefined;
    },
    async batchGet<T extends Item>(keys: readonly ItemKey[], { consistent = true }: ReadOptions = {}) {
      if (keys.length === 0) return [];
      const read = consistent ? readBatched : readEventuallyBatched;
      return (await read(keys, keys.map(toName))) as readonly T[];
    },
    async batchPut(items) {
      if (items.length > 0) await writeBatched(items, items.map(toName));
    },
  };
}

async function readAlone(
  table: Table,
  keys: readonly ItemKey[],
  options?: ReadOptions,
): Promise<readonly Item[]> {
  const [key] = keys;
  if (!key || keys.length > 1 || options) return table.batchGet(keys, options);
  const found = await table.get(key);
  return found ? [found] : [];
}

interface BatcherOptions<Request, Result> {
  /** Maximum number of items in a call. */
  readonly limit: number;
  /** Whether two requests for the same item may share a call. */
  readonly mayShareItems: boolean;
  readonly alone: (request: Request) => Promise<Result>;
  /** Results in the order of the requests. */
  readonly together: (requests: readonly Request[]) => Promise<readonly Result[]>;
}

/** Combines the requests made in one turn of the event loop, so that a single request is not delayed. */
function createBatcher<Request, Result>({
  limit,
  mayShareItems,
  alone,
  together,
}: BatcherOptions<Request, Result>) {
  let waiting: PendingRequest<Request, Result>[] = [];

  const callAlone = ({ request, resolve, reject }: PendingRequest<Request, Result>) =>
    alone(request).then(resolve, reject);

  async function call(group: readonly PendingRequest<Request, Result>[]): Promise<void> {
    try {
      if (group.length > 1) {
        const results = await together(group.map(({ request }) => request));
        group.forEach(({ resolve }, i) => void resolve(results[i] as Result));
        return;
      }
    } catch (error) {
      // A missing right must be noticed. Reading one by one would hide it, as a slow call and a denial for each batch.
      if (isAccessDenied(error)) return group.forEach(({ reject }) => void reject(error));
      // One request may be invalid, and must not fail the others.
    }
    await Promise.all(group.map(callAlone));
  }

  function callAll(): void {
    const all = waiting;
    waiting = [];
    let group: PendingRequest<Request, Result>[] = [];
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
