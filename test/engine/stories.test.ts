import { aRule, escalating, person, rota, START, teamOf } from '../../simulator/configuration.ts';
import type { ContactMethod, User } from '../../src/domain/users/model.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { type StoryFaults, startStory } from './story.ts';

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

  test('notifies everybody by their own steps until its last rule if nobody answers', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:02 sms to jane',
      '00:05 voice to jane',
      '00:10 email to john',
      '00:20 email to mary',
    ]);
    expect(story.endings()).toEqual(['NotificationsDue']);
    expect(await story.ledger()).toMatchObject({
      pending: [],
      flows: { 'escalation:ladder': { finished: true } },
    });
    expect((await story.ledger()).dueAt).toBeUndefined();
    expect(story.log()).toEqual([
      'Rule 1 of escalation ladder notifies jane@example.com.',
      'Rule 2 of escalation ladder notifies john@example.com.',
      'Rule 3 of escalation ladder notifies mary@example.com.',
    ]);
  });

  test('each notification says when the next step notifies its person, and the last one does not', async () => {
    const twice = person('twice', [
      ['webpush', 0],
      ['email', 0],
      ['sms', 2],
      ['voice', 5],
    ]);
    const story = await startStory({ users: [twice] });
    await story.at('00:00').create([user('twice')]);
    await story.until('00:10');
    expect(
      story.deliveries.map(({ request }) => [
        request.channel,
        request.nextStepAt === undefined ? undefined : (request.nextStepAt - START) / MINUTE,
      ]),
    ).toEqual([
      ['webpush', 2],
      ['email', 2],
      ['sms', 5],
      ['voice', undefined],
    ]);
  });

  test('an acknowledge before the next step stops that step, after eight transitions at most', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:01').acknowledge();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
    expect(story.transitions()).toBeLessThanOrEqual(8);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('a close stops it', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:03').close();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:02 sms to jane']);
  });

  test('an unacknowledge restarts it', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:01').acknowledge();
    await story.at('00:30').unacknowledge();
    await story.until('00:41');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:30 email to jane',
      '00:32 sms to jane',
      '00:35 voice to jane',
      '00:40 email to john',
    ]);
  });

  test('an escalate fires the next rule at once, and later rules keep their distance from it', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:04').escalate('ladder');
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:02 sms to jane',
      '00:04 email to john',
      '00:05 voice to jane',
      '00:14 email to mary',
    ]);
  });

  test('an escalate after the last rule does nothing', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:30').escalate('ladder');
    await story.until('01:00');
    expect(story.outbox.all()).toHaveLength(5);
  });

  test('adding a responder does not restart it', async () => {
    const story = await startStory({ ...config, users: [...config.users, person('zoe')] });
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:01').addResponder(user('zoe'));
    await story.until('00:11');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:01 email to zoe',
      '00:02 sms to jane',
      '00:05 voice to jane',
      '00:10 email to john',
    ]);
  });

  test('rules with if-not-closed still fire after an acknowledge', async () => {
    const story = await startStory({
      users: [jane, john, mary],
      escalations: [
        escalating('strict', [
          [0, 'jane'],
          [10, 'john', 'if-not-acked'],
          [15, 'mary', 'if-not-closed'],
        ]),
      ],
    });
    await story.at('00:00').create([escalation('strict')]);
    await story.at('00:01').acknowledge();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:15 email to mary']);
  });

  test('deleting the escalation stops it, and the log says so', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('00:06');
    await story.removeConfiguration('ESCALATION', 'ladder');
    await story.until('01:00');
    expect(story.outbox.all()).toHaveLength(3);
    expect(story.log()).toContain('The escalation no longer exists; nobody else is notified.');
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

  test('starts the next round after the wait, as often as configured', async () => {
    const story = await startStory(rounds({ waitInterval: 10, count: 2 }));
    await story.at('00:00').create([escalation('rounds')]);
    await story.until('03:20');
    expect(story.outbox.all()).toEqual([
      '00:00 email to john',
      '00:05 email to mary',
      '00:15 email to john',
      '00:20 email to mary',
      '00:30 email to john',
      '00:35 email to mary',
    ]);
    expect(new Set(story.deliveries.map(({ request }) => request.notificationId)).size).toBe(6);
  });

  test('closes the alert one wait after the last rule of the last round', async () => {
    const story = await startStory(rounds({ waitInterval: 10, count: 1, closeAlertAfterAll: true }));
    await story.at('00:00').create([escalation('rounds')]);
    await story.until('00:29');
    expect((await story.alert()).status).toBe('open');
    await story.until('00:31');
    expect((await story.alert()).status).toBe('closed');
    await story.until('01:00');
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('closes an acknowledged alert too', async () => {
    const story = await startStory(rounds({ waitInterval: 10, count: 1, closeAlertAfterAll: true }));
    await story.at('00:00').create([escalation('rounds')]);
    await story.at('00:04').acknowledge();
    await story.until('00:29');
    expect((await story.alert()).status).toBe('open');
    await story.until('00:31');
    expect((await story.alert()).status).toBe('closed');
  });

  test('resetRecipientStates unacknowledges the alert at the start of each further round only', async () => {
    const story = await startStory(rounds({ waitInterval: 10, count: 2, resetRecipientStates: true }));
    await story.at('00:00').create([escalation('rounds')]);
    await story.at('00:01').acknowledge();
    await story.at('00:16').acknowledge();
    await story.until('03:20');
    expect(story.outbox.all()).toEqual([
      '00:00 email to john',
      '00:15 email to john',
      '00:30 email to john',
      '00:35 email to mary',
    ]);
  });

  test('an escalate between two rounds starts the next round', async () => {
    const story = await startStory(rounds({ waitInterval: 10, count: 1 }));
    await story.at('00:00').create([escalation('rounds')]);
    await story.at('00:07').escalate('rounds');
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to john',
      '00:05 email to mary',
      '00:07 email to john',
      '00:12 email to mary',
    ]);
  });

  test('after an outage of several rounds only the current round runs', async () => {
    const story = await startStory(rounds({ waitInterval: 10, count: 9 }), {
      outageUntil: '00:50',
    });
    await story.at('00:00').create([escalation('rounds')]);
    await story.until('00:53');
    expect(story.outbox.all()).toEqual(['00:50 email to john', '00:50 email to mary']);
  });
});

describe('who is notified', () => {
  test('a schedule notifies who is on call when the rule fires, not when the alert was created', async () => {
    const story = await startStory({
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
    await story.at('00:00').create([escalation('by-schedule')]);
    await story.until('01:30');
    expect(story.outbox.all()).toEqual(['00:50 email to john', '01:10 email to mary', '01:20 email to john']);
  });

  test('after an outage a schedule notifies who is on call now', async () => {
    const story = await startStory(
      { users: [john, mary], schedules: [rota('rota', 1, 'john', 'mary')] },
      { outageUntil: '01:10' },
    );
    await story.at('00:00').create([schedule('rota')]);
    await story.until('01:15');
    expect(story.outbox.all()).toEqual(['01:10 email to mary']);
  });

  test('a team notifies by its routing at the time of creation, whatever changes later', async () => {
    const story = await startStory({
      users: [john, mary],
      escalations: [
        escalating('slow', [
          [0, 'john'],
          [10, 'mary'],
        ]),
      ],
      teams: [teamOf('ops', ['john', 'mary'], { type: 'escalation', id: 'slow' })],
    });
    await story.at('00:00').create([team('ops')]);
    await story.until('00:01');
    await story.configure('TEAM', teamOf('ops', ['john', 'mary'], { type: 'none' }));
    await story.until('00:20');
    expect(story.outbox.all()).toEqual(['00:00 email to john', '00:10 email to mary']);
    expect((await story.ledger()).flows['team:ops']?.escalationId).toBe('slow');
  });

  test('a team whose routing names nobody notifies nobody, and the log says so', async () => {
    const story = await startStory({ users: [john], teams: [teamOf('ops', ['john'])] });
    await story.at('00:00').create([team('ops')]);
    await story.until('00:05');
    expect(story.outbox.all()).toEqual([]);
    expect(story.log()).toEqual(['The routing rule of team ops notifies nobody.']);
    expect(story.endings()).toEqual(['NothingMoreDue']);
  });

  test('a rule that finds nobody on call is logged, and the next rule fires at its time', async () => {
    const story = await startStory({
      users: [mary],
      schedules: [rota('empty', 1, '')],
      escalations: [
        escalating('ladder', [
          [0, schedule('empty')],
          [5, 'mary'],
        ]),
      ],
    });
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:05 email to mary']);
    expect(story.log()[0]).toBe('Rule 1 of escalation ladder finds nobody to notify.');
  });

  test('an unverified contact is skipped, and the log says so', async () => {
    const unverified = (person: User, method: ContactMethod): User => ({
      ...person,
      contacts: person.contacts.map((contact) =>
        contact.method === method ? { ...contact, verification: { state: 'unverified' } } : contact,
      ),
    });
    const story = await startStory({
      users: [
        unverified(
          person('jane', [
            ['sms', 0],
            ['email', 2],
          ]),
          'sms',
        ),
        unverified(person('omar', [['sms', 0]]), 'sms'),
      ],
      teams: [teamOf('ops', ['jane', 'omar'])],
      escalations: [escalating('all', [[0, team('ops'), 'if-not-acked', 'all']])],
    });
    await story.at('00:00').create([escalation('all')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:02 email to jane']);
    expect(story.log()[0]).toBe(
      'Rule 1 of escalation all notifies jane@example.com (not by sms: this contact is not verified); omar@example.com has no verified contact for it and was not notified.',
    );
  });

  test('a user without a usable contact is logged and does not hold up the others', async () => {
    const story = await startStory({
      users: [person('mute', []), person('gone', [['email', 0]], { blocked: true }), john],
      teams: [teamOf('ops', ['mute', 'gone', 'john', 'deleted'])],
      escalations: [escalating('all', [[0, team('ops'), 'if-not-acked', 'all']])],
    });
    await story.at('00:00').create([escalation('all')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to john']);
    expect(story.log()).toEqual([
      'Rule 1 of escalation all notifies john@example.com; mute@example.com has no enabled contact for it and was not notified; gone@example.com is blocked and was not notified.',
    ]);
    expect((await story.ledger()).recipients).toMatchObject({
      john: { state: 'active', method: 'email' },
      mute: { state: 'notactive' },
    });
  });

  test('a user named by two rules is notified by each rule once', async () => {
    const story = await startStory({
      users: [john],
      teams: [teamOf('ops', ['john', 'john'])],
      escalations: [
        escalating('twice', [
          [0, team('ops'), 'if-not-acked', 'all'],
          [5, 'john'],
        ]),
      ],
    });
    await story.at('00:00').create([escalation('twice')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to john', '00:05 email to john']);
  });
});

describe('a snooze', () => {
  test('silences the alert until its end, then the escalation restarts', async () => {
    const story = await startStory({ users: [jane] });
    await story.at('00:00').create([user('jane')]);
    await story.at('00:01').snooze(60);
    await story.until('01:10');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '01:01 email to jane',
      '01:03 sms to jane',
      '01:06 voice to jane',
    ]);
    expect(story.endings()).toEqual(['aborted', 'SnoozeEnded', 'NotificationsDue']);
  });

  test('silences the previous owner, but not an owner assigned during it', async () => {
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
    const story = await startStory({ users: [owning('jane'), owning('john')] });
    await story.at('00:00').create([]);
    await story.assign('jane');
    await story.at('00:01').snooze(60);
    await story.at('00:10').assign('john');
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:10 email to john', '00:15 sms to john']);
  });

  /** Jane must learn who acknowledged, but the notification is lost; then somebody snoozes the alert. */
  async function snoozedWhileSending(dies: StoryFaults) {
    const lasting = [[5, user('jane'), 'if-not-closed']] as const;
    const once = person('jane', [['email', 0]]);
    const story = await startStory({ users: [once], escalations: [escalating('ladder', lasting)] }, dies);
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:05').snooze(30);
    await story.until('00:08');
    return story;
  }

  test('an acknowledge that ends it sends what was pending when it began', async () => {
    let deaths = 0;
    const story = await snoozedWhileSending({
      executionDiesBefore: () => (deaths++ === 0 ? 0 : undefined),
    });
    expect(story.outbox.all()).toEqual([]);
    await story.acknowledge();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:08 email to jane']);
    expect(await story.ledger()).toMatchObject({ pending: [] });
  });

  test('an acknowledge that ends it finds out that a sender died when it began', async () => {
    const story = await snoozedWhileSending({
      provider: ({ repeatOf }) => (repeatOf ? 'accepted' : 'dies'),
    });
    await story.acknowledge();
    await story.until('01:00');
    // The rule notifies even if the alert is acknowledged, so the notification is repeated.
    const [first, repeat, ...others] = story.deliveries.map(({ request }) => request);
    expect(story.outbox.all()).toEqual(['00:05 email to jane', '00:08 email to jane']);
    expect(repeat?.repeatOf).toBe(first?.notificationId);
    expect(others).toEqual([]);
  });

  test('its end drops what was pending when it began', async () => {
    let deaths = 0;
    const story = await snoozedWhileSending({
      executionDiesBefore: () => (deaths++ === 0 ? 0 : undefined),
    });
    expect(await story.ledger()).toMatchObject({ pending: [{ userId: 'jane' }] });
    await story.until('01:30');
    expect(story.outbox.all()).toEqual(['00:40 email to jane']);
    expect(await story.ledger()).toMatchObject({ pending: [] });
  });

  test('a snooze of months is split into waits that timers can hold', async () => {
    const story = await startStory({ users: [john] }, { reconcilerSleeps: () => true });
    await story.at('00:00').create([user('john')]);
    await story.at('00:01').snooze(60 * 24 * 30);
    await story.until(60 * 24 * 31);
    expect(story.outbox.all()).toEqual(['00:00 email to john', '720:01 email to john']);
    const waits = story.assessments.filter(({ decision }) => decision === 'WAIT').length;
    expect(waits).toBe(2);
  });
});

describe('the steps of a notification rule', () => {
  test('a rejection sends the next step at once, and later steps keep their distance', async () => {
    const story = await startStory(
      { users: [jane] },
      { provider: ({ channel }) => (channel === 'email' ? 'rejected' : 'accepted') },
    );
    await story.at('00:00').create([user('jane')]);
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 sms to jane', '00:03 voice to jane']);
  });

  test('each contact is tried once if all reject', async () => {
    let calls = 0;
    const story = await startStory(
      { users: [jane] },
      {
        provider: () => {
          calls++;
          return 'rejected';
        },
      },
    );
    await story.at('00:00').create([user('jane')]);
    await story.until('01:00');
    expect(calls).toBe(3);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('repeat after the last one until somebody answers', async () => {
    const base = person('jane', [
      ['email', 0],
      ['sms', 2],
    ]);
    const [rule] = base.notificationRules;
    const repeating = { ...base, notificationRules: [{ ...rule!, repeat: { loopAfter: 8, enabled: true } }] };
    const story = await startStory({ users: [repeating] });
    await story.at('00:00').create([user('jane')]);
    await story.at('00:21').acknowledge();
    await story.until('05:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:02 sms to jane',
      '00:10 email to jane',
      '00:12 sms to jane',
      '00:20 email to jane',
    ]);
  });

  test('repeat a limited number of times', async () => {
    const base = person('john');
    const [rule] = base.notificationRules;
    const repeating = { ...base, notificationRules: [{ ...rule!, repeat: { loopAfter: 1, enabled: true } }] };
    const story = await startStory({ users: [repeating] });
    await story.at('00:00').create([user('john')]);
    await story.until('05:00');
    expect(story.outbox.all()).toHaveLength(21);
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

  test('is the first in order that is enabled and matches the alert', async () => {
    const config = withRules(
      aRule('jane', [['email', 0]], { id: 'last', order: 3 }),
      aRule('jane', [['mobile', 0]], { id: 'off', order: 0, enabled: false }),
      aRule('jane', [['voice', 0]], { id: 'urgent', order: 1, criteria: highOnly }),
      aRule('jane', [['sms', 0]], { id: 'others', order: 2 }),
    );
    const [usual, urgent] = [await startStory(config), await startStory(config)];
    await usual.create([user('jane')]);
    await urgent.create([user('jane')], { priority: 'P1' });
    await usual.until('00:01');
    await urgent.until('00:01');
    expect(usual.outbox.all()).toEqual(['00:00 sms to jane']);
    expect(urgent.outbox.all()).toEqual(['00:00 voice to jane']);
  });

  test("depends on the time in the user's zone when the escalation rule fires", async () => {
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
      const story = await startStory({ users: [{ ...base, timeZone, notificationRules: rules }] });
      await story.at('00:00').create([user('jane')]);
      await story.until('00:01');
      expect(story.outbox.all()).toEqual([`00:00 ${channel} to jane`]);
    }
  });

  test('skips disabled steps, disabled contacts and deleted contacts', async () => {
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
    const story = await startStory({
      users: [{ ...base, contacts, notificationRules: [{ ...rule, steps }] }],
    });
    await story.at('00:00').create([user('jane')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:03 mobile to jane']);
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

  test('notify the recipients that have a rule for them, without disturbing the escalation', async () => {
    const story = await startStory({
      users: [watching, john, mary],
      escalations: [
        escalating('ladder', [
          [0, 'jane'],
          [0, 'john'],
          [30, 'mary'],
        ]),
      ],
    });
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:05').addNote();
    await story.at('00:10').acknowledge();
    await story.at('00:40').close();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:00 email to john',
      '00:05 webhook to jane',
      '00:11 sms to jane',
      '00:40 mobile to jane',
    ]);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('notify during a snooze', async () => {
    const story = await startStory({ users: [watching] });
    await story.at('00:00').create([user('jane')]);
    await story.at('00:01').snooze(60);
    await story.at('00:05').addNote();
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 webhook to jane']);
  });

  test('without a rule notify nobody and start no execution', async () => {
    const story = await startStory({ users: [john] });
    await story.at('00:00').create([user('john')]);
    await story.at('00:01').addNote();
    await story.acknowledge();
    await story.close();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to john']);
    expect(story.executions.all.size).toBe(1);
  });

  test('an assignment notifies only the new owner, even of an acknowledged alert', async () => {
    const story = await startStory({ users: [watching, john] });
    await story.at('00:00').create([user('john')]);
    await story.at('00:01').acknowledge();
    await story.assign('jane');
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to john', '00:01 voice to jane']);
  });
});

test('a rule with 230 recipients notifies all of them at once, in batches of 100', async () => {
  const crowd = Array.from({ length: 230 }, (_, index) => person(`p${index}`));
  const story = await startStory({
    users: crowd,
    teams: [
      teamOf(
        'crowd',
        crowd.map(({ id }) => id),
      ),
    ],
    escalations: [escalating('all', [[0, team('crowd'), 'if-not-acked', 'all']])],
  });
  await story.at('00:00').create([escalation('all')]);
  await story.until('00:00');
  // Two batches may fill the history of an execution, so the third one is handed out by the next continuation.
  const evaluations = story.assessments.map(({ reason, notifications }) => [reason, notifications.length]);
  expect(evaluations).toEqual([
    ['NotificationsDue', 100],
    ['NotificationsDue', 100],
    ['Continued', 0],
    ['NotificationsDue', 30],
  ]);
  expect(new Set(story.outbox.all()).size).toBe(230);
});
