import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, type JournaledEntry } from '../../../src/local/dynamodb/store.ts';
import { openJournal } from '../../../src/local/shared/journal.ts';
import { type DynamoDb, startOurs, TABLE } from './dynamodbs.ts';

let dynamoDb: DynamoDb;

beforeAll(async () => {
  dynamoDb = await startOurs();
});
afterAll(() => dynamoDb.stop());

const key = (pk: string, sk = '1') => ({ pk: { S: pk }, sk: { S: sk } });
const put = (Item: object) => dynamoDb.send('PutItem', { TableName: TABLE, Item });

const VALIDATION = { status: 400, body: { __type: 'com.amazon.coral.validate#ValidationException' } };
const refused = (message: string) => ({
  ...VALIDATION,
  body: { ...VALIDATION.body, message: expect.stringContaining(message) },
});

describe('what it does not implement is refused', () => {
  test.each([
    ['Scan', {}],
    ['TransactWriteItems', {}],
    ['toString', {}],
  ])('the operation %s', async (operation, input) => {
    expect(await dynamoDb.send(operation, input)).toEqual({
      status: 400,
      body: {
        __type: 'com.amazon.coral.service#UnknownOperationException',
        message: `The local DynamoDB does not implement the operation ${operation}.`,
      },
    });
  });

  test.each<[string, string, object]>([
    ['a filter', 'Query', { FilterExpression: 'v = :v' }],
    ['a projection', 'GetItem', { ProjectionExpression: 'v' }],
    ['consumed capacity', 'PutItem', { Item: key('a'), ReturnConsumedCapacity: 'TOTAL' }],
    ['conditions of the old form', 'PutItem', { Item: key('a'), Expected: {} }],
  ])('%s', async (_name, operation, input) => {
    expect(await dynamoDb.send(operation, { TableName: TABLE, ...input })).toMatchObject(
      refused('does not implement the member'),
    );
  });

  test.each([
    ['contains(v, :c)', 'this function'],
    ['size(v) = :c', 'this function'],
    ['v IN (:c)', 'IN'],
    ['v.w = :c', 'paths into documents'],
    ['v[0] = :c', 'paths into documents'],
  ])('the condition %s', async (ConditionExpression, what) => {
    const input = {
      TableName: TABLE,
      Key: key('a'),
      ConditionExpression,
      ExpressionAttributeValues: { ':c': { N: '1' } },
    };
    expect(await dynamoDb.send('DeleteItem', input)).toMatchObject(refused(what));
  });

  test('sets', async () => {
    expect(await put({ ...key('a'), v: { SS: ['x'] } })).toMatchObject(refused('sets (SS)'));
  });
});

test('a condition on a name that every object inherits does not find it', async () => {
  const input = {
    TableName: TABLE,
    Item: key('inherits'),
    ConditionExpression: 'attribute_not_exists(#c)',
    ExpressionAttributeNames: { '#c': 'constructor' },
  };
  expect(await dynamoDb.send('PutItem', input)).toMatchObject({ status: 200 });
});

describe('where DynamoDB counts and orders by bytes of UTF-8, which dynalite does not', () => {
  test('a sort key of 1,024 bytes is taken, and one of 1,026 is not', async () => {
    expect(await put(key('bytes', 'é'.repeat(512)))).toMatchObject({ status: 200 });
    expect(await put(key('bytes', 'é'.repeat(513)))).toMatchObject(refused('1024 bytes'));
  });

  test('an item of 400 kB is taken, and a larger one is not', async () => {
    const rest = 409_600 - 'pkmaxsk1v'.length;
    const text = 'é'.repeat(Math.floor(rest / 2));
    expect(await put({ ...key('max'), v: { S: text } })).toMatchObject({ status: 200 });
    expect(await put({ ...key('max'), v: { S: `${text}é` } })).toMatchObject(
      refused('Item size has exceeded the maximum allowed size'),
    );
  });

  test('a text behind the surrogates of UTF-16 is less than an emoji in conditions, too', async () => {
    await put({ ...key('order'), v: { S: '\uffee' } });
    const input = {
      TableName: TABLE,
      Item: key('order'),
      ConditionExpression: 'v < :c',
      ExpressionAttributeValues: { ':c': { S: '😀' } },
    };
    expect(await dynamoDb.send('PutItem', input)).toMatchObject({ status: 200 });
  });
});

test('the key of an index cannot be empty', async () => {
  expect(await put({ ...key('a'), gsi1pk: { S: '' }, gsi1sk: { S: '1' } })).toMatchObject(
    refused('IndexName: gsi1, IndexKey: gsi1pk'),
  );
});

test('a sum beyond 38 digits is refused, and the item stays as it was', async () => {
  await put({ ...key('sum'), n: { N: '99999999999999999999999999999999999999' } });
  const input = {
    TableName: TABLE,
    Key: key('sum'),
    UpdateExpression: 'ADD n :v',
    ExpressionAttributeValues: { ':v': { N: '0.5' } },
  };
  expect(await dynamoDb.send('UpdateItem', input)).toMatchObject(refused('38 significant digits'));
  expect(await dynamoDb.send('GetItem', { TableName: TABLE, Key: key('sum') })).toMatchObject({
    body: { Item: { n: { N: '99999999999999999999999999999999999999' } } },
  });
});

describe('a batch with a mistake', () => {
  test('writes nothing', async () => {
    const requests = [key('whole'), key('whole', '')].map((Item) => ({ PutRequest: { Item } }));
    expect(await dynamoDb.send('BatchWriteItem', { RequestItems: { [TABLE]: requests } })).toMatchObject(
      VALIDATION,
    );
    expect(await dynamoDb.send('GetItem', { TableName: TABLE, Key: key('whole') })).toEqual({
      status: 200,
      body: {},
    });
  });
});

describe('on disk', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tocsin-dynamodb-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const query = {
    TableName: TABLE,
    IndexName: 'gsi2',
    KeyConditionExpression: 'gsi2pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'kept' } },
  };

  test('a new process has the items and indexes of the one before', async () => {
    const before = await startOurs(folder);
    for (const sk of ['1', '2', '3']) {
      const Item = { ...key('kept', sk), gsi2pk: { S: 'kept' }, gsi2sk: { S: `at-${sk}` }, b: { B: 'AQI=' } };
      await before.send('PutItem', { TableName: TABLE, Item });
    }
    await before.send('DeleteItem', { TableName: TABLE, Key: key('kept', '2') });
    await before.send('UpdateItem', {
      TableName: TABLE,
      Key: key('kept', '3'),
      UpdateExpression: 'SET gsi2sk = :next',
      ExpressionAttributeValues: { ':next': { S: 'at-0' } },
    });
    await before.stop();

    const after = await startOurs(folder);
    try {
      const { body } = await after.send('Query', query);
      expect((body.Items as { sk: object }[]).map(({ sk }) => sk)).toEqual([{ S: '3' }, { S: '1' }]);
      expect(await after.send('GetItem', { TableName: TABLE, Key: key('kept') })).toMatchObject({
        body: { Item: { b: { B: 'AQI=' } } },
      });
    } finally {
      await after.stop();
    }
  });
});

describe('expiry', () => {
  const AT = 1_800_000_000;
  const item = (sk: string, expiresAt?: string) => ({
    ...key('expires', sk),
    ...(expiresAt !== undefined && { expiresAt: { N: expiresAt } }),
  });

  function openStore() {
    const store = createStore(openJournal<JournaledEntry>(undefined));
    store.create({ name: TABLE, hash: 'pk', range: 'sk', indexes: [] });
    for (const each of [item('1', String(AT)), item('2', String(AT + 60)), item('3')]) {
      store.find(TABLE).put(each, 100);
    }
    return store;
  }
  const left = (store: ReturnType<typeof openStore>) => [...store.find(TABLE).items()].map(({ sk }) => sk);

  test('deletes the items whose second has passed, and no others', () => {
    const store = openStore();
    store.setExpiryAttribute(TABLE, 'expiresAt');
    expect(store.deleteExpired(AT * 1000)).toBe(0);
    expect(store.deleteExpired(AT * 1000 + 1)).toBe(1);
    expect(left(store)).toEqual(['2', '3']);
  });

  test('deletes nothing while it is off', () => {
    const store = openStore();
    expect(store.deleteExpired((AT + 100) * 1000)).toBe(0);
    expect(left(store)).toEqual(['1', '2', '3']);
  });
});
