import { type Costs, countCosts } from '../../simulator/costs/alert-costs.ts';
import { countFeatureCosts } from '../../simulator/costs/features.ts';
import type { Counts } from '../../simulator/costs/meter.ts';
import { configure } from '../../simulator/costs/metered-service.ts';
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
import { type Figures, OPEN_PREFIX, type PurposeFigures } from './catalogue.ts';

interface Cost {
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
const costs = (): Promise<{
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
      extras: toExtras(counted.alert, counted.reconciliation),
    };
  });

/** What a million alerts, further steps and duplicates cost, where the table's share goes, and what features add. */
export async function measurePrice(): Promise<Figures & PurposeFigures> {
  const { costs: counted, extras } = await costs();
  const { purposes, ...features } = await withConfiguredTable(countFeatureCosts);
  const ofTable = [...purposes]
    .map(([purpose, units]) => [toPurposeName(purpose), priceUnits(units)] as const)
    .toSorted(([, a], [, b]) => b - a);
  const priceOf = (counts: Counts) => sumBill(toBill(counts));
  return {
    'price.alert': counted.alert.total,
    'price.cold_alert': counted.coldAlert.total,
    'price.step': counted.step.total,
    'price.duplicate_in_storm': counted.duplicate.total,
    'price.duplicate_alone': counted.loneDuplicate.total,
    'price.first_duplicate': counted.firstDuplicate.total,
    'price.second_duplicate': counted.secondDuplicate.total,
    'price.part.logs': findLine(counted.alert.bill, 'bytes of logs').dollars,
    'price.besides.x_ray': extras.xRay,
    'price.besides.email': extras.email,
    'price.besides.storage': extras.storageAMonth,
    'price.besides.reconciler': extras.reconciliation,
    'price.feature.alert_policy': priceOf(features.alertPolicy),
    'price.feature.auto_close_policy': priceOf(features.autoClosePolicy),
    'price.feature.incident_rule': priceOf(features.incidentRule),
    'price.feature.outgoing_webhook': priceOf(features.outgoingWebhook),
    'price.feature.request_status': priceOf(features.requestStatus),
    'price.feature.alert_story': priceOf(features.alertStory),
    'price.feature.readiness_report': priceOf(features.readinessReport),
    ...Object.fromEntries(ofTable),
  };
}

const toPurposeName = (purpose: string) =>
  `${OPEN_PREFIX}${purpose.replaceAll(/[^a-z]+/gi, '_').toLowerCase()}` as const;

function findLine(bill: readonly BillLine[], name: string): BillLine {
  const line = bill.find(({ what }) => what === name);
  if (!line) throw new Error(`The bill has no line ${name}.`);
  return line;
}

/** What an alert needs of AWS: state transitions, invocations, units of the table, and calls. */
export async function measureCalls(): Promise<Figures> {
  const { alert, page, pageInBatch } = (await costs()).costs;
  const countOf = (name: string) => findLine(alert.bill, name).count;
  return {
    'calls.transitions': countOf('state transitions'),
    'calls.invocations': countOf('Lambda invocations'),
    'calls.write_units': countOf('DynamoDB write units'),
    'calls.read_units': countOf('DynamoDB read units'),
    'calls.page': page.calls,
    'calls.page_in_batch': pageInBatch.calls,
    'calls.acknowledge': alert.calls - page.calls,
  };
}
