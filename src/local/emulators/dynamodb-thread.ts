import { parentPort, workerData } from 'node:worker_threads';
import { type DynamoDbToStart, openDynamoDb } from './dynamodb-store.ts';

const { listen } = openDynamoDb(workerData as DynamoDbToStart);
parentPort?.postMessage(await listen());
