import * as fc from 'fast-check';
import { ACCOUNT, alertFor, escalating, person, teamOf } from '../../simulator/configuration.ts';
import { emptyLedger, withNewRun } from '../../src/domain/alerts/ledger.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { toLedgerItem } from '../../src/domain/alerts/store/ledger-store.ts';
import type { Responder } from '../../src/domain/kernel/responder.ts';
import { createAssess } from '../../src/engine/assess-handler.ts';
import { type Instant, SECOND } from '../../src/platform/clock.ts';
import { createHotItems, KEPT_MS } from '../../src/platform/hot-items.ts';
import { newId } from '../../src/platform/ids.ts';
import { type ConfigurationType, configurationKey } from '../../src/platform/keys.ts';
import { logger } from '../../src/platform/logger.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { NOON } from '../support/builders.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { createStaleTable, getVersionsSince } from './stale-table.ts';

logger.setLogLevel('SILENT');

/** Configuration that decides about a page may be so old, like an API key. */
const MAX_AGE = 10 * SECOND;

const ESCALATIONS = ['day', 'night'] as const;
type EscalationId = (typeof ESCALATIONS)[number];

type Step =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'route'; readonly to: EscalationId }
  | { readonly kind: 'recipient'; readonly of: EscalationId; readonly user: number; readonly isNew: boolean }
  | { readonly kind: 'alert' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.oneof(fc.nat({ max: 15 }), fc.constantFrom(0.2, 0.5, 0.9)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('route' as const), to: fc.constantFrom(...ESCALATIONS) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('recipient' as const),
      of: fc.constantFrom(...ESCALATIONS),
      user: fc.nat({ max: 3 }),
      isNew: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('alert' as const) }) },
);

interface Version<T> {
  readonly at: Instant;
  readonly value: T;
}

/**
 * An account on a table with stale reads, and one instance of assess as it is deployed, which keeps what it reads all the time.
 * What it keeps was as old as the table's answer when it was read.
 */
function createAccount(choose: (count: number) => number, maxAgeMs = MAX_AGE - KEPT_MS) {
  let now = NOON;
  const clock = () => now;
  const table = createStaleTable(clock, maxAgeMs, choose);
  const assess = createAssess({
    table: createHotItems({ table, clock, reads: 'recent' }),
    clock,
    queue: { send: async () => {} },
    executions: { start: async () => {}, stop: async () => {} },
  });
  const routes: Version<EscalationId>[] = [];
  const recipients: Record<EscalationId, Version<string>[]> = { day: [], night: [] };
  const put = (type: ConfigurationType, value: { readonly id: string }) =>
    table.put({ ...configurationKey(ACCOUNT, type, value.id), ...value });

  async function route(to: EscalationId): Promise<void> {
    await put('TEAM', teamOf('ops', [], { type: 'escalation', id: to }));
    routes.push({ at: now, value: to });
  }
  async function notify(of: EscalationId, userId: string): Promise<void> {
    await put('ESCALATION', escalating(of, [[0, userId]]));
    recipients[of].push({ at: now, value: userId });
  }

  return {
    put,
    async setUp(): Promise<void> {
      for (let i = 0; i < 4; i++) await put('USER', person(`user-${i}`));
      for (const id of ESCALATIONS) await notify(id, 'user-0');
      await route('day');
      now += 60 * SECOND;
    },
    async change(change: Exclude<Step, { kind: 'alert' }>): Promise<void> {
      if (change.kind === 'wait') now += change.seconds * SECOND;
      else if (change.kind === 'route') await route(change.to);
      else {
        const userId = change.isNew ? `new-${now}-${change.user}` : `user-${change.user}`;
        if (change.isNew) await put('USER', person(userId));
        await notify(change.of, userId);
      }
    },
    /** The users that a new alert of the team notifies. */
    async page(): Promise<readonly string[]> {
      const alert = alertFor([{ type: 'team', id: 'ops' }], { id: newId(), createdAt: now });
      const flows = alert.flows.map((flow) => ({ ...flow, startedAt: now }));
      await table.put(toAlertItem({ ...alert, flows }));
      await table.put(toLedgerItem(withNewRun(emptyLedger(alert), 1, now)));
      const output = await assess({ accountId: ACCOUNT, alertId: alert.id, run: 1, continuation: 0 });
      return output.notifications.map(({ userId }) => userId);
    },
    /** The users whom the configuration has named within the last ten seconds, whatever is combined. */
    getAllowed: (): ReadonlySet<string> =>
      new Set(
        getVersionsSince(routes, now - MAX_AGE).flatMap(({ value }) =>
          getVersionsSince(recipients[value], now - MAX_AGE).map((each) => each.value),
        ),
      ),
  };
}

test('configuration older than ten seconds never decides who is notified, and somebody always is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 25 }),
      fc.infiniteStream(fc.nat({ max: 1_000 })),
      async (steps, numbers) => {
        const account = createAccount((count) => Number(numbers.next().value) % Math.max(count, 1));
        await account.setUp();
        for (const each of steps) {
          if (each.kind !== 'alert') {
            await account.change(each);
            continue;
          }
          const notified = await account.page();
          expect(notified).toHaveLength(1);
          expect(account.getAllowed()).toContain(notified[0]);
        }
      },
    ),
    { numRuns: propertyRuns(150) },
  );
});

test('a recipient who was created a moment ago is notified beside others', async () => {
  const account = createAccount(() => 0);
  await account.put(
    'ESCALATION',
    escalating('day', [
      [0, 'user-0'],
      [0, 'late'],
    ]),
  );
  await account.setUp();
  await account.put(
    'ESCALATION',
    escalating('day', [
      [0, 'user-0'],
      [0, 'late'],
    ]),
  );
  await account.change({ kind: 'wait', seconds: 15 });
  await account.put('USER', person('late'));
  expect([...(await account.page())].sort()).toEqual(['late', 'user-0']);
});

test('an older answer of the table would be noticed', async () => {
  const account = createAccount(() => 0, 60 * SECOND);
  await account.setUp();
  await account.change({ kind: 'recipient', of: 'day', user: 1, isNew: false });
  await account.change({ kind: 'wait', seconds: 11 });
  expect(await account.page()).toEqual(['user-0']);
  expect([...account.getAllowed()]).toEqual(['user-1']);
});

test('an instance that has just read the configuration for two alerts notifies the new recipient ten seconds later', async () => {
  const account = createAccount(() => 0);
  await account.setUp();
  await account.page();
  expect(await account.page()).toEqual(['user-0']);
  await account.change({ kind: 'recipient', of: 'day', user: 1, isNew: false });
  await account.change({ kind: 'wait', seconds: 10 });
  expect(await account.page()).toEqual(['user-1']);
});

test('a team is paged, beside others, that was given another escalation before its old one was deleted', async () => {
  let now = NOON;
  const clock = () => now;
  const table = createMemoryTable();
  const assess = createAssess({
    table: createHotItems({ table, clock, reads: 'recent' }),
    clock,
    queue: { send: async () => {} },
    executions: { start: async () => {}, stop: async () => {} },
  });
  const put = (type: ConfigurationType, value: { readonly id: string }) =>
    table.put({ ...configurationKey(ACCOUNT, type, value.id), ...value });
  async function page(at: Instant, responders: readonly Responder[]): Promise<readonly string[]> {
    now = at;
    const alert = alertFor(responders, { id: newId(), createdAt: now });
    await table.put(toAlertItem(alert));
    await table.put(toLedgerItem(withNewRun(emptyLedger(alert), 1, now)));
    const output = await assess({ accountId: ACCOUNT, alertId: alert.id, run: 1, continuation: 0 });
    return output.notifications.map(({ userId }) => userId);
  }
  for (const name of ['day', 'night']) {
    await put('USER', person(`of-${name}`));
    await put('ESCALATION', escalating(name, [[0, `of-${name}`]]));
  }
  await put('USER', person('other'));
  await put('TEAM', teamOf('ops', [], { type: 'escalation', id: 'day' }));
  const escalation: Responder = { type: 'escalation', id: 'day' };
  const both: readonly Responder[] = [
    { type: 'team', id: 'ops' },
    { type: 'user', id: 'other' },
  ];
  // The escalation is kept until 2.5 s, the team until 3.5 s.
  for (const at of [0, 500]) await page(NOON + at, [escalation]);
  for (const at of [1_400, 1_500]) expect(await page(NOON + at, both)).toEqual(['of-day', 'other']);
  await put('TEAM', teamOf('ops', [], { type: 'escalation', id: 'night' }));
  await table.delete(configurationKey(ACCOUNT, 'ESCALATION', 'day'));
  expect(await page(NOON + 2_700, both)).toEqual(['of-night', 'other']);
});
