import { withPartitions } from '../../simulator/capacity/partitioned-table.ts';
import { countAlert, type KeyProfile, toKeyName, toKeyProfiles } from '../../simulator/capacity/profile.ts';
import { createMeasuredService } from '../../simulator/capacity/service.ts';
import { MINUTE, SECOND } from '../../src/platform/clock.ts';
import { KEPT_MS } from '../../src/platform/hot-items.ts';
import { logger } from '../../src/platform/logger.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { printFigures } from '../support/print-figures.ts';

logger.setLogLevel('SILENT');

/** Alerts of one account, through one warm instance of each function, which is as busy as one can be. */
const ALERTS = 2_000;
const ALERTS_A_SECOND = 20;
const BATCH_SIZE = 10;

const nameOf = ({ key, place, kind }: Pick<KeyProfile, 'key' | 'place' | 'kind'>) =>
  `${kind} ${key} of ${place}`;

test('2,000 alerts of one account use no partition key more than the capacity table says', async () => {
  const computed = new Map((await countAlert(40_000)).keys.map((key) => [nameOf(key), key]));
  const service = await createMeasuredService(withPartitions(createMemoryTable()), {
    policyBytes: 40_000,
    keepsHotItems: true,
  });
  try {
    await service.create(['warming up'], 1);
    service.reset();
    const aliases = Array.from({ length: ALERTS }, (_, i) => `alert-${i}`);
    const inBatches = async (act: (batch: readonly string[], batchSize: number) => Promise<void>) => {
      for (let i = 0; i < ALERTS; i += BATCH_SIZE) {
        await act(aliases.slice(i, i + BATCH_SIZE), BATCH_SIZE);
        service.advance((BATCH_SIZE / ALERTS_A_SECOND) * SECOND);
      }
    };
    await inBatches(service.create);
    service.advance(2 * MINUTE);
    await service.reconcile();
    await inBatches(service.acknowledge);
    service.advance(2 * MINUTE);
    await service.reconcile();
    await inBatches(service.close);
    const busySeconds = (3 * ALERTS) / ALERTS_A_SECOND;
    const { counts, observer } = service;
    expect(counts).toMatchObject({ requests: 3 * ALERTS, starts: ALERTS, transitions: 5 * ALERTS });

    const measured = toKeyProfiles(observer.uses(), ALERTS);
    expect(measured.length).toBeGreaterThan(12);
    for (const key of measured) {
      const name = nameOf(key);
      const expected = computed.get(name);
      printFigures(
        `${name}: ${key.units.toFixed(4)} units an alert, computed ${expected?.units.toFixed(4)}\n`,
      );
      expect([name, expected]).not.toEqual([name, undefined]);
      if (!expected) continue;
      // Sharing a batch saves reads. What a run does once weighs less here than in the computed figure.
      expect([name, key.units <= expected.units * 1.05 + 0.005]).toEqual([name, true]);
      for (const { functionName, reads } of key.kept) {
        const perInstance = expected.kept.find((each) => each.functionName === functionName);
        expect([name, functionName, perInstance !== undefined]).toEqual([name, functionName, true]);
        // At most one read in each period for which an item is kept, and one to begin with.
        expect([name, reads * ALERTS <= (busySeconds * SECOND) / KEPT_MS + 3]).toEqual([name, true]);
      }
    }
    const writes = measured.filter(({ kind }) => kind === 'write');
    for (const key of writes) expect(key.units).toBeCloseTo(computed.get(nameOf(key))?.units ?? -1, 1);
    // No single partition key of the table, not even of an alert, comes near the 1,000 units of a second.
    const byKey = Map.groupBy(
      observer.uses().filter(({ kind }) => kind === 'write'),
      ({ place, pk }) => JSON.stringify([place, pk]),
    );
    const perAlert = [...byKey.values()].filter(
      ([first]) => first && toKeyName(first.pk).includes('#ALERT#ID'),
    );
    expect(perAlert.length).toBeGreaterThanOrEqual(ALERTS);
    const most = Math.max(...perAlert.map((uses) => uses.reduce((sum, { units }) => sum + units, 0)));
    printFigures(`Most write units of the partition of one alert: ${most}\n`);
    expect(most).toBeLessThan(30);
  } finally {
    await service.end();
  }
}, 60_000);
