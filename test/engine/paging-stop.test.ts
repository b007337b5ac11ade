import fc from 'fast-check';
import { aRule, escalating, person, START } from '../../simulator/configuration.ts';
import type { PagingStop } from '../../src/domain/accounts/paging-stop.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { type StoryTime, startStory, toInstant } from './story.ts';

const user = (id: string) => ({ type: 'user', id }) as const;
const ladder = escalating('ladder', [
  [0, 'jane'],
  [10, 'bob'],
  [20, 'carol'],
]);
const users = [person('jane', [['email', 0]]), person('bob', [['sms', 0]]), person('carol', [['voice', 0]])];
const toLadder = { type: 'escalation', id: 'ladder' } as const;

const aStop = (from: StoryTime, until: StoryTime, more: Partial<PagingStop> = {}) => ({
  id: 'settings' as const,
  pagingStop: {
    startedAt: toInstant(from),
    until: toInstant(until),
    reason: 'Storm of test alerts',
    by: 'olga@example.com',
    ...more,
  },
});

test('an alert that opens while paging is stopped pages from the start when paging goes on', async () => {
  const story = await startStory({ users, escalations: [ladder], settings: aStop('00:00', '01:00') });
  await story.at('00:15').create([toLadder]);
  await story.until('03:00');
  expect(story.outbox.all()).toEqual(['01:00 email to jane', '01:10 sms to bob', '01:20 voice to carol']);
  expect(story.log()[0]).toBe(
    'Paging is stopped until 2026-03-02T01:00:00.000Z by olga@example.com: Storm of test alerts. ' +
      'Nobody is notified until then.',
  );
  expect(story.log().filter((log) => log.startsWith('Paging is stopped'))).toHaveLength(1);
  expect(story.log()).toContain('Paging goes on.');
});

test('an escalation that is under way stands still, and goes on from where it stood', async () => {
  const story = await startStory({ users, escalations: [ladder] });
  await story.at('00:00').create([toLadder]);
  await story.until('00:05');
  story.configure('SETTINGS', aStop('00:05', '01:05'));
  await story.until('04:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '01:10 sms to bob', '01:20 voice to carol']);
  expect((await story.ledger()).dueAt).toBeUndefined();
});

test('the steps of a person stand still, too', async () => {
  const stepwise = person('jane', [
    ['email', 0],
    ['sms', 5],
    ['voice', 15],
  ]);
  const story = await startStory({ users: [stepwise] });
  await story.at('00:00').create([user('jane')]);
  await story.until('00:10');
  story.configure('SETTINGS', aStop('00:10', '02:10'));
  await story.until('04:00');
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '00:05 sms to jane', '02:15 voice to jane']);
});

test('if paging is resumed early, it goes on within a minute', async () => {
  const story = await startStory({ users, escalations: [ladder], settings: aStop('00:00', '10:00') });
  await story.at('00:00').create([toLadder]);
  await story.until('00:30');
  expect(story.outbox.all()).toEqual([]);
  const resumedAt = toInstant('00:30') + 10_000;
  story.configure('SETTINGS', aStop('00:00', '10:00', { resumedAt, resumedBy: 'olga@example.com' }));
  await story.until('03:00');
  expect(story.outbox.all()).toEqual([
    '00:31 email to jane',
    '00:40:10 sms to bob',
    '00:50:10 voice to carol',
  ]);
  expect(story.log()).toContain('Paging goes on: olga@example.com resumed it.');
});

test.each(['acknowledge', 'close'] as const)(
  'an alert that somebody handles with %s while paging is stopped notifies nobody, also not later',
  async (action) => {
    const observer = person('jane', [['email', 0]], {
      notificationRules: [
        aRule('jane', [['email', 0]]),
        aRule('jane', [['sms', 0]], { actionType: 'closed-alert' }),
        aRule('jane', [['sms', 0]], { actionType: 'acknowledged-alert' }),
      ],
    });
    const story = await startStory({ users: [observer, ...users.slice(1)], escalations: [ladder] });
    await story.at('00:00').create([toLadder]);
    await story.until('00:05');
    story.configure('SETTINGS', aStop('00:05', '01:05'));
    await story.at('00:30')[action]();
    await story.until('04:00');
    expect(story.outbox.all()).toEqual(['00:00 email to jane']);
    expect(story.executions.running()).toEqual([]);
  },
);

test('a notification that was handed out without an outcome is sent when paging goes on', async () => {
  let deaths = 0;
  const story = await startStory(
    { users, escalations: [ladder] },
    { executionDiesBefore: () => (deaths++ === 0 ? 0 : undefined), reconcilerSleeps: () => deaths < 1 },
  );
  await story.at('00:00').create([toLadder]);
  story.configure('SETTINGS', aStop('00:00', '01:00', { startedAt: START + 1 }));
  await story.until('03:00');
  expect(story.outbox.all()[0]).toBe('01:00 email to jane');
});

test('a stop that is extended holds the alert until its new end', async () => {
  const story = await startStory({ users, escalations: [ladder], settings: aStop('00:00', '01:00') });
  await story.at('00:15').create([toLadder]);
  await story.until('00:30');
  story.configure('SETTINGS', aStop('00:00', '02:00'));
  await story.until('05:00');
  expect(story.outbox.all()).toEqual(['02:00 email to jane', '02:10 sms to bob', '02:20 voice to carol']);
});

test('a snooze ends while paging is stopped, and the alert pages when paging goes on', async () => {
  const story = await startStory({ users, escalations: [ladder] });
  await story.at('00:00').create([toLadder]);
  await story.at('00:01').snooze(20);
  story.configure('SETTINGS', aStop('00:02', '01:00'));
  await story.until('03:00');
  expect(story.outbox.all()).toEqual([
    '00:00 email to jane',
    '01:00 email to jane',
    '01:10 sms to bob',
    '01:20 voice to carol',
  ]);
});

test('the engine may die at any write while it holds an alert: everybody is notified once, later', async () => {
  for (let write = 0; write < 3; write++) {
    let calls = 0;
    const story = await startStory(
      { users, escalations: [ladder], settings: aStop('00:00', '00:30') },
      { assessDiesAtWrite: () => (calls++ % 3 === 0 ? write : undefined) },
    );
    await story.at('00:00').create([toLadder]);
    await story.until('03:00');
    const people = story.deliveries.map(({ request }) => request.userId);
    expect(people).toEqual(['jane', 'bob', 'carol']);
    expect(story.deliveries.every(({ at }) => at >= START + 30 * MINUTE)).toBe(true);
  }
});

test('nothing is sent while paging is stopped, and everybody is notified once afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 0, max: 40 }),
      async (from, length, created) => {
        const story = await startStory({
          users,
          escalations: [ladder],
          settings: aStop(from, from + length),
        });
        await story.at(created).create([toLadder]);
        await story.until(240);
        const stopped = story.deliveries.filter(
          ({ at }) => at >= toInstant(from) && at < toInstant(from + length),
        );
        expect(stopped).toEqual([]);
        expect(story.deliveries.map(({ request }) => request.userId)).toEqual(['jane', 'bob', 'carol']);
        // People are never closer to one another than without a stop.
        const [first = 0, second = 0, third = 0] = story.deliveries.map(({ at }) => at);
        expect([second - first, third - second].every((gap) => gap >= 10 * MINUTE && gap < 2 * HOUR)).toBe(
          true,
        );
      },
    ),
    { numRuns: 25 },
  );
});
