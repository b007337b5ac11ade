import * as fc from 'fast-check';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import type { AlertAction, AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import type { DedupThreshold } from '../../../src/domain/alerts/ledger.ts';
import type { AlertPolicy } from '../../../src/domain/policies/model.ts';
import { GLOBAL_SCOPE } from '../../../src/domain/policies/model.ts';
import { createPolicyStores } from '../../../src/domain/policies/store.ts';
import { listSlowPatterns } from '../../../src/domain/slow-patterns/store.ts';
import { HOUR, type Instant, MINUTE } from '../../../src/platform/clock.ts';
import { newTimedId } from '../../../src/platform/ids.ts';
import { ledgerKey } from '../../../src/platform/keys.ts';
import type { Table } from '../../../src/platform/table.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import {
  aMessage,
  Crash,
  crashingAfter,
  create,
  createWorkerHarness,
  directory,
  endState,
  toEscalation,
  toSqsEvent,
} from './harness.ts';

const table = useTable();
let harness: ReturnType<typeof createWorkerHarness>;

beforeEach(() => {
  harness = createWorkerHarness(table());
});
afterEach(() => harness.clear());

const policy = (wanted: Partial<AlertPolicy>): AlertPolicy => ({
  id: wanted.name ?? 'p',
  name: 'p',
  type: 'alert',
  enabled: true,
  message: '{{message}}',
  ...wanted,
});

const configure = (policies: readonly Partial<AlertPolicy>[], scope = GLOBAL_SCOPE) =>
  createPolicyStores(harness.table).alert.change('acc', scope, () => policies.map(policy));

/** A worker in a new process, with the policies in the table. */
const worker = (parts = { table: harness.table, executions: harness.record.executions }) =>
  createAlertWorker({
    ...parts,
    directory,
    policies: createPolicyStores(parts.table).alert,
    clock: () => NOON,
    pause: async () => {},
  });

const apply = async (messages: readonly AlertActionMessage[], received = 1) =>
  expect(await worker()(toSqsEvent(messages, received))).toEqual({ batchItemFailures: [] });

const logs = async () =>
  (await harness.items())
    .filter(({ sk }) => sk.startsWith('LOG#'))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1))
    .map(({ log }) => String(log));

const fromServer1: Partial<AlertActionMessage> = {
  source: 'server-1',
  target: { type: 'alias', value: 'disk' },
};
const fromServer2: Partial<AlertActionMessage> = {
  source: 'server-1',
  target: { type: 'alias', value: 'load' },
};

/** Gives all alerts of a source one alias. */
const merging: Partial<AlertPolicy> = { name: 'merge', alias: 'all of {{source}}' };

test('a policy changes a new alert, and the log names the policy', async () => {
  await configure([{ name: 'shout', message: '!! {{message}}', priority: 'P1', tags: ['night'] }]);
  await apply([aMessage(create({ ...toEscalation, tags: ['db'] }))]);
  expect(await harness.alerts()).toMatchObject([
    { message: '!! Disk full', priority: 'P1', tags: ['db', 'night'], alias: 'disk', run: 1 },
  ]);
  expect(await logs()).toEqual(['Alert created by Demo', 'Policy shout applied']);
});

test('account policies apply first, then those of the only responding team or of the key', async () => {
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
  const messages = Object.fromEntries((await harness.alerts()).map(({ alias, message }) => [alias, message]));
  expect(messages).toEqual({
    one: 'Disk full g t',
    two: 'Disk full g',
    named: 'Disk full g t',
    key: 'Disk full g t',
    none: 'Disk full g',
  });
});

test('responders of a policy are added to the team of the API key', async () => {
  await configure([{ responders: [{ type: 'user', id: 'jane' }] }]);
  await apply([aMessage(create(), { teamId: 'ops' })]);
  const [alert] = await harness.alerts();
  expect(alert?.responders).toEqual([
    { type: 'team', id: 'ops' },
    { type: 'user', id: 'jane' },
  ]);
  expect(alert?.flows).toHaveLength(2);
});

test('the log names a responder that does not exist', async () => {
  await configure([{}]);
  await apply([aMessage(create({ responders: [{ type: 'team', name: 'no-such' }] }))]);
  expect(await logs()).toContain('Responder ignored: team no-such does not exist');
});

test('a new policy and the deletion of a policy take effect at once', async () => {
  const of = (alias: string) => aMessage(create({ alias }), { target: { type: 'alias', value: alias } });
  const running = worker();
  await running(toSqsEvent([of('a')]));
  await configure([{ message: 'changed' }]);
  await running(toSqsEvent([of('b')]));
  await configure([]);
  await running(toSqsEvent([of('c')]));
  const messages = Object.fromEntries((await harness.alerts()).map(({ alias, message }) => [alias, message]));
  expect(messages).toEqual({ a: 'Disk full', b: 'changed', c: 'Disk full' });
});

test('an account without policies costs one read per batch', async () => {
  const batch = () => [
    aMessage(create(toEscalation)),
    aMessage(create(toEscalation)),
    aMessage(create(toEscalation)),
  ];
  await harness.apply(batch());
  const without = harness.calls.length;
  await harness.clear();
  await apply(batch());
  expect(harness.calls.length).toBe(without + 1);
});

test('a policy can give creates of different aliases one alert, also within a batch', async () => {
  await configure([merging]);
  const many = Array.from({ length: 10 }, (_, i) =>
    aMessage(create({ ...toEscalation, alias: `disk-${i}` }), {
      source: 'server-1',
      target: { type: 'alias', value: `disk-${i}` },
    }),
  );
  await apply(many);
  expect(await harness.alerts()).toMatchObject([{ alias: 'all of server-1', count: 10 }]);
  expect(harness.record.started).toHaveLength(1);
});

test('a policy can give creates of different aliases one alert, also in concurrent functions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      await configure([merging]);
      const slow = Object.fromEntries(
        Object.entries(harness.table).map(([name, call]) => [
          name,
          scheduler.scheduleFunction(call as (...args: unknown[]) => Promise<unknown>),
        ]),
      ) as unknown as typeof harness.table;
      const parts = { table: slow, executions: harness.record.executions };
      const sent = [fromServer1, fromServer2].map((from) => aMessage(create(toEscalation), from));
      const answers = await scheduler.waitFor(
        Promise.all(sent.map((each) => worker(parts)(toSqsEvent([each])))),
      );
      const back = sent.filter((_, i) => answers[i]?.batchItemFailures.length);
      await apply(back, 2);
      const alerts = await harness.alerts();
      const running = harness.record.running().length;
      await harness.clear();
      harness = createWorkerHarness(table());
      expect({ alerts, running }).toMatchObject({ alerts: [{ count: 2 }], running: 1 });
    }),
    { numRuns: 30 },
  );
});

test('an action on the original alias does not find an alert whose alias a policy changed', async () => {
  await configure([merging]);
  await apply([aMessage(create(toEscalation), fromServer1)]);
  const byOld = aMessage({ type: 'Close' });
  await apply([byOld]);
  expect(await harness.request(byOld)).toMatchObject({ success: false });
  await apply([aMessage({ type: 'Close' }, { target: { type: 'alias', value: 'all of server-1' } })]);
  expect(await harness.alerts()).toMatchObject([{ status: 'closed' }]);
});

describe('a worker that crashes', () => {
  const steps: Readonly<Record<string, readonly AlertActionMessage[]>> = {
    'while it creates an alert': [aMessage(create(toEscalation), fromServer1)],
    'while it counts a duplicate': [
      aMessage(create(toEscalation), fromServer1),
      aMessage(create(toEscalation), fromServer2),
    ],
  };
  const later: Readonly<Record<string, readonly Partial<AlertPolicy>[]>> = {
    unchanged: [merging],
    'setting another alias': [{ name: 'other', alias: 'other' }],
    deleted: [],
  };

  test.each(Object.keys(steps).flatMap((when) => Object.keys(later).map((then) => [when, then] as const)))(
    '%s, after any write, is completed by a redelivery when the policy is then %s',
    async (when, then) => {
      const messages = steps[when] ?? [];
      const [last] = messages.slice(-1);
      const before = messages.slice(0, -1);
      if (!last) throw new Error('The scenario has no message.');
      for (let crashAfter = 1; ; crashAfter++) {
        await configure([merging]);
        for (const message of before) await apply([message]);
        const crashing = crashingAfter(harness.table, harness.record.executions, crashAfter);
        await worker(crashing)(toSqsEvent([last]));
        await configure(later[then] ?? []);
        await apply([last], 2);
        const alerts = await harness.alerts();
        expect({ crashAfter, alerts }).toMatchObject({
          crashAfter,
          alerts: [{ alias: 'all of server-1', count: messages.length }],
        });
        expect(await harness.request(last)).toMatchObject({ success: true, alertId: alerts[0]?.id });
        expect(harness.record.running()).toHaveLength(1);
        const done = crashing.writes() < crashAfter;
        await harness.clear();
        harness = createWorkerHarness(table());
        if (done) break;
      }
    },
  );

  test('counts a duplicate once, although a new policy would now give it another alias', async () => {
    for (let crashAfter = 1; ; crashAfter++) {
      await apply([aMessage(create(toEscalation), fromServer1)]);
      const again = aMessage(create(toEscalation), fromServer1);
      const crashing = crashingAfter(harness.table, harness.record.executions, crashAfter);
      await worker(crashing)(toSqsEvent([again]));
      await configure([merging]);
      await apply([again], 2);
      const alerts = await harness.alerts();
      const total = alerts.reduce((sum, { count }) => sum + count, 0);
      expect({ crashAfter, total }).toEqual({ crashAfter, total: 2 });
      const done = crashing.writes() < crashAfter;
      await harness.clear();
      harness = createWorkerHarness(table());
      if (done) break;
    }
  });

  test('knows duplicates of an earlier alert, although a new policy would now give them another alias', async () => {
    const [first, ...duplicates] = [0, 1, 2].map(() =>
      aMessage(create(toEscalation), { ...fromServer1, requestId: newTimedId(NOON) }),
    );
    if (!first) throw new Error('There is a first message.');
    await apply([first]);
    await apply(duplicates);
    await apply([aMessage({ type: 'Close' })]);
    await apply([aMessage(create(toEscalation), fromServer1)]);
    await configure([merging]);
    await apply(duplicates, 2);
    const counts = (await harness.alerts()).map(({ alias, status, count }) => [alias, status, count]);
    expect(counts.sort()).toEqual([
      ['disk', 'closed', 3],
      ['disk', 'open', 1],
    ]);
  });

  test('ends in the same state as one that does not crash', async () => {
    const message = aMessage(create(toEscalation), fromServer1);
    await configure([merging]);
    const counting = crashingAfter(harness.table, harness.record.executions, Number.POSITIVE_INFINITY);
    await worker(counting)(toSqsEvent([message]));
    const state = await endState(harness);
    for (let crashAfter = 1; crashAfter <= counting.writes(); crashAfter++) {
      await harness.clear();
      harness = createWorkerHarness(table());
      await configure([merging]);
      await worker(crashingAfter(harness.table, harness.record.executions, crashAfter))(
        toSqsEvent([message]),
      );
      await apply([message], 2);
      expect(await endState(harness)).toEqual(state);
    }
  });
});

describe('the duplicate that reaches a dedup threshold starts a run', () => {
  /** Creates an alert whose notifications wait for the thresholds. */
  async function createWaiting(receivedAt: Instant, thresholds: readonly DedupThreshold[]): Promise<void> {
    await apply([aMessage(create(toEscalation), { receivedAt })]);
    const [alert] = await harness.alerts();
    if (!alert) throw new Error('There is an alert.');
    const key = ledgerKey('acc', alert.id);
    const ledger = await harness.table.get(key);
    await harness.table.put({ ...ledger, ...key, pendingThresholds: { run: 1, thresholds } });
  }
  const duplicate = (receivedAt: Instant = NOON) => aMessage(create(toEscalation), { receivedAt });

  test('once, whether it is the first of the alert or a later one', async () => {
    await createWaiting(NOON, [{ count: 3 }, { count: 9, withinMs: 60_000 }]);
    await apply([duplicate()]);
    expect(await harness.alerts()).toMatchObject([{ count: 2, run: 1, occurrences: [NOON, NOON] }]);
    await apply([duplicate(), duplicate()]);
    expect(await harness.alerts()).toMatchObject([{ count: 4, run: 2 }]);
    await apply([duplicate()]);
    expect(await harness.alerts()).toMatchObject([{ count: 5, run: 2 }]);
    expect(harness.record.running()).toHaveLength(1);
    await harness.clear();

    await createWaiting(NOON, [{ count: 2 }]);
    await apply([duplicate()]);
    expect(await harness.alerts()).toMatchObject([{ count: 2, run: 2 }]);
  });

  test('also if the last of its batch came after the time frame', async () => {
    await createWaiting(NOON - HOUR, [{ count: 4, withinMs: MINUTE }]);
    const [before, ...batch] = [30 * MINUTE, 30 * MINUTE - 1, 30 * MINUTE - 2, 30 * MINUTE - 3, 0].map(
      (ago) => duplicate(NOON - ago),
    );
    await apply(before ? [before] : []);
    expect(await harness.alerts()).toMatchObject([{ count: 2, run: 1 }]);
    await apply(batch);
    expect(await harness.alerts()).toMatchObject([{ count: 6, run: 2 }]);
  });

  test('also if the function dies between counting and the start', async () => {
    await createWaiting(NOON, [{ count: 4 }]);
    await apply([duplicate()]);
    const last = [duplicate(), duplicate()];
    const dying: Table = {
      ...harness.table,
      put: async (item, condition) => {
        if (item.sk === 'STATE#ALERT') throw new Crash();
        return harness.table.put(item, condition);
      },
    };
    await worker({ table: dying, executions: harness.record.executions })(toSqsEvent(last));
    expect(await harness.alerts()).toMatchObject([{ count: 4, run: 1 }]);
    await apply(last, 2);
    expect(await harness.alerts()).toMatchObject([{ count: 4, run: 2 }]);
    expect(harness.record.running()).toHaveLength(1);
  });

  test('not while the alert is acknowledged', async () => {
    await createWaiting(NOON, [{ count: 3 }]);
    await apply([aMessage({ type: 'Acknowledge' } as AlertAction)]);
    const [acknowledged] = await harness.alerts();
    await apply([duplicate()]);
    await apply([duplicate(), duplicate()]);
    expect(await harness.alerts()).toMatchObject([{ count: 4, run: acknowledged?.run }]);
  });
});

test('a slow pattern of a policy does not match, and the log and the policy say so', async () => {
  const slow = '(?!x)(a+)+b';
  const bySlowPattern = {
    type: 'match-all-conditions' as const,
    conditions: [{ field: 'message', not: false, operation: 'matches', expectedValue: slow }],
  };
  await configure([
    { name: 'slow', filter: bySlowPattern, priority: 'P1' },
    { name: 'shout', message: '!! {{message}}' },
  ]);
  await apply([aMessage(create({ ...toEscalation, message: `${'a'.repeat(60)}c` }))]);
  expect(await harness.alerts()).toMatchObject([{ priority: 'P3', message: `!! ${'a'.repeat(60)}c` }]);
  expect(await logs()).toEqual([
    'Alert created by Demo',
    'Policy shout applied',
    `Pattern ${slow} took too long and did not match; a slow pattern is skipped for an hour`,
  ]);
  expect(await listSlowPatterns(harness.table, 'acc', NOON)).toEqual([slow]);
  expect(await listSlowPatterns(harness.table, 'acc', NOON + 3_600_000)).toEqual([]);
});
