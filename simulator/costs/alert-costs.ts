import { MINUTE } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import { type Counts, noCounts } from './meter.ts';
import { BATCH_SIZE, createMeteredService } from './metered-service.ts';

/** So many duplicates make up a storm, one in each millisecond. */
const STORM = 1_000;

/** So many duplicates that come alone are counted: now and then, one of them moves the latest ones to a page. */
const LONE = 60;

/** They come so many milliseconds apart. */
const LONE_EVERY = 100;

export interface Costs {
  /** Created, notified of once, acknowledged, by warm functions. */
  readonly alert: Counts;
  /** The first part of it: created, and notified of once. */
  readonly page: Counts;
  /** The same as `page`, for an alert of a full batch. */
  readonly pageInBatch: Counts;
  /** The alert with functions that have just started, which have read nothing yet. */
  readonly coldAlert: Counts;
  /** A further step with one notification, after which the execution waits for another. */
  readonly step: Counts;
  /** The reconciler's part of an alert that nobody acknowledges within a minute. */
  readonly reconciliation: Counts;
  /** One more event of an open alert, of a storm of them. */
  readonly duplicate: Counts;
  /** One more event that comes alone, in the mean of many. */
  readonly loneDuplicate: Counts;
  /** The first two duplicates of an alert, each alone. */
  readonly firstDuplicate: Counts;
  readonly secondDuplicate: Counts;
}

const combined = (combine: (what: keyof Counts) => number): Counts =>
  Object.fromEntries(
    (Object.keys(noCounts()) as (keyof Counts)[]).map((what) => [what, combine(what)]),
  ) as unknown as Counts;
const dividedBy = (counts: Counts, divisor: number) => combined((what) => counts[what] / divisor);
const plus = (a: Counts, b: Counts) => combined((what) => a[what] + b[what]);
export const minus = (a: Counts, b: Counts) => combined((what) => a[what] - b[what]);

/** What an alert costs, and what it costs more; `others`: how many other alerts are open meanwhile. */
export async function countCosts(table: Table, others = 0): Promise<Costs> {
  const warm = createMeteredService(table, { warm: true });
  const cold = createMeteredService(table, { warm: false });
  try {
    const alias = (name: string) => `${name}-${others}`;
    for (let i = 0; i < others; i++) await warm.event(`other-${i}`);
    // So that every function has cached what it can.
    await warm.event(alias('stepping'));
    await warm.nextStep();
    await warm.event(alias('duplicated'));
    await warm.acknowledge(alias('duplicated'));
    warm.take();

    await warm.event(alias('duplicated'));
    const firstDuplicate = warm.take();
    await warm.event(alias('duplicated'));
    const secondDuplicate = warm.take();
    for (let i = 0; i < LONE; i++) {
      warm.pass(LONE_EVERY);
      await warm.event(alias('duplicated'));
    }
    const loneDuplicate = dividedBy(warm.take(), LONE);
    await warm.together(Array.from({ length: STORM }, () => alias('duplicated')));
    const duplicate = dividedBy(warm.take(), STORM);

    await warm.event(alias('measured'));
    const page = warm.take();
    await warm.acknowledge(alias('measured'));
    const alert = plus(page, warm.take());

    await warm.together(Array.from({ length: BATCH_SIZE }, (_, i) => alias(`together-${i}`)));
    const pageInBatch = dividedBy(warm.take(), BATCH_SIZE);

    await warm.reconcile(2 * MINUTE);
    warm.take();
    await warm.reconcile(0);
    const idleRun = warm.take();
    await warm.event(alias('stepping again'));
    warm.take();
    await warm.reconcile(2 * MINUTE);
    const reconciliation = minus(warm.take(), idleRun);
    await warm.nextStep();
    const step = warm.take();

    await cold.event(alias('cold'));
    await cold.acknowledge(alias('cold'));
    const coldAlert = cold.take();
    return {
      alert,
      page,
      pageInBatch,
      coldAlert,
      step,
      reconciliation,
      duplicate,
      loneDuplicate,
      firstDuplicate,
      secondDuplicate,
    };
  } finally {
    await warm.stop();
    await cold.stop();
  }
}
