import { createBatchingTable } from '../../src/platform/batching-table.ts';
import type { ItemKey } from '../../src/platform/keys.ts';
import type { Item, Table } from '../../src/platform/table.ts';
import { useTable } from '../support/table.ts';

const table = useTable();

/** The table with a record of each call; a call of a forbidden operation fails. */
function watched(forbidden?: string) {
  const calls: string[] = [];
  const noted = <T>(name: string, items: readonly ItemKey[], call: () => Promise<T>): Promise<T> => {
    calls.push(`${name} ${items.length}`);
    if (items.some(({ pk }) => pk === forbidden)) return Promise.reject(new Error('forbidden'));
    return call();
  };
  const inner = table();
  const all: Table = {
    ...inner,
    get: <T extends Item>(key: ItemKey) => noted('get', [key], () => inner.get<T>(key)),
    batchGet: <T extends Item>(keys: readonly ItemKey[]) =>
      noted('batchGet', keys, () => inner.batchGet<T>(keys)),
    batchPut: (items) => noted('batchPut', items, () => inner.batchPut(items)),
  };
  return { calls, table: createBatchingTable(all) };
}

const key = (name: string): ItemKey => ({ pk: name, sk: 'x' });
const item = (name: string, value = 0): Item => ({ ...key(name), value });

test('concurrent reads share one call, and each gets its own result', async () => {
  const { calls, table: it } = watched();
  await it.batchPut([item('a', 1), item('b', 2)]);
  calls.length = 0;

  const answers = await Promise.all([
    it.get(key('a')),
    it.get(key('none')),
    it.batchGet([key('b'), key('a'), key('none')]),
    it.batchGet([]),
  ]);

  expect(answers).toEqual([item('a', 1), undefined, [item('b', 2), item('a', 1)], []]);
  expect(calls).toEqual(['batchGet 3']);
});

test('a missing right to read or write batches is not hidden by single calls', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const it = createBatchingTable({
    ...table(),
    batchGet: () => Promise.reject(denied),
    batchPut: () => Promise.reject(denied),
  });
  const reads = await Promise.allSettled([it.get(key('a')), it.get(key('b'))]);
  const writes = await Promise.allSettled([it.batchPut([item('a')]), it.batchPut([item('b')])]);
  expect([...reads, ...writes]).toEqual(Array(4).fill({ status: 'rejected', reason: denied }));
});

test('a single read is not batched', async () => {
  const { calls, table: it } = watched();

  await it.get(key('alone'));
  await it.batchPut([item('alone')]);

  expect(calls).toEqual(['get 1', 'batchPut 1']);
});

test('writes of one item do not share a call, and no call exceeds the limit of DynamoDB', async () => {
  const { calls, table: it } = watched();

  await Promise.all([
    it.batchPut([item('same', 1)]),
    it.batchPut([item('same', 2)]),
    ...Array.from({ length: 30 }, (_, i) => it.batchPut([item(`many-${i}`)])),
  ]);

  expect(calls).toEqual(['batchPut 1', 'batchPut 25', 'batchPut 6']);
  const keys = Array.from({ length: 120 }, (_, i) => key(`many-${i}`));
  calls.length = 0;
  const found = await Promise.all(keys.map((each) => it.get(each)));
  expect(found.filter((each) => each !== undefined)).toHaveLength(30);
  expect(calls).toEqual(['batchGet 100', 'batchGet 20']);
});

test('a failing write does not fail the others of its batch', async () => {
  const { table: it } = watched('poison');

  const results = await Promise.allSettled([
    it.batchPut([item('fine', 1)]),
    it.batchPut([item('poison')]),
    it.get(key('poison')),
    it.get(key('absent')),
  ]);

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await table().get(key('fine'))).toEqual(item('fine', 1));
});
