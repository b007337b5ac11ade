import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { type Emulator, startInThread } from './thread.ts';

/** DynamoDB on localhost in its own thread; on disk in the folder, or in memory without one. */
export const startDynamoDb = (folder?: string): Promise<Emulator> =>
  startInThread('dynamodb-thread.ts', folder === undefined ? {} : { path: folder });

/** Creates the table of serverless/table.yml if it does not exist, and waits until it is active. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const { Resources } = parse(readFileSync('serverless/table.yml', 'utf8'));
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = Resources.Table.Properties;
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        AttributeDefinitions,
        KeySchema,
        GlobalSecondaryIndexes,
        BillingMode,
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const status = async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.TableStatus;
  };
  while ((await status()) !== 'ACTIVE') await setImmediate();
}
