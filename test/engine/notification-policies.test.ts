import { aRule, escalating, person, teamOf } from '../../simulator/configuration.ts';
import type { NotificationPolicy } from '../../src/domain/policies/model.ts';
import { GLOBAL_SCOPE } from '../../src/domain/policies/model.ts';
import type { User } from '../../src/domain/users/model.ts';
import { startStory } from './story.ts';

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

/** A story with these global policies, in this order, and those of the team ops. */
const under = (
  policies: readonly Partial<NotificationPolicy>[],
  ofOps: readonly Partial<NotificationPolicy>[] = [],
  users: readonly User[] = config.users,
) =>
  startStory({
    ...config,
    users,
    policies: [
      { id: GLOBAL_SCOPE, version: 1, policies: policies.map(policy) },
      { id: 'ops', version: 1, policies: ofOps.map(policy) },
    ],
  });

const LADDER = ['00:00 email to jane', '00:10 email to john'];

describe('suppress', () => {
  test('notifies nobody, and log and execution say why', async () => {
    const story = await under([{ name: 'quiet nights', suppress: true }]);
    await story.at('00:00').create([team('ops'), user('john')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([]);
    expect(story.endings()).toEqual(['SuppressedByPolicy']);
    expect(story.log()).toEqual([
      'Policy quiet nights suppresses notifications.',
      'Policy quiet nights suppresses notifications.',
    ]);
    expect((await story.ledger()).dueAt).toBeUndefined();
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
    const story = await under([{ suppress: true, ...change }]);
    await story.at('00:00').create([team('ops')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(LADDER);
  });

  test('the time restriction uses the zone of the policy', async () => {
    // At midnight UTC it is nine in the morning in Tokyo.
    const restriction = { startHour: 8, startMin: 0, endHour: 18, endMin: 0 };
    const story = await under([
      { suppress: true, timezone: 'Asia/Tokyo', timeRestrictions: { type: 'time-of-day', restriction } },
    ]);
    await story.at('00:00').create([team('ops')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([]);
  });

  test("a policy of a team silences only that team's flow", async () => {
    const story = await under([], [{ suppress: true }]);
    await story.at('00:00').create([team('ops'), user('john')], { teamId: 'other' });
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to john']);
  });

  test('the first matching policy of a list decides', async () => {
    const story = await under([
      { name: 'a', delayAction: { delayOption: 'for-duration', duration: minutes(3) } },
      { name: 'b', suppress: true },
    ]);
    await story.at('00:00').create([team('ops')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:03 email to jane', '00:13 email to john']);
  });

  test("the stricter of the account's and the team's policy counts", async () => {
    const delay = { delayOption: 'for-duration', duration: minutes(3) } as const;
    const story = await under([{ name: 'a', delayAction: delay }], [{ name: 'b', suppress: true }]);
    await story.at('00:00').create([team('ops')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([]);
  });

  test('a decision lasts until the flow restarts', async () => {
    const story = await under([{ suppress: true }]);
    await story.at('00:00').create([team('ops')]);
    await story.until('00:05');
    await story.configure('NOTIFICATIONPOLICIES', { id: GLOBAL_SCOPE, policies: [] } as {
      readonly id: string;
    });
    await story.at('00:20').acknowledge();
    await story.until('00:30');
    expect(story.outbox.all()).toEqual([]);
    await story.unacknowledge();
    await story.until('00:31');
    expect(story.outbox.all()).toEqual(['00:30 email to jane']);
  });

  test('an acknowledge of a suppressed alert notifies nobody', async () => {
    const story = await under([{ suppress: true }]);
    await story.at('00:00').create([team('ops')]);
    await story.at('00:01').acknowledge();
    await story.close();
    await story.until('00:10');
    expect(story.outbox.all()).toEqual([]);
  });
});

describe('delay', () => {
  test('a duration starts the whole escalation later', async () => {
    const story = await under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await story.at('00:00').create([team('ops'), user('john')]);
    await story.until('00:01');
    expect(story.assessments.at(-1)).toMatchObject({ decision: 'WAIT', reason: 'DelayedByPolicy' });
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:30 email to jane', '00:30 email to john', '00:40 email to john']);
  });

  test('an acknowledge ends the delay', async () => {
    const story = await under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await story.at('00:00').create([team('ops'), user('john')]);
    await story.at('00:01').acknowledge();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual([]);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('an if-not-closed rule fires at its delayed time after an acknowledge', async () => {
    const story = await under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await story.at('00:00').create([escalation('stubborn')]);
    await story.at('00:01').acknowledge();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:30 email to jane']);
  });

  test('an escalate ends the delay', async () => {
    const story = await under([{ delayAction: { delayOption: 'for-duration', duration: minutes(30) } }]);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:05').escalate('ladder');
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:05 email to jane', '00:15 email to john']);
  });

  test('a time of day is in the zone of the policy', async () => {
    // Midnight UTC is one o'clock in Berlin; nine there is eight hours later.
    const story = await under([
      { delayAction: { delayOption: 'next-time', untilHour: 9, untilMinute: 0 }, timezone: 'Europe/Berlin' },
    ]);
    await story.at('00:00').create([user('jane')]);
    await story.until('24:00');
    expect(story.outbox.all()).toEqual(['08:00 email to jane']);
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

  test('a count starts the escalation when the alert has occurred that often', async () => {
    const story = await under([held(3)]);
    await story.at('00:00').create([team('ops')]);
    await story.until('00:02');
    expect(story.endings()).toEqual(['BelowDedupThreshold']);
    expect((await story.ledger()).dueAt).toBeUndefined();
    await story.repeat();
    await story.until('00:20');
    expect(story.outbox.all()).toEqual([]);
    await story.repeat();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:20 email to jane', '00:30 email to john']);
  });

  test('duplicates before and after the threshold start no execution', async () => {
    const story = await under([held(5)]);
    await story.at('00:00').create([team('ops')]);
    await story.until('00:02');
    for (let i = 0; i < 50; i++) await story.repeat();
    await story.until('01:00');
    for (let i = 0; i < 50; i++) await story.repeat();
    await story.until('02:00');
    expect(story.executions.all.size).toBe(2);
    expect(story.outbox.all()).toEqual(['00:02 email to jane', '00:12 email to john']);
  });

  test('occurrences before the first evaluation count', async () => {
    const story = await under([held(2)]);
    story.send.create([team('ops')]);
    story.send.repeat();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(LADDER);
  });

  test('a duplicate stored while the engine wrote the ledger is found', async () => {
    const story = await under([held(2)]);
    await story.at('00:00').create([team('ops')]);
    await story.until(0.1);
    // Stored by a worker that read the ledger before the engine wrote it: the count, and no run.
    await story.overwriteAlert({ count: 2 });
    await story.until('01:00');
    expect(story.outbox.all()).toHaveLength(2);
  });

  test('a frequency counts the occurrences in any interval of its length', async () => {
    const story = await under([held(3, 10)]);
    await story.at('00:00').create([user('jane')]);
    for (const minute of [9, 20, 29, 31]) {
      await story.at(minute).repeat();
    }
    await story.until('00:39');
    expect(story.outbox.all()).toEqual([]);
    // 31, 39 and 40 lie together.
    await story.repeat();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:39 email to jane']);
  });

  test('an acknowledged alert stays silent however often it occurs', async () => {
    const story = await under([held(2)]);
    await story.at('00:00').create([team('ops')]);
    await story.at('00:01').acknowledge();
    await story.repeat();
    await story.repeat();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([]);
    await story.unacknowledge();
    await story.until('01:01');
    expect(story.outbox.all()).toEqual(['01:00 email to jane']);
  });
});

describe('auto-close', () => {
  const closing = { name: 'tidy', autoCloseAction: { duration: minutes(30) } };

  test('closes the alert that long after its creation', async () => {
    const story = await under([closing]);
    await story.at('00:00').create([team('ops')]);
    await story.until('00:29');
    expect((await story.alert()).status).toBe('open');
    expect(story.assessments.at(-1)).toMatchObject({ resumeAt: '2026-03-02T00:30:00Z' });
    await story.until('00:31');
    expect((await story.alert()).status).toBe('closed');
  });

  test('closes a suppressed or acknowledged alert too, but not a snoozed one', async () => {
    const suppressed = await under([{ ...closing, suppress: true }]);
    await suppressed.create([team('ops')]);
    await suppressed.until(31);
    expect((await suppressed.alert()).status).toBe('closed');

    const acknowledged = await under([closing]);
    await acknowledged.create([team('ops')]);
    await acknowledged.until(5);
    await acknowledged.acknowledge();
    await acknowledged.until(31);
    expect((await acknowledged.alert()).status).toBe('closed');

    const snoozed = await under([closing]);
    await snoozed.create([team('ops')]);
    await snoozed.until(5);
    await snoozed.snooze(600);
    await snoozed.until(31);
    expect((await snoozed.alert()).status).toBe('open');
  });
});

describe('auto-restart', () => {
  const restarting = { name: 'nag', autoRestartAction: { duration: minutes(20), maxRepeatCount: 2 } };

  test('restarts the flow at its interval, as often as configured', async () => {
    const story = await under([restarting]);
    await story.at('00:00').create([team('ops')]);
    await story.until('10:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:10 email to john',
      '00:20 email to jane',
      '00:30 email to john',
      '00:40 email to jane',
      '00:50 email to john',
    ]);
    expect(story.log().filter((line) => line.startsWith('Notifications restart'))).toHaveLength(2);
  });

  test("uses a user's rule for restarts, or else the rule for new alerts", async () => {
    const again = aRule('jane', [['sms', 1]], { actionType: 'renotified-alert' });
    const jane = { ...person('jane'), notificationRules: [aRule('jane', [['email', 0]]), again] };
    const story = await under([restarting], [], [jane, person('john')]);
    await story.at('00:00').create([team('ops')]);
    await story.until('00:39');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:10 email to john',
      '00:21 sms to jane',
      '00:30 email to john',
    ]);
  });

  test('unacknowledges an alert that was acknowledged in the meantime', async () => {
    const story = await under([restarting]);
    await story.at('00:00').create([user('jane')]);
    await story.at('00:21').acknowledge();
    await story.until('10:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:20 email to jane', '00:40 email to jane']);
    expect(story.executions.all.size).toBe(3);
  });

  test('counts from the end of a delay', async () => {
    const story = await under([
      { ...restarting, delayAction: { delayOption: 'for-duration', duration: minutes(5) } },
    ]);
    await story.at('00:00').create([user('jane')]);
    await story.until('10:00');
    expect(story.outbox.all()).toEqual(['00:05 email to jane', '00:25 email to jane', '00:45 email to jane']);
  });

  test('after an outage only the last missed restart happens', async () => {
    let down = false;
    const story = await startStory(
      { ...config, policies: [{ id: GLOBAL_SCOPE, version: 1, policies: [policy(restarting)] }] },
      { reconcilerSleeps: () => down },
    );
    await story.at('00:00').create([user('jane')]);
    await story.until('00:01');
    story.killExecutions();
    down = true;
    await story.until('00:50');
    down = false;
    await story.until('10:00');
    expect(story.outbox.all().map((page) => page.split(' ').at(-1))).toEqual(['jane', 'jane']);
  });
});

test('an empty list of policies changes neither notifications nor state transitions', async () => {
  const [without, empty] = [await startStory(config), await under([])];
  for (const story of [without, empty]) {
    await story.at('00:00').create([team('ops')]);
    await story.until('01:00');
  }
  expect(empty.outbox.all()).toEqual(without.outbox.all());
  expect(empty.transitions()).toBe(without.transitions());
});
