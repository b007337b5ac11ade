import * as fc from 'fast-check';
import { type Answer, type DynamoDb, startDynalite, startOurs, TABLE } from './dynamodbs.ts';
import { type Request, request } from './requests.ts';

let ours: DynamoDb;
let theirs: DynamoDb;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([startOurs(), startDynalite()]);
});
afterAll(() => Promise.all([ours.stop(), theirs.stop()]));

const byKey = (items: unknown) =>
  (items as Record<string, { S: string }>[]).toSorted((a, b) =>
    `${a.pk?.S} ${a.sk?.S}` < `${b.pk?.S} ${b.sk?.S}` ? -1 : 1,
  );

/**
 * Without what DynamoDB does not define: the order in a batch, which mistake of a batch is told, and the wording of mistakes
 * in the grammar.
 */
function comparable(operation: string, { status, body }: Answer): unknown {
  const { Responses, ...rest } = body;
  const { message } = rest;
  return {
    status,
    ...rest,
    ...(Responses !== undefined && { items: byKey((Responses as Record<string, unknown>)[TABLE]) }),
    ...(typeof message === 'string' && {
      message: operation.startsWith('Batch') ? '' : message.replace(/(Syntax error;).*/, '$1'),
    }),
  };
}

async function answersOf({ operation, input }: Request): Promise<readonly unknown[]> {
  const answers = await Promise.all([ours, theirs].map((each) => each.send(operation, input)));
  return answers.map((answer) => comparable(operation, answer));
}

async function clear(): Promise<void> {
  for (const pk of ['a', 'b', 'ü', '𝒳']) {
    for (const each of [ours, theirs]) {
      const { body } = await each.send('Query', {
        TableName: TABLE,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: pk } },
      });
      for (const { pk: hash, sk } of body.Items as Record<string, unknown>[]) {
        await each.send('DeleteItem', { TableName: TABLE, Key: { pk: hash, sk } });
      }
    }
  }
}

test('answers every sequence of requests as dynalite does, errors included', async () => {
  await fc.assert(
    fc
      .asyncProperty(fc.array(request, { minLength: 10, maxLength: 40 }), async (requests) => {
        for (const each of requests) {
          const [mine, other] = await answersOf(each);
          expect({ of: each, answer: mine }).toEqual({ of: each, answer: other });
        }
      })
      .afterEach(clear),
    { numRuns: Number(process.env.DYNAMODB_RUNS ?? 40) },
  );
}, 120_000);

const numbered = (i: number) => String(i).padStart(3, '0');

describe('pages', () => {
  const query = {
    TableName: TABLE,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': { S: 'pages' } },
  };

  async function readPages(dynamoDb: DynamoDb, input: object): Promise<readonly (readonly string[])[]> {
    const pages: string[][] = [];
    let start: unknown;
    do {
      const { body } = await dynamoDb.send('Query', {
        ...query,
        ...input,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      });
      pages.push((body.Items as { sk: { S: string } }[]).map(({ sk }) => sk.S));
      start = body.LastEvaluatedKey;
    } while (start);
    return pages;
  }

  beforeAll(async () => {
    for (let i = 0; i < 40; i++) {
      const Item = {
        pk: { S: 'pages' },
        sk: { S: numbered(i) },
        gsi1pk: { S: 'pages' },
        gsi1sk: { S: numbered(i) },
        v: { S: 'v'.repeat(100_000) },
      };
      for (const each of [ours, theirs]) await each.send('PutItem', { TableName: TABLE, Item });
    }
  });

  test.each([{}, { ScanIndexForward: false }])(
    'end at 1 MB, and together have every item once: %j',
    async (how) => {
      const mine = await readPages(ours, how);
      const other = await readPages(theirs, how);
      expect(mine.flat()).toEqual(other.flat());
      expect(mine.map((page) => page.length)).toEqual([11, 11, 11, 7]);
    },
  );

  test.each([
    { Limit: 7 },
    { Limit: 7, ScanIndexForward: false },
    { Limit: 8 },
    { Limit: 7, IndexName: 'gsi1', KeyConditionExpression: 'gsi1pk = :p' },
    { Limit: 3, IndexName: 'gsi1', KeyConditionExpression: 'gsi1pk = :p', ScanIndexForward: false },
  ])('end at the limit as those of dynalite do: %j', async (how) => {
    expect(await readPages(ours, how)).toEqual(await readPages(theirs, how));
  });

  test.each([
    ['of another partition', { pk: { S: 'other' }, sk: { S: '000' } }],
    ['with a part missing', { pk: { S: 'pages' } }],
    ['with a number', { pk: { S: 'pages' }, sk: { N: '1' } }],
  ])('do not begin at a key %s', async (_name, ExclusiveStartKey) => {
    const [mine, other] = await answersOf({ operation: 'Query', input: { ...query, ExclusiveStartKey } });
    expect(mine).toMatchObject({ status: 400 });
    expect(other).toMatchObject({ status: 400 });
  });

  test('a batch leaves keys unprocessed that exceed its size, and a later call gets them', async () => {
    const keys = Array.from({ length: 40 }, (_, i) => ({ pk: { S: 'pages' }, sk: { S: numbered(i) } }));
    const readAll = async (dynamoDb: DynamoDb) => {
      const calls: number[] = [];
      const found = new Set<string>();
      for (let left: object[] = keys; left.length > 0; ) {
        const { body } = await dynamoDb.send('BatchGetItem', { RequestItems: { [TABLE]: { Keys: left } } });
        const items = (body.Responses as Record<string, { sk: { S: string } }[]>)[TABLE] ?? [];
        calls.push(items.length);
        for (const { sk } of items) found.add(sk.S);
        left = (body.UnprocessedKeys as Record<string, { Keys: object[] }>)[TABLE]?.Keys ?? [];
      }
      return { calls, count: found.size };
    };
    expect(await readAll(ours)).toEqual(await readAll(theirs));
  });
});

describe('limits of batches', () => {
  const keys = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ pk: { S: 'batch' }, sk: { S: numbered(i) } }));
  const writes = (count: number) => keys(count).map((Item) => ({ PutRequest: { Item } }));

  test.each<[string, Request]>([
    ['25 writes', { operation: 'BatchWriteItem', input: { RequestItems: { [TABLE]: writes(25) } } }],
    ['100 keys', { operation: 'BatchGetItem', input: { RequestItems: { [TABLE]: { Keys: keys(100) } } } }],
    [
      'the same key twice',
      { operation: 'BatchWriteItem', input: { RequestItems: { [TABLE]: [...writes(2), ...writes(1)] } } },
    ],
    [
      'the same key read twice',
      { operation: 'BatchGetItem', input: { RequestItems: { [TABLE]: { Keys: [...keys(2), ...keys(1)] } } } },
    ],
    [
      'a table that does not exist',
      { operation: 'BatchGetItem', input: { RequestItems: { missing: { Keys: keys(1) } } } },
    ],
  ])('%s: answered as dynalite does', async (_name, each) => {
    const [mine, other] = await answersOf(each);
    expect(mine).toEqual(other);
  });

  test.each<[string, Request]>([
    ['26 writes', { operation: 'BatchWriteItem', input: { RequestItems: { [TABLE]: writes(26) } } }],
    ['101 keys', { operation: 'BatchGetItem', input: { RequestItems: { [TABLE]: { Keys: keys(101) } } } }],
  ])('%s are refused by both', async (_name, each) => {
    for (const answer of await answersOf(each)) {
      expect(answer).toMatchObject({ status: 400, __type: expect.stringContaining('ValidationException') });
    }
  });
});

test('a table that does not exist is not found', async () => {
  const input = { TableName: 'missing', Key: { pk: { S: 'a' }, sk: { S: 'a' } } };
  const [mine, other] = await answersOf({ operation: 'GetItem', input });
  expect(mine).toEqual(other);
});
