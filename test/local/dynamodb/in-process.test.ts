import { answerInProcess } from '../../../src/local/dynamodb/in-process.ts';
import { createTable, type EmulatedDynamoDb, startDynamoDb } from '../../../src/local/emulators/dynamodb.ts';
import { createDynamoDbClient } from '../../../src/platform/dynamodb.ts';
import { ConditionFailed, createDynamoTable, ifNotExists, type Table } from '../../../src/platform/table.ts';
import { TABLE } from './dynamodbs.ts';

const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
let emulator: EmulatedDynamoDb;
let undo: () => void;
let table: Table;

beforeAll(async () => {
  emulator = await startDynamoDb();
  undo = answerInProcess(emulator.operations);
  // Nothing listens there, so every call has to be answered in the process.
  const client = createDynamoDbClient({ endpoint: 'http://127.0.0.1:1', region: 'eu-west-1', credentials });
  await createTable(client, TABLE);
  await createTable(client, TABLE);
  table = createDynamoTable(client, TABLE);
});
afterAll(async () => {
  undo();
  await emulator.stop();
});

test('clients of the process are answered without HTTP', async () => {
  const key = { pk: 'a', sk: '1' };
  const item = { ...key, n: 1, deep: { list: ['x', { B: 'a text' }] }, gsi1pk: 'i', gsi1sk: '1' };
  await table.put(item);
  expect(await table.get(key)).toEqual(item);
  expect(await table.update(key, { expression: 'ADD n :one', values: { ':one': 1 } })).toMatchObject({
    n: 2,
  });
  const { items } = await table.query({ index: 'gsi1', pk: 'i' });
  expect(items).toEqual([{ pk: 'a', sk: '1', gsi1pk: 'i', gsi1sk: '1' }]);
});

test('bytes come back as bytes', async () => {
  await table.put({ pk: 'bytes', sk: '1', secret: new Uint8Array([1, 2, 3]) });
  const found = await table.get<{ pk: string; sk: string; secret: Uint8Array }>({ pk: 'bytes', sk: '1' });
  expect([...(found?.secret ?? [])]).toEqual([1, 2, 3]);
});

test('a condition that does not hold is the exception of the SDK', async () => {
  await table.put({ pk: 'once', sk: '1' }, ifNotExists);
  await expect(table.put({ pk: 'once', sk: '1' }, ifNotExists)).rejects.toThrow(ConditionFailed);
});

test('what a caller changes afterwards is not changed in the table', async () => {
  const item = { pk: 'own', sk: '1', list: [1] };
  await table.put(item);
  item.list.push(2);
  const found = await table.get<typeof item>({ pk: 'own', sk: '1' });
  found?.list.push(3);
  expect(await table.get({ pk: 'own', sk: '1' })).toMatchObject({ list: [1] });
});
