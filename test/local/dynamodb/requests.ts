import * as fc from 'fast-check';
import { TABLE } from './dynamodbs.ts';

/** A request of one operation. */
export interface Request {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const PARTITIONS = ['a', 'b', 'ü', '𝒳'];
const SORTS = ['1', '1x', '2', '~', 'é', '\uffee', '😀'];
const partition = fc.constantFrom(...PARTITIONS);
const sort = fc.constantFrom(...SORTS);
const key = fc.record({ pk: partition.map((S) => ({ S })), sk: sort.map((S) => ({ S })) });

/** Numbers whose sums stay within 38 digits: beyond, dynalite goes on where DynamoDB refuses. */
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.integer().map((thousandths) => String(thousandths / 1_000)),
  fc.constantFrom('1.50', '1e3', '-0.0010', '0.1', '0.2', '-0.3', '12345678901234567890.123456789'),
);
const anyNumber = fc.oneof(
  number,
  fc.constantFrom('1e125', '1E-130', '99999999999999999999999999999999999999', '-1.5e-7', '1e+21'),
);
const wrongNumber = fc.constantFrom(
  '',
  'x',
  '1e126',
  '-1e126',
  '1e-131',
  '1234567890123456789012345678901234567891',
);

const scalar = fc.oneof(
  fc.constantFrom('', 'x', 'xy', 'é', '😀', 'constructor').map((S) => ({ S })),
  anyNumber.map((N) => ({ N })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true }),
  fc.constantFrom('', 'AQI=', 'AQID').map((B) => ({ B })),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((L) => ({ L })) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom('m', 'n', ''), scalar).map((M) => ({ M })),
  },
);
const wrongValue = fc.oneof(
  fc.constantFrom({}, { S: 'x', N: '1' }, { NULL: false }, { M: { m: {} } }, { L: [{ N: 'x' }] }),
  wrongNumber.map((N) => ({ N })),
);

/** Attributes that are not keys of the table. Keys of indexes are unique, so that no order is left to chance. */
const indexKeys = (of: { pk: { S: string }; sk: { S: string } }) =>
  fc.record(
    {
      gsi1pk: partition.map((S) => ({ S })),
      gsi1sk: sort.map((S) => ({ S: `${S}#${of.pk.S}#${of.sk.S}` })),
      gsi2pk: partition.map((S) => ({ S })),
      gsi2sk: sort.map((S) => ({ S: `${S}#${of.pk.S}#${of.sk.S}` })),
    },
    { requiredKeys: [] },
  );
const attributes = fc.record(
  { n: number.map((N) => ({ N })), v: value, w: value, status: value },
  { requiredKeys: [] },
);
const item = key.chain((of) =>
  fc.tuple(indexKeys(of), attributes).map(([indexed, others]) => ({ ...others, ...indexed, ...of })),
);
const wrongItem = fc
  .tuple(item, wrongValue)
  .chain(([whole, wrong]) =>
    fc.constantFrom(
      { ...whole, v: wrong },
      { ...whole, pk: { S: '' } },
      { ...whole, sk: { N: '1' } },
      { pk: whole.pk },
      { ...whole, gsi1sk: { N: '1' } },
      { ...whole, pk: { S: 'p'.repeat(2_049) } },
      { ...whole, sk: { S: 's'.repeat(1_025) } },
      { ...whole, v: { S: 'v'.repeat(409_600) } },
    ),
  );
const wrongKey = key.chain((whole) =>
  fc.constantFrom<object>(
    { pk: whole.pk },
    { ...whole, v: { S: 'x' } },
    { ...whole, pk: { N: '1' } },
    { ...whole, sk: { S: '' } },
    { ...whole, sk: { S: 's'.repeat(1_025) } },
  ),
);

/** An expression and the placeholders in it. */
interface Expression {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
const name = fc.constantFrom('n', 'v', 'w', 'pk', 'sk', 'gsi1pk', 'constructor');
const condition = fc.oneof(
  fc.constantFrom('attribute_exists(pk)', 'attribute_not_exists(pk)').map((text) => ({ text })),
  fc.tuple(name, fc.boolean()).map(([of, not]) => ({ text: `${not ? 'NOT ' : ''}attribute_exists(${of})` })),
  fc
    .tuple(name, comparator, scalar)
    .map(([of, compares, other]) => ({ text: `${of} ${compares} :c`, values: { ':c': other } })),
  fc.tuple(name, scalar).map(([of, other]) => ({
    text: `attribute_not_exists(${of}) or #s = :c`,
    names: { '#s': 'status' },
    values: { ':c': other },
  })),
  fc.tuple(name, scalar, scalar).map(([of, one, other]) => ({
    text: `attribute_exists(pk) AND (attribute_not_exists(w) OR ${of} < :c) and n >= :d`,
    values: { ':c': one, ':d': other },
  })),
  fc.constantFrom('x', '', 'é').map((S) => ({ text: 'begins_with(v, :c)', values: { ':c': { S } } })),
  fc.tuple(fc.integer(), fc.integer()).map(([low, high]) => ({
    text: 'n BETWEEN :low AND :high',
    values: { ':low': { N: String(low) }, ':high': { N: String(high) } },
  })),
);

/** Mistakes of which DynamoDB and dynalite tell the same. */
const wrongCondition: fc.Arbitrary<Expression> = fc.constantFrom<Expression>(
  { text: 'status = :c', values: { ':c': { S: 'x' } } },
  { text: 'n = :missing', values: { ':c': { S: 'x' } } },
  { text: '#missing = :c', values: { ':c': { S: 'x' } } },
  { text: 'n = :c', values: { ':c': { S: 'x' }, ':unused': { S: 'x' } } },
  { text: 'n = :c', names: { '#unused': 'x' }, values: { ':c': { S: 'x' } } },
  { text: 'n = :c', values: { ':c': {} } },
  { text: 'n = :c', values: { ':c': { N: 'x' } } },
  { text: 'n = n' },
  { text: 'begins_with(n, :c)', values: { ':c': { N: '1' } } },
  { text: 'attribute_exists(:c)', values: { ':c': { S: 'x' } } },
  { text: '((n = :c))', values: { ':c': { S: 'x' } } },
  { text: '' },
);
/** Mistakes in the grammar, whose messages differ in what they quote. */
const wrongSyntax: fc.Arbitrary<Expression> = fc.constantFrom<Expression>(
  { text: 'n =' },
  { text: 'n = :c AND', values: { ':c': { S: 'x' } } },
  { text: '(n = :c', values: { ':c': { S: 'x' } } },
  { text: 'n == :c', values: { ':c': { S: 'x' } } },
  { text: 'n ! :c', values: { ':c': { S: 'x' } } },
);
const maybeCondition = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 6, arbitrary: condition as fc.Arbitrary<Expression> },
  { weight: 1, arbitrary: wrongCondition },
  { weight: 1, arbitrary: wrongSyntax },
);

const set = fc.oneof(
  // An empty text as a key of an index is refused by AWS and here, but not by dynalite (dynamodb.test.ts).
  fc
    .tuple(fc.constantFrom('v', 'w', 'gsi1pk', 'gsi2sk'), value)
    .filter(([of, to]) => !(of.startsWith('gsi') && 'S' in to && to.S === ''))
    .map(([of, to]) => ({
      text: `SET ${of} = :v`,
      values: { ':v': to },
    })),
  fc
    .tuple(fc.constantFrom('+', '-'), number)
    .map(([sign, N]) => ({ text: `SET n = n ${sign} :v`, values: { ':v': { N } } })),
  value.map((to) => ({ text: 'SET v = if_not_exists(w, :v), w = v', values: { ':v': to } })),
  value.map((to) => ({ text: 'SET v = :v, w = :v', values: { ':v': to } })),
  fc.constant({ text: 'SET v = w' }),
);
const update = fc.oneof(
  set as fc.Arbitrary<Expression>,
  fc.constantFrom<Expression>({ text: 'REMOVE v, gsi1pk' }, { text: 'remove n' }),
  number.map((N) => ({ text: 'ADD n :v', values: { ':v': { N } } })),
  number.map((N) => ({
    text: 'SET #s = :s ADD n :v REMOVE gsi2pk, gsi2sk',
    names: { '#s': 'status' },
    values: { ':v': { N }, ':s': { S: 'x' } },
  })),
);
const wrongUpdate: fc.Arbitrary<Expression> = fc.constantFrom<Expression>(
  { text: 'SET pk = :v', values: { ':v': { S: 'x' } } },
  { text: 'SET v = :v, v = :v', values: { ':v': { S: 'x' } } },
  { text: 'SET v = :v SET w = :v', values: { ':v': { S: 'x' } } },
  { text: 'SET status = :v', values: { ':v': { S: 'x' } } },
  { text: 'SET v = :missing', values: { ':v': { S: 'x' } } },
  { text: 'SET v = :v + :v', values: { ':v': { S: 'x' } } },
  { text: 'ADD n :v', values: { ':v': { S: 'x' } } },
  { text: 'SET gsi1pk = :v', values: { ':v': { N: '1' } } },
  { text: 'SET v = :v', values: { ':v': { S: 'v'.repeat(409_600) } } },
  { text: 'SET' },
);

const toMembers = (member: string, expression: Expression | undefined) =>
  expression ? { [member]: expression.text, ...placeholders(expression) } : {};
const placeholders = (...all: readonly (Expression | undefined)[]) => {
  const names = Object.assign({}, ...all.map((each) => each?.names));
  const values = Object.assign({}, ...all.map((each) => each?.values));
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
};

const mostly = <T, W>(good: fc.Arbitrary<T>, wrong: fc.Arbitrary<W>) =>
  fc.oneof({ weight: 9, arbitrary: good as fc.Arbitrary<T | W> }, { weight: 1, arbitrary: wrong });
const returnValues = fc.constantFrom({}, { ReturnValues: 'ALL_OLD' }, { ReturnValues: 'NONE' });

const put = fc.tuple(mostly(item, wrongItem), maybeCondition, returnValues).map(([Item, met, returns]) => ({
  operation: 'PutItem',
  input: { TableName: TABLE, Item, ...returns, ...toMembers('ConditionExpression', met) },
}));
const remove = fc.tuple(mostly(key, wrongKey), maybeCondition, returnValues).map(([Key, met, returns]) => ({
  operation: 'DeleteItem',
  input: { TableName: TABLE, Key, ...returns, ...toMembers('ConditionExpression', met) },
}));
const change = fc
  .tuple(
    mostly(key, wrongKey),
    mostly(update, wrongUpdate),
    maybeCondition,
    fc.oneof(returnValues, fc.constant({ ReturnValues: 'ALL_NEW' })),
  )
  .map(([Key, changes, met, returns]) => ({
    operation: 'UpdateItem',
    input: {
      TableName: TABLE,
      Key,
      ...returns,
      UpdateExpression: changes.text,
      ...(met && { ConditionExpression: met.text }),
      ...placeholders(changes, met),
    },
  }));
const get = fc.tuple(mostly(key, wrongKey), fc.boolean()).map(([Key, ConsistentRead]) => ({
  operation: 'GetItem',
  input: { TableName: TABLE, Key, ConsistentRead },
}));
const batchGet = fc
  .array(mostly(key, wrongKey), { minLength: 1, maxLength: 5 })
  .map((Keys) => ({ operation: 'BatchGetItem', input: { RequestItems: { [TABLE]: { Keys } } } }));
const batchWrite = fc
  .array(
    fc.oneof(
      mostly(item, wrongItem).map((Item) => ({ PutRequest: { Item } })),
      key.map((Key) => ({ DeleteRequest: { Key } })),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((requests) => ({ operation: 'BatchWriteItem', input: { RequestItems: { [TABLE]: requests } } }));

/** Without a text behind the surrogates of UTF-16, which dynalite orders wrongly when it checks the bounds. */
const bound = fc.constantFrom(...SORTS.filter((each) => each !== '\uffee'));
const range = fc.oneof(
  fc.constant(undefined),
  sort.map((S) => ({ text: 'begins_with(#r, :f)', values: { ':f': { S } } })),
  fc.tuple(bound, bound).map(([from, to]) => ({
    text: '#r BETWEEN :f AND :t',
    values: { ':f': { S: from }, ':t': { S: to } },
  })),
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), sort).map(([compares, S]) => ({
    text: `#r ${compares} :f`,
    values: { ':f': { S } },
  })),
);
const query = fc
  .record({
    index: fc.constantFrom('', 'gsi1', 'gsi2'),
    partition,
    range,
    ScanIndexForward: fc.boolean(),
    Limit: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 4 })),
    Select: fc.constantFrom(undefined, 'COUNT'),
  })
  .map(({ index, partition: pk, range: sorts, Limit, Select, ...others }) => ({
    operation: 'Query',
    input: {
      TableName: TABLE,
      ...(index && { IndexName: index }),
      ...others,
      ...(Limit !== undefined && { Limit }),
      ...(Select !== undefined && { Select }),
      KeyConditionExpression: `#p = :p${sorts ? ` AND ${sorts.text}` : ''}`,
      ExpressionAttributeNames: { '#p': `${index}pk`, ...(sorts && { '#r': `${index}sk` }) },
      ExpressionAttributeValues: { ':p': { S: pk }, ...sorts?.values },
    },
  }));

/** Any request that the service could send, and some that it should not. */
export const request: fc.Arbitrary<Request> = fc.oneof(
  { weight: 4, arbitrary: put as fc.Arbitrary<Request> },
  { weight: 4, arbitrary: change },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: get },
  { weight: 1, arbitrary: batchGet },
  { weight: 2, arbitrary: batchWrite },
  { weight: 4, arbitrary: query },
);
