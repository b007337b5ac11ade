import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { waitFor } from '../../../simulator/local-service.ts';
import { createTable } from '../../../src/local/emulators/dynamodb.ts';
import { patchLevel } from '../../../src/local/emulators/level.ts';

interface Store {
  values(options: object): { close(): Promise<void> };
}

const dynalites = createRequire(require.resolve('dynalite'));

/** How many iterators of values were made, and are open. */
function watchIterators(): { made: number; open: number } {
  const counts = { made: 0, open: 0 };
  const store: Store = Object.getPrototypeOf(dynalites('level').Level.prototype);
  const { values } = store;
  store.values = function (options) {
    const iterator = values.call(this, options);
    const close = iterator.close.bind(iterator);
    counts.made++;
    counts.open++;
    iterator.close = async () => {
      counts.open--;
      iterator.close = close;
      await close();
    };
    return iterator;
  };
  return counts;
}

test('a query closes its iterator, whether it ends or stops early', async () => {
  const counts = watchIterators();
  patchLevel(dynalites);
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-level-'));
  const server = dynalites('dynalite')({ path: folder, createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  try {
    const TableName = 'levels';
    await createTable(client, TableName);
    for (let i = 0; i < 40; i++) {
      const Item = { pk: { S: 'a' }, sk: { S: String(i).padStart(2, '0') } };
      await client.send(new PutItemCommand({ TableName, Item }));
    }
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :a',
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    };
    for (const Limit of [100, 1, 7]) {
      const { Items } = await client.send(new QueryCommand({ ...query, Limit }));
      expect(Items).toHaveLength(Math.min(40, Limit));
    }
    const last = await client.send(new QueryCommand({ ...query, ScanIndexForward: false, Limit: 1 }));
    expect(last.Items).toEqual([{ pk: { S: 'a' }, sk: { S: '39' } }]);
    // The iterator is closed a moment after the answer.
    await waitFor(
      async () => counts.open,
      (open) => open === 0,
    );
    expect(counts.made).toBeGreaterThan(3);
  } finally {
    client.destroy();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
