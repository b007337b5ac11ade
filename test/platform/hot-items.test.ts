import { createHotItems, type HotItemsDeps, KEPT_MS } from '../../src/platform/hot-items.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Table } from '../../src/platform/table.ts';

const KEY = { pk: 'policies', sk: 'global' };

function setUp(reads: HotItemsDeps['reads']) {
  const inner = createMemoryTable();
  const clock = { now: 0, reads: 0 };
  const counting: Table = {
    ...inner,
    get(key) {
      clock.reads++;
      return inner.get(key);
    },
    batchGet(keys, options) {
      clock.reads++;
      return inner.batchGet(keys, options);
    },
  };
  const table = createHotItems({ table: counting, clock: () => clock.now, reads });
  return { inner, clock, table, recent: () => table.batchGet([KEY], { consistent: false }) };
}

test('a thousand reads in twenty seconds become eleven: one in two seconds, and the first', async () => {
  for (const reads of ['recent', 'all'] as const) {
    const { inner, clock, table, recent } = setUp(reads);
    const read = reads === 'recent' ? recent : async () => [await table.get(KEY)];
    await inner.put({ ...KEY, size: 1 });
    for (let i = 0; i < 1_000; i++) {
      expect(await read()).toEqual([{ ...KEY, size: 1 }]);
      clock.now += 20;
    }
    expect(clock.reads).toBe(11);
  }
});

test('an item is never older than two seconds', async () => {
  const { inner, clock, recent } = setUp('recent');
  await inner.put({ ...KEY, size: 1 });
  await recent();
  clock.now = 500;
  await recent();
  await inner.put({ ...KEY, size: 2 });
  clock.now = 2_499;
  expect(await recent()).toEqual([{ ...KEY, size: 1 }]);
  clock.now = 2_500;
  expect(await recent()).toEqual([{ ...KEY, size: 2 }]);
});

test('an item that is read less than once in two seconds is read anew each time', async () => {
  const { inner, clock, recent } = setUp('recent');
  await inner.put({ ...KEY });
  for (let i = 0; i < 5; i++) {
    await recent();
    clock.now += KEPT_MS;
  }
  expect(clock.reads).toBe(5);
});

test('an item that did not exist is found as soon as it does', async () => {
  const { inner, table } = setUp('all');
  expect(await table.get(KEY)).toBeUndefined();
  expect(await table.get(KEY)).toBeUndefined();
  await inner.put({ ...KEY });
  expect(await table.get(KEY)).toEqual(KEY);
});

test('only what is not kept is read', async () => {
  const { inner, table } = setUp('all');
  const other = { pk: 'team', sk: 'ops' };
  await inner.batchPut([KEY, other]);
  await table.get(KEY);
  await table.get(KEY);
  const asked: unknown[] = [];
  inner.batchGet = (async (keys: unknown[]) => {
    asked.push(...keys);
    return [other];
  }) as never;
  expect(await table.batchGet([KEY, other])).toEqual([KEY, other]);
  expect(asked).toEqual([other]);
});

test('strongly consistent reads are never answered from memory, where only recent ones may be', async () => {
  const { inner, table, recent } = setUp('recent');
  await inner.put({ ...KEY, size: 1 });
  await recent();
  await recent();
  await inner.put({ ...KEY, size: 2 });
  expect(await table.get(KEY)).toEqual({ ...KEY, size: 2 });
  expect(await table.batchGet([KEY])).toEqual([{ ...KEY, size: 2 }]);
});
