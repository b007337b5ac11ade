import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { createOverlayTable } from '../../src/platform/overlay-table.ts';
import { ifNotExists, ifVersion, type Table } from '../../src/platform/table.ts';

const item = (sk: string, more: object = {}) => ({ pk: 'p', sk, ...more });

async function createBase() {
  const memory = createMemoryTable();
  for (const sk of ['a', 'b', 'c']) await memory.put(item(sk, { version: 1, from: 'base' }));
  const reads: string[] = [];
  const refuse = () => Promise.reject(new Error('The overlay wrote to the table.'));
  const base: Table = {
    ...memory,
    put: refuse,
    update: refuse,
    delete: refuse,
    batchPut: refuse,
    async batchGet(keys) {
      for (const { pk: _pk, sk, ...rest } of keys) {
        reads.push(sk);
        // DynamoDB refuses a key with further members.
        expect(rest).toEqual({});
      }
      return memory.batchGet(keys);
    },
  };
  return { base, memory, reads };
}

test('the overlay shows the items of the table and reads each once', async () => {
  const { base, reads } = await createBase();
  const overlay = createOverlayTable(base);
  expect(await overlay.get(item('a'))).toMatchObject({ from: 'base' });
  expect(await overlay.get(item('x'))).toBeUndefined();
  expect(await overlay.batchGet([item('a'), item('b'), item('x')])).toHaveLength(2);
  expect(reads).toEqual(['a', 'x', 'b']);
});

test('a write stays in the overlay, and its condition applies to what the table holds', async () => {
  const { base, memory } = await createBase();
  const overlay = createOverlayTable(base);
  await expect(overlay.put(item('a'), ifNotExists)).rejects.toThrow('attribute_not_exists');
  await overlay.put(item('a', { from: 'overlay' }), ifVersion(1));
  await overlay.put(item('d', { from: 'overlay' }), ifNotExists);
  await overlay.delete(item('b'));
  await overlay.update(item('c'), {
    expression: 'SET #version = #version + :one',
    names: { '#version': 'version' },
    values: { ':one': 1 },
  });
  const { items } = await overlay.query({ pk: 'p' });
  expect(items.map(({ sk, from, version }) => [sk, from, version])).toEqual([
    ['a', 'overlay', undefined],
    ['c', 'base', 2],
    ['d', 'overlay', undefined],
  ]);
  expect(await overlay.count({ pk: 'p' })).toBe(3);
  expect([...memory.items.values()].every(({ from, version }) => from === 'base' && version === 1)).toBe(
    true,
  );
});

test('a hidden item does not exist in the overlay', async () => {
  const { base } = await createBase();
  const overlay = createOverlayTable(base, { hides: ({ sk }) => sk === 'a' });
  expect(await overlay.get(item('a'))).toBeUndefined();
  expect((await overlay.query({ pk: 'p' })).items.map(({ sk }) => sk)).toEqual(['b', 'c']);
  await overlay.put(item('a', { from: 'overlay' }), ifNotExists);
  expect(await overlay.get(item('a'))).toMatchObject({ from: 'overlay' });
});
