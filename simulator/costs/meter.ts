import type { ItemKey } from '../../src/platform/keys.ts';
import type { Item, ReadOptions, Table } from '../../src/platform/table.ts';
import { findIndexPurpose, findPurpose, type Purpose, type UnitsByPurpose } from './purposes.ts';
import { indexWriteUnits, itemSize, itemWriteUnits, readUnits } from './units.ts';

/** What is counted of an alert's run. */
export interface Counts {
  httpRequests: number;
  invocations: number;
  /** Memory times time. */
  gigabyteSeconds: number;
  transitions: number;
  writeUnits: number;
  readUnits: number;
  /** Sends, receives and deletes. */
  queueRequests: number;
  logBytes: number;
  /** Calls of AWS that the functions make, of the table and of other services. They are billed by what they do. */
  calls: number;
  /** Bytes that are stored afterwards and were not before, with what DynamoDB adds to an item. */
  storedBytes: number;
}

export const noCounts = (): Counts => ({
  httpRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  transitions: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  logBytes: 0,
  calls: 0,
  storedBytes: 0,
});

/**
 * How long a function runs is not measured, because emulators are no AWS: so long for itself and for each call of a
 * service, one after the other. Generous for warm functions.
 */
const OWN_SECONDS = 0.005;
const CALL_SECONDS = 0.006;

/** The access log's line for a request, and what CloudWatch adds to it. The platform itself logs warnings only. */
const ACCESS_LOG_BYTES = 230;

/** DynamoDB bills storage with so many bytes more for each item. */
const ITEM_OVERHEAD_BYTES = 100;

export interface Meter {
  readonly counts: Counts;
  /** The units of `counts`, by what their items are for. */
  readonly purposes: UnitsByPurpose;
  /** The table, of which every unit is counted; what it takes to know them is read past the count. */
  readonly table: Table;
  /** A call of another service than the table. */
  readonly called: () => void;
  /** A call of something that is not AWS, which takes as long as so many calls of AWS. */
  readonly waited: (calls: number) => void;
  /** Runs a function of so many gigabytes and counts what it costs. Invocations inside are not its own. */
  readonly invoke: <T>(gigabytes: number, run: () => Promise<T>) => Promise<T>;
  readonly http: <T>(run: () => Promise<T>) => Promise<T>;
}

export function createMeter(inner: Table): Meter {
  const counts = noCounts();
  /** Each takes as long as a call. */
  let waits = 0;
  const called = () => {
    counts.calls++;
    waits++;
  };
  const purposes: UnitsByPurpose = new Map();
  const add = (what: 'writeUnits' | 'readUnits', purpose: Purpose, units: number) => {
    if (units === 0) return;
    counts[what] += units;
    const sum = purposes.get(purpose) ?? { writeUnits: 0, readUnits: 0 };
    sum[what] += units;
    purposes.set(purpose, sum);
  };
  const read = (key: ItemKey, bytes: number, consistent = true) =>
    add('readUnits', findPurpose(key), readUnits(bytes, consistent));
  const stored = (item: Item | undefined) => (item ? itemSize(item) + ITEM_OVERHEAD_BYTES : 0);
  const wrote = (key: ItemKey, before: Item | undefined, after: Item | undefined) => {
    add('writeUnits', findPurpose(key), itemWriteUnits(before, after));
    add('writeUnits', findIndexPurpose(key), indexWriteUnits(before, after));
    counts.storedBytes += stored(after) - stored(before);
  };
  const measureItem = (item: Item | undefined) => (item ? itemSize(item) : 0);

  /** A write whose condition fails is billed by the item that is there. */
  async function written<T>({ pk, sk }: ItemKey, write: () => Promise<T>): Promise<T> {
    called();
    const before = await inner.get({ pk, sk });
    try {
      return await write();
    } finally {
      // Not in one statement: other writes are counted while this one is awaited.
      const after = await inner.get({ pk, sk });
      wrote({ pk, sk }, before, after);
    }
  }

  const table: Table = {
    async get<T extends Item>(key: ItemKey) {
      called();
      const found = await inner.get<T>(key);
      read(key, measureItem(found));
      return found;
    },
    async batchGet<T extends Item>(keys: readonly ItemKey[], options?: ReadOptions) {
      if (keys.length > 0) called();
      const { consistent = true } = options ?? {};
      const found = await inner.batchGet<T>(keys, options);
      for (const key of keys) {
        const item = found.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
        read(key, measureItem(item), consistent);
      }
      return found;
    },
    put: (item, condition) => written(item, () => inner.put(item, condition)),
    update: (key, change, condition) => written(key, () => inner.update(key, change, condition)),
    delete: (key, condition) => written(key, () => inner.delete(key, condition)),
    async batchPut(items) {
      if (items.length > 0) called();
      for (const item of items) {
        const before = await inner.get({ pk: item.pk, sk: item.sk });
        wrote(item, before, item);
      }
      await inner.batchPut(items);
    },
    async query<T extends Item>(spec: Parameters<Table['query']>[0]) {
      called();
      const page = await inner.query<T>(spec);
      const bytes = page.items.reduce((sum, item) => sum + itemSize(item), 0);
      read({ pk: spec.pk, sk: page.items[0]?.sk ?? '' }, bytes, spec.index === undefined);
      return page;
    },
    async count(spec) {
      called();
      // Of keys only, and only here: nothing in the run of an alert counts.
      const total = await inner.count(spec);
      read({ pk: spec.pk, sk: '' }, total * 200, spec.index === undefined);
      return total;
    },
  };

  return {
    counts,
    purposes,
    table,
    called,
    waited(calls) {
      waits += calls;
    },
    async invoke(gigabytes, run) {
      const before = waits;
      const result = await run();
      counts.invocations++;
      counts.gigabyteSeconds += gigabytes * (OWN_SECONDS + (waits - before) * CALL_SECONDS);
      return result;
    },
    http(run) {
      counts.httpRequests++;
      counts.logBytes += ACCESS_LOG_BYTES;
      return run();
    },
  };
}
