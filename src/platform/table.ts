import { type AttributeMap, fromAttributes, toAttributes } from './attribute-values.ts';
import { hasErrorCode } from './aws-client.ts';
import type { DynamoDbClient } from './dynamodb.ts';
import type { ItemKey } from './keys.ts';

/** The condition of a write was not met; nothing was written. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
}

/** DynamoDB did not process all of a batch, which is how it throttles batches. */
export class UnprocessedItems extends Error {
  override readonly name = 'UnprocessedItems';
}

/** Whether a conditional write took place: false if its condition did not hold. Any other error is thrown. */
export const conditionHolds = async (write: Promise<unknown>): Promise<boolean> =>
  (await resultIfConditionHolds(write.then(() => true))) ?? false;

/** The result of a conditional write; undefined if its condition did not hold. Any other error is thrown. */
export async function resultIfConditionHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
}

/** A stored item: its key and the attributes of its type. */
export type Item = ItemKey & Record<string, unknown>;

/** A condition or update expression with its names (`#x`) and values (`:x`). */
export interface Expression {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** One page of a query. Pass `next` as `after` to get the next page; undefined on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: Readonly<Record<string, unknown>>;
}

export interface QuerySpec {
  readonly index?: 'gsi1' | 'gsi2';
  readonly pk: string;
  /** Condition on the sort key: a prefix, or a range that includes both ends. */
  readonly sk?: { readonly beginsWith: string } | { readonly from: string; readonly to: string };
  readonly descending?: boolean;
  readonly limit?: number;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** How a read by key may be answered. */
export interface ReadOptions {
  /**
   * `false`: the items may lack what was written in the last moments, and are read for half of the price. DynamoDB names no
   * bound, but says that a read repeated after a second should have it. Absent: strongly consistent.
   */
  readonly consistent?: boolean;
}

/**
 * The single table. Reads are strongly consistent, except from an index and where a caller asks for less. Methods throw {@link ConditionFailed} if a
 * condition is not met, and otherwise the errors of the client.
 */
export interface Table {
  /** Undefined if there is no such item, or if the key exceeds DynamoDB's limits. */
  get<T extends Item>(key: ItemKey): Promise<T | undefined>;
  /** Reads any number of items, unordered; omits those that do not exist. */
  batchGet<T extends Item>(keys: readonly ItemKey[], options?: ReadOptions): Promise<readonly T[]>;
  put(item: Item, condition?: Expression): Promise<void>;
  /** Updates an item and returns all its attributes after the update. */
  update<T extends Item>(key: ItemKey, change: Expression, condition?: Expression): Promise<T>;
  delete(key: ItemKey, condition?: Expression): Promise<void>;
  /** Puts items without a condition, in calls of 25. */
  batchPut(items: readonly Item[]): Promise<void>;
  query<T extends Item>(spec: QuerySpec): Promise<Page<T>>;
  /** Counts the items of all pages without transferring them. */
  count(spec: QuerySpec): Promise<number>;
}

/** Met if there is no item with this key. */
export const ifNotExists: Expression = { expression: 'attribute_not_exists(pk)' };

/** Met if the item exists. */
export const ifExists: Expression = { expression: 'attribute_exists(pk)' };

/** Met if the stored item has exactly this version. */
export const ifVersion = (version: number): Expression => ({
  expression: '#version = :expectedVersion',
  names: { '#version': 'version' },
  values: { ':expectedVersion': version },
});

/**
 * Whether the key is within DynamoDB's limits. Clients may ask for any name or id; an item with such a key cannot
 * exist.
 */
const isStorable = ({ pk, sk }: ItemKey): boolean =>
  sk !== '' && Buffer.byteLength(pk) <= 2_048 && Buffer.byteLength(sk) <= 1_024;

const BATCH_WRITE_MAX = 25;
const BATCH_GET_MAX = 100;
const UNPROCESSED_ATTEMPTS = 8;

function mergedPlaceholders(...parts: readonly (Expression | undefined)[]) {
  const names = Object.assign({}, ...parts.map((part) => part?.names));
  const values = Object.assign({}, ...parts.map((part) => part?.values));
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: toAttributes(values) }),
  };
}

async function failingAsConditionFailed<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (hasErrorCode(error, 'ConditionalCheckFailedException')) throw new ConditionFailed(error.message);
    throw error;
  }
}

const backoff = (attempt: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** A table in DynamoDB. */
export function createDynamoTable(client: DynamoDbClient, tableName: string): Table {
  const queryInput = (spec: QuerySpec) => {
    const prefix = spec.index ?? '';
    const names = { '#pk': `${prefix}pk`, ...(spec.sk && { '#sk': `${prefix}sk` }) };
    const range =
      spec.sk === undefined
        ? { text: '', values: {} }
        : 'beginsWith' in spec.sk
          ? { text: ' AND begins_with(#sk, :from)', values: { ':from': spec.sk.beginsWith } }
          : { text: ' AND #sk BETWEEN :from AND :to', values: { ':from': spec.sk.from, ':to': spec.sk.to } };
    return {
      TableName: tableName,
      ...(spec.index ? { IndexName: spec.index } : { ConsistentRead: true }),
      KeyConditionExpression: `#pk = :pk${range.text}`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: toAttributes({ ':pk': spec.pk, ...range.values }),
      ScanIndexForward: !spec.descending,
      ...(spec.limit !== undefined && { Limit: spec.limit }),
    };
  };

  return {
    async get<T extends Item>(key: ItemKey) {
      if (!isStorable(key)) return undefined;
      const { Item: found } = await client.call('GetItem', {
        TableName: tableName,
        Key: toAttributes({ ...key }),
        ConsistentRead: true,
      });
      return found && (fromAttributes(found) as T);
    },

    async batchGet<T extends Item>(keys: readonly ItemKey[], { consistent = true }: ReadOptions = {}) {
      const found: T[] = [];
      for (const part of chunks(keys.filter(isStorable), BATCH_GET_MAX)) {
        let wanted: readonly AttributeMap[] = part.map((key) => toAttributes({ ...key }));
        for (let attempt = 0; wanted.length > 0; attempt++) {
          if (attempt === UNPROCESSED_ATTEMPTS)
            throw new UnprocessedItems('BatchGetItem left keys unprocessed.');
          if (attempt > 0) await backoff(attempt);
          const answer = await client.call('BatchGetItem', {
            RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: consistent } },
          });
          found.push(...(answer.Responses?.[tableName] ?? []).map((item) => fromAttributes(item) as T));
          wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
        }
      }
      return found;
    },

    async put(item, condition) {
      await failingAsConditionFailed(
        client.call('PutItem', {
          TableName: tableName,
          Item: toAttributes(item),
          ...(condition && { ConditionExpression: condition.expression }),
          ...mergedPlaceholders(condition),
        }),
      );
    },

    async update<T extends Item>(key: ItemKey, change: Expression, condition?: Expression) {
      const { Attributes } = await failingAsConditionFailed(
        client.call('UpdateItem', {
          TableName: tableName,
          Key: toAttributes({ ...key }),
          UpdateExpression: change.expression,
          ...(condition && { ConditionExpression: condition.expression }),
          ...mergedPlaceholders(change, condition),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return fromAttributes(Attributes ?? {}) as T;
    },

    async delete(key, condition) {
      await failingAsConditionFailed(
        client.call('DeleteItem', {
          TableName: tableName,
          Key: toAttributes({ ...key }),
          ...(condition && { ConditionExpression: condition.expression }),
          ...mergedPlaceholders(condition),
        }),
      );
    },

    async batchPut(items) {
      for (const part of chunks(items, BATCH_WRITE_MAX)) {
        let wanted: readonly { readonly PutRequest: { readonly Item: AttributeMap } }[] = part.map(
          (item) => ({ PutRequest: { Item: toAttributes(item) } }),
        );
        for (let attempt = 0; wanted.length > 0; attempt++) {
          if (attempt === UNPROCESSED_ATTEMPTS)
            throw new UnprocessedItems('BatchWriteItem left items unprocessed.');
          if (attempt > 0) await backoff(attempt);
          const answer = await client.call('BatchWriteItem', { RequestItems: { [tableName]: wanted } });
          wanted = answer.UnprocessedItems?.[tableName] ?? [];
        }
      }
    },

    async query<T extends Item>(spec: QuerySpec) {
      const answer = await client.call('Query', {
        ...queryInput(spec),
        ...(spec.after && { ExclusiveStartKey: toAttributes({ ...spec.after }) }),
      });
      return {
        items: (answer.Items ?? []).map((item) => fromAttributes(item) as T),
        ...(answer.LastEvaluatedKey && { next: fromAttributes(answer.LastEvaluatedKey) }),
      };
    },

    async count(spec) {
      let total = 0;
      let after: QuerySpec['after'];
      do {
        const answer = await client.call('Query', {
          ...queryInput(spec),
          Select: 'COUNT',
          ...(after && { ExclusiveStartKey: toAttributes({ ...after }) }),
        });
        total += answer.Count ?? 0;
        after = answer.LastEvaluatedKey && fromAttributes(answer.LastEvaluatedKey);
      } while (after);
      return total;
    },
  };
}

/** All items of a query. Only for small results, such as the configuration of an account. */
export async function queryAll<T extends Item>(table: Table, spec: QuerySpec): Promise<readonly T[]> {
  const all: T[] = [];
  let after: QuerySpec['after'];
  do {
    const page: Page<T> = await table.query<T>({ ...spec, ...(after && { after }) });
    all.push(...page.items);
    after = page.next;
  } while (after);
  return all;
}
