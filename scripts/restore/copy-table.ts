import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';

type StoredItem = Readonly<Record<string, AttributeValue>>;

/** How the restored table is applied. `compare` writes nothing. */
export type RestoreMode = 'compare' | 'missing' | 'all';

export interface Restore {
  readonly client: DynamoDBClient;
  /** The restored table, which is only read. */
  readonly from: string;
  /** The table of the stage. */
  readonly to: string;
  readonly mode: RestoreMode;
  /** Only items whose partition key begins with this text; default: all. */
  readonly prefix?: string;
  /** In seconds since the epoch. Items that have expired by then are not restored. */
  readonly nowSeconds: number;
}

/** Numbers of items. */
export interface RestoreReport {
  readonly same: number;
  /** Only in the restored table. */
  readonly missing: number;
  /** In both, with another content. */
  readonly different: number;
  /** Only in the table of the stage. */
  readonly newer: number;
  /** Written to the table of the stage. */
  readonly written: number;
  /** Deleted from the table of the stage. */
  readonly deleted: number;
}

const BATCH = 100;
const AT_ONCE = 10;

const keyOf = ({ pk, sk }: StoredItem): Record<string, AttributeValue> => ({
  pk: pk as AttributeValue,
  sk: sk as AttributeValue,
});

const keyText = ({ pk, sk }: StoredItem): string => `${pk?.S} ${sk?.S}`;

/** All items of a table, in pages of at most 100. */
async function* scan(
  client: DynamoDBClient,
  table: string,
  prefix: string,
  keysOnly: boolean,
): AsyncGenerator<readonly StoredItem[]> {
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        Limit: BATCH,
        ...(keysOnly && { ProjectionExpression: 'pk, sk' }),
        ...(prefix && {
          FilterExpression: 'begins_with(pk, :prefix)',
          ExpressionAttributeValues: { ':prefix': { S: prefix } },
        }),
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    yield Items;
    after = LastEvaluatedKey;
  } while (after);
}

/** The items with those keys that exist, by key. */
async function read(
  client: DynamoDBClient,
  table: string,
  keys: readonly StoredItem[],
): Promise<ReadonlyMap<string, StoredItem>> {
  const found = new Map<string, StoredItem>();
  let wanted = keys.map(keyOf);
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) found.set(keyText(item), item);
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

async function inParallel<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < all.length; i += AT_ONCE) await Promise.all(all.slice(i, i + AT_ONCE).map(work));
}

/** The keys of the tombstones of alerts and incidents that these items belong to. */
const tombstonesOf = (items: readonly StoredItem[]): readonly StoredItem[] => {
  const owners = items.flatMap(({ pk }) => (/#(ALERT|INCIDENT)#/.test(pk?.S ?? '') ? [pk?.S ?? ''] : []));
  return [...new Set(owners)].map((pk) => ({ pk: { S: pk }, sk: { S: 'STATE#DELETED' } }));
};

/**
 * Applies a table that was restored from a backup to the table of a stage.
 *
 * - `missing` writes items that the stage lacks and changes no others, so it may run while the stage works. Alerts and incidents
 *   that were deleted since the backup stay deleted.
 * - `all` makes both tables equal: it also overwrites and deletes. Nothing else may write meanwhile.
 *
 * Can be repeated after an error.
 */
export async function restoreTable(restore: Restore): Promise<RestoreReport> {
  const { client, from, to, mode, prefix = '', nowSeconds } = restore;
  const report = { same: 0, missing: 0, different: 0, newer: 0, written: 0, deleted: 0 };

  async function write(item: StoredItem): Promise<void> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: to,
          Item: { ...item },
          ...(mode === 'missing' && { ConditionExpression: 'attribute_not_exists(pk)' }),
        }),
      );
      report.written++;
    } catch (error) {
      // The stage has written the item in the meantime.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  for await (const page of scan(client, from, prefix, false)) {
    const items = page.filter(({ expiresAt }) => !(Number(expiresAt?.N) <= nowSeconds));
    const tombstones = mode === 'all' ? [] : tombstonesOf(items);
    const stored = new Map<string, StoredItem>();
    const wanted = [...items, ...tombstones].filter(
      (item, i, all) => all.findIndex((each) => keyText(each) === keyText(item)) === i,
    );
    for (let i = 0; i < wanted.length; i += BATCH) {
      const part = await read(client, to, wanted.slice(i, i + BATCH));
      for (const [key, item] of part) stored.set(key, item);
    }
    const isDeleted = ({ pk }: StoredItem) => stored.has(`${pk?.S} STATE#DELETED`);
    const missing = items.filter(
      (item) => !stored.has(keyText(item)) && (mode === 'all' || !isDeleted(item)),
    );
    const different = items.filter((item) => {
      const current = stored.get(keyText(item));
      return current !== undefined && !isDeepStrictEqual(current, item);
    });
    report.missing += missing.length;
    report.different += different.length;
    report.same += items.filter((item) => isDeepStrictEqual(stored.get(keyText(item)), item)).length;
    if (mode !== 'compare') await inParallel(missing, write);
    if (mode === 'all') await inParallel(different, write);
  }

  for await (const page of scan(client, to, prefix, true)) {
    const restored = await read(client, from, page);
    const newer = page.filter((key) => !restored.has(keyText(key)));
    report.newer += newer.length;
    if (mode !== 'all') continue;
    await inParallel(newer, async (key) => {
      await client.send(new DeleteItemCommand({ TableName: to, Key: keyOf(key) }));
      report.deleted++;
    });
  }
  return report;
}
