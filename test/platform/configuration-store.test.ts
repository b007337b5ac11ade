import { createConfigurationStore, NameTaken } from '../../src/platform/configuration-store.ts';
import { configurationKey, nameClaimKey } from '../../src/platform/keys.ts';
import type { Table } from '../../src/platform/table.ts';
import { useTable } from '../support/table.ts';

interface Thing {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

const table = useTable();
const things = () => createConfigurationStore<Thing>(table(), 'TEAM', (thing) => thing.name);

test('a created aggregate is found by id and by name, whatever the case, at once', async () => {
  await things().create('acc', { id: '1', name: 'Ops' });
  expect(await things().get('acc', '1')).toEqual({ id: '1', name: 'Ops', version: 1 });
  expect(await things().getByName('acc', 'oPS')).toMatchObject({ id: '1' });
  expect(await things().getByName('other', 'Ops')).toBeUndefined();
});

test('a name is taken until its aggregate is renamed or deleted', async () => {
  await things().create('names', { id: '1', name: 'a' });
  await expect(things().create('names', { id: '2', name: 'A' })).rejects.toThrow(NameTaken);
  await things().update('names', '1', (thing) => ({ ...thing, name: 'b' }));
  await things().create('names', { id: '2', name: 'a' });
  await things().delete('names', '2');
  await things().create('names', { id: '3', name: 'a' });
  expect((await things().list('names')).map(({ id, name }) => [id, name])).toEqual([
    ['1', 'b'],
    ['3', 'a'],
  ]);
});

test('a claim that a crash left behind does not block the name', async () => {
  await table().put({ ...nameClaimKey('crash', 'TEAM', 'lost'), id: 'never-written' });
  await things().create('crash', { id: '1', name: 'lost' });
  expect(await things().getByName('crash', 'lost')).toMatchObject({ id: '1' });
});

test('creating the same aggregate again changes nothing', async () => {
  await things().create('again', { id: '1', name: 'x' });
  await things().update('again', '1', (thing) => thing);
  expect(await things().create('again', { id: '1', name: 'x' })).toMatchObject({ version: 2 });
});

test('concurrent updates are all applied', async () => {
  await things().create('race', { id: '1', name: 'z' });
  await Promise.all(
    ['a', 'b', 'c'].map((letter) =>
      things().update('race', '1', (thing) => ({ ...thing, name: thing.name + letter })),
    ),
  );
  const found = await things().get('race', '1');
  expect([...(found?.name ?? '')].sort().join('')).toBe('abcz');
});

test('updating or deleting a missing aggregate returns that it is missing', async () => {
  expect(await things().update('none', '1', (thing) => thing)).toBeUndefined();
  expect(await things().delete('none', '1')).toBe(false);
  expect(await table().get(configurationKey('none', 'TEAM', '1'))).toBeUndefined();
});

test('of several concurrent creates with one name, at most one succeeds, and the name finds it', async () => {
  for (let round = 0; round < 20; round++) {
    const account = `at-once-${round}`;
    const outcomes = await Promise.allSettled(
      ['1', '2', '3', '4'].map((id) => things().create(account, { id, name: 'same' })),
    );
    const stayed = await things().list(account);
    expect(stayed.length).toBeLessThanOrEqual(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(stayed.length);
    expect(await things().getByName(account, 'same')).toEqual(stayed[0]);
  }
});

test('a create that is overtaken between claim and item fails', async () => {
  const overtaken: Table = {
    ...table(),
    put: async (item, condition) => {
      if (item.sk === 'slow') await things().create('overtaken', { id: 'quick', name: 'same' });
      return table().put(item, condition);
    },
  };
  const slow = createConfigurationStore<Thing>(overtaken, 'TEAM', (thing) => thing.name);
  await expect(slow.create('overtaken', { id: 'slow', name: 'same' })).rejects.toThrow(NameTaken);
  expect((await things().list('overtaken')).map(({ id }) => id)).toEqual(['quick']);
});

test.each([
  ['an empty name', { name: '  ' }],
  ['a name', { name: 'x'.repeat(2_000) }],
  ['an id', { id: 'x'.repeat(2_000) }],
])('%s that no item can have finds nothing', async (_, reference) => {
  expect(await things().find('x', reference)).toBeUndefined();
  expect(await things().getMany('x', [(reference as { id?: string }).id ?? 'nobody'])).toEqual([]);
});
