import { holds, parseCondition } from './conditions.ts';
import { conditionFailed, DynamoDbError, invalid, notImplemented } from './errors.ts';
import { readPlaceholders } from './expressions.ts';
import { checkItem, checkKey, checkKeyChanges, MAX_ITEM_BYTES } from './keys.ts';
import { query } from './query.ts';
import { type Input, type OnAccess, readAttributes, requireMembers } from './requests.ts';
import type { StoredItem } from './sorted-items.ts';
import type { Store, StoredTable } from './store.ts';
import { createTable, describeTable, updateTimeToLive } from './table-definitions.ts';
import { applyChanges, type Change, parseUpdate } from './updates.ts';
import { type Attributes, checkAttributes } from './values.ts';

type Operation = (input: Input) => object;

const MAX_BATCH_WRITES = 25;
const MAX_BATCH_KEYS = 100;
/** AWS returns up to 16 MB. This is less, so that callers meet UnprocessedKeys earlier. */
const MAX_BATCH_BYTES = 1024 * 1024 + MAX_ITEM_BYTES;

/** The operations of DynamoDB that the service uses, by name. Others, and other members of them, are refused. */
export function createOperations(
  store: Store,
  onAccess: OnAccess = () => undefined,
): Readonly<Record<string, Operation>> {
  const findTable = ({ TableName }: Input): StoredTable => store.find(String(TableName));

  const write = (
    table: StoredTable,
    pk: string,
    before: StoredItem | undefined,
    after?: { readonly item: Attributes; readonly size: number },
  ) => {
    const { name } = table.definition;
    onAccess({ kind: 'write', table: name, pk, bytes: Math.max(before?.size ?? 0, after?.size ?? 0) });
    for (const { index, pk: partition } of table.indexWrites(before, after?.item)) {
      onAccess({ kind: 'write', table: name, index, pk: partition, bytes: 0 });
    }
  };

  const readOne = (table: StoredTable, key: Attributes, consistent: boolean): StoredItem | undefined => {
    const { pk, sk } = checkKey(table.definition, key);
    const found = table.get(pk, sk);
    onAccess({ kind: 'read', table: table.definition.name, pk, bytes: found?.size ?? 0, consistent });
    return found;
  };

  const putChecked = (table: StoredTable, item: Attributes, size: number, before: StoredItem | undefined) => {
    const { pk } = checkItem(table.definition, item);
    write(table, pk, before, { item, size });
    table.put(item, size);
  };

  return {
    CreateTable: (input) => createTable(store, input),
    DescribeTable: (input) => describeTable(store, input),
    UpdateTimeToLive: (input) => updateTimeToLive(store, input),
    Query: (input) => query(findTable(input), input, onAccess),

    GetItem(input) {
      requireMembers('GetItem', input, ['TableName', 'Key', 'ConsistentRead']);
      const key = readAttributes(input, 'Key');
      checkAttributes(key);
      const found = readOne(findTable(input), key, input.ConsistentRead === true);
      return found ? { Item: found.attributes } : {};
    },

    PutItem(input) {
      requireMembers('PutItem', input, ['TableName', 'Item', 'ReturnValues', ...CONDITIONAL]);
      const item = readAttributes(input, 'Item');
      const size = checkSize(item, 'Item size has exceeded the maximum allowed size');
      requireReturnValues(input, ['NONE', 'ALL_OLD']);
      const { isMet } = readExpressions(input);
      const table = findTable(input);
      const { pk, sk } = checkItem(table.definition, item);
      const before = table.get(pk, sk);
      if (!isMet(before)) throw conditionFailed();
      putChecked(table, item, size, before);
      return oldAttributes(input, before);
    },

    UpdateItem(input) {
      requireMembers('UpdateItem', input, [
        'TableName',
        'Key',
        'UpdateExpression',
        'ReturnValues',
        ...CONDITIONAL,
      ]);
      const key = readAttributes(input, 'Key');
      checkAttributes(key);
      requireReturnValues(input, ['NONE', 'ALL_OLD', 'ALL_NEW']);
      const { changes, isMet } = readExpressions(input);
      const table = findTable(input);
      const { pk, sk } = checkKey(table.definition, key);
      checkKeyChanges(table.definition, changes);
      const before = table.get(pk, sk);
      if (!isMet(before)) throw conditionFailed();
      const next = applyChanges(changes, before?.attributes ?? key);
      const size = checkSize(next, 'Item size to update has exceeded the maximum allowed size');
      putChecked(table, next, size, before);
      return input.ReturnValues === 'ALL_NEW' ? { Attributes: next } : oldAttributes(input, before);
    },

    DeleteItem(input) {
      requireMembers('DeleteItem', input, ['TableName', 'Key', 'ReturnValues', ...CONDITIONAL]);
      const key = readAttributes(input, 'Key');
      checkAttributes(key);
      requireReturnValues(input, ['NONE', 'ALL_OLD']);
      const { isMet } = readExpressions(input);
      const table = findTable(input);
      const { pk, sk } = checkKey(table.definition, key);
      const before = table.get(pk, sk);
      if (!isMet(before)) throw conditionFailed();
      write(table, pk, before);
      if (before) table.delete(before);
      return oldAttributes(input, before);
    },

    BatchGetItem(input) {
      requireMembers('BatchGetItem', input, ['RequestItems']);
      const responses: Record<string, Attributes[]> = {};
      const unprocessed: Record<string, Input> = {};
      let bytes = 0;
      for (const [name, keys, consistent] of readBatchKeys(input)) {
        const table = store.find(name);
        const distinct = new Set(keys.map((key) => JSON.stringify(checkKey(table.definition, key))));
        if (distinct.size < keys.length) throw invalid('Provided list of item keys contains duplicates');
        const left: Attributes[] = [];
        const found: Attributes[] = [];
        for (const key of keys) {
          const item = throttledAsUndefined(() => ({ item: readOne(table, key, consistent) }));
          if (!item || bytes + (item.item?.size ?? 0) > MAX_BATCH_BYTES) {
            left.push(key);
          } else if (item.item) {
            bytes += item.item.size;
            found.push(item.item.attributes);
          }
        }
        // The order is not defined. Callers who rely on that of the request should notice.
        responses[name] = found.reverse();
        if (left.length > 0) unprocessed[name] = { Keys: left, ...(consistent && { ConsistentRead: true }) };
      }
      return { Responses: responses, UnprocessedKeys: unprocessed };
    },

    BatchWriteItem(input) {
      requireMembers('BatchWriteItem', input, ['RequestItems']);
      const writes = readBatchWrites(store, input);
      const unprocessed: [string, Input][] = [];
      for (const { table, request, pk, sk, item, size } of writes) {
        const before = table.get(pk, sk);
        const done = throttledAsUndefined(() => {
          if (item) putChecked(table, item, size, before);
          else write(table, pk, before);
          if (!item && before) table.delete(before);
          return true;
        });
        if (!done) unprocessed.push([table.definition.name, request]);
      }
      const byTable = Map.groupBy(unprocessed, ([name]) => name);
      return {
        UnprocessedItems: Object.fromEntries(
          [...byTable].map(([name, left]) => [name, left.map(([, request]) => request)]),
        ),
      };
    },
  };
}

const CONDITIONAL = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

function requireReturnValues({ ReturnValues = 'NONE' }: Input, known: readonly string[]): void {
  if (!known.includes(String(ReturnValues))) throw notImplemented(`ReturnValues ${ReturnValues} here`);
}

function checkSize(item: Attributes, message: string): number {
  const size = checkAttributes(item);
  if (size > MAX_ITEM_BYTES) throw invalid(message);
  return size;
}

const oldAttributes = ({ ReturnValues }: Input, before: StoredItem | undefined): object =>
  ReturnValues === 'ALL_OLD' && before ? { Attributes: before.attributes } : {};

interface Expressions {
  /** Whether the condition holds for the stored item. */
  readonly isMet: (before: StoredItem | undefined) => boolean;
  /** The changes of an update. */
  readonly changes: readonly Change[];
}

/** The expressions of a write. Throws for a mistake in one, and if a placeholder is missing or not used. */
function readExpressions(input: Input): Expressions {
  const { ConditionExpression, UpdateExpression } = input;
  const names = input.ExpressionAttributeNames as Record<string, string> | undefined;
  const values = input.ExpressionAttributeValues as Attributes | undefined;
  if (ConditionExpression === undefined && UpdateExpression === undefined) {
    if (names) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
    if (values) throw invalid('ExpressionAttributeValues can only be specified when using expressions');
  }
  const placeholders = readPlaceholders(names, values);
  const changes = UpdateExpression === undefined ? [] : parseUpdate(String(UpdateExpression), placeholders);
  const condition =
    ConditionExpression === undefined
      ? undefined
      : parseCondition('ConditionExpression', String(ConditionExpression), placeholders);
  placeholders.requireAllUsed();
  return {
    changes,
    isMet: (before) => condition === undefined || holds(condition, before?.attributes ?? {}),
  };
}

/** The result; undefined if the call was throttled, which in a batch leaves the item unprocessed. */
function throttledAsUndefined<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof DynamoDbError && /Throughput|Throttl/.test(error.type)) return undefined;
    throw error;
  }
}

function* readBatchKeys({ RequestItems }: Input): Iterable<[string, Attributes[], boolean]> {
  const all = Object.entries(RequestItems as Record<string, Input>);
  const count = all.reduce((sum, [, { Keys }]) => sum + (Keys as unknown[]).length, 0);
  if (count > MAX_BATCH_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
  for (const [, request] of all) {
    requireMembers('BatchGetItem', request, ['Keys', 'ConsistentRead']);
    for (const key of request.Keys as Attributes[]) checkAttributes(key);
  }
  for (const [name, { Keys, ConsistentRead }] of all)
    yield [name, Keys as Attributes[], ConsistentRead === true];
}

interface BatchWrite {
  readonly table: StoredTable;
  readonly request: Input;
  readonly pk: string;
  readonly sk: string;
  /** Undefined: delete. */
  readonly item?: Attributes;
  readonly size: number;
}

/** Checks all requests of a batch before the first takes effect. */
function readBatchWrites(store: Store, { RequestItems }: Input): readonly BatchWrite[] {
  const all = Object.entries(RequestItems as Record<string, Input[]>);
  if (all.reduce((sum, [, requests]) => sum + requests.length, 0) > MAX_BATCH_WRITES) {
    throw invalid(`Too many items requested for the BatchWriteItem call`);
  }
  const sized = all.flatMap(([name, requests]) =>
    requests.map((request) => {
      const item = (request.PutRequest as Input | undefined)?.Item as Attributes | undefined;
      const key = (request.DeleteRequest as Input | undefined)?.Key as Attributes | undefined;
      const size = item ? checkSize(item, 'Item size has exceeded the maximum allowed size') : 0;
      if (key) checkAttributes(key);
      return { name, request, item, key, size };
    }),
  );
  const seen = new Set<string>();
  return sized.map(({ name, request, item, key, size }) => {
    const table = store.find(name);
    const { pk, sk } = item ? checkBatchItem(table, item) : checkKey(table.definition, key as Attributes);
    const id = JSON.stringify([name, pk, sk]);
    if (seen.has(id)) throw invalid('Provided list of item keys contains duplicates');
    seen.add(id);
    return { table, request, pk, sk, size, ...(item && { item }) };
  });
}

function checkBatchItem(table: StoredTable, item: Attributes): { readonly pk: string; readonly sk: string } {
  try {
    return checkItem(table.definition, item);
  } catch (error) {
    // In a batch, DynamoDB describes these mistakes with the message of a wrong key.
    if (/Missing the key|Type mismatch for key/.test((error as Error).message)) {
      throw invalid('The provided key element does not match the schema');
    }
    throw error;
  }
}
