import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Restore, restoreTable } from '../../../scripts/restore/copy-table.ts';
import { createTable } from '../../../src/local/emulators/dynamodb.ts';
import { createDynamoDbClient, type DynamoDbClient } from '../../../src/platform/dynamodb.ts';
import { startEmptyDynalite } from '../../local/dynamodb/dynamodbs.ts';

const NOW = 1_800_000_000;

let client: DynamoDBClient;
let creator: DynamoDbClient;
let stop: () => Promise<void>;
let tables = 0;
let from: string;
let to: string;

beforeAll(async () => {
  const emulator = await startEmptyDynalite();
  stop = emulator.stop;
  const options = {
    endpoint: emulator.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  client = new DynamoDBClient(options);
  creator = createDynamoDbClient(options);
});

afterAll(async () => {
  client.destroy();
  creator.destroy();
  await stop();
});

beforeEach(async () => {
  tables++;
  from = `restored-${tables}`;
  to = `stage-${tables}`;
  await createTable(creator, from);
  await createTable(creator, to);
});

interface Small {
  readonly pk: string;
  readonly sk?: string;
  readonly value?: string;
  readonly expiresAt?: number;
}

async function put(table: string, ...items: readonly Small[]): Promise<void> {
  for (const { pk, sk = 'x', value = 'v', expiresAt } of items) {
    const Item = {
      pk: { S: pk },
      sk: { S: sk },
      value: { S: value },
      ...(expiresAt && { expiresAt: { N: String(expiresAt) } }),
    };
    await client.send(new PutItemCommand({ TableName: table, Item }));
  }
}

async function contents(table: string): Promise<readonly string[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items.map(({ pk, sk, value }) => `${pk?.S} ${sk?.S} ${value?.S}`).toSorted();
}

const restore = (mode: Restore['mode'], prefix?: string) =>
  restoreTable({ client, from, to, mode, nowSeconds: NOW, ...(prefix !== undefined && { prefix }) });

test('a comparison counts and writes nothing', async () => {
  await put(from, { pk: 'same' }, { pk: 'missing' }, { pk: 'different', value: 'old' });
  await put(to, { pk: 'same' }, { pk: 'different', value: 'new' }, { pk: 'newer' });
  const before = await contents(to);

  expect(await restore('compare')).toEqual({
    same: 1,
    missing: 1,
    different: 1,
    newer: 1,
    written: 0,
    deleted: 0,
  });
  expect(await contents(to)).toEqual(before);
});

test('missing items are written, and nothing else changes', async () => {
  await put(from, { pk: 'missing' }, { pk: 'different', value: 'old' });
  await put(to, { pk: 'different', value: 'new' }, { pk: 'newer' });

  expect(await restore('missing')).toMatchObject({ written: 1, deleted: 0 });
  expect(await contents(to)).toEqual(['different x new', 'missing x v', 'newer x v']);
});

test('a complete restore makes the tables equal, and can be repeated', async () => {
  await put(from, { pk: 'same' }, { pk: 'missing' }, { pk: 'different', value: 'old' });
  await put(to, { pk: 'same' }, { pk: 'different', value: 'new' }, { pk: 'newer' });

  expect(await restore('all')).toMatchObject({ written: 2, deleted: 1 });
  expect(await contents(to)).toEqual(await contents(from));
  expect(await restore('all')).toEqual({
    same: 3,
    missing: 0,
    different: 0,
    newer: 0,
    written: 0,
    deleted: 0,
  });
});

test('an alert that was deleted since the backup stays deleted, unless everything is restored', async () => {
  const pk = 'A#acc#ALERT#1';
  await put(from, { pk, sk: 'STATE#ALERT' }, { pk, sk: 'LOG#1' });
  await put(to, { pk, sk: 'STATE#DELETED' });

  expect(await restore('missing')).toMatchObject({ missing: 0, written: 0 });
  expect(await contents(to)).toEqual([`${pk} STATE#DELETED v`]);

  await restore('all');
  expect(await contents(to)).toEqual([`${pk} LOG#1 v`, `${pk} STATE#ALERT v`]);
});

test('only items with the prefix are compared and restored', async () => {
  await put(from, { pk: 'A#acc#TEAM' }, { pk: 'A#acc#USER' });
  await put(to, { pk: 'A#acc#USER2' });

  expect(await restore('all', 'A#acc#TEAM')).toMatchObject({ missing: 1, newer: 0, written: 1, deleted: 0 });
  expect(await contents(to)).toEqual(['A#acc#TEAM x v', 'A#acc#USER2 x v']);
});

test('items that have expired are not restored', async () => {
  await put(from, { pk: 'expired', expiresAt: NOW - 1 }, { pk: 'valid', expiresAt: NOW + 1 });

  await restore('missing');
  expect(await contents(to)).toEqual(['valid x v']);
});

test('tables of more than a page are restored completely', async () => {
  const items = Array.from({ length: 230 }, (_, i) => ({ pk: `item-${i}` }));
  for (let i = 0; i < items.length; i += 20)
    await Promise.all(items.slice(i, i + 20).map((item) => put(from, item)));

  expect(await restore('missing')).toMatchObject({ missing: 230, written: 230 });
  expect(await contents(to)).toHaveLength(230);
});
