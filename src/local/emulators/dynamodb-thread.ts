import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createOperations } from '../dynamodb/operations.ts';
import { throttlePartitions } from '../dynamodb/partition-quotas.ts';
import { createDynamoDbServer } from '../dynamodb/server.ts';
import { createStore, type JournaledEntry } from '../dynamodb/store.ts';
import { openJournal } from '../shared/journal.ts';
import type { DynamoDbToStart } from './dynamodb.ts';

/** DynamoDB deletes expired items within days; this emulator within this time. */
const EXPIRY_INTERVAL_MS = 60_000;

const { folder, quotas } = workerData as DynamoDbToStart;
const store = createStore(openJournal<JournaledEntry>(folder && join(folder, 'dynamodb.jsonl')));
// The service's clock is never behind this one, so nothing is deleted early.
setInterval(() => store.deleteExpired(Date.now()), EXPIRY_INTERVAL_MS).unref();
const server = createDynamoDbServer(createOperations(store, quotas && throttlePartitions(quotas, Date.now)));
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
