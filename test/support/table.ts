import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { createDynamoDbClient, type DynamoDbClient } from '../../src/platform/dynamodb.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { createDynamoTable, type Table } from '../../src/platform/table.ts';

/**
 * A table on a DynamoDB emulator of its own, over the wire, for the tests of one file: call it in a describe or at
 * the top of the file, use `table()` in tests.
 */
export function useTable(): () => Table {
  let table: Table | undefined;
  let stop: () => Promise<void>;
  let client: DynamoDbClient;

  beforeAll(async () => {
    const emulator = await startDynamoDb();
    client = createDynamoDbClient({
      endpoint: emulator.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await createTable(client, 'tocsin-test');
    table = createDynamoTable(client, 'tocsin-test');
    stop = emulator.stop;
  });

  afterAll(async () => {
    client.destroy();
    await stop();
  });

  return () => {
    if (!table) throw new Error('The table is there from beforeAll on.');
    return table;
  };
}

/** A table in memory, for tests that go through many sequences. At least one test of the same behaviour uses {@link useTable}. */
export function useMemoryTable(): () => Table {
  const table = createMemoryTable();
  return () => table;
}
