import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'yaml';
import { hasErrorCode } from '../../platform/aws-client.ts';
import type { DynamoDbClient } from '../../platform/dynamodb.ts';
import { answerInProcess } from '../dynamodb/in-process.ts';
import { type DynamoDbToStart, openDynamoDb } from './dynamodb-store.ts';
import { type Emulator, startInThread } from './thread.ts';

/** DynamoDB on localhost in its own thread. */
export const startDynamoDb = (options: DynamoDbToStart = {}): Promise<Emulator> =>
  startInThread('dynamodb-thread.ts', options);

/** DynamoDB in this process, called without HTTP by all its clients. Other processes reach it at the endpoint. */
export async function startDynamoDbInProcess(options: DynamoDbToStart = {}): Promise<Emulator> {
  const dynamoDb = openDynamoDb(options);
  const undo = answerInProcess(dynamoDb.operations);
  return {
    endpoint: `http://127.0.0.1:${await dynamoDb.listen()}`,
    async stop() {
      undo();
      dynamoDb.stop();
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
