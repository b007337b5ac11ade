import { aRotation, aSchedule, aTeam } from '../../simulator/builders.ts';
import { escalating, person, START } from '../../simulator/configuration.ts';
import type { NotificationContext } from '../../src/domain/notifications/context.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import { type Story, startStory, toInstant } from './story.ts';

const dai = person('dai', [
  ['email', 0],
  ['sms', 5],
]);
const bob = person('bob', [['email', 0]]);
const eve = person('eve', [['email', 0]]);
const primary = aSchedule([aRotation(['dai'], { startDate: START })], { id: 'primary', name: 'Primary' });
const secondary = aSchedule([aRotation(['bob'], { startDate: START })], {
  id: 'secondary',
  name: 'Secondary',
});

/** A rule for a schedule at once, for another schedule after 10 minutes, and for eve after 20. */
const ladder = {
  ...escalating('ladder', [
    [0, 'dai'],
    [10, 'bob'],
    [20, 'eve'],
  ]),
};
const ladderOfSchedules = {
  ...ladder,
  rules: ladder.rules.map((rule, i) => ({
    ...rule,
    ...(i === 0 && { recipient: { type: 'schedule' as const, id: 'primary' } }),
    ...(i === 1 && { recipient: { type: 'schedule' as const, id: 'secondary' } }),
  })),
};
const CONFIGURATION = {
  users: [dai, bob, eve],
  schedules: [primary, secondary],
  escalations: [ladderOfSchedules],
};
const LADDER = [{ type: 'escalation', id: 'ladder' }] as const;

/** The contexts of what was delivered, by minute, channel and person. */
const contextsOf = (story: Story): Readonly<Record<string, NotificationContext | undefined>> =>
  Object.fromEntries(
    story.deliveries.map(({ at, request: { channel, userId, context } }) => [
      `${(at - START) / MINUTE} ${channel} to ${userId}`,
      context,
    ]),
  );

test('each notification says why the person gets it, who has not answered, and who is next', async () => {
  const story = await startStory(CONFIGURATION);
  await story.at('00:00').create(LADDER);
  await story.until('01:00');

  const atTen = {
    at: toInstant('00:10'),
    recipient: { type: 'schedule', id: 'secondary' },
    userIds: ['bob'],
  };
  const atTwenty = { at: toInstant('00:20'), recipient: { type: 'user', id: 'eve' }, userIds: ['eve'] };
  const origin = { type: 'schedule', id: 'primary' };
  expect(contextsOf(story)).toEqual({
    '0 email to dai': { origin, next: atTen },
    '5 sms to dai': { origin, notifiedSince: START, next: atTen },
    '10 email to bob': {
      origin: { type: 'schedule', id: 'secondary' },
      notifiedSince: START,
      notified: [{ userId: 'dai', at: START }],
      next: atTwenty,
    },
    '20 email to eve': {
      origin: { type: 'escalation', id: 'ladder' },
      notifiedSince: START,
      notified: [
        { userId: 'dai', at: START },
        { userId: 'bob', at: toInstant('00:10') },
      ],
      isLast: true,
    },
  });
});

test('naming the people of the next rule needs no further read of the configuration', async () => {
  const reads: number[] = [];
  for (const rules of [1, 2]) {
    const story = await startStory({
      ...CONFIGURATION,
      escalations: [{ ...ladderOfSchedules, rules: ladderOfSchedules.rules.slice(0, rules) }],
    });
    let calls = 0;
    const { batchGet } = story.table;
    story.table.batchGet = (keys) => {
      calls++;
      return batchGet(keys);
    };
    await story.at('00:00').create(LADDER);
    reads.push(calls);
  }
  expect(reads[1]).toBe(reads[0]);
});

test('a person whose notification has no known outcome is listed as notified, without a time', async () => {
  const story = await startStory(CONFIGURATION, {
    provider: ({ userId }) => (userId === 'dai' ? 'rejected' : 'accepted'),
  });
  await story.at('00:00').create(LADDER);
  await story.until('00:11');
  const { notified, notifiedSince } = contextsOf(story)['10 email to bob'] ?? {};
  expect(notified).toEqual([{ userId: 'dai' }]);
  expect(notifiedSince).toBeUndefined();
});

test('what went out before an unacknowledge is forgotten', async () => {
  const story = await startStory(CONFIGURATION);
  await story.at('00:00').create(LADDER);
  await story.at('00:12').acknowledge();
  await story.at('00:30').unacknowledge();
  const { notified, notifiedSince } = contextsOf(story)['30 email to dai'] ?? {};
  expect([notified, notifiedSince]).toEqual([undefined, undefined]);
});

test('a member of a team, a responder, and somebody to whom notifications are forwarded learn it', async () => {
  const team = aTeam({ id: 'ops', members: [{ userId: 'dai', role: 'user' }] });
  const all = escalating('all', [[0, 'ops']]);
  const story = await startStory({
    users: [dai, bob, eve],
    teams: [team],
    escalations: [
      {
        ...all,
        rules: all.rules.map((rule) => ({
          ...rule,
          notifyType: 'all' as const,
          recipient: { type: 'team' as const, id: 'ops' },
        })),
      },
    ],
    forwarding: [
      {
        id: 'f',
        fromUserId: 'dai',
        toUserId: 'eve',
        startDate: START,
        endDate: toInstant('10:00'),
        alias: '',
      },
    ],
  });
  await story.at('00:00').create([
    { type: 'escalation', id: 'all' },
    { type: 'user', id: 'bob' },
  ]);
  expect(contextsOf(story)).toMatchObject({
    '0 email to eve': { origin: { type: 'team', id: 'ops' }, forwardedFrom: 'dai', isLast: true },
    '0 email to bob': { isLast: true },
  });
  expect(contextsOf(story)['0 email to bob']).not.toHaveProperty('origin');
});

test('a repetition of a notification has the context of the first attempt', async () => {
  let attempts = 0;
  const story = await startStory(CONFIGURATION, {
    executionDiesBefore: () => (attempts++ === 0 ? 0 : undefined),
  });
  await story.at('00:00').create(LADDER);
  await story.until('00:03');
  expect(story.handedOut.length).toBeGreaterThanOrEqual(1);
  const contexts = story.assessments.flatMap(({ notifications }) =>
    notifications.map(({ context }) => context),
  );
  expect(contexts.length).toBeGreaterThan(1);
  expect(new Set(contexts.map((each) => JSON.stringify(each))).size).toBe(1);
});

test('an acknowledged alert waits for nobody', async () => {
  const watch = person('bob', [['email', 0]]);
  const story = await startStory({
    ...CONFIGURATION,
    users: [dai, watch, eve],
    escalations: [
      {
        ...ladder,
        rules: ladder.rules.map((rule) => ({ ...rule, condition: 'if-not-closed' as const })),
      },
    ],
  });
  await story.at('00:00').create(LADDER);
  await story.at('00:01').acknowledge('dai');
  await story.until('00:11');
  expect(contextsOf(story)['10 email to bob']).toEqual({ origin: { type: 'escalation', id: 'ladder' } });
});

test('the largest batch fits into the payload of a state', async () => {
  const id = (n: number) => `${'0'.repeat(24)}${String(n).padStart(12, '0')}`;
  const people = Array.from({ length: 105 }, (_, n) => person(id(n), [['email', 0]]));
  const members = people.slice(5).map((user) => ({ userId: user.id, role: 'user' }));
  const crowd = escalating('crowd', [
    ...people.slice(0, 5).map((user): [number, string] => [0, user.id]),
    [5, 'ops'],
    [10, id(0)],
  ]);
  const story = await startStory({
    users: people,
    teams: [aTeam({ id: 'ops', members })],
    escalations: [
      {
        ...crowd,
        rules: crowd.rules.map((rule, i) =>
          i === 5
            ? { ...rule, notifyType: 'all' as const, recipient: { type: 'team' as const, id: 'ops' } }
            : rule,
        ),
      },
    ],
  });
  await story.at('00:00').create([{ type: 'escalation', id: 'crowd' }]);
  await story.until('00:06');
  const batches = story.assessments.filter(({ notifications }) => notifications.length === 100);
  expect(batches).toHaveLength(1);
  // The limit is 256 KiB; half of it leaves room for what a later release adds.
  expect(JSON.stringify(batches[0]).length).toBeLessThan(128 * 1024);
});
