import { aRule, escalating, person, rota, START, teamOf } from '../../simulator/configuration.ts';
import type { AlertStory, StoryEntry } from '../../src/domain/alert-story/model.ts';
import type { RoutingRule } from '../../src/domain/teams/model.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { createAlertStories } from '../../src/simulation/stories.ts';
import { type Story, startStory } from '../engine/story.ts';

const ONLY_P1: RoutingRule = {
  id: 'only-p1',
  name: 'P1 only',
  isDefault: false,
  criteria: {
    type: 'match-all-conditions',
    conditions: [{ field: 'priority', not: false, operation: 'equals', expectedValue: 'P1' }],
  },
  timezone: 'UTC',
  notify: { type: 'none' },
};

/** Jane and Omar take turns; after five minutes the next one, after fifteen everybody. Ana has muted everything. */
const PLATFORM = {
  users: [
    person('jane', [
      ['email', 0],
      ['sms', 1],
    ]),
    person('omar', [['sms', 0]]),
    person('lena'),
    person('ana', [['email', 0]], { mutedUntil: START + HOUR }),
  ],
  schedules: [rota('primary', 1, 'jane', 'omar')],
  escalations: [
    escalating('ladder', [
      [0, { type: 'schedule', id: 'primary' }],
      [5, { type: 'schedule', id: 'primary' }, 'if-not-acked', 'next'],
      [15, { type: 'team', id: 'platform' }, 'if-not-acked', 'all'],
    ]),
  ],
  teams: [
    teamOf('platform', ['jane:admin', 'omar', 'lena', 'ana'], { type: 'escalation', id: 'ladder' }, [
      ONLY_P1,
    ]),
  ],
};

const describeStory = async (story: Story, timeZone = 'UTC'): Promise<AlertStory> =>
  createAlertStories(story.table).describe(await story.alert(), { now: story.now(), timeZone });

const sentencesOf = (entries: readonly StoryEntry[]) => entries.map(({ sentence }) => sentence);

test('the story says what came in, what was decided, who was notified, and what comes next', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
  await story.at('00:02').repeat();
  await story.at('00:03').repeat();
  const { summary, state, entries, others } = await describeStory(story);

  const unless = ', unless somebody acknowledges or closes the alert before.';
  expect(state).toBe('open');
  expect(summary).toBe(`Nobody has acknowledged it yet. Next: omar by SMS at 00:06:00 UTC${unless}`);
  expect(sentencesOf(entries.filter(({ planned }) => !planned))).toEqual([
    'Opened by API at 00:01:00 UTC.',
    '00:01:00 UTC: Routed by rule 2 of team platform, "Default", to escalation ladder.',
    '00:01:00 UTC: Rule 1 of escalation ladder, whoever is on call in primary: jane.',
    'jane by e-mail: sent at 00:01:00 UTC.',
    'Occurred once more at 00:02:00 UTC.',
    'jane by SMS: sent at 00:02:00 UTC.',
    'Occurred once more at 00:03:00 UTC.',
  ]);
  expect(sentencesOf(entries.filter(({ planned }) => planned))).toEqual([
    '00:06:00 UTC: Rule 2 of escalation ladder, next in primary: omar.',
    `omar by SMS at 00:06:00 UTC${unless}`,
    '00:16:00 UTC: Rule 3 of escalation ladder, everybody in platform: jane, omar, lena, ana. ana has muted notifications or has quiet hours until 01:00:00 UTC.',
    `jane by e-mail at 00:16:00 UTC${unless}`,
    `lena by e-mail at 00:16:00 UTC${unless}`,
    `omar by SMS at 00:16:00 UTC${unless}`,
    `jane by SMS at 00:17:00 UTC${unless}`,
    `ana by e-mail at 01:00:00 UTC${unless}`,
    '01:00:00 UTC: Everybody who was to be notified has been notified. Nothing more is planned.',
  ]);
  expect(others.map(({ sentence }) => sentence)).toEqual([
    'Routing rule "P1 only" of team platform does not match: priority equals P1 (it is P3).',
  ]);
});

test('what the story plans then happens, and reading it changes nothing', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
  const before = structuredClone([...story.table.items]);
  const { entries } = await describeStory(story);
  expect([...story.table.items]).toEqual(before);

  await story.until('02:00');
  const notifications = entries.filter(({ kind }) => kind === 'notification');
  expect(story.deliveries.map(({ notificationId, at }) => [notificationId, at]).sort()).toEqual(
    notifications.map(({ id, at }) => [id, at]).sort(),
  );
});

test('occurrences without another event between them are one entry, also those that are not logged', async () => {
  const story = await startStory({ users: [person('jane')] });
  await story.at('00:00').create([{ type: 'user', id: 'jane' }]);
  for (let i = 0; i < 120; i++) await story.repeat();
  await story.until('00:05');
  const { entries } = await describeStory(story);
  expect(entries.filter(({ kind }) => kind === 'counted')).toMatchObject([{ count: 120 }]);
});

test('after an acknowledge the story says who did it, and that the others were not notified because of it', async () => {
  const story = await startStory(PLATFORM);
  await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
  await story.at('00:04').acknowledge('jane');
  const { summary, entries, others } = await describeStory(story);
  expect(summary).toBe('Acknowledged by jane@example.com at 00:04:00 UTC.');
  expect(entries.some(({ planned }) => planned)).toBe(false);
  expect(entries.at(-1)).toMatchObject({ kind: 'end', reason: { code: 'Acknowledged' } });
  expect(others.map(({ person: who, reason }) => [who?.id, reason.code])).toEqual([
    ['omar', 'AlertAcknowledged'],
    ['lena', 'AlertAcknowledged'],
    ['ana', 'AlertAcknowledged'],
    [undefined, 'RuleNotMatched'],
  ]);
});

test('a policy that delays notifications is named, with its end', async () => {
  const story = await startStory({
    ...PLATFORM,
    policies: [
      {
        id: 'platform',
        version: 1,
        policies: [
          {
            id: 'quiet',
            type: 'notification',
            name: 'Quiet nights',
            enabled: true,
            delayAction: { delayOption: 'next-time', untilHour: 7, untilMinute: 0 },
          },
        ],
      },
    ],
  });
  await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
  const { summary, entries } = await describeStory(story);
  expect(summary).toContain('Policy "Quiet nights" holds the notifications back until 07:00:00 UTC.');
  expect(summary).toContain('Next: omar by SMS at 07:00:00 UTC');
  expect(entries.find(({ kind }) => kind === 'policy')).toMatchObject({
    policies: ['Quiet nights'],
    reason: { code: 'DelayedByPolicy' },
  });
});

test('the story of an alert whose notifications a policy suppressed ends with that policy', async () => {
  const story = await startStory({
    ...PLATFORM,
    policies: [
      {
        id: 'platform',
        version: 1,
        policies: [{ id: 'mute', type: 'notification', name: 'Known noise', enabled: true, suppress: true }],
      },
    ],
  });
  await story.at('00:01').create([{ type: 'team', id: 'platform' }]);
  expect((await describeStory(story)).entries.at(-1)).toMatchObject({
    kind: 'end',
    reason: { code: 'SuppressedByPolicy', policies: ['Known noise'] },
  });
});

test.each([
  {
    why: 'disabled contact',
    jane: person('jane', [['email', 0]], {
      contacts: [
        { id: 'c', method: 'email', to: 'jane@example.com', enabled: false, disabledReason: 'bounced' },
      ],
    }),
    code: 'NoUsableContact',
  },
  { why: 'blocked user', jane: person('jane', [['email', 0]], { blocked: true }), code: 'UserBlocked' },
  {
    why: 'rule that does not match',
    jane: person('jane', [], {
      notificationRules: [
        aRule('jane', [['email', 0]], {
          criteria: {
            type: 'match-all-conditions',
            conditions: [{ field: 'priority', not: false, operation: 'equals', expectedValue: 'P1' }],
          },
        }),
      ],
    }),
    code: 'NoNotificationRule',
  },
])('the story says why nobody is notified: $why', async ({ jane, code }) => {
  const story = await startStory({ users: [jane] });
  await story.at('00:01').create([{ type: 'user', id: 'jane' }]);
  const { others, entries } = await describeStory(story);
  expect(others).toMatchObject([{ person: { id: 'jane' }, reason: { code } }]);
  expect(entries.filter(({ kind }) => kind === 'notification')).toEqual([]);
});

test('a forwarding is named on both sides', async () => {
  const story = await startStory({
    users: [person('jane'), person('omar')],
    forwarding: [
      {
        id: 'f',
        alias: 'holiday',
        fromUserId: 'jane',
        toUserId: 'omar',
        startDate: START,
        endDate: START + HOUR,
      },
    ],
  });
  await story.at('00:01').create([{ type: 'user', id: 'jane' }]);
  const { others, entries } = await describeStory(story);
  expect(others).toMatchObject([{ person: { id: 'jane' }, reason: { code: 'Forwarded', to: 'omar' } }]);
  expect(entries.filter(({ kind }) => kind === 'notification')).toMatchObject([
    { person: { id: 'omar' }, outcome: 'sent' },
  ]);
});

test('a failed notification has its reason, and the next contact its time', async () => {
  const story = await startStory(
    {
      users: [
        person('jane', [
          ['email', 0],
          ['sms', 10],
        ]),
      ],
    },
    { provider: ({ channel }) => (channel === 'email' ? 'rejected' : 'accepted') },
  );
  await story.at('00:01').create([{ type: 'user', id: 'jane' }]);
  const { entries } = await describeStory(story);
  expect(entries.filter(({ kind }) => kind === 'notification')).toMatchObject([
    { channel: 'email', outcome: 'rejected', reason: { code: 'ProviderFailed' } },
    { channel: 'sms', outcome: 'sent', at: START + MINUTE },
  ]);
});

test('times are shown in the zone of the reader, with the date if it is another day', async () => {
  const story = await startStory({ users: [person('jane', [['sms', 90]])] });
  await story.at('22:45').create([{ type: 'user', id: 'jane' }]);
  const { summary } = await describeStory(story, 'Asia/Kolkata');
  expect(summary).toContain('at 05:45:00 GMT+5:30');
  expect((await describeStory(story)).summary).toContain('at 2026-03-03 00:15:00 UTC');
});

test('the entry of an earlier release is shown as it is', async () => {
  const story = await startStory({ users: [person('jane')] });
  await story.at('00:01').create([{ type: 'user', id: 'jane' }]);
  for (const [key, { fact: _fact, about: _about, ...item }] of story.table.items)
    story.table.items.set(key, item);
  const { entries } = await describeStory(story);
  expect(sentencesOf(entries).toSorted()).toEqual([
    '00:01:00 UTC: Alert created by API.',
    '00:01:00 UTC: Everybody who was to be notified has been notified. Nothing more is planned.',
    '00:01:00 UTC: The alert notifies jane@example.com.',
    'jane by e-mail: sent at 00:01:00 UTC.',
  ]);
});
