import { alertFor, START } from '../../simulator/configuration.ts';
import { createMeter } from '../../simulator/costs/meter.ts';
import { sumBill, toBill } from '../../simulator/costs/prices.ts';
import { executionName } from '../../src/domain/alerts/action.ts';
import { emptyLedger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { toLedgerItem } from '../../src/domain/alerts/store/ledger-store.ts';
import { createReconciler } from '../../src/engine/reconciler.ts';
import { HOUR } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { logger } from '../../src/platform/logger.ts';
import { printFigures } from '../support/print-figures.ts';
import { useTable } from '../support/table.ts';

logger.setLogLevel('SILENT');

const table = useTable();

const GIGABYTES = 1;
const ROUNDS_A_MONTH = 730 * 60;
const LISTED_AT_ONCE = 1_000;

/** The cost of the reconciler in dollars a month while `waiting` escalations wait, each in its execution. */
async function monthWith(waiting: number): Promise<number> {
  const meter = createMeter(table());
  const alerts = Array.from({ length: waiting }, () =>
    alertFor([{ type: 'user', id: 'jane' }], { id: newId() }),
  );
  const inAnHour = { dueAt: START + HOUR, resumeAt: START + HOUR, lookedAt: START - HOUR };
  for (const alert of alerts) {
    const ledger = { ...withNewRun(emptyLedger(alert), 1, START - HOUR), ...inAnHour };
    await table().batchPut([toAlertItem(alert), toLedgerItem(ledger)]);
  }
  const names = alerts.map((alert) => executionName(alert, 0));
  const reconcile = createReconciler({
    table: meter.table,
    clock: () => START,
    pause: async () => {},
    executions: {
      start: () => Promise.reject(new Error('Nothing is to be started.')),
      stop: () => Promise.reject(new Error('Nothing is to be stopped.')),
      async *running() {
        for (let i = 0; i < names.length; i += LISTED_AT_ONCE) {
          meter.called();
          yield names.slice(i, i + LISTED_AT_ONCE);
        }
      },
    },
  });
  await meter.invoke(GIGABYTES, async () => {
    expect(await reconcile()).toMatchObject({ restart: 0, notDue: 0, complete: true, audited: true });
  });
  for (const alert of alerts) await table().delete({ pk: toAlertItem(alert).pk, sk: 'STATE#LEDGER' });
  return (sumBill(toBill(meter.counts)) / 1e6) * ROUNDS_A_MONTH;
}

test('checking a waiting escalation costs less than a tenth of a cent a month', async () => {
  const idle = await monthWith(0);
  const busy = await monthWith(400);
  const each = (busy - idle) / 400;
  printFigures(
    `The reconciler: $${idle.toFixed(3)} a month, and $${each.toFixed(6)} for each alert that is open all month\n`,
  );
  // It reads each of the 64 shards of the index.
  expect(idle).toBeLessThan(0.5);
  expect(each).toBeLessThan(0.0005);
});
