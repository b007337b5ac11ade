import { PAGE_SIZE } from '../../../src/domain/bulk-actions/model.ts';
import { MINUTE } from '../../../src/platform/clock.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import type { Queue } from '../../../src/platform/queue.ts';
import type { Table } from '../../../src/platform/table.ts';
import { createBulkHarness, type WorkerParts } from './harness.ts';

const ALERTS = PAGE_SIZE + 3;
const MESSAGE = { accountId: 'acc', id: 'bulk' };

class Crash extends Error {}

/** The parts of a process that crashes after its n-th write or message. Every later call fails. */
function crashingAfter(parts: WorkerParts, crashAfter: number) {
  let writes = 0;
  const guarded =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>, isWrite: boolean) =>
    async (...args: Args): Promise<Result> => {
      if (writes >= crashAfter) throw new Crash();
      const result = await call(...args);
      if (isWrite && ++writes >= crashAfter) throw new Crash();
      return result;
    };
  const queue = ({ send }: Queue): Queue => ({ send: guarded(send, true) });
  const { table } = parts;
  const guardedTable = {
    get: guarded(table.get, false),
    batchGet: guarded(table.batchGet, false),
    query: guarded(table.query, false),
    count: guarded(table.count, false),
    put: guarded(table.put, true),
    update: guarded(table.update, true),
    delete: guarded(table.delete, true),
    batchPut: guarded(table.batchPut, true),
  } as Table;
  return {
    parts: {
      table: guardedTable,
      alertActions: queue(parts.alertActions),
      bulkActions: queue(parts.bulkActions),
    },
    writes: () => writes,
  };
}

/** The alerts and the outcome, without ids, versions and times, which differ between two runs. */
async function endState(harness: ReturnType<typeof createBulkHarness>, ids: readonly string[]) {
  const { done, refused, page, total, finishedAt } = await harness.read();
  const alerts = await Promise.all(ids.map(harness.readAlert));
  return {
    done,
    refused,
    page,
    total,
    isFinished: finishedAt !== undefined,
    alerts: alerts.map(({ status, tags, run }) => ({ status, tags, run })),
    applied: alerts.map(({ appliedRequests }) => appliedRequests.length),
    requests: new Set(harness.delivered).size,
  };
}

async function prepare() {
  const harness = createBulkHarness(createMemoryTable());
  const alerts = await harness.addAlerts(ALERTS, (i) => (i === 1 ? { status: 'closed' } : {}));
  return { harness, ids: alerts.map(({ id }) => id) };
}

const REQUEST = { query: 'createdAt > 0', action: { type: 'Close' } } as const;

async function runWithoutCrash() {
  const { harness, ids } = await prepare();
  await harness.start(REQUEST);
  harness.bulkActions.takeAll();
  const counting = crashingAfter(harness.parts, Number.POSITIVE_INFINITY);
  await harness.deliver(MESSAGE, counting.parts);
  return { state: await endState(harness, ids), writes: counting.writes() };
}

test('a second delivery after a crash at any write ends in the same state', async () => {
  const { state, writes } = await runWithoutCrash();
  expect(state).toMatchObject({ done: ALERTS - 1, refused: 1, isFinished: true, requests: ALERTS });
  expect(writes).toBe(ALERTS + 5);
  for (let crashAfter = 1; crashAfter <= writes; crashAfter++) {
    const { harness, ids } = await prepare();
    await harness.start(REQUEST);
    harness.bulkActions.takeAll();
    await harness.deliver(MESSAGE, crashingAfter(harness.parts, crashAfter).parts);
    // The visibility timeout. SQS drops repetitions for a shorter time than that.
    harness.advance(6 * MINUTE);
    expect(await harness.deliver(MESSAGE)).toBe(false);
    expect({ crashAfter, state: await endState(harness, ids) }).toEqual({ crashAfter, state });
  }
});

test('a delivery after crashes of all earlier ones ends in the same state', async () => {
  const { state } = await runWithoutCrash();
  const { harness, ids } = await prepare();
  await harness.start(REQUEST);
  for (let attempt = 1; attempt <= ALERTS; attempt += 7) {
    await harness.deliver(MESSAGE, crashingAfter(harness.parts, attempt).parts);
    harness.advance(6 * MINUTE);
  }
  expect(await harness.deliver(MESSAGE)).toBe(false);
  expect(await endState(harness, ids)).toEqual(state);
});

test('a delivery after it has finished changes nothing', async () => {
  const { harness, ids } = await prepare();
  await harness.start(REQUEST);
  await harness.drain();
  const before = await harness.read();
  const state = await endState(harness, ids);
  harness.advance(10 * MINUTE);
  await harness.deliver(MESSAGE);
  expect(await harness.read()).toEqual(before);
  expect(await endState(harness, ids)).toEqual(state);
});

test('a request that crashes at any write and is repeated starts once', async () => {
  for (let crashAfter = 1; crashAfter <= 3; crashAfter++) {
    const { harness, ids } = await prepare();
    await expect(harness.start(REQUEST, crashingAfter(harness.parts, crashAfter).parts)).rejects.toThrow(
      Crash,
    );
    await harness.start(REQUEST);
    await harness.drain();
    expect(await harness.read()).toMatchObject({ total: ALERTS, done: ALERTS - 1, refused: 1 });
    expect(harness.delivered).toHaveLength(ids.length);
  }
});
