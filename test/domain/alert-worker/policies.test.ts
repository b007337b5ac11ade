import * as fc from 'fast-check';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { AlertPolicy } from '../../../src/domain/policies/model.ts';
import { GLOBAL_SCOPE } from '../../../src/domain/policies/model.ts';
import { createPolicyStores } from '../../../src/domain/policies/store.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aMessage, aWorld, batchOf, crashingAfter, create, directory, endState } from './harness.ts';

const table = useTable();
let world: ReturnType<typeof aWorld>;

beforeEach(() => {
  world = aWorld(table());
});
afterEach(() => world.clear());

const policy = (wanted: Partial<AlertPolicy>): AlertPolicy => ({
  id: wanted.name ?? 'p',
  name: 'p',
  type: 'alert',
  enabled: true,
  message: '{{message}}',
  ...wanted,
});

const configure = (policies: readonly Partial<AlertPolicy>[], scope = GLOBAL_SCOPE) =>
  createPolicyStores(world.table).alert.change('acc', scope, () => policies.map(policy));

/** The worker of a new process that obeys the policies in the table. */
const worker = (parts = { table: world.table, executions: world.record.executions }) =>
  createAlertWorker({
    ...parts,
    directory,
    policies: createPolicyStores(parts.table).alert,
    clock: () => NOON,
    pause: async () => {},
  });

const apply = async (messages: readonly AlertActionMessage[], received = 1) =>
  expect(await worker()(batchOf(messages, received))).toEqual({ batchItemFailures: [] });

const logs = async () =>
  (await world.items())
    .filter(({ sk }) => sk.startsWith('LOG#'))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1))
    .map(({ log }) => String(log));

const ops = { responders: [{ type: 'escalation', id: 'esc' }] } as const;
const fromServer1: Partial<AlertActionMessage> = {
  source: 'server-1',
  target: { type: 'alias', value: 'disk' },
};
const fromServer2: Partial<AlertActionMessage> = {
  source: 'server-1',
  target: { type: 'alias', value: 'load' },
};

/** All alerts of a source are one. */
const merging: Partial<AlertPolicy> = { name: 'merge', alias: 'all of {{source}}' };

test('a policy changes what is created, and the log says so', async () => {
  await configure([{ name: 'shout', message: '!! {{message}}', priority: 'P1', tags: ['night'] }]);
  await apply([aMessage(create({ ...ops, tags: ['db'] }))]);
  expect(await world.alerts()).toMatchObject([
    { message: '!! Disk full', priority: 'P1', tags: ['db', 'night'], alias: 'disk', run: 1 },
  ]);
  expect(await logs()).toEqual(['Alert created by Demo', 'Policy shout applied']);
});

test('of the account first, then of the team that alone is to respond, or that the key belongs to', async () => {
  await configure([{ name: 'g', message: '{{message}} g' }]);
  await configure([{ name: 't', message: '{{message}} t' }], 'ops');
  const team = (id: string) => ({ type: 'team', id }) as const;
  const of = (alias: string, change: object, message: Partial<AlertActionMessage> = {}) =>
    aMessage(create({ alias, ...change }), { ...message, target: { type: 'alias', value: alias } });
  await apply([
    of('one', { responders: [team('ops')] }),
    of('two', { responders: [team('ops'), team('dev')] }),
    of('named', { responders: [{ type: 'team', name: 'ops' }] }),
    of('key', { responders: [team('dev')] }, { teamId: 'ops' }),
    of('none', {}),
  ]);
  const messages = Object.fromEntries((await world.alerts()).map(({ alias, message }) => [alias, message]));
  expect(messages).toEqual({
    one: 'Disk full g t',
    two: 'Disk full g',
    named: 'Disk full g t',
    key: 'Disk full g t',
    none: 'Disk full g',
  });
});

test('responders of a policy are added to those that a key of a team implies', async () => {
  await configure([{ responders: [{ type: 'user', id: 'jane' }] }]);
  await apply([aMessage(create(), { teamId: 'ops' })]);
  const [alert] = await world.alerts();
  expect(alert?.responders).toEqual([
    { type: 'team', id: 'ops' },
    { type: 'user', id: 'jane' },
  ]);
  expect(alert?.flows).toHaveLength(2);
});

test('whom a message names and nobody is stays on the log', async () => {
  await configure([{}]);
  await apply([aMessage(create({ responders: [{ type: 'team', name: 'no-such' }] }))]);
  expect(await logs()).toContain('Responder ignored: team no-such does not exist');
});

test('a policy works at once, and its disappearance too', async () => {
  const of = (alias: string) => aMessage(create({ alias }), { target: { type: 'alias', value: alias } });
  const running = worker();
  await running(batchOf([of('a')]));
  await configure([{ message: 'changed' }]);
  await running(batchOf([of('b')]));
  await configure([]);
  await running(batchOf([of('c')]));
  const messages = Object.fromEntries((await world.alerts()).map(({ alias, message }) => [alias, message]));
  expect(messages).toEqual({ a: 'Disk full', b: 'changed', c: 'Disk full' });
});

test('an account without policies pays one read of one item a batch', async () => {
  await world.apply([aMessage(create(ops))]);
  const without = world.calls.length;
  await world.clear();
  await apply([aMessage(create(ops)), aMessage(create(ops)), aMessage(create(ops))]);
  expect(world.calls.length).toBe(without + 1);
});

test('alerts of different aliases that a policy makes one are one, also within a batch', async () => {
  await configure([merging]);
  const many = Array.from({ length: 10 }, (_, i) =>
    aMessage(create({ ...ops, alias: `disk-${i}` }), {
      source: 'server-1',
      target: { type: 'alias', value: `disk-${i}` },
    }),
  );
  await apply(many);
  expect(await world.alerts()).toMatchObject([{ alias: 'all of server-1', count: 10 }]);
  expect(world.record.started).toHaveLength(1);
});

test('also where they are applied at one time by functions that know nothing of one another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      await configure([merging]);
      const slow = Object.fromEntries(
        Object.entries(world.table).map(([name, call]) => [
          name,
          scheduler.scheduleFunction(call as (...args: unknown[]) => Promise<unknown>),
        ]),
      ) as unknown as typeof world.table;
      const parts = { table: slow, executions: world.record.executions };
      const sent = [fromServer1, fromServer2].map((from) => aMessage(create(ops), from));
      const answers = await scheduler.waitFor(
        Promise.all(sent.map((each) => worker(parts)(batchOf([each])))),
      );
      const back = sent.filter((_, i) => answers[i]?.batchItemFailures.length);
      await apply(back, 2);
      const alerts = await world.alerts();
      const running = world.record.running().length;
      await world.clear();
      world = aWorld(table());
      expect({ alerts, running }).toMatchObject({ alerts: [{ count: 2 }], running: 1 });
    }),
    { numRuns: 30 },
  );
});

test('an action by the alias that the client sent does not reach an alert whose alias a policy changed', async () => {
  await configure([merging]);
  await apply([aMessage(create(ops), fromServer1)]);
  const byOld = aMessage({ type: 'Close' });
  await apply([byOld]);
  expect(await world.request(byOld)).toMatchObject({ success: false });
  await apply([aMessage({ type: 'Close' }, { target: { type: 'alias', value: 'all of server-1' } })]);
  expect(await world.alerts()).toMatchObject([{ status: 'closed' }]);
});

describe('a worker that dies', () => {
  const steps: Readonly<Record<string, readonly AlertActionMessage[]>> = {
    'while it opens an alert': [aMessage(create(ops), fromServer1)],
    'while it counts one': [aMessage(create(ops), fromServer1), aMessage(create(ops), fromServer2)],
  };
  const later: Readonly<Record<string, readonly Partial<AlertPolicy>[]>> = {
    'the same': [merging],
    'of another alias': [{ name: 'other', alias: 'other' }],
    gone: [],
  };

  test.each(Object.keys(steps).flatMap((when) => Object.keys(later).map((then) => [when, then] as const)))(
    '%s, after any write, is made good when the policy is %s by then',
    async (when, then) => {
      const messages = steps[when] ?? [];
      const [last] = messages.slice(-1);
      const before = messages.slice(0, -1);
      if (!last) throw new Error('There is a last message.');
      for (let dieAfter = 1; ; dieAfter++) {
        await configure([merging]);
        for (const message of before) await apply([message]);
        const dying = crashingAfter(world.table, world.record.executions, dieAfter);
        await worker(dying)(batchOf([last]));
        await configure(later[then] ?? []);
        await apply([last], 2);
        const alerts = await world.alerts();
        expect({ dieAfter, alerts }).toMatchObject({
          dieAfter,
          alerts: [{ alias: 'all of server-1', count: messages.length }],
        });
        expect(await world.request(last)).toMatchObject({ success: true, alertId: alerts[0]?.id });
        expect(world.record.running()).toHaveLength(1);
        const done = dying.writes() < dieAfter;
        await world.clear();
        world = aWorld(table());
        if (done) break;
      }
    },
  );

  test('before there was a policy counts its duplicate once, though by now a policy would lead elsewhere', async () => {
    for (let dieAfter = 1; ; dieAfter++) {
      await apply([aMessage(create(ops), fromServer1)]);
      const again = aMessage(create(ops), fromServer1);
      const dying = crashingAfter(world.table, world.record.executions, dieAfter);
      await worker(dying)(batchOf([again]));
      await configure([merging]);
      await apply([again], 2);
      const alerts = await world.alerts();
      const total = alerts.reduce((sum, { count }) => sum + count, 0);
      expect({ dieAfter, total }).toEqual({ dieAfter, total: 2 });
      const done = dying.writes() < dieAfter;
      await world.clear();
      world = aWorld(table());
      if (done) break;
    }
  });

  test('ends in the state of one that did not', async () => {
    const message = aMessage(create(ops), fromServer1);
    await configure([merging]);
    const counting = crashingAfter(world.table, world.record.executions, Number.POSITIVE_INFINITY);
    await worker(counting)(batchOf([message]));
    const state = await endState(world);
    for (let dieAfter = 1; dieAfter <= counting.writes(); dieAfter++) {
      await world.clear();
      world = aWorld(table());
      await configure([merging]);
      await worker(crashingAfter(world.table, world.record.executions, dieAfter))(batchOf([message]));
      await apply([message], 2);
      expect(await endState(world)).toEqual(state);
    }
  });
});

test('one who waits for a number of occurrences is woken by the duplicate that makes it full', async () => {
  await apply([aMessage(create(ops))]);
  const [alert] = await world.alerts();
  if (!alert) throw new Error('There is an alert.');
  const key = { pk: `A#acc#ALERT#${alert.id}`, sk: 'STATE#LEDGER' };
  const ledger = await world.table.get(key);
  await world.table.put({
    ...ledger,
    ...key,
    pendingThresholds: { run: 1, thresholds: [{ count: 3 }, { count: 9, withinMs: 60_000 }] },
  });
  await apply([aMessage(create(ops))]);
  expect(await world.alerts()).toMatchObject([{ count: 2, run: 1, occurrences: [NOON, NOON] }]);
  await apply([aMessage(create(ops)), aMessage(create(ops))]);
  expect(await world.alerts()).toMatchObject([{ count: 4, run: 2 }]);
  await apply([aMessage(create(ops))]);
  expect(await world.alerts()).toMatchObject([{ count: 5, run: 2 }]);
  expect(world.record.running()).toHaveLength(1);
});
