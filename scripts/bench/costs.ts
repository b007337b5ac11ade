import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { logger } from '../../src/platform/logger.ts';
import { dynamoTable } from '../../src/platform/table.ts';
import { configure, countCosts } from '../../test/cost/life.ts';
import { type BillLine, billOf, totalOf } from '../../test/cost/prices.ts';

export interface Cost {
  readonly bill: readonly BillLine[];
  /** US dollars for a million. */
  readonly total: number;
}

/** What test/cost counts, on an emulator of its own. */
export async function costs(): Promise<Readonly<Record<'alert' | 'duplicate' | 'loneDuplicate', Cost>>> {
  logger.setLogLevel('SILENT');
  const emulator = await startDynamoDb();
  const client = new DynamoDBClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  try {
    await createTable(client, 'bench');
    const table = dynamoTable(client, 'bench');
    await configure(table);
    const counted = await countCosts(table);
    const costOf = (counts: Parameters<typeof billOf>[0]): Cost => {
      const bill = billOf(counts);
      return { bill, total: totalOf(bill) };
    };
    return {
      alert: costOf(counted.alert),
      duplicate: costOf(counted.duplicate),
      loneDuplicate: costOf(counted.loneDuplicate),
    };
  } finally {
    client.destroy();
    await emulator.stop();
  }
}
