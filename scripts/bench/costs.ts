import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { configure, countCosts } from '../../simulator/costs/alert-costs.ts';
import { type BillLine, sumBill, toBill } from '../../simulator/costs/prices.ts';
import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { logger } from '../../src/platform/logger.ts';
import { createDynamoTable } from '../../src/platform/table.ts';

export interface Cost {
  readonly bill: readonly BillLine[];
  /** US dollars per million. */
  readonly total: number;
}

/** Counts the costs with simulator/costs, on a DynamoDB emulator. */
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
    const table = createDynamoTable(client, 'bench');
    await configure(table);
    const counted = await countCosts(table);
    const toCost = (counts: Parameters<typeof toBill>[0]): Cost => {
      const bill = toBill(counts);
      return { bill, total: sumBill(bill) };
    };
    return {
      alert: toCost(counted.alert),
      duplicate: toCost(counted.duplicate),
      loneDuplicate: toCost(counted.loneDuplicate),
    };
  } finally {
    client.destroy();
    await emulator.stop();
  }
}
