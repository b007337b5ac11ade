import { aRule, escalating, person, rota, teamOf } from '../../simulator/configuration.ts';
import { createWorld, type Faults } from './world.ts';

const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;

const jane = person('jane', [
  ['email', 0],
  ['sms', 2],
  ['voice', 5],
]);
const john = person('john');
const mary = person('mary');

describe('an escalation', () => {
  const ladder = escalating('ladder', [
    [0, 'jane'],
    [10, 'john'],
    [20, 'mary'],
  ]);
  const config = { users: [jane, john, mary], escalations: [ladder] };

  test('that nobody answers goes to its end, each person told by their own steps, and then rests', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(120);
    expect(world.story()).toEqual([
      '0 jane email',
      '2 jane sms',
      '5 jane voice',
      '10 john email',
      '20 mary email',
    ]);
    expect(world.reasons()).toEqual(['NotificationsDue']);
    expect(await world.ledger()).toMatchObject({
      pending: [],
      flows: { 'escalation:ladder': { finished: true } },
    });
    expect((await world.ledger()).dueAt).toBeUndefined();
    expect(world.log()).toEqual([
      'Rule 1 of escalation ladder notifies jane@example.com.',
      'Rule 2 of escalation ladder notifies john@example.com.',
      'Rule 3 of escalation ladder notifies mary@example.com.',
    ]);
  });

  test('falls silent when somebody acknowledges, at the price of eight transitions', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(1);
    await world.acknowledge();
    await world.at(120);
    expect(world.story()).toEqual(['0 jane email']);
    expect(world.transitions()).toBeLessThanOrEqual(8);
    expect((await world.ledger()).dueAt).toBeUndefined();
  });

  test('falls silent when the alert is closed', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(3);
    await world.close();
    await world.at(120);
    expect(world.story()).toEqual(['0 jane email', '2 jane sms']);
  });

  test('begins anew when the acknowledgement is taken back', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(1);
    await world.acknowledge();
    await world.at(30);
    await world.unacknowledge();
    await world.at(41);
    expect(world.story()).toEqual([
      '0 jane email',
      '30 jane email',
      '32 jane sms',
      '35 jane voice',
      '40 john email',
    ]);
  });

  test('asked by hand for the next rule fires it then, and the rules after it keep their distance', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(4);
    await world.escalate();
    await world.at(60);
    expect(world.story()).toEqual([
      '0 jane email',
      '2 jane sms',
      '4 john email',
      '5 jane voice',
      '14 mary email',
    ]);
  });

  test('asked by hand beyond its last rule does nothing', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(30);
    await world.escalate();
    await world.at(60);
    expect(world.story()).toHaveLength(5);
  });

  test('goes on where it was when a responder is added', async () => {
    const world = createWorld({ ...config, users: [...config.users, person('zoe')] });
    await world.create([escalation('ladder')]);
    await world.at(1);
    await world.addResponder(user('zoe'));
    await world.at(11);
    expect(world.story()).toEqual([
      '0 jane email',
      '1 zoe email',
      '2 jane sms',
      '5 jane voice',
      '10 john email',
    ]);
  });

  test('with rules for whoever has acknowledged too goes on with those alone', async () => {
    const world = createWorld({
      users: [jane, john, mary],
      escalations: [
        escalating('strict', [
          [0, 'jane'],
          [10, 'john', 'if-not-acked'],
          [15, 'mary', 'if-not-closed'],
        ]),
      ],
    });
    await world.create([escalation('strict')]);
    await world.at(1);
    await world.acknowledge();
    await world.at(60);
    expect(world.story()).toEqual(['0 jane email', '15 mary email']);
  });

  test('that was deleted meanwhile notifies nobody further, and the log says so', async () => {
    const world = createWorld(config);
    await world.create([escalation('ladder')]);
    await world.at(6);
    world.table.items.delete('A#account-1#ESCALATION\nladder');
    await world.at(60);
    expect(world.story()).toHaveLength(3);
    expect(world.log()).toContain('The escalation no longer exists; nobody further is notified.');
  });
});

describe('repetition', () => {
  const rounds = (repeat: Parameters<typeof escalating>[2]) => ({
    users: [john, mary],
    escalations: [
      escalating(
        'rounds',
        [
          [0, 'john'],
          [5, 'mary'],
        ],
        repeat,
      ),
    ],
  });

  test('begins the next round after the wait, as often as it says', async () => {
    const world = createWorld(rounds({ waitInterval: 10, count: 2 }));
    await world.create([escalation('rounds')]);
    await world.at(200);
    expect(world.story()).toEqual([
      '0 john email',
      '5 mary email',
      '15 john email',
      '20 mary email',
      '30 john email',
      '35 mary email',
    ]);
    expect(new Set(world.pages.map(({ request }) => request.notificationId)).size).toBe(6);
  });

  test('closes the alert a wait after the last rule of the last round', async () => {
    const world = createWorld(rounds({ waitInterval: 10, count: 1, closeAlertAfterAll: true }));
    await world.create([escalation('rounds')]);
    await world.at(29);
    expect((await world.alert()).status).toBe('open');
    await world.at(31);
    expect((await world.alert()).status).toBe('closed');
    await world.at(60);
    expect((await world.ledger()).dueAt).toBeUndefined();
  });

  test('does not close what somebody has acknowledged', async () => {
    const world = createWorld(rounds({ waitInterval: 10, count: 1, closeAlertAfterAll: true }));
    await world.create([escalation('rounds')]);
    await world.at(16);
    await world.acknowledge();
    await world.at(60);
    expect((await world.alert()).status).toBe('open');
  });

  test('that resets states takes the acknowledgement back at the start of each further round, and only of those', async () => {
    const world = createWorld(rounds({ waitInterval: 10, count: 2, resetRecipientStates: true }));
    await world.create([escalation('rounds')]);
    await world.at(1);
    await world.acknowledge();
    await world.at(16);
    await world.acknowledge();
    await world.at(200);
    expect(world.story()).toEqual(['0 john email', '15 john email', '30 john email', '35 mary email']);
  });

  test('by hand between two rounds begins the next one', async () => {
    const world = createWorld(rounds({ waitInterval: 10, count: 1 }));
    await world.create([escalation('rounds')]);
    await world.at(7);
    await world.escalate();
    await world.at(60);
    expect(world.story()).toEqual(['0 john email', '5 mary email', '7 john email', '12 mary email']);
  });

  test('after an outage of several rounds only the round that is due by then is worked off', async () => {
    const world = createWorld(rounds({ waitInterval: 10, count: 9 }), {
      reconcilerSleeps: () => world.now() < world.minute(50),
    });
    await world.create([escalation('rounds')]);
    world.kill();
    await world.at(53);
    expect(world.story()).toEqual(['50 john email', '50 mary email']);
  });
});

describe('who is notified', () => {
  test('by a schedule: who is on call when the rule fires, not when the alert came', async () => {
    const world = createWorld({
      users: [jane, john, mary],
      schedules: [rota('rota', 1, 'john', 'mary')],
      escalations: [
        escalating('by-schedule', [
          [50, schedule('rota')],
          [70, schedule('rota')],
          [80, schedule('rota'), 'if-not-acked', 'next'],
        ]),
      ],
    });
    await world.create([escalation('by-schedule')]);
    await world.at(90);
    expect(world.story()).toEqual(['50 john email', '70 mary email', '80 john email']);
  });

  test('after an outage: who is on call now', async () => {
    const world = createWorld(
      { users: [john, mary], schedules: [rota('rota', 1, 'john', 'mary')] },
      { reconcilerSleeps: () => world.now() < world.minute(70) },
    );
    await world.create([schedule('rota')]);
    world.kill();
    await world.at(75);
    expect(world.story()).toEqual(['70 mary email']);
  });

  test('by a team as responder: whom its routing leads to, for good', async () => {
    const world = createWorld({
      users: [john, mary],
      escalations: [
        escalating('slow', [
          [0, 'john'],
          [10, 'mary'],
        ]),
      ],
      teams: [teamOf('ops', ['john', 'mary'], { type: 'escalation', id: 'slow' })],
    });
    await world.create([team('ops')]);
    await world.at(1);
    world.configure('TEAM', teamOf('ops', ['john', 'mary'], { type: 'none' }));
    await world.at(20);
    expect(world.story()).toEqual(['0 john email', '10 mary email']);
    expect((await world.ledger()).flows['team:ops']?.escalationId).toBe('slow');
  });

  test('by a team whose routing names nobody: nobody, and the log says so', async () => {
    const world = createWorld({ users: [john], teams: [teamOf('ops', ['john'])] });
    await world.create([team('ops')]);
    await world.at(5);
    expect(world.story()).toEqual([]);
    expect(world.log()).toEqual(['The routing of team ops notifies nobody.']);
    expect(world.reasons()).toEqual(['NothingMoreDue']);
  });

  test('nobody on call: the log says so and the next rule comes at its time', async () => {
    const world = createWorld({
      users: [mary],
      schedules: [rota('empty', 1, '')],
      escalations: [
        escalating('ladder', [
          [0, schedule('empty')],
          [5, 'mary'],
        ]),
      ],
    });
    await world.create([escalation('ladder')]);
    await world.at(10);
    expect(world.story()).toEqual(['5 mary email']);
    expect(world.log()[0]).toBe('Rule 1 of escalation ladder finds nobody to notify.');
  });

  test('somebody without a contact: the log says so and holds up nobody', async () => {
    const world = createWorld({
      users: [person('mute', []), person('gone', [['email', 0]], { blocked: true }), john],
      teams: [teamOf('ops', ['mute', 'gone', 'john', 'deleted'])],
      escalations: [escalating('all', [[0, team('ops'), 'if-not-acked', 'all']])],
    });
    await world.create([escalation('all')]);
    await world.at(10);
    expect(world.story()).toEqual(['0 john email']);
    expect(world.log()).toEqual([
      'Rule 1 of escalation all notifies john@example.com; mute@example.com has no contact in use for it; gone@example.com is blocked.',
    ]);
    expect((await world.ledger()).recipients).toMatchObject({
      john: { state: 'active', method: 'email' },
      mute: { state: 'notactive' },
    });
  });

  test('somebody whom two rules name is told by each, but by one rule once', async () => {
    const world = createWorld({
      users: [john],
      teams: [teamOf('ops', ['john', 'john'])],
      escalations: [
        escalating('twice', [
          [0, team('ops'), 'if-not-acked', 'all'],
          [5, 'john'],
        ]),
      ],
    });
    await world.create([escalation('twice')]);
    await world.at(10);
    expect(world.story()).toEqual(['0 john email', '5 john email']);
  });
});

describe('a snooze', () => {
  test('is silent until its end; then all begins anew', async () => {
    const world = createWorld({ users: [jane] });
    await world.create([user('jane')]);
    await world.at(1);
    await world.snooze(60);
    await world.at(70);
    expect(world.story()).toEqual(['0 jane email', '61 jane email', '63 jane sms', '66 jane voice']);
    expect(world.reasons()).toEqual(['stopped', 'SnoozeOver', 'NotificationsDue']);
  });

  test('silences whom the alert was assigned to before, and not whom it is assigned to meanwhile', async () => {
    const owning = (id: string) => ({
      ...person(id),
      notificationRules: [
        aRule(
          id,
          [
            ['email', 0],
            ['sms', 5],
          ],
          { actionType: 'assigned-alert' },
        ),
      ],
    });
    const world = createWorld({ users: [owning('jane'), owning('john')] });
    await world.create([]);
    await world.assign('jane');
    await world.at(1);
    await world.snooze(60);
    await world.at(10);
    await world.assign('john');
    await world.at(120);
    expect(world.story()).toEqual(['0 jane email', '10 john email', '15 john sms']);
  });

  /** Jane is to be told whoever has acknowledged, and what tells her dies; then somebody snoozes the alert. */
  async function snoozedWhileSending(dies: Faults) {
    const lasting = [[5, user('jane'), 'if-not-closed']] as const;
    const once = person('jane', [['email', 0]]);
    const world = createWorld({ users: [once], escalations: [escalating('ladder', lasting)] }, dies);
    await world.create([escalation('ladder')]);
    await world.at(5);
    await world.snooze(30);
    await world.at(8);
    return world;
  }

  test('that an acknowledge ends: who was to be told when it began is told then', async () => {
    let deaths = 0;
    const world = await snoozedWhileSending({
      executionDiesBefore: () => (deaths++ === 0 ? 0 : undefined),
    });
    expect(world.story()).toEqual([]);
    await world.acknowledge();
    await world.at(60);
    expect(world.story()).toEqual(['8 jane email']);
    expect(await world.ledger()).toMatchObject({ pending: [] });
  });

  test('that an acknowledge ends: a sender that died when it began is found out', async () => {
    const world = await snoozedWhileSending({ provider: () => 'dies' });
    await world.acknowledge();
    await world.at(60);
    expect(world.story()).toEqual(['5 jane email']);
    const records = [...world.table.items.values()].filter(({ sk }) => sk.startsWith('NOTIFICATION#'));
    expect(records).toMatchObject([{ state: 'unknown' }]);
  });

  test('that comes to its end leaves nothing of what was to be told when it began', async () => {
    let deaths = 0;
    const world = await snoozedWhileSending({
      executionDiesBefore: () => (deaths++ === 0 ? 0 : undefined),
    });
    expect(await world.ledger()).toMatchObject({ pending: [{ userId: 'jane' }] });
    await world.at(90);
    expect(world.story()).toEqual(['40 jane email']);
    expect(await world.ledger()).toMatchObject({ pending: [] });
  });

  test('of months is waited for in stretches that timers can count', async () => {
    const world = createWorld({ users: [john] }, { reconcilerSleeps: () => true });
    await world.create([user('john')]);
    await world.at(1);
    await world.snooze(60 * 24 * 30);
    await world.at(60 * 24 * 31);
    expect(world.story()).toEqual(['0 john email', '43201 john email']);
    const waits = world.outputs.filter(({ decision }) => decision === 'WAIT').length;
    expect(waits).toBe(2);
  });
});

describe('the steps of a notification rule', () => {
  test('a rejected contact brings the next one at once, and the steps after it keep their distance', async () => {
    const world = createWorld(
      { users: [jane] },
      { provider: ({ channel }) => (channel === 'email' ? 'rejected' : 'sent') },
    );
    await world.create([user('jane')]);
    await world.at(30);
    expect(world.story()).toEqual(['0 jane sms', '3 jane voice']);
  });

  test('all contacts rejected: each is tried once', async () => {
    let calls = 0;
    const world = createWorld(
      { users: [jane] },
      {
        provider: () => {
          calls++;
          return 'rejected';
        },
      },
    );
    await world.create([user('jane')]);
    await world.at(60);
    expect(calls).toBe(3);
    expect((await world.ledger()).dueAt).toBeUndefined();
  });

  test('repeat after the last of them until somebody answers', async () => {
    const base = person('jane', [
      ['email', 0],
      ['sms', 2],
    ]);
    const [rule] = base.notificationRules;
    const repeating = { ...base, notificationRules: [{ ...rule!, repeat: { loopAfter: 8, enabled: true } }] };
    const world = createWorld({ users: [repeating] });
    await world.create([user('jane')]);
    await world.at(21);
    await world.acknowledge();
    await world.at(300);
    expect(world.story()).toEqual([
      '0 jane email',
      '2 jane sms',
      '10 jane email',
      '12 jane sms',
      '20 jane email',
    ]);
  });

  test('the repetition is bounded', async () => {
    const base = person('john');
    const [rule] = base.notificationRules;
    const repeating = { ...base, notificationRules: [{ ...rule!, repeat: { loopAfter: 1, enabled: true } }] };
    const world = createWorld({ users: [repeating] });
    await world.create([user('john')]);
    await world.at(300);
    expect(world.story()).toHaveLength(21);
  });
});

describe('which notification rule', () => {
  const base = person('jane');
  const withRules = (...rules: ReturnType<typeof aRule>[]) => ({
    users: [{ ...base, notificationRules: rules }],
  });
  const highOnly = {
    type: 'match-all-conditions',
    conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1', not: false }],
  } as const;

  test('the first in order that is enabled and fits the alert', async () => {
    const config = withRules(
      aRule('jane', [['email', 0]], { id: 'last', order: 3 }),
      aRule('jane', [['mobile', 0]], { id: 'off', order: 0, enabled: false }),
      aRule('jane', [['voice', 0]], { id: 'urgent', order: 1, criteria: highOnly }),
      aRule('jane', [['sms', 0]], { id: 'others', order: 2 }),
    );
    const [usual, urgent] = [createWorld(config), createWorld(config)];
    await usual.create([user('jane')]);
    await urgent.create([user('jane')], { priority: 'P1' });
    await usual.at(1);
    await urgent.at(1);
    expect(usual.story()).toEqual(['0 jane sms']);
    expect(urgent.story()).toEqual(['0 jane voice']);
  });

  test('at the time of day at the user, when the escalation rule fires', async () => {
    const night = {
      type: 'time-of-day',
      restriction: { startHour: 22, startMin: 0, endHour: 6, endMin: 0 },
    } as const;
    const rules = [
      aRule('jane', [['voice', 0]], { id: 'night', order: 0, timeRestriction: night }),
      aRule('jane', [['email', 0]], { id: 'day', order: 1 }),
    ];
    // The stories begin at midnight in UTC: night in London, day in Tokyo.
    for (const [timeZone, channel] of [
      ['Europe/London', 'voice'],
      ['Asia/Tokyo', 'email'],
    ] as const) {
      const world = createWorld({ users: [{ ...base, timeZone, notificationRules: rules }] });
      await world.create([user('jane')]);
      await world.at(1);
      expect(world.story()).toEqual([`0 jane ${channel}`]);
    }
  });

  test('steps that are switched off, and contacts that are or that are gone, are passed over', async () => {
    const rule = aRule('jane', [
      ['email', 0],
      ['sms', 1],
      ['voice', 2],
      ['mobile', 3],
    ]);
    const steps = rule.steps.map((step) => ({ ...step, enabled: step.contact.method !== 'email' }));
    const contacts = base.contacts
      .filter(({ method }) => method !== 'voice')
      .map((contact) => ({ ...contact, enabled: contact.method !== 'sms' }));
    const world = createWorld({ users: [{ ...base, contacts, notificationRules: [{ ...rule, steps }] }] });
    await world.create([user('jane')]);
    await world.at(10);
    expect(world.story()).toEqual(['3 jane mobile']);
  });
});

describe('events', () => {
  const watching = {
    ...person('jane'),
    notificationRules: [
      aRule('jane', [['email', 0]]),
      aRule('jane', [['sms', 1]], { actionType: 'acknowledged-alert' }),
      aRule('jane', [['mobile', 0]], { actionType: 'closed-alert' }),
      aRule('jane', [['webhook', 0]], { actionType: 'add-note' }),
      aRule('jane', [['voice', 0]], { actionType: 'assigned-alert' }),
    ],
  };

  test('are told to those recipients who asked for it, and the escalation goes on or not as it should', async () => {
    const world = createWorld({
      users: [watching, john, mary],
      escalations: [
        escalating('ladder', [
          [0, 'jane'],
          [0, 'john'],
          [30, 'mary'],
        ]),
      ],
    });
    await world.create([escalation('ladder')]);
    await world.at(5);
    await world.addNote();
    await world.at(10);
    await world.acknowledge();
    await world.at(40);
    await world.close();
    await world.at(60);
    expect(world.story()).toEqual([
      '0 jane email',
      '0 john email',
      '5 jane webhook',
      '11 jane sms',
      '40 jane mobile',
    ]);
    expect((await world.ledger()).dueAt).toBeUndefined();
  });

  test('are told although the alert is snoozed', async () => {
    const world = createWorld({ users: [watching] });
    await world.create([user('jane')]);
    await world.at(1);
    await world.snooze(60);
    await world.at(5);
    await world.addNote();
    await world.at(10);
    expect(world.story()).toEqual(['0 jane email', '5 jane webhook']);
  });

  test('nobody who did not ask for it is told, and no execution is spent on it', async () => {
    const world = createWorld({ users: [john] });
    await world.create([user('john')]);
    await world.at(1);
    await world.addNote();
    await world.acknowledge();
    await world.close();
    await world.at(60);
    expect(world.story()).toEqual(['0 john email']);
    expect(world.executions.size).toBe(1);
  });

  test('an assignment is told to the new owner alone, also of an alert that is acknowledged', async () => {
    const world = createWorld({ users: [watching, john] });
    await world.create([user('john')]);
    await world.at(1);
    await world.acknowledge();
    await world.assign('jane');
    await world.at(30);
    expect(world.story()).toEqual(['0 john email', '1 jane voice']);
  });
});

test('a crowd is told in batches, all of it at once', async () => {
  const crowd = Array.from({ length: 230 }, (_, index) => person(`p${index}`));
  const world = createWorld({
    users: crowd,
    teams: [
      teamOf(
        'crowd',
        crowd.map(({ id }) => id),
      ),
    ],
    escalations: [escalating('all', [[0, team('crowd'), 'if-not-acked', 'all']])],
  });
  await world.create([escalation('all')]);
  await world.at(0);
  expect(world.outputs.map(({ notifications }) => notifications.length)).toEqual([100, 100, 30]);
  expect(new Set(world.story()).size).toBe(230);
});
