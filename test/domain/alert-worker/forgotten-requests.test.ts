import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { findAlertById } from '../../../src/domain/alerts/queries.ts';
import { recordDeadLettered } from '../../../src/domain/requests/request-status.ts';
import { MINUTE } from '../../../src/platform/clock.ts';
import { newTimedId } from '../../../src/platform/ids.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import {
  aMessage,
  Crash,
  create,
  createWorkerHarness,
  directory,
  getAlertId,
  toEscalation,
  toSqsEvent,
} from './harness.ts';

// A function dies after an alert has applied a message and before its status is stored, at each delivery. The message is
// dead-lettered, and redriven when much has happened to the alert.

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;

beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

/** Received long enough ago for its traces to be read, as in any redrive. */
const old = (...[action, change]: Parameters<typeof aMessage>) =>
  aMessage(action, { receivedAt: NOON - 2 * MINUTE, ...change });

/** The worker's table. Every call fails once an item with the sort key is stored. */
function dyingAfter(sk: string): Table {
  let isDead = false;
  const live = async <T>(keys: readonly string[], call: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Crash();
    const result = await call();
    if (keys.includes(sk)) isDead = true;
    return result;
  };
  const { table: all } = harness;
  return {
    ...all,
    get: (...args) => live([], () => all.get(...args)) as never,
    batchGet: (...args) => live([], () => all.batchGet(...args)) as never,
    query: (...args) => live([], () => all.query(...args)) as never,
    put: (...args) => live([args[0].sk], () => all.put(...args)),
    update: (...args) => live([args[0].sk], () => all.update(...args)) as never,
    delete: (...args) => live([], () => all.delete(...args)),
    batchPut: (...args) => live([], () => all.batchPut(...args)),
  };
}

/** Applies the messages, but the function dies after the commit. */
async function applyAndDie(messages: readonly AlertActionMessage[], commit = 'STATE#ALERT'): Promise<void> {
  const { executions } = harness.record;
  const answer = await harness.worker({ table: dyingAfter(commit), executions })(toSqsEvent(messages));
  expect(answer.batchItemFailures).toHaveLength(messages.length);
}

const redrive = async (message: AlertActionMessage) => {
  expect(await harness.apply([message])).toEqual({ batchItemFailures: [] });
};

/** So many duplicates, each through the whole worker. */
async function applyDuplicates(count: number): Promise<void> {
  for (let i = 0; i < count; i += 10) {
    await harness.apply(
      Array.from({ length: Math.min(10, count - i) }, () => aMessage(create(toEscalation))),
    );
  }
}

const readAlert = (message: AlertActionMessage) => findAlertById(table(), 'acc', getAlertId(message));
const countAlerts = async () => (await harness.alerts()).length;
const listMarks = async () => (await harness.items()).filter(({ sk }) => sk === 'APPLIED');

describe('a duplicate that was counted and has no status is not applied again', () => {
  const first = old(create(toEscalation));
  const duplicate = old(create(toEscalation), { requestId: newTimedId(NOON - 2 * MINUTE) });

  beforeEach(async () => {
    await harness.apply([first]);
    await applyAndDie([duplicate]);
    expect(await harness.request(duplicate)).toBeUndefined();
  });

  const expectApplied = async (count: number) => {
    expect(await harness.request(duplicate)).toMatchObject({ success: true, alertId: getAlertId(first) });
    expect(await readAlert(first)).toMatchObject({ count });
    expect(await readAlert(duplicate)).toBeUndefined();
  };

  test('after 30 others', async () => {
    await applyDuplicates(30);
    await redrive(duplicate);
    await expectApplied(32);
  });

  test('after 30 others and the end of the alert', async () => {
    await applyDuplicates(30);
    await harness.apply([aMessage({ type: 'Close' })]);
    await redrive(duplicate);
    await expectApplied(32);
    expect(await countAlerts()).toBe(1);
  });

  test.each([false, true])(
    'after another alert with this alias has begun (closed again: %s)',
    async (isClosed) => {
      await harness.apply([aMessage({ type: 'Close' })]);
      const next = aMessage(create(toEscalation));
      await harness.apply([next]);
      if (isClosed) await harness.apply([aMessage({ type: 'Close' })]);
      await redrive(duplicate);
      await expectApplied(2);
      expect(await readAlert(next)).toMatchObject({ count: 1 });
      expect(await countAlerts()).toBe(2);
    },
  );

  test('together with a Create that opens the next alert', async () => {
    await harness.apply([aMessage({ type: 'Close' })]);
    const next = old(create(toEscalation));
    await harness.apply([next, duplicate]);
    await expectApplied(2);
    expect(await readAlert(next)).toMatchObject({ count: 1 });
  });

  test('after the alert was deleted', async () => {
    await harness.apply([aMessage({ type: 'Delete' })]);
    await redrive(duplicate);
    expect(await harness.request(duplicate)).toMatchObject({ success: true, alertId: getAlertId(first) });
    expect(await countAlerts()).toBe(0);
  });

  test('after functions also died while they made the alert forget it', async () => {
    const withOwnStatus = () => aMessage(create(toEscalation), { requestId: newTimedId(NOON) });
    await applyDuplicates(18);
    await applyAndDie([withOwnStatus(), withOwnStatus()], 'STATE#DUPLICATES');
    await applyDuplicates(30);
    await harness.apply([aMessage({ type: 'Close' })]);
    await redrive(duplicate);
    expect(await countAlerts()).toBe(1);
  });
});

test('a duplicate that is redriven within its first minute is not applied again', async () => {
  const first = aMessage(create(toEscalation));
  const duplicate = aMessage(create(toEscalation), { receivedAt: NOON - 30_000 });
  await harness.apply([first]);
  await applyAndDie([duplicate]);
  await harness.apply([aMessage({ type: 'Close' })]);
  await harness.apply([aMessage(create(toEscalation))]);
  const [record] = toSqsEvent([duplicate]).Records;
  if (!record) throw new Error('The event has a record.');
  const redriven = { ...record, attributes: { ...record.attributes, SentTimestamp: String(NOON) } };
  await harness.worker()({ Records: [redriven] });
  expect(await readAlert(first)).toMatchObject({ count: 2 });
  expect(await harness.request(duplicate)).toMatchObject({ success: true, alertId: getAlertId(first) });
});

test('an acknowledge that was applied and has no status does not acknowledge again', async () => {
  const acknowledge = old({ type: 'Acknowledge' });
  const first = old(create(toEscalation));
  await harness.apply([first]);
  await applyAndDie([acknowledge]);
  await harness.apply([aMessage({ type: 'UnAcknowledge' })]);
  await applyDuplicates(30);
  await redrive(acknowledge);
  expect(await readAlert(first)).toMatchObject({ acknowledged: false });
  expect(await harness.request(acknowledge)).toMatchObject({ success: true, alertId: getAlertId(first) });
});

test.each([
  [{ type: 'Close' }, 'STATE#ALERT'],
  [{ type: 'Delete' }, 'STATE#DELETED'],
] as const)('a %o that was applied and has no status does not end the next alert', async (action, commit) => {
  const first = old(create(toEscalation));
  const end = old(action);
  const next = old(create(toEscalation), { receivedAt: NOON - 2 * MINUTE + 1 });
  await harness.apply([first]);
  await applyAndDie([end], commit);
  await harness.apply([next]);
  await redrive(end);
  expect(await readAlert(next)).toMatchObject({ status: 'open' });
  expect(await harness.request(end)).toMatchObject({ success: true, alertId: getAlertId(first) });
});

test('requests that have a status are forgotten without a mark, whether duplicates share it or not', async () => {
  await harness.apply([aMessage(create(toEscalation))]);
  for (let i = 0; i < 6; i++) {
    const ofMoment = [0, 1, 2].map((j) =>
      aMessage(create(toEscalation), { requestId: newTimedId(NOON + 200 * i + j) }),
    );
    await harness.apply([...ofMoment, aMessage({ type: 'AddTags', tags: [`t${i}`] })]);
    await harness.apply([aMessage(create(toEscalation), { requestId: newTimedId(NOON + 200 * i + 100) })]);
  }
  await harness.apply([aMessage({ type: 'Close' })]);
  await harness.apply([aMessage(create(toEscalation))]);
  await harness.apply([aMessage({ type: 'Delete' })]);
  expect(await listMarks()).toEqual([]);
});

test('a request whose message was dead-lettered has no status, and gets a mark', async () => {
  const sent = old(create(toEscalation));
  const acknowledge = old({ type: 'Acknowledge' });
  await harness.apply([sent]);
  await applyAndDie([acknowledge]);
  await recordDeadLettered(harness.table, JSON.stringify(acknowledge), { alertId: '', alias: '' }, NOON);
  await harness.apply([aMessage({ type: 'Close' })]);
  await harness.apply([aMessage(create(toEscalation))]);
  expect(await listMarks()).toMatchObject([{ appliedTo: getAlertId(sent), alias: 'disk' }]);
});

describe('what an attempt left on a log is gone when the message is applied elsewhere or refused', () => {
  const readLog = async (message: AlertActionMessage) =>
    (await harness.items())
      .filter(({ pk, sk }) => pk.endsWith(getAlertId(message)) && /^(LOG|NOTE)#/.test(sk))
      .map(({ log, note }) => log ?? note)
      .sort();

  /** The function dies before the alert is stored. */
  async function attempt(messages: readonly AlertActionMessage[]): Promise<void> {
    const table: Table = {
      ...harness.table,
      put: async (item, condition) => {
        if (item.sk === 'STATE#ALERT') throw new Crash();
        return harness.table.put(item, condition);
      },
      update: async (key, change, condition) => {
        if (key.sk === 'STATE#ALERT') throw new Crash();
        return harness.table.update(key, change, condition);
      },
    };
    await harness.worker({ table, executions: harness.record.executions })(toSqsEvent(messages));
  }

  test('a duplicate that opens an alert after the end of the one that it was to be counted on', async () => {
    const first = old(create(toEscalation));
    const duplicate = old(create(toEscalation), { note: 'a note' });
    await harness.apply([first]);
    await attempt([duplicate]);
    await harness.apply([aMessage({ type: 'Close' })]);
    expect(await readLog(first)).toHaveLength(4);
    await redrive(duplicate);
    expect(await readLog(first)).toEqual(['Alert closed by Demo', 'Alert created by Demo']);
    expect(await readLog(duplicate)).toEqual(['Alert created by Demo', 'a note']);
  });

  test('a duplicate of an alert that was not stored before a redrive of its Create', async () => {
    const first = old(create(toEscalation));
    const duplicate = old(create(toEscalation));
    const workAt = (now: number) =>
      createAlertWorker({
        table: harness.table,
        executions: harness.record.executions,
        directory,
        clock: () => now,
        pause: async () => {},
      });
    await attempt([first, duplicate]);
    await workAt(NOON + 3 * MINUTE)(toSqsEvent([aMessage(create(toEscalation))]));
    await workAt(NOON + 3 * MINUTE)(toSqsEvent([aMessage({ type: 'Close' }), first]));
    expect(await readLog(first)).toEqual(['Alert created by Demo']);
  });

  test('an acknowledge of an alert that was closed meanwhile', async () => {
    const first = old(create(toEscalation));
    const acknowledge = old({ type: 'Acknowledge' });
    await harness.apply([first]);
    await attempt([acknowledge]);
    await harness.apply([aMessage({ type: 'Close' })]);
    await redrive(acknowledge);
    expect(await harness.request(acknowledge)).toMatchObject({ success: false });
    expect(await readLog(first)).toEqual(['Alert closed by Demo', 'Alert created by Demo']);
  });
});
