import { aRule, escalating, person, teamOf } from '../../simulator/configuration.ts';
import type { NotificationPolicy } from '../../src/domain/policies/model.ts';
import { GLOBAL } from '../../src/domain/policies/model.ts';
import type { User } from '../../src/domain/users/model.ts';
import { createWorld } from './world.ts';

const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;
const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' }) as const;

const config = {
  users: [person('jane'), person('john')],
  teams: [teamOf('ops', [], { type: 'escalation', id: 'ladder' })],
  escalations: [
    escalating('ladder', [
      [0, 'jane'],
      [10, 'john'],
    ]),
    escalating('stubborn', [[0, 'jane', 'if-not-closed']]),
  ],
};

const policy = (wanted: Partial<NotificationPolicy>): NotificationPolicy => ({
  id: wanted.name ?? 'p',
  name: 'p',
  type: 'notification',
  enabled: true,
  ...wanted,
});

/** A world with these global policies, in this order, and those of the team ops. */
const under = (
  policies: readonly Partial<NotificationPolicy>[],
  ofOps: readonly Partial<NotificationPolicy>[] = [],
  users: readonly User[] = config.users,
) =>
  createWorld({
    ...config,
    users,
    policies: [
      { id: GLOBAL, version: 1, policies: policies.map(policy) },
      { id: 'ops', version: 1, policies: ofOps.map(policy) },
    ],
  });

const LADDER = ['0 jane email', '10 john email'];

describe('suppress', () => {
  test('tells nobody, and the log and the execution say why', async () => {
    const world = under([{ name: 'hush', suppress: true }]);
    await world.create([team('ops'), user('john')]);
    await world.at(60);
    expect(world.story()).toEqual([]);
    expect(world.reasons()).toEqual(['SuppressedByPolicy']);
    expect(world.log()).toEqual([
      'Policy hush suppresses notifications.',
      'Policy hush suppresses notifications.',
    ]);
    expect((await world.ledger()).dueAt).toBeUndefined();
  });

  test.each([
    ['is disabled', { enabled: false }],
    [
      'is about other alerts',
      {
        filter: {
          type: 'match-all-conditions',
          conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P5', not: false }],
        },
      },
    ],
    [
      'is about another time of day',
      {
        timeRestrictions: {
          type: 'time-of-day',
          restriction: { startHour: 8, startMin: 0, endHour: 18, endMin: 0 },
        },
      },
    ],
    ['changes nothing', { suppress: false }],
  ] as const)('does not when the policy %s', async (_why, change) => {
    const world = under([{ suppress: true, ...change }]);
    await world.create([team('ops')]);
    await world.at(60);
    expect(world.story()).toEqual(LADDER);
  });

  test('the time restriction is that of the zone of the policy', async () => {
    // At midnight UTC it is nine in the morning in Tokyo.
    const restriction = { startHour: 8, startMin: 0, endHour: 18, endMin: 0 };
    const world = under([
      { suppress: true, timezone: 'Asia/Tokyo', timeRestrictions: { type: 'time-of-day', restriction } },
    ]);
    await world.create([team('ops')]);
    await world.at(60);
    expect(world.story()).toEqual([]);
  });

  test("of a team silences that team's flow and no other's", async () => {
    const world = under([], [{ suppress: true }]);
    await world.create([team('ops'), user('john')], { ownerTeamId: 'other' });
    await world.at(60);
    expect(world.story()).toEqual(['0 john email']);
  });

  test('the first policy of a list that holds decides', async () => {
    const world = under([
      { name: 'a', delayAction: { delayOption: 'for-duration', duration: minutes(3) } },
      { name: 'b', suppress: true },
    ]);
    await world.create([team('ops')]);
    await world.at(60);
    expect(world.story()).toEqual(['3 jane email', '13 john email']);
  });

  test('of the account and of the team, the stricter counts', async () => {
    const delay = { delayOption: 'for-duration', duration: minutes(3) } as const;
    const world = under([{ name: 'a', delayAction: delay }], [{ name: 'b', suppress: true }]);
    await world.create([team('ops')]);
    await world.at(60);
    expect(world.story()).toEqual([]);
  });

  test('what was decided when a flow began stays, until flows begin anew', async () => {
    const world = under([{ suppress: true }]);
    await world.create([team('ops')]);
    await world.at(5);
    world.configure('NOTIFICATIONPOLICIES', { id: GLOBAL, policies: [] } as { readonly id: string });
    await world.at(20);
    await world.acknowledge();
    await world.at(30);
    expect(world.story()).toEqual([]);
    await world.unacknowledge();
    await world.at(31);
    expect(world.story()).toEqual(['30 jane email']);
  });

  test('nobody is told of an acknowledgement either, whom nobody told of the alert', async () => {
    const world = under([{ suppress: true }]);
    await world.create([team('ops')]);
    await world.at(1);
    await world.acknowledge();
    await world.close();
    await world.at(10);
    expect(world.story()).toEqual([]);
  });
});

describe('delay', () => {
  test('for a duration: the whole escalation begins later', async () => {
    const world = under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await world.create([team('ops'), user('john')]);
    await world.at(1);
    expect(world.outputs.at(-1)).toMatchObject({ decision: 'WAIT', reason: 'DelayedByPolicy' });
    await world.at(120);
    expect(world.story()).toEqual(['30 jane email', '30 john email', '40 john email']);
  });

  test('an acknowledge in the meantime ends it', async () => {
    const world = under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await world.create([team('ops'), user('john')]);
    await world.at(1);
    await world.acknowledge();
    await world.at(120);
    expect(world.story()).toEqual([]);
    expect((await world.ledger()).dueAt).toBeUndefined();
  });

  test('a rule that only a close ends comes at its delayed time also when somebody acknowledged', async () => {
    const world = under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await world.create([escalation('stubborn')]);
    await world.at(1);
    await world.acknowledge();
    await world.at(120);
    expect(world.story()).toEqual(['30 jane email']);
  });

  test('who escalates by hand does not wait', async () => {
    const world = under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await world.create([escalation('ladder')]);
    await world.at(5);
    await world.escalate();
    await world.at(120);
    expect(world.story()).toEqual(['5 jane email', '15 john email']);
  });

  test('until a time of day, in the zone of the policy', async () => {
    // Midnight UTC is one o'clock in Berlin; nine there is eight hours later.
    const world = under([
      { delayAction: { delayOption: 'next-time', untilHour: 9, untilMinute: 0 }, timezone: 'Europe/Berlin' },
    ]);
    await world.create([user('jane')]);
    await world.at(24 * 60);
    expect(world.story()).toEqual(['480 jane email']);
  });
});

describe('deduplication', () => {
  const held = (count: number, within?: number): Partial<NotificationPolicy> => ({
    deduplicationAction: {
      deduplicationActionType: within === undefined ? 'value-based' : 'frequency-based',
      count,
      ...(within !== undefined && { duration: minutes(within) }),
    },
  });

  test('by value: nobody is told before the alert has come so often, and then the escalation begins', async () => {
    const world = under([held(3)]);
    await world.create([team('ops')]);
    await world.at(2);
    expect(world.reasons()).toEqual(['HeldByDeduplication']);
    expect((await world.ledger()).dueAt).toBeUndefined();
    await world.repeat();
    await world.at(20);
    expect(world.story()).toEqual([]);
    await world.repeat();
    await world.at(120);
    expect(world.story()).toEqual(['20 jane email', '30 john email']);
  });

  test('duplicates before and after cost no execution', async () => {
    const world = under([held(5)]);
    await world.create([team('ops')]);
    await world.at(2);
    for (let i = 0; i < 50; i++) await world.repeat();
    await world.at(60);
    for (let i = 0; i < 50; i++) await world.repeat();
    await world.at(120);
    expect(world.executions.size).toBe(2);
    expect(world.story()).toEqual(['2 jane email', '12 john email']);
  });

  test('occurrences before the first pass count', async () => {
    const world = under([held(2)]);
    await world.create([team('ops')], { count: 2 });
    await world.at(60);
    expect(world.story()).toEqual(LADDER);
  });

  test('a duplicate that the engine and the worker missed each other about is found', async () => {
    const world = under([held(2)]);
    await world.create([team('ops')]);
    await world.at(0.1);
    // Stored by a worker that read the ledger before the engine wrote it: the count, and no run.
    const key = { pk: 'A#account-1#ALERT#0abc1111-2222-8333-8444-555566667777', sk: 'STATE#ALERT' };
    await world.table.put({ ...key, ...(await world.alert()), count: 2 });
    await world.at(60);
    expect(world.story()).toHaveLength(2);
  });

  test('by frequency: so often within so long, over any such stretch of time', async () => {
    const world = under([held(3, 10)]);
    await world.create([user('jane')]);
    for (const minute of [9, 20, 29, 31]) {
      await world.at(minute);
      await world.repeat();
    }
    await world.at(39);
    expect(world.story()).toEqual([]);
    // 31, 39 and 40 lie together.
    await world.repeat();
    await world.at(60);
    expect(world.story()).toEqual(['39 jane email']);
  });

  test('an acknowledged alert stays silent however often it comes', async () => {
    const world = under([held(2)]);
    await world.create([team('ops')]);
    await world.at(1);
    await world.acknowledge();
    await world.repeat();
    await world.repeat();
    await world.at(60);
    expect(world.story()).toEqual([]);
    await world.unacknowledge();
    await world.at(61);
    expect(world.story()).toEqual(['60 jane email']);
  });
});

describe('auto-close', () => {
  const closing = { name: 'tidy', autoCloseAction: { duration: minutes(30) } };

  test('closes the alert so long after its creation', async () => {
    const world = under([closing]);
    await world.create([team('ops')]);
    await world.at(29);
    expect((await world.alert()).status).toBe('open');
    expect(world.outputs.at(-1)).toMatchObject({ resumeAt: '2026-03-02T00:30:00Z' });
    await world.at(31);
    expect((await world.alert()).status).toBe('closed');
  });

  test('also when it is suppressed, acknowledged or snoozed', async () => {
    const suppressed = under([{ ...closing, suppress: true }]);
    await suppressed.create([team('ops')]);
    await suppressed.at(31);
    expect((await suppressed.alert()).status).toBe('closed');

    const acknowledged = under([closing]);
    await acknowledged.create([team('ops')]);
    await acknowledged.at(5);
    await acknowledged.acknowledge();
    await acknowledged.at(31);
    expect((await acknowledged.alert()).status).toBe('closed');

    const snoozed = under([closing]);
    await snoozed.create([team('ops')]);
    await snoozed.at(5);
    await snoozed.snooze(600);
    await snoozed.at(31);
    expect((await snoozed.alert()).status).toBe('closed');
  });
});

describe('auto-restart', () => {
  const restarting = { name: 'nag', autoRestartAction: { duration: minutes(20), maxRepeatCount: 2 } };

  test('begins the flow anew after so long, and so often', async () => {
    const world = under([restarting]);
    await world.create([team('ops')]);
    await world.at(600);
    expect(world.story()).toEqual([
      '0 jane email',
      '10 john email',
      '20 jane email',
      '30 john email',
      '40 jane email',
      '50 john email',
    ]);
    expect(world.log().filter((line) => line.startsWith('Notifications restart'))).toHaveLength(2);
  });

  test('is told by the rule for it of those who have one, and by that for new alerts of the others', async () => {
    const again = aRule('jane', [['sms', 1]], { actionType: 'renotified-alert' });
    const jane = { ...person('jane'), notificationRules: [aRule('jane', [['email', 0]]), again] };
    const world = under([restarting], [], [jane, person('john')]);
    await world.create([team('ops')]);
    await world.at(39);
    expect(world.story()).toEqual(['0 jane email', '10 john email', '21 jane sms', '30 john email']);
  });

  test('ends with an acknowledge', async () => {
    const world = under([restarting]);
    await world.create([user('jane')]);
    await world.at(21);
    await world.acknowledge();
    await world.at(600);
    expect(world.story()).toEqual(['0 jane email', '20 jane email']);
  });

  test('counts from where a delay let the flow begin', async () => {
    const world = under([
      { ...restarting, delayAction: { delayOption: 'for-duration', duration: minutes(5) } },
    ]);
    await world.create([user('jane')]);
    await world.at(600);
    expect(world.story()).toEqual(['5 jane email', '25 jane email', '45 jane email']);
  });

  test('after an outage only the last of the restarts that were due is made good', async () => {
    let down = false;
    const world = createWorld(
      { ...config, policies: [{ id: GLOBAL, version: 1, policies: [policy(restarting)] }] },
      { reconcilerSleeps: () => down },
    );
    await world.create([user('jane')]);
    await world.at(1);
    world.kill();
    down = true;
    await world.at(50);
    down = false;
    await world.at(600);
    expect(world.story().map((page) => page.split(' ')[1])).toEqual(['jane', 'jane']);
  });
});

test('an account without policies is notified as ever, at the same price', async () => {
  const [without, empty] = [createWorld(config), under([])];
  for (const world of [without, empty]) {
    await world.create([team('ops')]);
    await world.at(60);
  }
  expect(empty.story()).toEqual(without.story());
  expect(empty.transitions()).toBe(without.transitions());
});
