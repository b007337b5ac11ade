import {
  createKeyUseRecorder,
  KEY_USE_INTERVAL_MS,
  listKeyUses,
} from '../../../src/domain/accounts/key-use.ts';
import { type ApiKey, hashApiKey } from '../../../src/domain/accounts/model.ts';
import { createApiKeyLookup, KEY_CACHE_MS, putApiKey } from '../../../src/domain/accounts/store.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';

const SECRET = 'secret';
const KEY: ApiKey = {
  keyId: 'k',
  accountId: 'acc',
  hash: hashApiKey(SECRET),
  rights: ['read'],
  enabled: true,
  integration: { id: 'i', name: 'Grafana', type: 'API' },
};

/** A table that counts the writes of uses. */
function countingWrites(table: Table) {
  let writes = 0;
  const counting: Table = {
    ...table,
    put: (item, condition) => {
      if (item.pk.endsWith('#KEYUSE')) writes++;
      return table.put(item, condition);
    },
  };
  return { table: counting, writes: () => writes };
}

test('the last use of a key is recorded at most once an hour, however often it is looked up', async () => {
  const { table, writes } = countingWrites(createMemoryTable());
  await putApiKey(table, KEY);
  let now = NOON;
  const find = createApiKeyLookup(table, () => now);
  expect(await listKeyUses(table, 'acc')).toEqual(new Map());
  for (; now < NOON + KEY_USE_INTERVAL_MS; now += KEY_CACHE_MS) await find(SECRET);
  expect(writes()).toBe(1);
  expect(await listKeyUses(table, 'acc')).toEqual(new Map([['k', NOON]]));
  await find(SECRET);
  expect(writes()).toBe(2);
  expect(await listKeyUses(table, 'acc')).toEqual(new Map([['k', now]]));
});

test('another instance does not move the last use within the hour', async () => {
  const table = createMemoryTable();
  await createKeyUseRecorder(table)(KEY, NOON);
  await createKeyUseRecorder(table)(KEY, NOON + 1_000);
  expect(await listKeyUses(table, 'acc')).toEqual(new Map([['k', NOON]]));
});

test('a key works although its use cannot be recorded', async () => {
  const table = createMemoryTable();
  await putApiKey(table, KEY);
  const failing: Table = { ...table, put: () => Promise.reject(new Error('throttled')) };
  expect(await createApiKeyLookup(failing, () => NOON)(SECRET)).toMatchObject({ keyId: 'k' });
});

test('a wrong or revoked key records no use', async () => {
  const table = createMemoryTable();
  await putApiKey(table, { ...KEY, enabled: false });
  const find = createApiKeyLookup(table, () => NOON);
  await find(SECRET);
  await find('wrong');
  expect(await listKeyUses(table, 'acc')).toEqual(new Map());
});
