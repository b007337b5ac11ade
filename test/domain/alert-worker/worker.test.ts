import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { sha256 } from '../../../src/platform/ids.ts';
import { aliasKey, ledgerKey, tinyIdKey } from '../../../src/platform/keys.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, aWorld, batchOf, create, endState, pass } from './harness.ts';

const table = useTable();
let world: ReturnType<typeof aWorld>;

beforeEach(() => {
  world = aWorld(table());
});
afterEach(() => world.clear());

const ops = { responders: [{ type: 'escalation', id: 'esc' }] } as const;
const idOf = (message: AlertActionMessage) => alertIdOfRequest(message.accountId, message.requestId);

test('a new alert is stored, found by alias and tiny id, logged, and escalated', async () => {
  const sent = aMessage(create(ops), { note: 'from cron' });
  expect(await world.apply([sent])).toEqual({ batchItemFailures: [] });
  const [alert] = await world.alerts();
  expect(alert).toMatchObject({ id: idOf(sent), alias: 'disk', run: 1, version: 1, count: 1 });
  expect(world.record.started).toEqual([`${alert?.tinyId}-${idOf(sent)}-run1`]);
  expect(await table().get(ledgerKey('acc', idOf(sent)))).toMatchObject({
    run: 1,
    continuation: 0,
    dueAt: NOON,
  });
  expect(await table().get(tinyIdKey('acc', alert?.tinyId ?? ''))).toMatchObject({ alertId: idOf(sent) });
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({ alertId: idOf(sent) });
  expect(await world.request(sent)).toMatchObject({
    success: true,
    action: 'Create',
    status: 'Created alert',
    alertId: idOf(sent),
    alias: 'disk',
    integrationId: 'integration',
    processedAt: NOON,
  });
  const kinds = (await world.items()).map(({ sk }) => sk.split('#')[0]);
  expect(kinds.filter((kind) => kind === 'LOG' || kind === 'NOTE').sort()).toEqual(['LOG', 'NOTE']);
});

test('a run is started with an input that is always the same', async () => {
  const inputs: unknown[] = [];
  const sent = aMessage(create(ops));
  const executions = {
    ...world.record.executions,
    start: async (_name: string, input: object) => {
      inputs.push(JSON.stringify(input));
      if (inputs.length <= 3) throw new Error('throttled');
    },
  };
  const worker = world.worker({ table: world.table, executions });
  const failed = { batchItemFailures: [{ itemIdentifier: sent.requestId }] };
  expect(await worker(batchOf([sent]))).toEqual(failed);
  expect(await worker(batchOf([sent], 2))).toEqual({ batchItemFailures: [] });
  expect(inputs).toHaveLength(4);
  expect(new Set(inputs).size).toBe(1);
  expect(JSON.parse(String(inputs[0]))).toEqual({
    accountId: 'acc',
    alertId: idOf(sent),
    run: 1,
    continuation: 0,
  });
});

test('an alert without responders starts nothing', async () => {
  await world.apply([aMessage(create())]);
  expect(world.record.started).toEqual([]);
});

test('create and updates right after it are one write', async () => {
  await world.apply([
    aMessage(create(ops)),
    aMessage({ type: 'UpdateMessage', message: 'Disk is full' }),
    aMessage({ type: 'UpdateDescription', description: 'of /var' }),
  ]);
  expect(await world.alerts()).toMatchObject([
    { version: 1, message: 'Disk is full', description: 'of /var', run: 1 },
  ]);
  expect(world.calls).toEqual(['get', 'update', 'put', 'batchPut', 'put', 'batchPut', 'update']);
});

test('create and close in one batch page nobody, and the alias is free again', async () => {
  await world.apply([aMessage(create(ops)), aMessage({ type: 'Close' }), aMessage(create(ops))]);
  const alerts = await world.alerts();
  expect(alerts.map(({ status }) => status).sort()).toEqual(['closed', 'open']);
  const again = alerts.find(({ status }) => status === 'open');
  expect(world.record.started).toEqual([`${again?.tinyId}-${again?.id}-run1`]);
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({ alertId: again?.id });
});

test('an acknowledge ends the run and leaves nothing to the reconciler', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  await pass(world);
  await world.apply([aMessage({ type: 'Acknowledge' }, { user: 'jane@example.com' })]);
  expect([...world.record.stopped.values()]).toEqual(['Acknowledged by jane@example.com']);
  expect(world.record.running()).toEqual([]);
  const ledger = await table().get(ledgerKey('acc', idOf(sent)));
  expect(ledger).toMatchObject({ run: 1, flows: expect.anything() });
  expect(ledger).not.toHaveProperty('dueAt');
  expect(ledger).not.toHaveProperty('gsi2pk');
});

test('an acknowledge goes on in a new run where something goes on, or the engine may know more', async () => {
  await world.apply([aMessage(create(ops))]);
  await pass(world, { continuesWhenAcknowledged: true });
  await world.apply([aMessage({ type: 'Acknowledge' })]);
  expect(world.record.running()).toEqual([expect.stringMatching(/run2$/)]);
});

test('an acknowledge during a pass of the engine leaves the run to what the pass found', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  await pass(world);
  const { table: real } = world;
  let passed = false;
  const racing = {
    ...real,
    put: async (...args: Parameters<typeof real.put>) => {
      await real.put(...args);
      if (!passed && args[0].sk === 'STATE#ALERT') {
        passed = true;
        await pass(world, { continuesWhenAcknowledged: true });
      }
    },
  };
  const worker = world.worker({ table: racing, executions: world.record.executions });
  await worker(batchOf([aMessage({ type: 'Acknowledge' })]));
  expect(passed).toBe(true);
  expect(world.record.running()).toEqual([expect.stringMatching(/run1$/)]);
  expect(await table().get(ledgerKey('acc', idOf(sent)))).toHaveProperty('dueAt');
});

test('what the engine has done survives the begin of a run', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  await pass(world, { observers: { 'add-note': ['bob'] }, continuation: 3 });
  const before = await table().get(ledgerKey('acc', idOf(sent)));
  await world.apply([aMessage({ type: 'AddNote' }, { note: 'look' })]);
  expect(await table().get(ledgerKey('acc', idOf(sent)))).toMatchObject({
    flows: before?.flows,
    observers: before?.observers,
    run: 2,
    continuation: 0,
    supersededRun: 1,
    supersededContinuation: 3,
  });
  expect(world.record.started.at(-1)).toMatch(/run2$/);
});

test('an execution that cannot be stopped fails nothing', async () => {
  await world.apply([aMessage(create(ops))]);
  await pass(world);
  let attempts = 0;
  const executions = {
    ...world.record.executions,
    stop: async () => {
      attempts++;
      throw new Error('throttled');
    },
  };
  const worker = world.worker({ table: world.table, executions });
  expect(await worker(batchOf([aMessage({ type: 'Close' })]))).toEqual({ batchItemFailures: [] });
  expect(attempts).toBe(3);
});

test('a failure that passes costs no way back to the queue', async () => {
  let commits = 0;
  const failing = {
    ...world.table,
    put: async (...args: Parameters<typeof world.table.put>) => {
      await world.table.put(...args);
      if (args[0].sk === 'STATE#ALERT' && ++commits === 1) throw new Error('no answer');
    },
  };
  const worker = world.worker({ table: failing, executions: world.record.executions });
  expect(await worker(batchOf([aMessage(create(ops))]))).toEqual({ batchItemFailures: [] });
  expect(await world.alerts()).toMatchObject([{ count: 1, version: 1 }]);
  expect(world.record.running()).toHaveLength(1);
});

test('what cannot be applied says so in the status of the request', async () => {
  const early = aMessage({ type: 'Acknowledge' });
  await world.apply([early, aMessage(create(ops))]);
  expect(await world.request(early)).toMatchObject({
    success: false,
    status: 'Alert does not exist',
    alertId: '',
    alias: '',
  });
  expect((await world.alerts())[0]?.acknowledged).toBe(false);
});

test('a message that failed once does not succeed because it is delivered again', async () => {
  const messages = [aMessage({ type: 'Acknowledge' }), aMessage(create(ops))];
  await world.apply(messages);
  const before = await endState(world);
  await world.apply(messages, 2);
  expect(await endState(world)).toEqual(before);
});

test('a close that lay in a dead-letter queue does not close the next alert of the alias', async () => {
  const lost = aMessage({ type: 'Close' }, { receivedAt: NOON - HOUR });
  await world.apply([aMessage(create(ops))]);
  await world.apply([lost]);
  expect((await world.alerts())[0]?.status).toBe('open');
  expect(await world.request(lost)).toMatchObject({ success: false });
});

test('a create that lay in a dead-letter queue does not bring a deleted alert back', async () => {
  const sent = aMessage(create(ops), { receivedAt: NOON - HOUR });
  await world.apply([sent, aMessage({ type: 'Delete' })]);
  const before = await endState(world);
  await world.apply([sent]);
  expect(await world.alerts()).toEqual([]);
  expect(await endState(world)).toEqual(before);
});

test('the claim of an alert that was never written is taken over', async () => {
  await table().put({ ...aliasKey('acc', sha256('disk')), alertId: 'never-written', tinyId: '999' });
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  expect(await world.alerts()).toMatchObject([{ id: idOf(sent), status: 'open' }]);
  expect(await table().get(aliasKey('acc', sha256('disk')))).toMatchObject({ alertId: idOf(sent) });
});

test('a run that was lost between alert and ledger is begun by whatever comes next, if only a duplicate', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  await table().delete(ledgerKey('acc', idOf(sent)));
  world.record.started.length = 0;
  await world.apply([aMessage(create(ops))]);
  expect(world.record.started).toEqual([expect.stringMatching(/run1$/)]);
});

test('delete leaves nothing but the mark of it and the requests', async () => {
  const sent = aMessage(create(ops), { note: 'n' });
  await world.apply([sent]);
  await pass(world);
  const gone = aMessage({ type: 'Delete' });
  await world.apply([gone]);
  expect(world.record.running()).toEqual([]);
  const left = (await world.items()).map(({ sk }) => sk);
  expect(left.filter((sk) => sk !== 'REQUEST').sort()).toEqual(['STATE#DELETED', 'TINY']);
  expect(await table().get(tinyIdKey('acc', '1'))).toBeUndefined();
  expect(await world.request(gone)).toMatchObject({ success: true, alertId: idOf(sent) });
});

test('by id, by tiny id', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  const [alert] = await world.alerts();
  const byId = { target: { type: 'id', value: idOf(sent) } } as const;
  const byTiny = { target: { type: 'tiny', value: alert?.tinyId ?? '' } } as const;
  await world.apply([aMessage({ type: 'AddTags', tags: ['a'] }, byId)]);
  await world.apply([aMessage({ type: 'AddTags', tags: ['b'] }, byTiny)]);
  expect((await world.alerts())[0]?.tags).toEqual(['a', 'b']);
});

test("no account reaches another's alert", async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  const foreign = { accountId: 'other', target: { type: 'id', value: idOf(sent) } } as const;
  await world.apply([aMessage({ type: 'Close' }, foreign)]);
  expect(await world.alerts()).toMatchObject([{ accountId: 'acc', status: 'open' }]);
});

describe('a batch', () => {
  const on = (alias: string) =>
    ({ target: { type: 'alias', value: alias } }) as const satisfies Partial<AlertActionMessage>;

  test('with poison in it: it and what follows in its group go back, the other groups are applied', async () => {
    const event = batchOf([
      aMessage(create({ ...ops, alias: 'a' }), on('a')),
      aMessage(create({ ...ops, alias: 'b' }), on('b')),
      aMessage({ type: 'Acknowledge' }, on('a')),
      aMessage({ type: 'Acknowledge' }, on('b')),
      aMessage({ type: 'Close' }, on('a')),
    ]);
    const poison = event.Records[2];
    if (poison) poison.body = '{"message": "Disk';
    const answer = await world.worker()(event);
    const back = [event.Records[2], event.Records[4]].map((record) => ({
      itemIdentifier: record?.messageId ?? '',
    }));
    expect(answer.batchItemFailures).toEqual(back);
    const alerts = (await world.alerts()).map(({ alias, status, acknowledged }) => [
      alias,
      status,
      acknowledged,
    ]);
    expect(alerts.sort()).toEqual([
      ['a', 'open', false],
      ['b', 'open', true],
    ]);
  });

  test('a body that is JSON but no message goes back as well', async () => {
    const event = batchOf([aMessage(create())]);
    if (event.Records[0]) event.Records[0].body = '{"accountId":"acc"}';
    expect((await world.worker()(event)).batchItemFailures).toHaveLength(1);
  });

  test('where the table fails, the first message that it kept from being applied is the first to go back', async () => {
    const messages = [aMessage(create(ops)), aMessage({ type: 'Close' }), aMessage(create(ops))];
    let commits = 0;
    const failing = {
      ...world.table,
      put: async (...args: Parameters<typeof world.table.put>) => {
        if (args[0].sk === 'STATE#ALERT' && ++commits >= 2) throw new Error('unavailable');
        return world.table.put(...args);
      },
    };
    const worker = world.worker({ table: failing, executions: world.record.executions });
    const { batchItemFailures } = await worker(batchOf(messages));
    expect(batchItemFailures).toEqual([{ itemIdentifier: messages[2]?.requestId }]);
  });
});

describe('a storm of duplicates', () => {
  test('ends as one alert, one run, and few calls a batch', async () => {
    const worker = world.worker();
    const rounds = 15;
    for (let round = 0; round < rounds; round++) {
      world.calls.length = 0;
      await worker(batchOf(Array.from({ length: 10 }, () => aMessage(create(ops)))));
      if (round > 0) {
        const logged = round < 10 ? ['batchPut'] : [];
        expect(world.calls).toEqual(['get', 'query', ...logged, 'update', 'batchPut']);
      }
    }
    const [alert, ...others] = await world.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ count: 10 * rounds, run: 1, version: rounds });
    expect(alert?.appliedRequests).toHaveLength(20);
    expect(world.record.started).toHaveLength(1);
    const logs = (await world.items()).filter(({ sk }) => sk.startsWith('LOG#'));
    expect(logs).toHaveLength(100);
  });

  test('touches no entry of an index', async () => {
    const sent = aMessage(create(ops));
    await world.apply([sent]);
    const before = (await world.alerts())[0];
    await world.apply([aMessage(create(ops), { receivedAt: NOON + MINUTE })]);
    expect((await world.alerts())[0]).toEqual({
      ...before,
      count: 2,
      version: 2,
      lastOccurredAt: NOON + MINUTE,
      appliedRequests: [sent.requestId, expect.anything()],
    });
  });
});

test('messages of different groups that act on one alert at a time are all applied, or say why not', async () => {
  const sent = aMessage(create(ops));
  await world.apply([sent]);
  const target = { type: 'id', value: idOf(sent) } as const;
  const tags = Array.from({ length: 5 }, (_, i) =>
    aMessage({ type: 'AddTags', tags: [`t${i}`] }, { target }),
  );
  const acks = [0, 1].map(() => aMessage({ type: 'Acknowledge' }, { target }));
  const answers = await Promise.all([...tags, ...acks].map((message) => world.apply([message])));
  expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
  const [alert] = await world.alerts();
  expect([...(alert?.tags ?? [])].sort()).toEqual(['t0', 't1', 't2', 't3', 't4']);
  const outcomes = await Promise.all(acks.map((message) => world.request(message)));
  expect(outcomes.map((outcome) => outcome?.success).sort()).toEqual([false, true]);
  const logs = (await world.items()).filter(({ log }) => String(log).includes('acknowledged'));
  expect(logs).toHaveLength(1);
});

test('the group of a message is that of the alias', () => {
  expect(batchOf([aMessage(create())]).Records[0]?.attributes.MessageGroupId).toBe(
    messageGroupId('acc', 'disk'),
  );
});
