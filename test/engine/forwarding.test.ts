import { aRule, escalating, person, START, teamOf } from '../../simulator/configuration.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { startStory } from './story.ts';

const jane = person('jane', [
  ['email', 0],
  ['sms', 4],
]);
const john = person('john', [['voice', 0]]);
const mary = person('mary');
const users = [jane, john, mary];
const user = (id: string) => ({ type: 'user', id }) as const;

/** A rule that forwards one user to another between two minutes of the story. */
const forwards = (fromUserId: string, toUserId: string, from: number, until: number) => ({
  id: `${fromUserId}-${toUserId}`,
  alias: `${fromUserId}-${toUserId}`,
  fromUserId,
  toUserId,
  startDate: START + from * MINUTE,
  endDate: START + until * MINUTE,
});

test('the user forwarded to is notified by their own rules, and the log names the original user', async () => {
  const ladder = escalating('ladder', [
    [0, 'jane'],
    [10, 'jane'],
  ]);
  const story = await startStory({
    users,
    escalations: [ladder],
    forwarding: [forwards('jane', 'john', 0, 10)],
  });
  await story.at('00:00').create([{ type: 'escalation', id: 'ladder' }]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 voice to john', '00:10 email to jane', '00:14 sms to jane']);
  expect(story.log()).toEqual([
    'Rule 1 of escalation ladder notifies john@example.com (forwarded from jane@example.com).',
    'Rule 2 of escalation ladder notifies jane@example.com.',
  ]);
});

test('steps that started before the forwarding continue', async () => {
  const story = await startStory({ users, forwarding: [forwards('jane', 'john', 2, 60)] });
  await story.at('00:00').create([user('jane')]);
  await story.until('01:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:04 sms to jane']);
});

test('a user who is the target of several forwarding rules is notified once', async () => {
  const ops = teamOf('ops', ['jane', 'john', 'mary'], { type: 'escalation', id: 'all' });
  const all = escalating('all', [[0, { type: 'team', id: 'ops' }, 'if-not-acked', 'all']]);
  const forwarding = [forwards('jane', 'john', 0, 60), forwards('mary', 'john', 0, 60)];
  const story = await startStory({ users, teams: [ops], escalations: [all], forwarding });
  await story.at('00:00').create([{ type: 'team', id: 'ops' }]);
  await story.until('00:30');
  expect(story.outbox.all()).toEqual(['00:00 voice to john']);
  expect(story.log().at(-1)).toContain(
    'john@example.com (forwarded from jane@example.com, mary@example.com)',
  );
});

test('a circular forwarding, or one to a deleted user, notifies the original user', async () => {
  const forwarding = [
    forwards('jane', 'john', 0, 60),
    forwards('john', 'jane', 0, 60),
    forwards('mary', 'nobody', 0, 60),
  ];
  const story = await startStory({ users, forwarding });
  await story.at('00:00').create([user('jane'), user('mary')]);
  await story.until('00:30');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:00 email to mary', '00:04 sms to jane']);
});

test('a user who acknowledges is not notified of it on behalf of somebody else', async () => {
  const watching = person('jane', [['email', 0]], {
    notificationRules: [
      aRule('jane', [['email', 0]]),
      aRule('jane', [['email', 0]], { actionType: 'acknowledged-alert' }),
    ],
  });
  const reached = person('john', [['voice', 0]], {
    notificationRules: [
      aRule('john', [['voice', 0]]),
      aRule('john', [['voice', 0]], { actionType: 'acknowledged-alert' }),
    ],
  });
  const story = await startStory({
    users: [watching, reached],
    forwarding: [forwards('jane', 'john', 1, 60)],
  });
  await story.at('00:00').create([user('jane')]);
  await story.at('00:02').acknowledge('john');
  await story.until('00:30');
  expect(story.outbox.all()).toEqual(['00:00 email to jane']);
});
