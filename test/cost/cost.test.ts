import { countCosts } from '../../simulator/costs/alert-costs.ts';
import { countFeatureCosts } from '../../simulator/costs/features.ts';
import type { Counts } from '../../simulator/costs/meter.ts';
import { configure } from '../../simulator/costs/metered-service.ts';
import { inLines, sumBill, toBill, toExtras } from '../../simulator/costs/prices.ts';
import { itemSize, readUnits, writeUnits } from '../../simulator/costs/units.ts';
import { logger } from '../../src/platform/logger.ts';
import { printFigures } from '../support/print-figures.ts';
import { useTable } from '../support/table.ts';

logger.setLogLevel('SILENT');

describe('the units that DynamoDB bills', () => {
  test.each([
    [{ pk: 'a', sk: 'b' }, 6],
    [{ pk: 'ä', sk: 'b' }, 7],
    [{ n: 0 }, 2],
    [{ n: 12345 }, 1 + 3 + 1],
    [{ n: -12.5 }, 1 + 2 + 1 + 1],
    [{ flag: true, none: null, gone: undefined }, 5 + 5],
    [{ list: ['ab', 1] }, 4 + 3 + (1 + 2) + (1 + 2)],
    [{ map: { x: 'y' } }, 3 + 3 + 1 + 1 + 1],
  ])('%j has %d bytes', (item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });

  test.each([
    [0, true, 1],
    [4096, true, 1],
    [4097, true, 2],
    [100, false, 0.5],
  ])('%d bytes are read for units', (bytes, consistent, units) => {
    expect(readUnits(bytes, consistent)).toBe(units);
  });

  const plain = { pk: 'p', sk: 's' };
  const indexed = { ...plain, gsi1pk: 'x', gsi1sk: 'y' };
  test.each([
    ['a new small item', undefined, plain, 1],
    ['a shrinking item', { ...plain, text: 'x'.repeat(3000) }, plain, 3],
    ['a new item in an index', undefined, indexed, 2],
    ['an item whose entry stays', indexed, { ...indexed, more: 1 }, 1],
    ['an item whose entry moves', indexed, { ...indexed, gsi1sk: 'z' }, 3],
    ['an item that leaves the index', indexed, plain, 2],
    ['an item that goes', indexed, undefined, 2],
  ])('%s is written for units', (_, before, after, units) => {
    expect(writeUnits(before, after)).toBe(units);
  });
});

describe('what an alert costs', () => {
  const table = useTable();

  test('it stays within its budget, however many others are open', async () => {
    await configure(table());

    const costs = await countCosts(table());
    const crowded = await countCosts(table(), 40);

    for (const [what, counts] of Object.entries(costs)) {
      printFigures(
        `${what}: ${counts.calls} calls, and US dollars for a million:\n${inLines(toBill(counts)).join('\n')}\n`,
      );
    }
    const { alert, pageInBatch, coldAlert, step, duplicate, loneDuplicate } = costs;
    const dollars = (counts: typeof alert) => sumBill(toBill(counts));
    expect(alert).toMatchObject({ transitions: 5, invocations: 6, queueRequests: 6 });
    expect(costs.page.calls).toBeLessThanOrEqual(15);
    expect(pageInBatch.calls).toBeLessThanOrEqual(12);
    expect(alert.writeUnits).toBeLessThanOrEqual(20);
    // The sender knows the names that messages mention: it has read them in the last ten seconds.
    expect(alert.readUnits).toBeLessThanOrEqual(13);
    expect(dollars(alert)).toBeLessThanOrEqual(150);
    // Functions that just started also look when the key was used last, and whether the account has webhooks.
    expect(dollars(coldAlert)).toBeLessThanOrEqual(153.1);
    expect(step).toMatchObject({ transitions: 4, invocations: 2 });
    expect(dollars(step)).toBeLessThanOrEqual(110);
    expect(duplicate.transitions).toBe(0);
    expect(dollars(duplicate)).toBeLessThanOrEqual(3);
    expect(dollars(loneDuplicate)).toBeLessThanOrEqual(5);
    expect(dollars(costs.firstDuplicate)).toBeLessThanOrEqual(7.7);
    expect(dollars(costs.secondDuplicate)).toBeLessThanOrEqual(6);
    const extras = toExtras(alert, costs.reconciliation);
    printFigures(`Besides, US dollars for a million: ${JSON.stringify(extras)}\n`);
    expect(extras.reconciliation).toBeLessThan(4);
    expect(extras.storageAMonth).toBeLessThan(2);
    // In a batch it depends on the moment which calls meet.
    // The reconciler settles the others, too.
    const { pageInBatch: _, reconciliation: _others, ...steady } = costs;
    // Memory and time are assumed from the calls under way, which may belong to functions that run side by side.
    const about = (counts: typeof alert) => ({
      ...counts,
      gigabyteSeconds: expect.closeTo(counts.gigabyteSeconds, 1),
      // Ids and names have more digits.
      storedBytes: expect.any(Number),
    });
    expect(crowded).toMatchObject(
      Object.fromEntries(Object.entries(steady).map(([what, counts]) => [what, about(counts)])),
    );
  }, 120_000);

  test('each unit of the table has a purpose, and a feature costs little where it is not used', async () => {
    await configure(table());

    const { purposes, ...features } = await countFeatureCosts(table());

    const units = [...purposes.values()];
    const sum = (what: 'writeUnits' | 'readUnits') =>
      units.reduce((total, purpose) => total + purpose[what], 0);
    expect([sum('writeUnits'), sum('readUnits')]).toEqual([20, 13]);
    expect([...purposes.keys()]).not.toContain('other');
    for (const [purpose, { writeUnits, readUnits }] of purposes)
      printFigures(`${purpose}: ${writeUnits} write and ${readUnits} read units\n`);
    for (const [what, counts] of Object.entries(features))
      printFigures(`${what}, US dollars for a million:\n${inLines(toBill(counts)).join('\n')}\n`);
    const dollars = (counts: Counts) => sumBill(toBill(counts));
    // After the acknowledge, an evaluation finds when to close, and waits.
    expect(features.autoClosePolicy.transitions).toBe(4);
    // With the maintenance that may disable the policy.
    expect(dollars(features.alertPolicy)).toBeLessThan(1.1);
    // A message to the queue of incidents for each alert.
    expect(features.incidentRule.queueRequests).toBe(1);
    expect(dollars(features.requestStatus)).toBeLessThan(3);
    // One event for the alert and one for its acknowledge, each sent, received and deleted.
    expect(features.outgoingWebhook).toMatchObject({ invocations: 2, queueRequests: 6, transitions: 0 });
    expect(dollars(features.outgoingWebhook)).toBeLessThan(6);
    expect(features.alertStory).toMatchObject({ httpRequests: 1, invocations: 1, writeUnits: 0 });
    expect(dollars(features.alertStory)).toBeLessThan(10);
    expect(features.readinessReport).toMatchObject({ httpRequests: 1, invocations: 1, writeUnits: 0 });
    expect(dollars(features.readinessReport)).toBeLessThan(15);
  }, 60_000);
});
