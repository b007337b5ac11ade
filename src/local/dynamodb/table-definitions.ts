import { invalid, noSuchTable, notImplemented } from './errors.ts';
import { type Input, requireMembers } from './requests.ts';
import type { IndexDefinition, KeyNames, Store, TableDefinition } from './store.ts';

interface SchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** Creates a table, which is ready at once. All keys must be texts, and there must be a sort key everywhere. */
export function createTable(store: Store, input: Input): object {
  requireMembers('CreateTable', input, [
    'TableName',
    'AttributeDefinitions',
    'KeySchema',
    'GlobalSecondaryIndexes',
    'BillingMode',
  ]);
  const name = String(input.TableName);
  const types = new Map(
    (input.AttributeDefinitions as { AttributeName: string; AttributeType: string }[]).map((each) => [
      each.AttributeName,
      each.AttributeType,
    ]),
  );
  const readKeys = (schema: unknown): KeyNames => {
    const elements = schema as readonly SchemaElement[];
    const hash = elements.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
    const range = elements.find(({ KeyType }) => KeyType === 'RANGE')?.AttributeName;
    if (hash === undefined || range === undefined)
      throw notImplemented('tables and indexes without a sort key');
    if (types.get(hash) !== 'S' || types.get(range) !== 'S') throw notImplemented('keys other than texts');
    return { hash, range };
  };
  const indexes = ((input.GlobalSecondaryIndexes ?? []) as Input[]).map((index): IndexDefinition => {
    const type = (index.Projection as Input).ProjectionType;
    if (type !== 'ALL' && type !== 'KEYS_ONLY') throw notImplemented(`the projection ${type}`);
    return { name: String(index.IndexName), keysOnly: type === 'KEYS_ONLY', ...readKeys(index.KeySchema) };
  });
  store.create({ name, indexes, ...readKeys(input.KeySchema) });
  return { TableDescription: { TableName: name, TableStatus: 'CREATING' } };
}

export function describeTable(store: Store, input: Input): object {
  requireMembers('DescribeTable', input, ['TableName']);
  const name = String(input.TableName);
  return { Table: describe(findOrSay(store, name)) };
}

function findOrSay(store: Store, name: string): TableDefinition {
  try {
    return store.find(name).definition;
  } catch {
    throw noSuchTable(`Requested resource not found: Table: ${name} not found`);
  }
}

const toSchema = ({ hash, range }: KeyNames) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const describe = (definition: TableDefinition) => ({
  TableName: definition.name,
  TableStatus: 'ACTIVE',
  KeySchema: toSchema(definition),
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  GlobalSecondaryIndexes: definition.indexes.map((index) => ({
    IndexName: index.name,
    IndexStatus: 'ACTIVE',
    KeySchema: toSchema(index),
    Projection: { ProjectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL' },
  })),
});

/** Turns expiry on. It cannot be turned off. */
export function updateTimeToLive(store: Store, input: Input): object {
  requireMembers('UpdateTimeToLive', input, ['TableName', 'TimeToLiveSpecification']);
  const { AttributeName, Enabled } = input.TimeToLiveSpecification as Input;
  if (Enabled !== true) throw invalid('TimeToLive is already disabled');
  store.setExpiryAttribute(String(input.TableName), String(AttributeName));
  return { TimeToLiveSpecification: { AttributeName, Enabled } };
}
