import { type Costs, configure, countCosts } from '../../simulator/costs/alert-costs.ts';
import { countFeatureCosts, type FeatureCosts } from '../../simulator/costs/features.ts';
import type { Counts } from '../../simulator/costs/meter.ts';
import {
  type BillLine,
  type Extras,
  priceUnits,
  sumBill,
  toBill,
  toExtras,
} from '../../simulator/costs/prices.ts';
import { createTable, startDynamoDb } from '../../src/local/emulators/dynamodb.ts';
import { createDynamoDbClient } from '../../src/platform/dynamodb.ts';
import { logger } from '../../src/platform/logger.ts';
import { createDynamoTable, type Table } from '../../src/platform/table.ts';
import type { Row } from './table.ts';

export interface Cost {
  readonly bill: readonly BillLine[];
  /** US dollars per million. */
  readonly total: number;
  /** Calls of AWS by the functions. */
  readonly calls: number;
}

/** Runs `measure` on a table of its own, in which the account of simulator/costs is configured. */
async function withConfiguredTable<T>(measure: (table: Table) => Promise<T>): Promise<T> {
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
    return await measure(table);
  } finally {
    client.destroy();
    await emulator.stop();
  }
}

/** Counts the costs with simulator/costs, on a DynamoDB emulator. */
export const costs = (): Promise<{
  readonly costs: Readonly<Record<keyof Costs, Cost>>;
  readonly extras: Extras;
}> =>
  withConfiguredTable(async (table) => {
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
  });

const FEATURES: Readonly<Record<Exclude<keyof FeatureCosts, 'purposes'>, string>> = {
  alertPolicy: 'an alert policy applies',
  autoClosePolicy: 'a notification policy closes alerts later',
  incidentRule: 'the account has an incident rule (a message for each alert)',
  requestStatus: 'the client asks once for the status of its request',
};

const inDollars = (value: number) => `$${value.toFixed(2)}`;

/** Where the table's share of a million alerts goes, the most expensive purpose first, and what features add. */
export const featureRows = (): Promise<readonly Row[]> =>
  withConfiguredTable(async (table) => {
    const { purposes, ...features } = await countFeatureCosts(table);
    const ofTable = [...purposes]
      .map(([purpose, units]) => ({ purpose, units, dollars: priceUnits(units) }))
      .toSorted((a, b) => b.dollars - a.dollars);
    return [
      ...ofTable.map(({ purpose, units, dollars }) => ({
        what: `Of a million alerts, the table for: ${purpose} (write, read units of each)`,
        figure: `${inDollars(dollars)} (${units.writeUnits}, ${units.readUnits})`,
        aim: '',
      })),
      ...Object.entries(FEATURES).map(([feature, description]) => ({
        what: `A million alerts cost more if ${description}`,
        figure: inDollars(sumBill(toBill(features[feature as keyof typeof FEATURES]))),
        aim: '',
      })),
    ];
  });
