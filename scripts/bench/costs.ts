import { type Costs, configure, countCosts } from '../../simulator/costs/alert-costs.ts';
import type { Counts } from '../../simulator/costs/meter.ts';
import { type BillLine, type Extras, sumBill, toBill, toExtras } from '../../simulator/costs/prices.ts';
import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { createDynamoDbClient } from '../../src/platform/dynamodb.ts';
import { logger } from '../../src/platform/logger.ts';
import { createDynamoTable } from '../../src/platform/table.ts';

export interface Cost {
  readonly bill: readonly BillLine[];
  /** US dollars per million. */
  readonly total: number;
  /** Calls of AWS by the functions. */
  readonly calls: number;
}

/** Counts the costs with simulator/costs, on a DynamoDB emulator. */
export async function costs(): Promise<{
  readonly costs: Readonly<Record<keyof Costs, Cost>>;
  readonly extras: Extras;
}> {
  logger.setLogLevel('SILENT');
  const emulator = await startDynamoDb();
  const client = createDynamoDbClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  try {
    await createTable(client, 'bench');
    const table = createDynamoTable(client, 'bench');
    await configure(table);
    const counted = await countCosts(table);
    const toCost = (counts: Counts): Cost => {
      const bill = toBill(counts);
      return { bill, total: sumBill(bill), calls: counts.calls };
    };
    return {
      costs: Object.fromEntries(
        Object.entries(counted).map(([what, counts]) => [what, toCost(counts)]),
      ) as Record<keyof Costs, Cost>,
      extras: toExtras(counted.alert, counted.settling),
    };
  } finally {
    client.destroy();
    await emulator.stop();
  }
}
