import { aRule, escalating, person, START, teamOf } from '../../simulator/configuration.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { createWorld } from './world.ts';

const jane = person('jane', [
  ['email', 0],
  ['sms', 4],
]);
const john = person('john', [['voice', 0]]);
const mary = person('mary');
const users = [jane, john, mary];
const user = (id: string) => ({ type: 'user', id }) as const;

/** From and to whom, and between which minutes of the story. */
const forwards = (fromUserId: string, toUserId: string, from: number, until: number) => ({
  id: `${fromUserId}-${toUserId}`,
  alias: `${fromUserId}-${toUserId}`,
  fromUserId,
  toUserId,
  startDate: START + from * MINUTE,
  endDate: START + until * MINUTE,
});

test('who stands in is told in their own way, and the log says for whom', async () => {
  const ladder = escalating('ladder', [
    [0, 'jane'],
    [10, 'jane'],
  ]);
  const world = createWorld({ users, escalations: [ladder], forwarding: [forwards('jane', 'john', 0, 10)] });
  await world.create([{ type: 'escalation', id: 'ladder' }]);
  await world.at(60);
  expect(world.story()).toEqual(['0 john voice', '10 jane email', '14 jane sms']);
  expect(world.log()).toEqual([
    'Rule 1 of escalation ladder notifies john@example.com (forwarded from jane@example.com).',
    'Rule 2 of escalation ladder notifies jane@example.com.',
  ]);
});

test('what has begun before goes on', async () => {
  const world = createWorld({ users, forwarding: [forwards('jane', 'john', 2, 60)] });
  await world.create([user('jane')]);
  await world.at(60);
  expect(world.story()).toEqual(['0 jane email', '4 jane sms']);
});

test('who stands in for several, and is meant as well, is told once', async () => {
  const ops = teamOf('ops', ['jane', 'john', 'mary'], { type: 'escalation', id: 'all' });
  const all = escalating('all', [[0, { type: 'team', id: 'ops' }, 'if-not-acked', 'all']]);
  const forwarding = [forwards('jane', 'john', 0, 60), forwards('mary', 'john', 0, 60)];
  const world = createWorld({ users, teams: [ops], escalations: [all], forwarding });
  await world.create([{ type: 'team', id: 'ops' }]);
  await world.at(30);
  expect(world.story()).toEqual(['0 john voice']);
  expect(world.log().at(-1)).toContain(
    'john@example.com (forwarded from jane@example.com, mary@example.com)',
  );
});

test('nobody is lost to a rule in a circle, or to somebody who has gone', async () => {
  const forwarding = [
    forwards('jane', 'john', 0, 60),
    forwards('john', 'jane', 0, 60),
    forwards('mary', 'nobody', 0, 60),
  ];
  const world = createWorld({ users, forwarding });
  await world.create([user('jane'), user('mary')]);
  await world.at(30);
  expect(world.story()).toEqual(['0 jane email', '0 mary email', '4 jane sms']);
});

test('whoever acknowledges is not told of it in the place of another', async () => {
  const watching = person('jane', [['email', 0]], {
    notificationRules: [
      aRule('jane', [['email', 0]]),
      aRule('jane', [['email', 0]], { actionType: 'acknowledged-alert' }),
    ],
  });
  const told = person('john', [['voice', 0]], {
    notificationRules: [
      aRule('john', [['voice', 0]]),
      aRule('john', [['voice', 0]], { actionType: 'acknowledged-alert' }),
    ],
  });
  const world = createWorld({ users: [watching, told], forwarding: [forwards('jane', 'john', 1, 60)] });
  await world.create([user('jane')]);
  await world.at(2);
  await world.acknowledge('john');
  await world.at(30);
  expect(world.story()).toEqual(['0 jane email']);
});
