import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { PendingNotification } from '../../../src/domain/alerts/ledger.ts';
import { sha256 } from '../../../src/platform/ids.ts';
import { aliasKey, ledgerKey, notificationKey } from '../../../src/platform/keys.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import {
  aMessage,
  create,
  createWorkerHarness,
  getAlertId,
  storeEvaluation,
  toEscalation,
  toSqsEvent,
} from './harness.ts';

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;

beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

const createPending = (alertId: string): PendingNotification => ({
  notificationId: 'n',
  accountId: 'acc',
  alertId,
  channel: 'email',
  userId: 'jane',
  contactId: 'jane-email',
  event: 'create-alert',
  flowKey: 'escalation:esc',
  flowRun: 1,
  condition: 'if-not-acked',
  dueAt: NOON,
  round: 0,
  rule: 0,
});

/** The worker's table. It runs `first` before the first write of the alert item. */
function interrupted(first: () => Promise<unknown>): Table {
  let waits = true;
  const before = async (sk: string) => {
    if (!waits || sk !== 'STATE#ALERT') return;
    waits = false;
    await first();
  };
  return {
    ...harness.table,
    async put(item, condition) {
      await before(item.sk);
      return harness.table.put(item, condition);
    },
    async update(key, change, condition) {
      await before(key.sk);
      return harness.table.update(key, change, condition);
    },
  };
}

const readEntries = async (message: AlertActionMessage) =>
  (await harness.items()).filter(({ sk }) => /^(LOG|NOTE)#/.test(sk) && sk.includes(message.requestId));

test('a run that ends while a notification is pending stays due, so that its outcome is read', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  await storeEvaluation(harness, { pending: [createPending(getAlertId(sent))] });
  await harness.apply([aMessage({ type: 'Acknowledge' })]);
  expect(harness.record.running()).toEqual([]);
  const ledger = await table().get(ledgerKey('acc', getAlertId(sent)));
  expect(ledger).toMatchObject({ dueAt: NOON, pending: [{ notificationId: 'n' }] });
  expect(ledger).toHaveProperty('gsi2pk');
});

test('notification records of a deleted alert stay until they expire', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  const key = notificationKey('acc', getAlertId(sent), 'n');
  await harness.table.put({ ...key, notificationId: 'n', state: 'sent' });
  await harness.apply([aMessage({ type: 'Delete' })]);
  const twoWeeks = (NOON + 14 * 86_400_000) / 1000;
  expect(await table().get(key)).toMatchObject({ state: 'sent', expiresAt: twoWeeks });
});

test('a redelivered message succeeds if it was applied before the alert was closed', async () => {
  const sent = aMessage(create());
  await harness.apply([sent]);
  const note = aMessage({ type: 'AddNote' }, { note: 'On it' });
  // The worker crashes after it has stored the alert, before it stores the request status.
  const crashing: Table = {
    ...harness.table,
    batchPut: (items) =>
      items.some(({ sk }) => sk === 'REQUEST')
        ? Promise.reject(new Error('died'))
        : harness.table.batchPut(items),
  };
  const { executions } = harness.record;
  await harness.worker({ table: crashing, executions })(toSqsEvent([note]));
  expect(await harness.request(note)).toBeUndefined();

  await harness.apply([aMessage({ type: 'Close' })]);
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({
    alertId: getAlertId(sent),
    expiresAt: (NOON + 14 * 86_400_000) / 1000,
  });
  await harness.apply([note], 2);

  expect(await harness.request(note)).toMatchObject({ success: true, alertId: getAlertId(sent) });
  expect(await readEntries(note)).toHaveLength(2);
});

test('a new alert takes over the alias of a closed one, and its claim does not expire', async () => {
  await harness.apply([aMessage(create()), aMessage({ type: 'Close' })]);
  const next = aMessage(create());
  await harness.apply([next]);
  const claim = await table().get(aliasKey('acc', sha256('disk')));
  expect(claim).toMatchObject({ alertId: getAlertId(next) });
  expect(claim).not.toHaveProperty('expiresAt');
});

describe('a message that loses a race', () => {
  test('leaves no log entry if it is then refused', async () => {
    await harness.apply([aMessage(create())]);
    const acknowledge = aMessage({ type: 'Acknowledge' }, { note: 'Mine' });
    const close = () => harness.apply([aMessage({ type: 'Close' })]);
    const { executions } = harness.record;
    await harness.worker({ table: interrupted(close), executions })(toSqsEvent([acknowledge]));
    expect(await harness.request(acknowledge)).toMatchObject({ success: false });
    expect(await readEntries(acknowledge)).toEqual([]);
  });

  test('is logged only on the new alert if it then means another one', async () => {
    const first = aMessage(create());
    await harness.apply([first]);
    const again = aMessage(create(), { note: 'Again' });
    const close = () => harness.apply([aMessage({ type: 'Close' })]);
    const { executions } = harness.record;
    await harness.worker({ table: interrupted(close), executions })(toSqsEvent([again]));
    expect(await harness.alerts()).toHaveLength(2);
    const lines = await readEntries(again);
    expect(lines.length).toBeGreaterThan(0);
    for (const { pk } of lines) expect(pk).toContain(getAlertId(again));
  });
});
