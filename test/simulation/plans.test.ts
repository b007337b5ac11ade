import { aRule, escalating, person, rota, START, teamOf } from '../../simulator/configuration.ts';
import type { NotificationPolicy } from '../../src/domain/policies/model.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import { createAlertStories } from '../../src/simulation/stories.ts';
import { type Story, startStory } from '../engine/story.ts';

const TEAM = { type: 'team', id: 'platform' } as const;

/** Jane and Omar take turns; after five minutes the next one is notified. */
const PLATFORM = {
  users: [
    person('jane', [
      ['email', 0],
      ['sms', 1],
    ]),
    person('omar', [['sms', 0]]),
  ],
  schedules: [rota('primary', 1, 'jane', 'omar')],
  escalations: [
    escalating('ladder', [
      [0, { type: 'schedule', id: 'primary' }],
      [5, { type: 'schedule', id: 'primary' }, 'if-not-acked', 'next'],
    ]),
  ],
  teams: [teamOf('platform', ['jane:admin', 'omar'], { type: 'escalation', id: 'ladder' })],
};

const withPolicy = (policy: Partial<NotificationPolicy>) => ({
  ...PLATFORM,
  policies: [
    {
      id: 'platform',
      version: 1,
      policies: [
        { id: 'quiet', type: 'notification' as const, name: 'Quiet nights', enabled: true, ...policy },
      ],
    },
  ],
});

const plan = async (story: Story, stories = createAlertStories(story.table)) =>
  (await stories.plan([await story.alert()], story.now()))[0];

test('the plan is the next notification, and it then happens', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([TEAM]);
  await story.until(1.5);
  const first = await plan(story);
  expect(first).toMatchObject({
    next: { at: START + 2 * MINUTE, people: [{ id: 'jane', fullName: expect.any(String), channel: 'sms' }] },
    since: START + MINUTE,
  });
  expect(first?.reason).toBeUndefined();
  await story.until('00:03');
  expect(story.deliveries.at(-1)?.request).toMatchObject({ userId: 'jane', channel: 'sms' });
  expect(await plan(story)).toMatchObject({
    next: { at: START + 6 * MINUTE, people: [{ id: 'omar', channel: 'sms' }] },
    since: START + 2 * MINUTE,
  });
});

test('after everybody was notified, nothing more is planned', async () => {
  const story = await startStory({ users: [person('jane')] });
  await story.at('00:01').create([{ type: 'user', id: 'jane' }]);
  await story.until('00:02');
  const answer = await plan(story);
  expect(answer).toMatchObject({ reason: { code: 'NothingMoreDue' }, hasReached: true });
  expect(answer?.next).toBeUndefined();
});

test('planning changes nothing', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([TEAM]);
  const before = structuredClone([...story.table.items]);
  await plan(story);
  expect([...story.table.items]).toEqual(before);
});

test('a contact that cannot be used is passed over', async () => {
  const jane = person(
    'jane',
    [
      ['email', 0],
      ['sms', 10],
    ],
    {
      contacts: [
        { id: 'c-sms', method: 'sms', to: '1-2025550101', enabled: false, disabledReason: 'user' },
        { id: 'c-email', method: 'email', to: 'jane@example.com', enabled: true, disabledReason: '' },
      ],
      notificationRules: [aRule('jane', [['sms', 0]])],
    },
  );
  const story = await startStory({ users: [jane] });
  await story.at('00:01').create([{ type: 'user', id: 'jane' }]);
  const answer = await plan(story);
  expect(answer?.next).toBeUndefined();
  expect(answer).toMatchObject({ reason: { code: 'NothingMoreDue' }, hasReached: false });
});

test('a policy that delays the notifications is named with its end', async () => {
  const story = await startStory(
    withPolicy({ delayAction: { delayOption: 'next-time', untilHour: 7, untilMinute: 0 } }),
  );
  await story.at('00:01').create([TEAM]);
  const until = START + 7 * HOUR;
  expect(await plan(story)).toMatchObject({
    next: { at: until },
    reason: { code: 'DelayedByPolicy', policies: ['Quiet nights'], until },
    hasReached: false,
  });
});

test('a policy that suppresses the notifications is named', async () => {
  const story = await startStory(withPolicy({ suppress: true }));
  await story.at('00:01').create([TEAM]);
  const answer = await plan(story);
  expect(answer).toMatchObject({ reason: { code: 'SuppressedByPolicy', policies: ['Quiet nights'] } });
  expect(answer?.next).toBeUndefined();
});

test('a routing rule that notifies nobody is named', async () => {
  const [team] = PLATFORM.teams;
  const story = await startStory({
    ...PLATFORM,
    teams: [
      {
        ...(team as NonNullable<typeof team>),
        routingRules: [
          {
            id: 'no-one',
            name: 'No one',
            isDefault: true,
            criteria: { type: 'match-all', conditions: [] },
            timezone: 'UTC',
            notify: { type: 'none' },
          },
        ],
      },
    ],
  });
  await story.at('00:01').create([TEAM]);
  expect(await plan(story)).toMatchObject({ reason: { code: 'RoutedToNobody', rule: 'No one' } });
});

test('an alert without responders has its reason', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([]);
  expect(await plan(story)).toMatchObject({ reason: { code: 'NoResponders' }, hasReached: false });
});

test('while nothing changes, a further plan costs one read of the ledgers', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([TEAM]);
  const reads: string[] = [];
  const stories = createAlertStories(recordReads(story.table, reads));
  const first = await plan(story, stories);
  expect(reads.length).toBeGreaterThan(1);
  reads.length = 0;
  expect(await plan(story, stories)).toEqual(first);
  expect(reads).toEqual(['batchGet']);
});

test('an alert that cannot be planned does not stop the others', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([TEAM]);
  const alert = await story.alert();
  const failing: Table = {
    ...story.table,
    query: (spec) =>
      spec.pk.includes('broken') ? Promise.reject(new Error('Throttled')) : story.table.query(spec),
    batchGet: async (keys) => {
      const items = await story.table.batchGet<never>(keys);
      const ledger = items.find((item: { alertId?: string }) => item.alertId === alert.id);
      return ledger && keys.some(({ pk }) => pk.includes('broken'))
        ? [...items, { ...(ledger as object), alertId: 'broken' } as never]
        : items;
    },
  };
  const plans = await createAlertStories(failing).plan([{ ...alert, id: 'broken' }, alert], story.now());
  expect(plans.map(({ alertId }) => alertId)).toEqual([alert.id]);
});

/** The table, with the name of each call that reads in `reads`. */
function recordReads(table: Table, reads: string[]): Table {
  const recording = <Name extends 'get' | 'batchGet' | 'query' | 'count'>(name: Name): Table[Name] =>
    ((...args: never[]) => {
      reads.push(name);
      return (table[name] as (...given: never[]) => unknown)(...args);
    }) as Table[Name];
  return {
    ...table,
    get: recording('get'),
    batchGet: recording('batchGet'),
    query: recording('query'),
    count: recording('count'),
  };
}
