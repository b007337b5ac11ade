import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import { readAlertLog } from '../../../src/domain/alerts/queries.ts';
import { createAlertStore } from '../../../src/domain/alerts/store/alert-store.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { sha256 } from '../../../src/platform/ids.ts';
import { aliasKey, ledgerKey, tinyIdKey } from '../../../src/platform/keys.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import {
  aMessage,
  create,
  createWorkerHarness,
  endState,
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

test('a create stores, indexes, logs and escalates the alert', async () => {
  const sent = aMessage(create(toEscalation), { note: 'from cron' });
  expect(await harness.apply([sent])).toEqual({ batchItemFailures: [] });
  const [alert] = await harness.alerts();
  expect(alert).toMatchObject({ id: getAlertId(sent), alias: 'disk', run: 1, version: 1, count: 1 });
  expect(harness.record.started).toEqual([`${alert?.tinyId}-${getAlertId(sent)}-run1`]);
  expect(await table().get(ledgerKey('acc', getAlertId(sent)))).toMatchObject({
    run: 1,
    continuation: 0,
    dueAt: NOON,
  });
  expect(await table().get(tinyIdKey('acc', alert?.tinyId ?? ''))).toMatchObject({
    alertId: getAlertId(sent),
  });
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({ alertId: getAlertId(sent) });
  expect(await harness.request(sent)).toMatchObject({
    success: true,
    action: 'Create',
    status: 'Created alert',
    alertId: getAlertId(sent),
    alias: 'disk',
    integrationId: 'integration',
    processedAt: NOON,
  });
  const kinds = (await harness.items()).map(({ sk }) => sk.split('#')[0]);
  expect(kinds.filter((kind) => kind === 'LOG' || kind === 'NOTE').sort()).toEqual(['LOG', 'NOTE']);
});

test('a redelivery starts the run with the same input', async () => {
  const inputs: unknown[] = [];
  const sent = aMessage(create(toEscalation));
  const executions = {
    ...harness.record.executions,
    start: async (_name: string, input: object) => {
      inputs.push(JSON.stringify(input));
      if (inputs.length <= 3) throw new Error('no answer');
    },
  };
  const worker = harness.worker({ table: harness.table, executions });
  const failed = { batchItemFailures: [{ itemIdentifier: sent.requestId }] };
  expect(await worker(toSqsEvent([sent]))).toEqual(failed);
  expect(await worker(toSqsEvent([sent], 2))).toEqual({ batchItemFailures: [] });
  expect(inputs).toHaveLength(4);
  expect(new Set(inputs).size).toBe(1);
  expect(JSON.parse(String(inputs[0]))).toEqual({
    accountId: 'acc',
    alertId: getAlertId(sent),
    run: 1,
    continuation: 0,
  });
});

test('an alert without responders starts nothing', async () => {
  await harness.apply([aMessage(create())]);
  expect(harness.record.started).toEqual([]);
});

test('a create and the updates after it in a batch share one write', async () => {
  await harness.apply([
    aMessage(create(toEscalation)),
    aMessage({ type: 'UpdateMessage', message: 'Disk is full' }),
    aMessage({ type: 'UpdateDescription', description: 'of /var' }),
  ]);
  expect(await harness.alerts()).toMatchObject([
    { version: 1, message: 'Disk is full', description: 'of /var', run: 1 },
  ]);
  expect(harness.calls).toEqual(['get', 'update', 'put', 'batchPut', 'put', 'batchPut', 'update']);
});

test('a create and a close in one batch notify nobody and free the alias', async () => {
  await harness.apply([
    aMessage(create(toEscalation)),
    aMessage({ type: 'Close' }),
    aMessage(create(toEscalation)),
  ]);
  const alerts = await harness.alerts();
  expect(alerts.map(({ status }) => status).sort()).toEqual(['closed', 'open']);
  const again = alerts.find(({ status }) => status === 'open');
  expect(harness.record.started).toEqual([`${again?.tinyId}-${again?.id}-run1`]);
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({ alertId: again?.id });
});

test('an acknowledge ends the run, so that the reconciler ignores it', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  await storeEvaluation(harness);
  await harness.apply([aMessage({ type: 'Acknowledge' }, { user: 'jane@example.com' })]);
  expect([...harness.record.stopped.values()]).toEqual(['Acknowledged by jane@example.com']);
  expect(harness.record.running()).toEqual([]);
  const ledger = await table().get(ledgerKey('acc', getAlertId(sent)));
  expect(ledger).toMatchObject({ run: 1, flows: expect.anything() });
  expect(ledger).not.toHaveProperty('dueAt');
  expect(ledger).not.toHaveProperty('gsi2pk');
});

test.each<AlertAction>([{ type: 'EndSnooze', run: 1 }, { type: 'UnAcknowledge' }])(
  '$type on a snoozed alert without responders stops the execution that waits for the end of the snooze',
  async (action) => {
    await harness.apply([aMessage(create())]);
    await harness.apply([aMessage({ type: 'Acknowledge' })]);
    await harness.apply([aMessage({ type: 'Snooze', until: NOON + 1 })]);
    expect(harness.record.running()).toHaveLength(1);
    await harness.apply([aMessage(action)]);
    expect(harness.record.running()).toEqual([]);
    const [alert] = await harness.alerts();
    const ledger = await createAlertStore(harness.table).readLedger('acc', alert?.id ?? '');
    expect(ledger).not.toHaveProperty('dueAt');
  },
);

test('an acknowledge starts a new run if something may still be due', async () => {
  await harness.apply([aMessage(create(toEscalation))]);
  await storeEvaluation(harness, { continuesWhenAcknowledged: true });
  await harness.apply([aMessage({ type: 'Acknowledge' })]);
  expect(harness.record.running()).toEqual([expect.stringMatching(/run2$/)]);
});

test('an acknowledge during an evaluation of the engine keeps the run if the evaluation says so', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  await storeEvaluation(harness);
  const { table: real } = harness;
  let passed = false;
  const racing = {
    ...real,
    put: async (...args: Parameters<typeof real.put>) => {
      await real.put(...args);
      if (!passed && args[0].sk === 'STATE#ALERT') {
        passed = true;
        await storeEvaluation(harness, { continuesWhenAcknowledged: true });
      }
    },
  };
  const worker = harness.worker({ table: racing, executions: harness.record.executions });
  await worker(toSqsEvent([aMessage({ type: 'Acknowledge' })]));
  expect(passed).toBe(true);
  expect(harness.record.running()).toEqual([expect.stringMatching(/run1$/)]);
  expect(await table().get(ledgerKey('acc', getAlertId(sent)))).toHaveProperty('dueAt');
});

test('a new run keeps the progress of the engine', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  await storeEvaluation(harness, { observers: { 'add-note': ['bob'] }, continuation: 3 });
  const before = await table().get(ledgerKey('acc', getAlertId(sent)));
  await harness.apply([aMessage({ type: 'AddNote' }, { note: 'look' })]);
  expect(await table().get(ledgerKey('acc', getAlertId(sent)))).toMatchObject({
    flows: before?.flows,
    observers: before?.observers,
    run: 2,
    continuation: 0,
    supersededRun: 1,
    supersededContinuation: 3,
  });
  expect(harness.record.started.at(-1)).toMatch(/run2$/);
});

test('a failure to stop an execution does not fail the message', async () => {
  await harness.apply([aMessage(create(toEscalation))]);
  await storeEvaluation(harness);
  let attempts = 0;
  const executions = {
    ...harness.record.executions,
    stop: async () => {
      attempts++;
      throw new Error('no answer');
    },
  };
  const worker = harness.worker({ table: harness.table, executions });
  expect(await worker(toSqsEvent([aMessage({ type: 'Close' })]))).toEqual({ batchItemFailures: [] });
  expect(attempts).toBe(2);
});

test.each([
  ['throttles', 'ThrottlingException'],
  ['has as many open executions as the account may have', 'ExecutionLimitExceeded'],
])(
  'if Step Functions %s, the start is left to the reconciler: the message is applied and the run is due',
  async (_case, name) => {
    let attempts = 0;
    const executions = {
      ...harness.record.executions,
      start: async () => {
        attempts++;
        throw Object.assign(new Error('Rate exceeded'), { name, $fault: 'client' });
      },
    };
    const worker = harness.worker({ table: harness.table, executions });
    const sent = aMessage(create(toEscalation));
    expect(await worker(toSqsEvent([sent]))).toEqual({ batchItemFailures: [] });
    expect(attempts).toBe(1);
    expect(await harness.request(sent)).toMatchObject({ success: true });
    const ledger = await table().get(ledgerKey('acc', getAlertId(sent)));
    expect(ledger).toMatchObject({ run: 1, dueAt: NOON });
  },
);

test('a temporary failure is retried without returning the message to the queue', async () => {
  let commits = 0;
  const failing = {
    ...harness.table,
    put: async (...args: Parameters<typeof harness.table.put>) => {
      await harness.table.put(...args);
      if (args[0].sk === 'STATE#ALERT' && ++commits === 1) throw new Error('no answer');
    },
  };
  const worker = harness.worker({ table: failing, executions: harness.record.executions });
  expect(await worker(toSqsEvent([aMessage(create(toEscalation))]))).toEqual({ batchItemFailures: [] });
  expect(await harness.alerts()).toMatchObject([{ count: 1, version: 1 }]);
  expect(harness.record.running()).toHaveLength(1);
});

test('the status of a refused request gives the reason', async () => {
  const early = aMessage({ type: 'Acknowledge' });
  await harness.apply([early, aMessage(create(toEscalation))]);
  expect(await harness.request(early)).toMatchObject({
    success: false,
    status: 'Alert does not exist',
    alertId: '',
    alias: '',
  });
  expect((await harness.alerts())[0]?.acknowledged).toBe(false);
});

test('a refused message stays refused when it is redelivered', async () => {
  const messages = [aMessage({ type: 'Acknowledge' }), aMessage(create(toEscalation))];
  await harness.apply(messages);
  const before = await endState(harness);
  await harness.apply(messages, 2);
  expect(await endState(harness)).toEqual(before);
});

test('a close redriven from a dead-letter queue does not close a later alert with the alias', async () => {
  const lost = aMessage({ type: 'Close' }, { receivedAt: NOON - HOUR });
  await harness.apply([aMessage(create(toEscalation))]);
  await harness.apply([lost]);
  expect((await harness.alerts())[0]?.status).toBe('open');
  expect(await harness.request(lost)).toMatchObject({ success: false });
});

test('a create redriven from a dead-letter queue does not restore a deleted alert', async () => {
  const sent = aMessage(create(toEscalation), { receivedAt: NOON - HOUR });
  await harness.apply([sent, aMessage({ type: 'Delete' })]);
  const before = await endState(harness);
  await harness.apply([sent]);
  expect(await harness.alerts()).toEqual([]);
  expect(await endState(harness)).toEqual(before);
});

test('a new alert takes over the alias claim of an alert that was never stored', async () => {
  await table().put({ ...aliasKey('acc', sha256('disk')), alertId: 'never-written', tinyId: '999' });
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  expect(await harness.alerts()).toMatchObject([{ id: getAlertId(sent), status: 'open' }]);
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({ alertId: getAlertId(sent) });
});

test('the next message starts a run that a crash between alert and ledger has lost', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  await table().delete(ledgerKey('acc', getAlertId(sent)));
  harness.record.started.length = 0;
  await harness.apply([aMessage(create(toEscalation))]);
  expect(harness.record.started).toEqual([expect.stringMatching(/run1$/)]);
});

test('a delete leaves only the tombstone and the request statuses', async () => {
  const sent = aMessage(create(toEscalation), { note: 'n' });
  await harness.apply([sent]);
  await storeEvaluation(harness);
  const gone = aMessage({ type: 'Delete' });
  await harness.apply([gone]);
  expect(harness.record.running()).toEqual([]);
  const left = (await harness.items()).map(({ sk }) => sk);
  expect(left.filter((sk) => sk !== 'REQUEST').sort()).toEqual(['STATE#DELETED', 'TINY']);
  expect(await table().get(tinyIdKey('acc', '1'))).toBeUndefined();
  expect(await harness.request(gone)).toMatchObject({ success: true, alertId: getAlertId(sent) });
});

test('an alert is found by id and by tiny id', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  const [alert] = await harness.alerts();
  const byId = { target: { type: 'id', value: getAlertId(sent) } } as const;
  const byTiny = { target: { type: 'tiny', value: alert?.tinyId ?? '' } } as const;
  await harness.apply([aMessage({ type: 'AddTags', tags: ['a'] }, byId)]);
  await harness.apply([aMessage({ type: 'AddTags', tags: ['b'] }, byTiny)]);
  expect((await harness.alerts())[0]?.tags).toEqual(['a', 'b']);
});

test("an account cannot change another account's alert", async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  const foreign = { accountId: 'other', target: { type: 'id', value: getAlertId(sent) } } as const;
  await harness.apply([aMessage({ type: 'Close' }, foreign)]);
  expect(await harness.alerts()).toMatchObject([{ accountId: 'acc', status: 'open' }]);
});

describe('a batch', () => {
  const on = (alias: string) =>
    ({ target: { type: 'alias', value: alias } }) as const satisfies Partial<AlertActionMessage>;

  test('with an invalid message returns it and the later messages of its group, and applies the other groups', async () => {
    const event = toSqsEvent([
      aMessage(create({ ...toEscalation, alias: 'a' }), on('a')),
      aMessage(create({ ...toEscalation, alias: 'b' }), on('b')),
      aMessage({ type: 'Acknowledge' }, on('a')),
      aMessage({ type: 'Acknowledge' }, on('b')),
      aMessage({ type: 'Close' }, on('a')),
    ]);
    const poison = event.Records[2];
    if (poison) poison.body = '{"message": "Disk';
    const answer = await harness.worker()(event);
    const back = [event.Records[2], event.Records[4]].map((record) => ({
      itemIdentifier: record?.messageId ?? '',
    }));
    expect(answer.batchItemFailures).toEqual(back);
    const alerts = (await harness.alerts()).map(({ alias, status, acknowledged }) => [
      alias,
      status,
      acknowledged,
    ]);
    expect(alerts.sort()).toEqual([
      ['a', 'open', false],
      ['b', 'open', true],
    ]);
  });

  test('with JSON that is not a message returns it', async () => {
    const event = toSqsEvent([aMessage(create())]);
    if (event.Records[0]) event.Records[0].body = '{"accountId":"acc"}';
    expect((await harness.worker()(event)).batchItemFailures).toHaveLength(1);
  });

  test('returns all messages from the first that a failing table prevented', async () => {
    const messages = [
      aMessage(create(toEscalation)),
      aMessage({ type: 'Close' }),
      aMessage(create(toEscalation)),
    ];
    let commits = 0;
    const failing = {
      ...harness.table,
      put: async (...args: Parameters<typeof harness.table.put>) => {
        if (args[0].sk === 'STATE#ALERT' && ++commits >= 2) throw new Error('unavailable');
        return harness.table.put(...args);
      },
    };
    const worker = harness.worker({ table: failing, executions: harness.record.executions });
    const { batchItemFailures } = await worker(toSqsEvent(messages));
    expect(batchItemFailures).toEqual([{ itemIdentifier: messages[2]?.requestId }]);
  });
});

describe('a storm of duplicates', () => {
  test('gives one alert and one run, with few calls per batch', async () => {
    const worker = harness.worker();
    const rounds = 15;
    for (let round = 0; round < rounds; round++) {
      harness.calls.length = 0;
      await worker(toSqsEvent(Array.from({ length: 10 }, () => aMessage(create(toEscalation)))));
      // Now and then, the latest duplicates move to a page.
      const puts = harness.calls.filter((call) => call === 'put');
      if (round > 0) expect(harness.calls).toEqual(['get', 'query', ...puts]);
      if (round > 0) expect(puts.length).toBeLessThanOrEqual(2);
    }
    const [alert, ...others] = await harness.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ count: 10 * rounds, run: 1, version: 1 });
    expect(harness.record.started).toHaveLength(1);
    const log = await readAlertLog(table(), alert as Alert, { order: 'asc', direction: 'next', limit: 200 });
    expect(log.entries).toHaveLength(100);
  });

  test('writes no index entry', async () => {
    const sent = aMessage(create(toEscalation));
    await harness.apply([sent]);
    const before = (await harness.alerts())[0];
    await harness.apply([aMessage(create(toEscalation), { receivedAt: NOON + MINUTE })]);
    expect((await harness.alerts())[0]).toEqual({
      ...before,
      count: 2,
      version: 2,
      lastOccurredAt: NOON + MINUTE,
      appliedRequests: [sent.requestId, expect.anything()],
    });
  });
});

test('concurrent messages of different groups on one alert are all applied or refused', async () => {
  const sent = aMessage(create(toEscalation));
  await harness.apply([sent]);
  const target = { type: 'id', value: getAlertId(sent) } as const;
  const tags = Array.from({ length: 5 }, (_, i) =>
    aMessage({ type: 'AddTags', tags: [`t${i}`] }, { target }),
  );
  const acks = [0, 1].map(() => aMessage({ type: 'Acknowledge' }, { target }));
  const answers = await Promise.all([...tags, ...acks].map((message) => harness.apply([message])));
  expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
  const [alert] = await harness.alerts();
  expect([...(alert?.tags ?? [])].sort()).toEqual(['t0', 't1', 't2', 't3', 't4']);
  const outcomes = await Promise.all(acks.map((message) => harness.request(message)));
  expect(outcomes.map((outcome) => outcome?.success).sort()).toEqual([false, true]);
  const logs = (await harness.items()).filter(({ log }) => String(log).includes('acknowledged'));
  expect(logs).toHaveLength(1);
});

test('the message group depends on the alias', () => {
  expect(toSqsEvent([aMessage(create())]).Records[0]?.attributes.MessageGroupId).toBe(
    messageGroupId('acc', 'disk'),
  );
});
