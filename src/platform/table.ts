import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemKey } from './keys.ts';

/** A conditional write did not take place because its condition did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
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

/** Something stored: its key and whatever attributes its type has. */
export type Item = ItemKey & Record<string, unknown>;

/** A condition or update expression with its names (`#x`) and values (`:x`). */
export interface Expression {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** One page of a query. `next` is given back to go on after it; undefined at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: Readonly<Record<string, unknown>>;
}

export interface QuerySpec {
  readonly index?: 'gsi1' | 'gsi2';
  readonly pk: string;
  /** Of the sort key: a prefix, or a range with both ends included. */
  readonly sk?: { readonly beginsWith: string } | { readonly from: string; readonly to: string };
  readonly descending?: boolean;
  readonly limit?: number;
  readonly after?: Readonly<Record<string, unknown>>;
}

/**
 * The one table. Reads of the table itself are strongly consistent; reads of an index cannot be. Every method
 * throws what the AWS SDK throws, except that a failed condition is a {@link ConditionFailed}.
 */
export interface Table {
  /** Undefined where there is no such item; neither is there one of a key that cannot be stored. */
  get<T extends Item>(key: ItemKey): Promise<T | undefined>;
  /** Reads up to any number of items, in no order; those that do not exist are left out. */
  batchGet<T extends Item>(keys: readonly ItemKey[]): Promise<readonly T[]>;
  put(item: Item, condition?: Expression): Promise<void>;
  /** Changes an item and gives it back whole as it is afterwards. */
  update<T extends Item>(key: ItemKey, change: Expression, condition?: Expression): Promise<T>;
  delete(key: ItemKey, condition?: Expression): Promise<void>;
  /** Puts items without a condition, in as few calls as the service allows (25 a call). */
  batchPut(items: readonly Item[]): Promise<void>;
  query<T extends Item>(spec: QuerySpec): Promise<Page<T>>;
  /** Counts without reading the items out; follows all pages. */
  count(spec: QuerySpec): Promise<number>;
}

/** Holds where no item with that key exists. */
export const ifNotExists: Expression = { expression: 'attribute_not_exists(pk)' };

/** Holds where the item exists. */
export const ifExists: Expression = { expression: 'attribute_exists(pk)' };

/** Holds where the stored item has just this version. */
export const ifVersion = (version: number): Expression => ({
  expression: '#version = :expectedVersion',
  names: { '#version': 'version' },
  values: { ':expectedVersion': version },
});

/**
 * Whether an item can have the key, by DynamoDB's limits: clients name things by whatever they like, and what cannot be
 * stored is not there.
 */
const isStorable = ({ pk, sk }: ItemKey): boolean =>
  sk !== '' && Buffer.byteLength(pk) <= 2_048 && Buffer.byteLength(sk) <= 1_024;

const BATCH_WRITE_MAX = 25;
const BATCH_GET_MAX = 100;
const UNPROCESSED_ATTEMPTS = 8;

const toAttributes = (value: Record<string, unknown>) => marshall(value, { removeUndefinedValues: true });

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
    if (error instanceof ConditionalCheckFailedException) throw new ConditionFailed(error.message);
    throw error;
  }
}

const backoff = (attempt: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** The table behind the DynamoDB client. */
export function createDynamoTable(client: DynamoDBClient, tableName: string): Table {
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
      const { Item: found } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: toAttributes({ ...key }), ConsistentRead: true }),
      );
      return found && (unmarshall(found) as T);
    },

    async batchGet<T extends Item>(keys: readonly ItemKey[]) {
      const found: T[] = [];
      for (const part of chunks(keys.filter(isStorable), BATCH_GET_MAX)) {
        let wanted = part.map((key) => toAttributes({ ...key }));
        for (let attempt = 0; wanted.length > 0; attempt++) {
          if (attempt === UNPROCESSED_ATTEMPTS) throw new Error('BatchGetItem left keys unprocessed.');
          if (attempt > 0) await backoff(attempt);
          const answer = await client.send(
            new BatchGetItemCommand({
              RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: true } },
            }),
          );
          found.push(...(answer.Responses?.[tableName] ?? []).map((item) => unmarshall(item) as T));
          wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
        }
      }
      return found;
    },

    async put(item, condition) {
      await failingAsConditionFailed(
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: toAttributes(item),
            ...(condition && { ConditionExpression: condition.expression }),
            ...mergedPlaceholders(condition),
          }),
        ),
      );
    },

    async update<T extends Item>(key: ItemKey, change: Expression, condition?: Expression) {
      const { Attributes } = await failingAsConditionFailed(
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: toAttributes({ ...key }),
            UpdateExpression: change.expression,
            ...(condition && { ConditionExpression: condition.expression }),
            ...mergedPlaceholders(change, condition),
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return unmarshall(Attributes ?? {}) as T;
    },

    async delete(key, condition) {
      await failingAsConditionFailed(
        client.send(
          new DeleteItemCommand({
            TableName: tableName,
            Key: toAttributes({ ...key }),
            ...(condition && { ConditionExpression: condition.expression }),
            ...mergedPlaceholders(condition),
          }),
        ),
      );
    },

    async batchPut(items) {
      for (const part of chunks(items, BATCH_WRITE_MAX)) {
        let wanted = part.map((item) => ({ PutRequest: { Item: toAttributes(item) } }));
        for (let attempt = 0; wanted.length > 0; attempt++) {
          if (attempt === UNPROCESSED_ATTEMPTS) throw new Error('BatchWriteItem left items unprocessed.');
          if (attempt > 0) await backoff(attempt);
          const answer = await client.send(
            new BatchWriteItemCommand({ RequestItems: { [tableName]: wanted } }),
          );
          wanted = (answer.UnprocessedItems?.[tableName] ?? []) as typeof wanted;
        }
      }
    },

    async query<T extends Item>(spec: QuerySpec) {
      const answer = await client.send(
        new QueryCommand({
          ...queryInput(spec),
          ...(spec.after && { ExclusiveStartKey: toAttributes({ ...spec.after }) }),
        }),
      );
      return {
        items: (answer.Items ?? []).map((item) => unmarshall(item) as T),
        ...(answer.LastEvaluatedKey && { next: unmarshall(answer.LastEvaluatedKey) }),
      };
    },

    async count(spec) {
      let total = 0;
      let after: QuerySpec['after'];
      do {
        const answer = await client.send(
          new QueryCommand({
            ...queryInput(spec),
            Select: 'COUNT',
            ...(after && { ExclusiveStartKey: toAttributes({ ...after }) }),
          }),
        );
        total += answer.Count ?? 0;
        after = answer.LastEvaluatedKey && unmarshall(answer.LastEvaluatedKey);
      } while (after);
      return total;
    },
  };
}

/** All items of a query, page after page. Only for what is known to be small (configuration of one account). */
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
