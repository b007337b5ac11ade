import { escalating, person, teamOf } from '../../simulator/configuration.ts';
import { startStory } from './story.ts';

const user = (id: string) => ({ type: 'user', id }) as const;

const OWNER = { role: { id: 'owner', name: 'Owner' } };
const olga = person('olga', [['email', 0]], OWNER);
const owen = person('owen', [['sms', 0]], OWNER);
const jane = person('jane', [['email', 0]], { role: { id: 'user', name: 'User' } });
const users = [jane, olga, owen];
/** An escalation whose only recipient no longer exists. */
const lost = escalating('lost', [[0, 'gone']]);
const toNobody = { type: 'escalation', id: 'lost' } as const;

test('if the responders lead to nobody, the owners of the account are notified once, and the log says why', async () => {
  const story = await startStory({ users, escalations: [lost] });
  await story.at('00:00').create([toNobody]);
  await story.until('03:00');
  expect(story.outbox.all().sort()).toEqual(['00:00 email to olga', '00:00 sms to owen']);
  expect(story.log()).toContain(
    'Nobody was notified of the alert: its responders lead to no user who can be notified. ' +
      'The owners of the account are notified: olga@example.com, owen@example.com.',
  );
  expect((await story.ledger()).dueAt).toBeUndefined();
});

test.each(['rejected', 'lost'] as const)(
  'if every notification is %s, the owners are notified',
  async (answer) => {
    const story = await startStory(
      { users },
      { provider: ({ userId }) => (userId === 'jane' ? answer : 'accepted') },
    );
    await story.at('00:00').create([user('jane')]);
    await story.until('03:00');
    expect(story.outbox.all().sort()).toEqual(['00:00 email to olga', '00:00 sms to owen']);
  },
);

test('if the account has no owner, the log says so, and the run ends', async () => {
  const story = await startStory({ users: [jane], escalations: [lost] });
  await story.at('00:00').create([toNobody]);
  await story.until('03:00');
  expect(story.outbox.all()).toEqual([]);
  expect(story.log()).toContainEqual(expect.stringMatching(/The account has no owner\.$/));
  expect((await story.ledger()).dueAt).toBeUndefined();
  expect(story.executions.running()).toEqual([]);
});

test('owners who cannot be reached are not notified again', async () => {
  const story = await startStory({ users: [olga], escalations: [lost] }, { provider: () => 'rejected' });
  await story.at('00:00').create([toNobody]);
  await story.until('03:00');
  expect(story.handedOut.map(({ request }) => request.userId)).toEqual(['olga']);
  expect((await story.ledger()).dueAt).toBeUndefined();
});

test('an alert that reached somebody before its escalation ends with nobody does not notify the owners', async () => {
  const ladder = escalating('ladder', [
    [0, 'jane'],
    [10, 'gone'],
  ]);
  const story = await startStory({ users, escalations: [ladder] });
  await story.at('00:00').create([{ type: 'escalation', id: 'ladder' }]);
  await story.until('03:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
});

test('an acknowledge or close before the end of the plan keeps the owners from being notified', async () => {
  const ladder = escalating('ladder', [
    [0, 'gone'],
    [10, 'gone'],
  ]);
  for (const action of ['acknowledge', 'close'] as const) {
    const story = await startStory({ users, escalations: [ladder] });
    await story.at('00:00').create([{ type: 'escalation', id: 'ladder' }]);
    await story.at('00:05')[action]();
    await story.until('03:00');
    expect(story.outbox.all()).toEqual([]);
  }
});

test('if a routing rule notifies nobody, or an alert has no responders, the owners are not notified', async () => {
  const team = teamOf('ops', ['jane']);
  const silent = {
    ...team,
    routingRules: team.routingRules.map((rule) => ({ ...rule, notify: { type: 'none' as const } })),
  };
  const story = await startStory({ users, teams: [silent] });
  await story.at('00:00').create([{ type: 'team', id: team.id }]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual([]);
  const without = await startStory({ users });
  await without.at('00:00').create([]);
  await without.until('01:00');
  expect(without.outbox.all()).toEqual([]);
});

test('the engine may die at any write while it requests the owners: they are notified once', async () => {
  for (let write = 0; write < 4; write++) {
    let deaths = 0;
    const story = await startStory(
      { users, escalations: [lost] },
      { assessDiesAtWrite: () => (deaths++ === 0 ? write : undefined) },
    );
    await story.at('00:00').create([toNobody]);
    await story.until('01:00');
    expect(story.deliveries.map(({ request }) => request.userId).sort()).toEqual(['olga', 'owen']);
  }
});

const fallingBackTo = (type: 'user' | 'team', id: string) => ({
  settings: { id: 'settings', fallbackResponder: { type, id } } as const,
});

test('an alert that reaches nobody goes to the fallback responder, and not to the owners', async () => {
  const story = await startStory({ users, escalations: [lost], ...fallingBackTo('user', 'jane') });
  await story.at('00:00').create([toNobody]);
  await story.until('03:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  expect(story.log()).toContain(
    'Nobody was notified of the alert: its responders lead to no user who can be notified. ' +
      'The fallback responder is notified: user jane@example.com.',
  );
});

test('if the fallback responder reaches nobody either, the owners are notified once', async () => {
  const story = await startStory(
    { users, escalations: [lost], ...fallingBackTo('user', 'jane') },
    { provider: ({ userId }) => (userId === 'jane' ? 'rejected' : 'accepted') },
  );
  await story.at('00:00').create([toNobody]);
  await story.until('03:00');
  expect(story.outbox.all().sort()).toEqual(['00:00 email to olga', '00:00 sms to owen']);
});

test('a fallback responder who responds already is not notified twice: the owners are', async () => {
  const story = await startStory(
    { users, ...fallingBackTo('user', 'jane') },
    { provider: ({ userId }) => (userId === 'jane' ? 'rejected' : 'accepted') },
  );
  await story.at('00:00').create([user('jane')]);
  await story.until('03:00');
  expect(story.handedOut.filter(({ request }) => request.userId === 'jane')).toHaveLength(1);
  expect(story.outbox.all().sort()).toEqual(['00:00 email to olga', '00:00 sms to owen']);
});

test('an alert without responders goes to the fallback responder', async () => {
  const story = await startStory({ users, ...fallingBackTo('user', 'jane') });
  await story.at('00:00').create([]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
  expect((await story.alert()).responders).toEqual([user('jane')]);
});

test('if the fallback responder was deleted, the owners are notified', async () => {
  const story = await startStory({ users, escalations: [lost], ...fallingBackTo('team', 'gone') });
  await story.at('00:00').create([toNobody]);
  await story.until('01:00');
  expect(story.outbox.all().sort()).toEqual(['00:00 email to olga', '00:00 sms to owen']);
});

test('if none of the named responders exists, the owners are notified once', async () => {
  const story = await startStory({ users });
  await story.at('00:00').create([{ type: 'team', id: 'platfrom' }]);
  await story.until('03:00');
  expect(story.outbox.all().sort()).toEqual(['00:00 email to olga', '00:00 sms to owen']);
  expect(story.entries()).toContain(
    'No responder of the alert exists. The owners of the account are notified: olga@example.com, owen@example.com.',
  );
});

test('if none of the named responders exists and the account has no owner, the log says so', async () => {
  const story = await startStory({ users: [jane] });
  await story.at('00:00').create([{ type: 'team', id: 'platfrom' }]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual([]);
  expect(story.entries()).toContain(
    'Nobody is notified: no responder of the alert exists, and the account has no owner',
  );
});

test('a rule whose only user cannot be notified says that it notifies nobody, and why', async () => {
  const blocked = person('bob', [['email', 0]], { blocked: true });
  const story = await startStory({ users: [blocked, olga] });
  await story.at('00:00').create([user('bob')]);
  await story.until('01:00');
  expect(story.log()).toContain(
    'The alert notifies nobody; bob@example.com is blocked and was not notified.',
  );
});

test('an alert whose integration suppresses notifications does not go to the fallback responder', async () => {
  const story = await startStory({ users, ...fallingBackTo('user', 'jane') });
  await story.at('00:00').create([], { suppressNotifications: true });
  await story.until('01:00');
  expect(story.outbox.all()).toEqual([]);
});
