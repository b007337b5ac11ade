import { aRule, escalating, person, rota, START, teamOf } from '../../simulator/configuration.ts';
import { withContact } from '../../src/domain/users/contacts.ts';
import type { User } from '../../src/domain/users/model.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { startStory } from '../engine/story.ts';

const user = (id: string) => ({ type: 'user', id }) as const;
const team = (id: string) => ({ type: 'team', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;
const escalation = (id: string) => ({ type: 'escalation', id }) as const;

describe('52: a person reached by several responders at the same instant', () => {
  const jane = person('jane', [
    ['email', 0],
    ['sms', 2],
  ]);
  const config = {
    users: [jane, person('john')],
    teams: [teamOf('ops', ['jane'], schedule('rota'))],
    schedules: [rota('rota', 24, 'jane')],
  };

  test('52: is notified once per contact method, and the log names every reason', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane'), team('ops'), schedule('rota')]);
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:02 sms to jane']);
    expect(story.log()).toHaveLength(3);
    for (const line of story.log()) expect(line).toContain('notifies jane@example.com');
  });

  test('52: keeps the steps that an acknowledge does not stop', async () => {
    const strict = escalating('strict', [[0, 'jane', 'if-not-closed']]);
    const story = await startStory({ ...config, escalations: [strict] });
    await story.at('00:00').create([user('jane'), escalation('strict')]);
    await story.at('00:01').acknowledge();
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:02 sms to jane']);
  });

  test('52: is notified again by a responder that is added later', async () => {
    const story = await startStory(config);
    await story.at('00:00').create([user('jane')]);
    await story.at('00:10').addResponder(team('ops'));
    await story.until('00:30');
    expect(story.outbox.between('00:10', '00:30')).toEqual(['00:10 email to jane', '00:12 sms to jane']);
  });
});

describe('65: a rule for renotified-alert', () => {
  const again = aRule('jane', [['sms', 0]], { actionType: 'renotified-alert' });
  const jane = { ...person('jane'), notificationRules: [aRule('jane', [['email', 0]]), again] };

  test('65: serves every later notification of the person, by a later rule and by a later round', async () => {
    const story = await startStory({
      users: [jane],
      escalations: [
        escalating(
          'twice',
          [
            [0, 'jane'],
            [3, 'jane'],
          ],
          { waitInterval: 3, count: 1 },
        ),
      ],
    });
    await story.at('00:00').create([escalation('twice')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([
      '00:00 email to jane',
      '00:03 sms to jane',
      '00:06 sms to jane',
      '00:09 sms to jane',
    ]);
  });

  test('65: a person without such a rule is notified by the rule for new alerts each time', async () => {
    const story = await startStory({
      users: [person('john')],
      escalations: [
        escalating('twice', [
          [0, 'john'],
          [3, 'john'],
        ]),
      ],
    });
    await story.at('00:00').create([escalation('twice')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual(['00:00 email to john', '00:03 email to john']);
  });
});

describe('66: the first contact of a method', () => {
  const { notificationRules: _rules, ...rest } = person('jane');
  const before: User = {
    ...rest,
    contacts: rest.contacts.filter(({ method }) => method === 'email'),
    notificationRules: [aRule('jane', [['email', 0]])],
  };

  const VERIFIED = { state: 'verified', how: 'administrator', at: 0, by: 'Test' } as const;

  test('66: joins the rule for new alerts', () => {
    const after = withContact(before, 'phone', { method: 'sms', to: '1-5550199' }, VERIFIED);
    expect(after.notificationRules[0]?.steps.map(({ contact }) => contact.method)).toEqual(['email', 'sms']);
    expect(withContact(after, 'phone', { method: 'sms', to: '1-5550199' }, VERIFIED)).toBe(after);
  });

  test('66: a further contact of the method does not', () => {
    const first = withContact(before, 'phone', { method: 'sms', to: '1-5550199' }, VERIFIED);
    const second = withContact(first, 'other', { method: 'sms', to: '1-5550188' }, VERIFIED);
    expect(second.notificationRules).toEqual(first.notificationRules);
  });
});

describe('71: mute and quiet hours', () => {
  const steps = [
    ['email', 0],
    ['sms', 2],
  ] as const;
  const ladder = escalating('ladder', [
    [0, 'jane'],
    [5, 'john'],
  ]);
  const muted = person('jane', steps, { mutedUntil: START + HOUR });
  const sleeping = person('jane', steps, {
    timeZone: 'Europe/Berlin',
    quietHours: { enabled: true, startHour: 22, startMin: 0, endHour: 7, endMin: 0 },
  });
  const config = (jane: User) => ({ users: [jane, person('john')], escalations: [ladder] });

  test('71: a muted person is not notified before the mute ends; the escalation goes on, and the log says so', async () => {
    const story = await startStory(config(muted));
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:05 email to john', '01:00 email to jane', '01:02 sms to jane']);
    expect(story.log()[0]).toBe(
      'Rule 1 of escalation ladder notifies jane@example.com (muted until 2026-03-02T01:00:00.000Z).',
    );
  });

  test('71: an acknowledge during the mute leaves nothing for its end', async () => {
    const story = await startStory(config(muted));
    await story.at('00:00').create([escalation('ladder')]);
    await story.at('00:10').acknowledge();
    await story.until('02:00');
    expect(story.outbox.all()).toEqual(['00:05 email to john']);
  });

  test('71: quiet hours are in the zone of the user', async () => {
    const story = await startStory(config(sleeping));
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('07:00');
    expect(story.outbox.all()).toEqual(['00:05 email to john', '06:00 email to jane', '06:02 sms to jane']);
  });

  test('71: an alert with the tag OverwriteQuietHours breaks through both', async () => {
    for (const jane of [muted, sleeping]) {
      const story = await startStory(config(jane));
      await story.at('00:00').create([escalation('ladder')], { tags: ['OverwriteQuietHours'] });
      await story.until('00:04');
      expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:02 sms to jane']);
    }
  });

  test('71: a mute that begins between two steps holds back the later one', async () => {
    const story = await startStory(config(person('jane', steps)));
    await story.at('00:00').create([escalation('ladder')]);
    await story.until('00:01');
    await story.configure('USER', person('jane', steps, { mutedUntil: START + 10 * MINUTE }));
    await story.until('00:30');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 email to john']);
  });
});

describe('60–63: steps of a notification rule', () => {
  test('60: only the first matching rule of the event serves', async () => {
    const rules = [aRule('jane', [['sms', 0]], { id: 'first' }), aRule('jane', [['email', 0]], { order: 1 })];
    const story = await startStory({ users: [{ ...person('jane'), notificationRules: rules }] });
    await story.at('00:00').create([user('jane')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 sms to jane']);
  });

  test('62: steps go out one after another until the alert is acknowledged', async () => {
    const jane = person('jane', [
      ['email', 0],
      ['sms', 2],
      ['voice', 5],
    ]);
    const story = await startStory({ users: [jane] });
    await story.at('00:00').create([user('jane')]);
    await story.at('00:03').acknowledge();
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:02 sms to jane']);
  });

  test('69: a disabled contact is not used', async () => {
    const jane = person('jane', [
      ['email', 0],
      ['sms', 1],
    ]);
    const contacts = jane.contacts.map((each) => ({ ...each, enabled: each.method !== 'email' }));
    const story = await startStory({ users: [{ ...jane, contacts }] });
    await story.at('00:00').create([user('jane')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:01 sms to jane']);
  });
});
