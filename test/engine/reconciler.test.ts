import { ACCOUNT, alertFor, START } from '../../simulator/configuration.ts';
import { executionName } from '../../src/domain/alerts/action.ts';
import {
  emptyLedger,
  type Ledger,
  type PendingNotification,
  withNewRun,
} from '../../src/domain/alerts/ledger.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { readAlertState } from '../../src/domain/alerts/store/alert-state.ts';
import { createAlertStore } from '../../src/domain/alerts/store/alert-store.ts';
import { toLedgerItem } from '../../src/domain/alerts/store/ledger-store.ts';
import type { NotificationState } from '../../src/domain/notifications/model.ts';
import { createReconciler, toReconcilerMetrics } from '../../src/engine/reconciler.ts';
import { MINUTE, SECOND } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { notificationKey } from '../../src/platform/keys.ts';
import { logger } from '../../src/platform/logger.ts';
import { useTable } from '../support/table.ts';

logger.setLogLevel('SILENT');

const table = useTable();

/** Leaves no overdue ledger behind for the next test. */
afterEach(async () => {
  const { reconcile } = reconciler();
  for (const { id } of made.splice(0)) {
    const { ledger } = await readAlertState(table(), ACCOUNT, id);
    const { dueAt: _, ...rest } = ledger ?? emptyLedger({ accountId: ACCOUNT, id });
    await table().put(toLedgerItem(rest));
  }
  expect(await reconcile()).toMatchObject({ restart: 0, failed: 0 });
});

const made: Alert[] = [];

/** `running`: pages of names of running executions, or the error that listing them throws. */
function reconciler({
  now = START,
  startFails = false,
  tick = 0,
  running = [],
}: {
  readonly now?: number;
  readonly startFails?: boolean;
  readonly tick?: number;
  readonly running?: readonly (readonly string[])[] | Error;
} = {}) {
  let listings = 0;
  const started: object[] = [];
  const stopped: string[] = [];
  const pauses: number[] = [];
  let time = now;
  const reconcile = createReconciler({
    table: table(),
    clock: () => {
      time += tick;
      return time;
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
    executions: {
      start: async (name, input) => {
        if (startFails) throw new Error('ThrottlingException');
        started.push({ name, input });
      },
      stop: async (name) => void stopped.push(name),
      async *running() {
        listings++;
        if (running instanceof Error) throw running;
        yield* running;
      },
    },
  });
  return { reconcile, started, stopped, pauses, listings: () => listings };
}

/** The parts of a stage that reconciles in four. */
const FOUR_PARTS = [0, 1, 2, 3].map((part) => ({ part, parts: 4 }));

const MINUTES_AGO = (minutes: number) => START - minutes * MINUTE;

/** A ledger that has been due for two minutes: one person has been notified, and nothing else follows. */
async function overdue(wanted: { alert?: Partial<Alert>; ledger?: Partial<Ledger>; pending?: boolean } = {}) {
  const alert = alertFor([{ type: 'user', id: 'jane' }], { id: newId(), ...wanted.alert });
  const pending: PendingNotification = {
    notificationId: newId(),
    accountId: ACCOUNT,
    alertId: alert.id,
    channel: 'email',
    userId: 'jane',
    contactId: 'jane-email',
    event: 'create-alert',
    flowKey: 'user:jane',
    flowRun: 1,
    condition: 'if-not-acked',
    dueAt: MINUTES_AGO(2),
    round: 0,
    rule: 0,
  };
  const { resumeAt: _, ...begun } = withNewRun(emptyLedger(alert), 1, MINUTES_AGO(2));
  const flow = {
    ...{ run: 1, round: 0, roundStartedAt: MINUTES_AGO(2), rulesDone: 0, manualEscalations: 0 },
    ...{ fired: [], finished: true },
  };
  const ledger: Ledger = {
    ...begun,
    flows: { 'user:jane': flow },
    continuesWhenAcknowledged: false,
    pending: wanted.pending === false ? [] : [pending],
    ...wanted.ledger,
  };
  await table().batchPut([toAlertItem(alert), toLedgerItem(ledger)]);
  made.push(alert);
  return {
    alert,
    ledgerAfter: async () => (await readAlertState(table(), ACCOUNT, alert.id)).ledger as Ledger,
    outcome: (state: NotificationState, times: { until?: number; updatedAt?: number } = {}) =>
      table().put({
        ...notificationKey(ACCOUNT, alert.id, pending.notificationId),
        ...{ notificationId: pending.notificationId, state, channel: 'email', userId: 'jane' },
        ...{
          contactId: 'jane-email',
          claimedAt: MINUTES_AGO(2),
          until: 0,
          updatedAt: MINUTES_AGO(2),
          ...times,
        },
      }),
  };
}

test('a notification that was handed out and never sent restarts as the next continuation, and the old execution is stopped', async () => {
  const { alert, ledgerAfter } = await overdue();
  const { reconcile, started, stopped } = reconciler();
  expect(await reconcile()).toMatchObject({ restart: 1, failed: 0, complete: true });
  const input = { accountId: ACCOUNT, alertId: alert.id, run: 1, continuation: 1 };
  expect(started).toEqual([{ name: executionName(alert, 1), input }]);
  expect(stopped).toEqual([executionName(alert, 0)]);
  expect(await ledgerAfter()).toMatchObject({ continuation: 1, historyEvents: 0, dueAt: START });
  // The next sweep gives the new continuation its minute.
  const next = reconciler({ now: START + 59 * SECOND });
  expect(await next.reconcile()).toMatchObject({ restart: 0 });
});

test('a ledger overdue by less than a minute is left alone', async () => {
  await overdue({ ledger: { dueAt: START - 59 * SECOND } });
  expect(await reconciler().reconcile()).toMatchObject({ notDue: 0, restart: 0 });
});

test('an execution that missed its next evaluation is replaced', async () => {
  const { outcome } = await overdue({ ledger: { resumeAt: MINUTES_AGO(2) } });
  await outcome('sent');
  expect(await reconciler().reconcile()).toMatchObject({ restart: 1 });
});

test('a sent notification is no longer pending, and the ledger is due at the next evaluation', async () => {
  const waiting = await overdue({ ledger: { resumeAt: START + MINUTE } });
  const through = await overdue();
  await waiting.outcome('sent');
  await through.outcome('cancelled');
  expect(await reconciler().reconcile()).toMatchObject({ delivered: 2, restart: 0 });
  expect(await waiting.ledgerAfter()).toMatchObject({ pending: [], dueAt: START + MINUTE });
  const after = await through.ledgerAfter();
  expect(after.pending).toEqual([]);
  expect(after.dueAt).toBeUndefined();
});

test.each([
  ['claimed', { until: START + SECOND }, 'sending'],
  ['claimed', { until: START }, 'restart'],
  ['retrying', { updatedAt: START - 59 * SECOND }, 'sending'],
  ['retrying', { updatedAt: MINUTES_AGO(1) }, 'restart'],
  ['rejected', {}, 'restart'],
  ['undelivered', {}, 'restart'],
  ['unknown', {}, 'restart'],
] as const)('a notification in state %s %j counts as %s', async (state, times, expected) => {
  const { outcome } = await overdue();
  await outcome(state, times);
  expect(await reconciler().reconcile()).toMatchObject({ [expected]: 1 });
});

test.each([
  ['acknowledged', { acknowledged: true }],
  ['closed', { status: 'closed', flows: [] }],
] as const)('an %s alert is idle', async (_, change) => {
  const { ledgerAfter } = await overdue({ alert: change });
  const { reconcile, started } = reconciler();
  expect(await reconcile()).toMatchObject({ idle: 1 });
  expect(started).toEqual([]);
  expect((await ledgerAfter()).dueAt).toBeUndefined();
});

test('an acknowledged alert with rules that continue after an acknowledge is restarted', async () => {
  await overdue({
    alert: { acknowledged: true },
    ledger: { continuesWhenAcknowledged: true, resumeAt: MINUTES_AGO(2) },
  });
  expect(await reconciler().reconcile()).toMatchObject({ restart: 1 });
});

test('a deleted alert is no longer due', async () => {
  const { alert, ledgerAfter } = await overdue();
  await table().delete({ pk: toAlertItem(alert).pk, sk: toAlertItem(alert).sk });
  expect(await reconciler().reconcile()).toMatchObject({ idle: 1 });
  expect((await ledgerAfter()).dueAt).toBeUndefined();
});

test('an alert with a tombstone is no longer due, even if its item still exists', async () => {
  const { alert, ledgerAfter } = await overdue();
  await createAlertStore(table()).markDeleted(alert, undefined, 'request', START);
  expect(await reconciler().reconcile()).toMatchObject({ idle: 1 });
  expect((await ledgerAfter()).dueAt).toBeUndefined();
});

test('a run that only the alert knows is added to the ledger and started', async () => {
  const { alert, ledgerAfter } = await overdue({ alert: { run: 2 } });
  const { reconcile, started } = reconciler();
  expect(await reconcile()).toMatchObject({ restart: 1 });
  expect(started).toMatchObject([{ name: executionName(alert, 1), input: { run: 2, continuation: 1 } }]);
  expect(await ledgerAfter()).toMatchObject({ run: 2, continuation: 1 });
});

test('a broken ledger does not delay another', async () => {
  const broken = await overdue({ ledger: { pending: null as never } });
  const sound = await overdue();
  const { reconcile, started } = reconciler();
  expect(await reconcile()).toMatchObject({ failed: 1, restart: 1 });
  expect(started).toMatchObject([{ name: executionName(sound.alert, 1) }]);
  await table().put(toLedgerItem(emptyLedger(broken.alert)));
});

test('a later sweep repeats a start that failed', async () => {
  const { alert } = await overdue();
  expect(await reconciler({ startFails: true }).reconcile()).toMatchObject({ failed: 1 });
  const { reconcile, started } = reconciler({ now: START + MINUTE });
  expect(await reconcile()).toMatchObject({ restart: 1 });
  expect(started).toMatchObject([{ name: executionName(alert, 2) }]);
});

test('after an outage several sweeps restart everything, rate-limited and within the time budget', async () => {
  const all = await Promise.all(Array.from({ length: 230 }, () => overdue()));
  const hurried = reconciler({ tick: SECOND });
  const first = await hurried.reconcile();
  expect(first.complete).toBe(false);
  const calm = reconciler();
  const second = await calm.reconcile();
  expect(second.complete).toBe(true);
  expect(calm.pauses.length).toBeGreaterThan(0);
  const started = [...hurried.started, ...calm.started] as { name: string }[];
  expect(new Set(started.map(({ name }) => name))).toEqual(
    new Set(all.map(({ alert }) => executionName(alert, 1))),
  );
  expect(started).toHaveLength(230);
});

describe('a waiting ledger', () => {
  const waiting = (wanted: { alert?: Partial<Alert>; ledger?: Partial<Ledger> } = {}) =>
    overdue({
      pending: false,
      ...wanted,
      ledger: {
        dueAt: START + 60 * MINUTE,
        resumeAt: START + 60 * MINUTE,
        evaluatedAt: START - 30 * SECOND,
        ...wanted.ledger,
      },
    });

  test('whose execution is missing is restarted at once, before its next evaluation is overdue', async () => {
    const { alert, ledgerAfter } = await waiting();
    const other = await waiting();
    const { reconcile, started } = reconciler({ running: [['by-hand'], [executionName(other.alert, 3)]] });
    expect(await reconcile()).toMatchObject({ restart: 1, complete: true, audited: true });
    const input = { accountId: ACCOUNT, alertId: alert.id, run: 1, continuation: 1 };
    expect(started).toEqual([{ name: executionName(alert, 1), input }]);
    expect(await ledgerAfter()).toMatchObject({ continuation: 1, dueAt: START, resumeAt: START });
    expect(await other.ledgerAfter()).toMatchObject({ continuation: 0, dueAt: START + 60 * MINUTE });
  });

  test('that was evaluated just now is not restarted, because the list of executions may lag behind', async () => {
    await waiting({ ledger: { evaluatedAt: START - 29 * SECOND } });
    expect(await reconciler().reconcile()).toMatchObject({ notDue: 1, restart: 0, audited: true });
    expect(await reconciler({ now: START + SECOND }).reconcile()).toMatchObject({ restart: 1 });
  });

  test('of a closed alert is not restarted', async () => {
    const { ledgerAfter } = await waiting({ alert: { status: 'closed', flows: [] } });
    expect(await reconciler().reconcile()).toMatchObject({ idle: 1, restart: 0 });
    expect((await ledgerAfter()).dueAt).toBeUndefined();
  });

  test('is required before executions are listed', async () => {
    await overdue();
    const { reconcile, listings } = reconciler();
    expect(await reconcile()).toMatchObject({ restart: 1, audited: true });
    expect(listings()).toBe(0);
  });

  test('is not restarted if the list of executions fails or is too long; overdue ledgers are', async () => {
    await waiting();
    await overdue();
    const failing = reconciler({ running: new Error('ThrottlingException') });
    expect(await failing.reconcile()).toMatchObject({ restart: 1, complete: true, audited: false });
    const crowded = reconciler({ running: Array.from({ length: 101 }, () => ['other']) });
    expect(await crowded.reconcile()).toMatchObject({ restart: 0, complete: true, audited: 'tooMany' });
    expect(await reconciler().reconcile()).toMatchObject({ restart: 1, audited: true });
  });
});

describe('the metrics of a round', () => {
  const report = { notDue: 0, idle: 0, delivered: 0, sending: 0, restart: 0, failed: 0, complete: true };

  test.each([
    ['that found nothing', { audited: true }, {}],
    ['of a part that matches no executions', {}, {}],
    ['with restarts and failures', { restart: 2, failed: 3 }, { RestartedRuns: 2, ReconcilerFailures: 3 }],
    ['whose executions could not be listed', { audited: false }, { ReconcilerFailures: 1 }],
    ['with too many executions to list', { audited: 'tooMany' }, { ExecutionsUnchecked: 1 }],
    ['that ran out of time', { complete: false, audited: false }, { ReconcilerIncomplete: 1 }],
  ] as const)('%s', (_, change, metrics) => {
    expect(toReconcilerMetrics({ ...report, ...change })).toEqual(metrics);
  });
});

describe('in four parts', () => {
  test('every overdue ledger is restarted by exactly one part', async () => {
    for (let i = 0; i < 20; i++) await overdue();
    const { reconcile, started } = reconciler();
    let restarted = 0;
    for (const part of FOUR_PARTS) restarted += (await reconcile(part)).restart;
    expect(restarted).toBe(20);
    expect(new Set(started.map((each) => JSON.stringify(each))).size).toBe(20);
  });

  test('the first part finds executions that are missing in the shards of all parts, and the others list none', async () => {
    const alerts = await Promise.all(
      Array.from({ length: 12 }, () =>
        overdue({
          pending: false,
          ledger: { dueAt: START + MINUTE, resumeAt: START + MINUTE, evaluatedAt: MINUTES_AGO(1) },
        }),
      ),
    );
    const { reconcile, listings } = reconciler();
    for (const part of FOUR_PARTS.slice(1)) expect(await reconcile(part)).not.toHaveProperty('audited');
    expect(listings()).toBe(0);
    expect(await reconcile(FOUR_PARTS[0])).toMatchObject({ restart: alerts.length, audited: true });
    expect(listings()).toBe(1);
  });
});
