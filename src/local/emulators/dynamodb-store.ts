import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DynamoDbUnits } from '../../platform/aws-quotas.ts';
import { createOperations } from '../dynamodb/operations.ts';
import { throttlePartitions } from '../dynamodb/partition-quotas.ts';
import type { Input } from '../dynamodb/requests.ts';
import { createDynamoDbServer } from '../dynamodb/server.ts';
import { createStore, type JournaledEntry } from '../dynamodb/store.ts';
import { openJournal } from '../shared/journal.ts';

export interface DynamoDbToStart {
  /** Folder for the tables; undefined: in memory only. */
  readonly folder?: string | undefined;
  /** Undefined: no throttling. */
  readonly quotas?: DynamoDbUnits | undefined;
}

/** DynamoDB in this thread. */
export interface OpenDynamoDb {
  readonly operations: Readonly<Record<string, (input: Input) => object>>;
  /** Serves the operations on loopback, and resolves to the port. */
  readonly listen: () => Promise<number>;
  readonly stop: () => void;
}

/** DynamoDB deletes expired items within days; this emulator within this time. */
const EXPIRY_INTERVAL_MS = 60_000;

/** Opens the tables of the folder. Call it once per folder. */
export function openDynamoDb({ folder, quotas }: DynamoDbToStart): OpenDynamoDb {
  const journal = openJournal<JournaledEntry>(folder && join(folder, 'dynamodb.jsonl'));
  const store = createStore(journal);
  const operations = createOperations(store, quotas && throttlePartitions(quotas, () => performance.now()));
  const server = createDynamoDbServer(operations);
  // The service's clock is never behind this one, so nothing is deleted early.
  const expiry = setInterval(() => store.deleteExpired(Date.now()), EXPIRY_INTERVAL_MS);
  expiry.unref();
  return {
    operations,
    async listen() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    stop() {
      clearInterval(expiry);
      server.close();
      server.closeAllConnections();
      journal.close();
    },
  };
}
