import { escalating, person, rota, teamOf } from '../../simulator/configuration.ts';
import { startStory } from '../engine/story.ts';

const escalation = (id: string) => ({ type: 'escalation', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;
const user = (id: string) => ({ type: 'user', id }) as const;

/** The team payments: two members, one of them on call, and the escalation that Opsgenie gives a new team. */
const payments = {
  users: [person('ann'), person('bob'), person('boss')],
  schedules: [rota('payments-rota', 24, 'ann', 'bob')],
  teams: [teamOf('payments', ['ann', 'bob'], { type: 'escalation', id: 'payments-escalation' })],
  escalations: [
    escalating('payments-escalation', [
      [0, schedule('payments-rota')],
      [5, schedule('payments-rota'), 'if-not-acked', 'next'],
      [10, team('payments'), 'if-not-acked', 'all'],
    ]),
  ],
};

const withEscalations = (...more: (typeof payments.escalations)[number][]) => ({
  ...payments,
  escalations: [...payments.escalations, ...more],
});

describe('37: a team as recipient of an escalation rule', () => {
  const outer = escalating('outer', [
    [0, 'boss'],
    [15, team('payments')],
  ]);

  test('37: starts the routing of the team when the rule fires, with all later rules of its escalation', async () => {
    const story = await startStory(withEscalations(outer));
    await story.at('00:00').create([escalation('outer')]);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to boss',
      '00:15 email to ann',
      '00:20 email to bob',
      '00:25 email to ann',
      '00:25 email to bob',
    ]);
    expect(story.log()).toEqual([
      'Rule 1 of escalation outer notifies boss@example.com.',
      'Rule 2 of escalation outer starts escalation payments-escalation.',
      'Rule 1 of escalation payments-escalation notifies ann@example.com.',
      'Rule 2 of escalation payments-escalation notifies bob@example.com.',
      'Rule 3 of escalation payments-escalation notifies ann@example.com, bob@example.com.',
    ]);
    expect(story.endings()).toEqual(['NotificationsDue']);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('37: the notifications are those of the team as a direct responder', async () => {
    const direct = await startStory(payments);
    await direct.at('00:00').create([team('payments')]);
    await direct.until('01:00');
    const nested = await startStory(withEscalations(escalating('only', [[0, team('payments')]])));
    await nested.at('00:00').create([escalation('only')]);
    await nested.until('01:00');
    expect(nested.outbox.all()).toEqual(direct.outbox.all());
  });

  test('37: an acknowledge stops the outer escalation and the one of the team', async () => {
    const story = await startStory(withEscalations(outer));
    await story.at('00:00').create([escalation('outer')]);
    await story.at('00:16').acknowledge();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to boss', '00:15 email to ann']);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('37: a close stops both', async () => {
    const story = await startStory(withEscalations(outer));
    await story.at('00:00').create([escalation('outer')]);
    await story.at('00:21').close();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to boss', '00:15 email to ann', '00:20 email to bob']);
  });

  test('37: an unacknowledge restarts the outer escalation, and the one of the team in its turn', async () => {
    const story = await startStory(withEscalations(outer));
    await story.at('00:00').create([escalation('outer')]);
    await story.at('00:16').acknowledge();
    await story.at('01:00').unacknowledge();
    await story.until('03:00');
    expect(story.outbox.between('01:00', '03:00')).toEqual([
      '01:00 email to boss',
      '01:15 email to ann',
      '01:20 email to bob',
      '01:25 email to ann',
      '01:25 email to bob',
    ]);
  });

  test('37: a repeat of the outer escalation does not double the team’s escalation while it runs', async () => {
    const repeating = escalating('outer', [[0, team('payments')]], { waitInterval: 3, count: 2 });
    const story = await startStory(withEscalations(repeating));
    await story.at('00:00').create([escalation('outer')]);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to ann',
      '00:05 email to bob',
      '00:10 email to ann',
      '00:10 email to bob',
    ]);
    expect(story.log()).toContain(
      'Rule 1 of escalation outer in round 2 does not start escalation payments-escalation, which is already running.',
    );
  });

  test('37: a repeat of the outer escalation starts the team’s escalation again once it is over', async () => {
    const repeating = escalating('outer', [[0, team('payments')]], { waitInterval: 30, count: 1 });
    const story = await startStory(withEscalations(repeating));
    await story.at('00:00').create([escalation('outer')]);
    await story.until('02:00');
    expect(story.outbox.between('00:30', '02:00')).toEqual([
      '00:30 email to ann',
      '00:35 email to bob',
      '00:40 email to ann',
      '00:40 email to bob',
    ]);
    expect(new Set(story.deliveries.map(({ request }) => request.notificationId)).size).toBe(8);
  });

  test('37: escalations that lead to one another end, and everybody in them is notified', async () => {
    const story = await startStory({
      users: [person('ann'), person('bob')],
      teams: [teamOf('b', ['bob'], { type: 'escalation', id: 'b-escalation' })],
      escalations: [
        escalating('a-escalation', [
          [0, 'ann'],
          [1, team('b')],
        ]),
        escalating('b-escalation', [
          [0, 'bob'],
          [1, { type: 'schedule', id: 'rota' }],
        ]),
      ],
      schedules: [rota('rota', 24, 'escalation:a-escalation')],
    });
    await story.at('00:00').create([escalation('a-escalation')]);
    await story.until('03:00');
    expect(story.outbox.all()).toEqual(['00:00 email to ann', '00:01 email to bob']);
    expect(story.log().at(-1)).toBe(
      'Rule 2 of escalation b-escalation does not start escalation a-escalation, which led here.',
    );
  });

  test('37: the repeats of the team’s escalation run, and close nothing', async () => {
    const story = await startStory({
      users: [person('ann'), person('boss')],
      teams: [teamOf('a', ['ann'], { type: 'escalation', id: 'inner' })],
      escalations: [
        escalating('inner', [[0, 'ann']], { waitInterval: 5, count: 2, closeAlertAfterAll: true }),
        escalating('outer', [
          [0, team('a')],
          [60, 'boss'],
        ]),
      ],
    });
    await story.at('00:00').create([escalation('outer')]);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to ann',
      '00:05 email to ann',
      '00:10 email to ann',
      '01:00 email to boss',
    ]);
    expect((await story.alert()).status).toBe('open');
  });

  test('37: an if-not-closed rule notifies the first people of the team although the alert is acknowledged', async () => {
    const strict = escalating('outer', [
      [0, 'boss'],
      [15, team('payments'), 'if-not-closed'],
    ]);
    const story = await startStory(withEscalations(strict));
    await story.at('00:00').create([escalation('outer')]);
    await story.at('00:01').acknowledge();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:00 email to boss', '00:15 email to ann']);
    expect((await story.ledger()).dueAt).toBeUndefined();
  });

  test('37: a rejected notification advances the next contact of that person in the team’s escalation', async () => {
    const story = await startStory(
      {
        ...withEscalations(outer),
        users: [
          person('ann', [
            ['email', 0],
            ['sms', 4],
          ]),
          person('bob'),
          person('boss'),
        ],
      },
      {
        provider: ({ userId, channel }) =>
          userId === 'ann' && channel === 'email' ? 'rejected' : 'accepted',
      },
    );
    await story.at('00:00').create([escalation('outer')]);
    await story.until('00:19');
    expect(story.outbox.between('00:15', '00:19')).toEqual(['00:15 sms to ann']);
  });

  test('37: after an outage each rule of the team’s escalation still fires once', async () => {
    const story = await startStory(withEscalations(outer), { outageUntil: '00:22' });
    await story.at('00:00').create([escalation('outer')]);
    await story.until('02:00');
    const users = story.deliveries.map(({ request }) => request.userId);
    expect(users).toEqual(['boss', 'ann', 'bob', 'ann', 'bob']);
  });
});

describe('95: somebody else than a user on call', () => {
  test('95: an escalation on call in a rotation runs in full', async () => {
    const story = await startStory({
      ...payments,
      schedules: [...payments.schedules, rota('rota', 24, 'escalation:payments-escalation')],
    });
    await story.at('00:00').create([schedule('rota')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to ann',
      '00:05 email to bob',
      '00:10 email to ann',
      '00:10 email to bob',
    ]);
  });

  test('95: a team on call in a rotation follows its routing', async () => {
    const story = await startStory({
      ...payments,
      schedules: [...payments.schedules, rota('rota', 24, 'team:payments')],
    });
    await story.at('00:00').create([schedule('rota')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to ann',
      '00:05 email to bob',
      '00:10 email to ann',
      '00:10 email to bob',
    ]);
  });

  test('95: an acknowledge stops an escalation on call', async () => {
    const story = await startStory({
      ...payments,
      schedules: [...payments.schedules, rota('rota', 24, 'escalation:payments-escalation')],
    });
    await story.at('00:00').create([schedule('rota'), user('boss')]);
    await story.at('00:01').acknowledge();
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to ann', '00:00 email to boss']);
  });
});
