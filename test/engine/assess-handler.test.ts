import { ACCOUNT, alertFor, escalating, person, rota, START, teamOf } from '../../simulator/configuration.ts';
import { type AlertActionMessage, executionName } from '../../src/domain/alerts/action.ts';
import { emptyLedger, type Ledger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import { messageGroupId } from '../../src/domain/alerts/message-group.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { readAlertState } from '../../src/domain/alerts/store/alert-state.ts';
import { createAlertStore } from '../../src/domain/alerts/store/alert-store.ts';
import { toLedgerItem, writeLedger } from '../../src/domain/alerts/store/ledger-store.ts';
import { createAssess } from '../../src/engine/assess-handler.ts';
import { HISTORY_LIMIT } from '../../src/engine/history-limit.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { alertPk, configurationKey, LOG_PREFIX } from '../../src/platform/keys.ts';
import { logger } from '../../src/platform/logger.ts';
import type { Table } from '../../src/platform/table.ts';
import { useTable } from '../support/table.ts';

logger.setLogLevel('SILENT');

const table = useTable();

const escalation = escalating('ladder', [
  [0, { type: 'schedule', id: 'rota' }],
  [5, 'john'],
]);

beforeAll(async () => {
  await table().batchPut([
    { ...configurationKey(ACCOUNT, 'USER', 'jane'), ...person('jane') },
    { ...configurationKey(ACCOUNT, 'USER', 'john'), ...person('john') },
    { ...configurationKey(ACCOUNT, 'SCHEDULE', 'rota'), ...rota('rota', 12, 'jane', 'john') },
    { ...configurationKey(ACCOUNT, 'ESCALATION', 'ladder'), ...escalation },
    {
      ...configurationKey(ACCOUNT, 'TEAM', 'ops'),
      ...teamOf('ops', ['jane'], { type: 'escalation', id: 'ladder' }),
    },
  ]);
});

async function stored(wanted: Partial<Alert> = {}, ledger: Partial<Ledger> = {}) {
  const alert = alertFor([{ type: 'team', id: 'ops' }], { id: newId(), alias: 'disk', ...wanted });
  await table().batchPut([
    toAlertItem(alert),
    toLedgerItem({ ...withNewRun(emptyLedger(alert), alert.run, START), ...ledger }),
  ]);
  return alert;
}

function engine(over: Table = table(), now = START) {
  const started: string[] = [];
  const sent: { message: AlertActionMessage; group: string; deduplicationId: string }[] = [];
  const assess = createAssess({
    table: over,
    clock: () => now,
    executions: { start: async (name) => void started.push(name), stop: async () => {} },
    queue: {
      send: async (message, options) =>
        void sent.push({ message: message as AlertActionMessage, ...options }),
    },
  });
  const input = ({ id: alertId, run }: Alert, continuation = 0) => ({
    accountId: ACCOUNT,
    alertId,
    run,
    continuation,
  });
  return {
    started,
    sent,
    assess: (alert: Alert, continuation?: number) => assess(input(alert, continuation)),
  };
}

const ledgerOf = async ({ id }: Alert) => (await readAlertState(table(), ACCOUNT, id)).ledger as Ledger;

const logOf = async ({ id }: Alert) =>
  (await table().query({ pk: alertPk(ACCOUNT, id), sk: { beginsWith: LOG_PREFIX } })).items;

test('an instance reads the configuration that the last alert needed in one call', async () => {
  const calls: string[] = [];
  const counting: Table = {
    ...table(),
    get: (key) => {
      calls.push('get');
      return table().get(key);
    },
    batchGet: (keys, options) => {
      if (keys.length > 0) calls.push('batchGet');
      return table().batchGet(keys, options);
    },
    query: (spec) => {
      calls.push(spec.pk.includes('ALERT') ? 'query of the alert' : 'query');
      return table().query(spec);
    },
  };
  const { assess } = engine(counting);
  await assess(await stored());
  expect(calls.length).toBeGreaterThan(3);
  calls.length = 0;
  expect(await assess(await stored())).toMatchObject({ notifications: [{ userId: 'jane' }] });
  expect(calls).toEqual(['query of the alert', 'batchGet']);
});

test('a batch is stored in the ledger before it is handed out', async () => {
  const alert = await stored();
  const output = await engine().assess(alert);
  expect(output).toMatchObject({
    decision: 'NOTIFY',
    reason: 'NotificationsDue',
    resumeAt: '2026-03-02T00:05:00Z',
    notifications: [
      {
        userId: 'jane',
        channel: 'email',
        contactId: 'jane-email',
        event: 'create-alert',
        flowKey: 'team:ops',
      },
    ],
  });
  expect(output.notifications[0]).not.toHaveProperty('rule');
  const ledger = await ledgerOf(alert);
  expect(ledger).toMatchObject({
    dueAt: START,
    resumeAt: START + 5 * MINUTE,
    flows: { 'team:ops': { escalationId: 'ladder', rulesDone: 1 } },
    recipients: { jane: { state: 'active', method: 'email' } },
    continuesWhenAcknowledged: false,
  });
  expect(ledger.pending.map(({ notificationId }) => notificationId)).toEqual(
    output.notifications.map(({ notificationId }) => notificationId),
  );
  expect(await logOf(alert)).toMatchObject([
    { log: 'Rule 1 of escalation ladder notifies jane@example.com.', owner: 'System', createdAt: START },
  ]);
});

test('a repeated evaluation hands out unsent notifications again under the same ids', async () => {
  const alert = await stored();
  const first = await engine().assess(alert);
  const second = await engine().assess(alert);
  expect(second.notifications).toEqual(first.notifications);
});

test('an unsent notification is dropped once it is no longer due', async () => {
  const alert = await stored();
  await engine().assess(alert);
  await table().put(toAlertItem({ ...alert, acknowledged: true }));
  expect(await engine().assess(alert)).toMatchObject({ decision: 'END', reason: 'Acknowledged' });
  expect((await ledgerOf(alert)).pending).toEqual([]);
});

test('two concurrent evaluations hand out the same notifications', async () => {
  const alert = await stored();
  const [one, other] = await Promise.all([engine().assess(alert), engine().assess(alert)]);
  expect(one.notifications).toEqual(other.notifications);
  expect((await ledgerOf(alert)).pending).toHaveLength(1);
});

test.each([0, 1, 2])('the next evaluation completes one that crashed at write number %i', async (deadly) => {
  const alert = await stored({ snoozed: true, snoozedUntil: START });
  const undisturbed = await stored({ snoozed: true, snoozedUntil: START });
  const paged = await stored();
  let left = deadly;
  const dying: Table = {
    ...table(),
    put: async (...args) => {
      if (left-- === 0) throw new Error('died');
      return table().put(...args);
    },
    batchPut: async (...args) => {
      if (left-- === 0) throw new Error('died');
      return table().batchPut(...args);
    },
  };
  await engine(dying)
    .assess(alert)
    .catch(() => {});
  left = deadly;
  await engine(dying)
    .assess(paged)
    .catch(() => {});

  const { sent, assess } = engine();
  expect(await assess(alert)).toMatchObject({ decision: 'END', reason: 'SnoozeEnded' });
  expect(sent).toHaveLength(1);
  await engine().assess(undisturbed);
  const bare = ({ version: _v, historyEvents: _h, alertId: _a, ...ledger }: Ledger) => ledger;
  expect(bare(await ledgerOf(alert))).toEqual(bare(await ledgerOf(undisturbed)));

  expect((await assess(paged)).notifications).toHaveLength(1);
  expect(await logOf(paged)).toHaveLength(1);
});

test('the end of a snooze is requested once, in the order of the other actions on the alert', async () => {
  const alert = await stored({ snoozed: true, snoozedUntil: START - MINUTE });
  const { sent, assess } = engine();
  await assess(alert);
  await assess(alert);
  const [first, second] = sent;
  expect(first).toMatchObject({
    group: messageGroupId(ACCOUNT, 'disk'),
    message: {
      accountId: ACCOUNT,
      target: { type: 'id', value: alert.id },
      action: { type: 'EndSnooze', run: 1 },
      receivedAt: START - MINUTE,
    },
  });
  expect(second).toEqual(first);
  expect(first?.deduplicationId).toBe(first?.message.requestId);
  // Until a new run begins, this one is not over: should the message get lost, it is asked again.
  expect(await ledgerOf(alert)).toMatchObject({ dueAt: START + MINUTE });
});

test('resumeAt is rounded up to whole seconds, so that no wait ends early', async () => {
  const flows = alertFor([{ type: 'team', id: 'ops' }]).flows.map((flow) => ({
    ...flow,
    startedAt: START - 4 * MINUTE + 1,
  }));
  const output = await engine().assess(await stored({ flows }));
  expect(output.resumeAt).toBe('2026-03-02T00:01:01Z');
});

test('a ledger that changed in the meantime is not overwritten', async () => {
  const alert = await stored();
  const read = await ledgerOf(alert);
  const next = { ...read, version: read.version + 1 };
  for (const changed of [{ version: 7 }, { run: 2 }, { continuation: 1 }]) {
    await table().put(toLedgerItem({ ...read, ...changed }));
    expect(await writeLedger(table(), next, read)).toBe(false);
    expect(await ledgerOf(alert)).toEqual({ ...read, ...changed });
  }
  expect(await writeLedger(table(), next, undefined)).toBe(false);
  await table().put(toLedgerItem(read));
  expect(await writeLedger(table(), next, read)).toBe(true);
});

test('a closed alert notifies nobody, even if it still has flows', async () => {
  const alert = await stored({ status: 'closed' });
  expect(await engine().assess(alert)).toMatchObject({ decision: 'END', reason: 'AlertClosed' });
});

test('a later run or continuation supersedes an execution', async () => {
  const alert = await stored({}, { continuation: 2 });
  expect(await engine().assess(alert, 1)).toMatchObject({ decision: 'END', reason: 'Superseded' });
  const overtaken = await stored({}, { run: 2 });
  expect(await engine().assess(overtaken)).toMatchObject({ decision: 'END', reason: 'Superseded' });
  const replanned = await stored({ run: 3 }, { run: 2 });
  expect(await engine().assess({ ...replanned, run: 2 })).toMatchObject({
    decision: 'END',
    reason: 'Superseded',
  });
  expect(await ledgerOf(replanned)).toMatchObject({ run: 2, version: 1 });
});

test('a later continuation started by hand takes charge', async () => {
  const alert = await stored();
  expect(await engine().assess(alert, 3)).toMatchObject({ decision: 'NOTIFY', continuation: 3 });
  expect(await ledgerOf(alert)).toMatchObject({ continuation: 3 });
  expect(await engine().assess(alert, 0)).toMatchObject({ reason: 'Superseded' });
});

test('an execution starts a run that the ledger does not know yet', async () => {
  const alert = alertFor([{ type: 'team', id: 'ops' }], { id: newId() });
  await table().put(toAlertItem(alert));
  expect(await engine().assess(alert)).toMatchObject({ decision: 'NOTIFY' });
  expect(await ledgerOf(alert)).toMatchObject({ run: 1, continuation: 0, version: 1 });
});

test('a nearly full history starts the next continuation', async () => {
  const alert = await stored({}, { historyEvents: HISTORY_LIMIT });
  const { started, assess } = engine();
  expect(await assess(alert)).toMatchObject({ decision: 'END', reason: 'Continued', notifications: [] });
  expect(started).toEqual([executionName(alert, 1)]);
  expect(await ledgerOf(alert)).toMatchObject({ continuation: 1, historyEvents: 0, dueAt: START });
});

test('a deleted alert ends the execution', async () => {
  const alert = alertFor([], { id: newId() });
  expect(await engine().assess(alert)).toMatchObject({ decision: 'END', reason: 'AlertDeleted' });
});

test('an alert with a tombstone counts as deleted, even if its item still exists', async () => {
  const alert = await stored();
  await createAlertStore(table()).markDeleted(alert, undefined, 'request', START);
  expect(await engine().assess(alert)).toMatchObject({
    decision: 'END',
    reason: 'AlertDeleted',
    notifications: [],
  });
  expect(await logOf(alert)).toEqual([]);
});
