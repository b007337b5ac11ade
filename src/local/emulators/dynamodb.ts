import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'yaml';
import { hasErrorCode } from '../../platform/aws-client.ts';
import type { DynamoDbUnits } from '../../platform/aws-quotas.ts';
import type { DynamoDbClient } from '../../platform/dynamodb.ts';
import { createOperations } from '../dynamodb/operations.ts';
import { throttlePartitions } from '../dynamodb/partition-quotas.ts';
import { emulateDynamoDb } from '../dynamodb/protocol.ts';
import type { Input } from '../dynamodb/requests.ts';
import { createStore, type JournaledEntry } from '../dynamodb/store.ts';
import { type Emulate, serveEmulator } from '../shared/emulated-http.ts';
import { openJournal } from '../shared/journal.ts';
import type { Emulator } from './thread.ts';

export interface DynamoDbToStart {
  /** Folder for the tables; undefined: in memory only. */
  readonly folder?: string | undefined;
  /** Undefined: no throttling. */
  readonly quotas?: DynamoDbUnits | undefined;
}

/** DynamoDB in this thread, with a server on loopback for other threads and processes. */
export interface EmulatedDynamoDb extends Emulator {
  readonly port: number;
  readonly operations: Readonly<Record<string, (input: Input) => object>>;
  /** Answers requests of its JSON protocol without the server. */
  readonly emulate: Emulate;
}

/** DynamoDB deletes expired items within days; this emulator within this time. */
const EXPIRY_INTERVAL_MS = 60_000;

/** Opens the tables of the folder, and serves them. Call it once per folder. */
export async function startDynamoDb({ folder, quotas }: DynamoDbToStart = {}): Promise<EmulatedDynamoDb> {
  const journal = openJournal<JournaledEntry>(folder && join(folder, 'dynamodb.jsonl'));
  const store = createStore(journal);
  const operations = createOperations(store, quotas && throttlePartitions(quotas, () => performance.now()));
  const emulate = emulateDynamoDb(operations);
  const server = serveEmulator(emulate);
  const expiry = setInterval(() => store.deleteExpired(Date.now()), EXPIRY_INTERVAL_MS);
  expiry.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    operations,
    emulate,
    async stop() {
      clearInterval(expiry);
      server.close();
      server.closeAllConnections();
      journal.close();
    },
  };
}

const readTemplate = () => parse(readFileSync('serverless/table.yml', 'utf8')).Resources.Table.Properties;

/** Creates the table of serverless/table.yml if it does not exist, and waits until it is active. */
export async function createTable(client: DynamoDbClient, tableName: string): Promise<void> {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = readTemplate();
  try {
    await client.call('CreateTable', {
      TableName: tableName,
      AttributeDefinitions,
      KeySchema,
      GlobalSecondaryIndexes,
      BillingMode,
    });
  } catch (error) {
    if (!hasErrorCode(error, 'ResourceInUseException')) throw error;
  }
  const status = async () => {
    const { Table } = await client.call('DescribeTable', { TableName: tableName });
    return Table?.TableStatus;
  };
  while ((await status()) !== 'ACTIVE') await setImmediate();
}

/** Lets DynamoDB delete items of the table after their time, as serverless/table.yml says. */
export async function deleteExpiredItems(client: DynamoDbClient, tableName: string): Promise<void> {
  const { TimeToLiveSpecification } = readTemplate();
  try {
    await client.call('UpdateTimeToLive', { TableName: tableName, TimeToLiveSpecification });
  } catch (error) {
    if (!/already enabled/.test((error as Error).message)) throw error;
  }
}
