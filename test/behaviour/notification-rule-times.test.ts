import { aRule, type Configuration, person } from '../../simulator/configuration.ts';
import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import type { NotificationRule } from '../../src/domain/users/model.ts';
import { findDueNotices } from '../../src/engine/shift-notices/due-notices.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { startStory } from '../engine/story.ts';
import { aRotation, aSchedule, NOON } from '../support/builders.ts';

/** The statements of Opsgenie's documents about times and contacts of users; each title has the statement's number. */

const user = (id: string) => ({ type: 'user', id }) as const;

const withRules = (notificationRules: readonly NotificationRule[], timeZone = 'UTC'): Configuration => ({
  users: [person('jane', [], { notificationRules, timeZone })],
});

test("61: the times of a rule are in the user's zone", async () => {
  // At midnight UTC it is nine in the morning in Tokyo.
  const restriction = { startHour: 8, startMin: 0, endHour: 18, endMin: 0 };
  const rules = [
    aRule('jane', [['sms', 0]], { id: 'day', timeRestriction: { type: 'time-of-day', restriction } }),
    aRule('jane', [['voice', 0]], { id: 'night', order: 1 }),
  ];
  for (const [timeZone, channel] of [
    ['Asia/Tokyo', 'sms'],
    ['UTC', 'voice'],
  ]) {
    const story = await startStory(withRules(rules, timeZone));
    await story.at('00:00').create([user('jane')]);
    await story.until('01:00');
    expect(story.outbox.all()).toEqual([`00:00 ${channel} to jane`]);
  }
});

test('63: a step may come later than the day that Opsgenie allows', async () => {
  const story = await startStory(
    withRules([
      aRule('jane', [
        ['email', 0],
        ['sms', 2 * 24 * 60],
      ]),
    ]),
  );
  await story.at('00:00').create([user('jane')]);
  await story.until(2 * 24 * 60 + 1);
  expect(story.outbox.all()).toEqual(['00:00 email to jane', '48:00 sms to jane']);
});

test('64: a rule repeats until the alert is acknowledged, also more often than the ten times that Opsgenie allows', async () => {
  const repeat = { enabled: true, loopAfter: 5 };
  const story = await startStory(withRules([aRule('jane', [['email', 0]], { repeat })]));
  await story.at('00:00').create([user('jane')]);
  await story.at('01:01').acknowledge();
  await story.until('03:00');
  expect(story.outbox.all()).toHaveLength(13);
  expect(story.outbox.all().at(-1)).toBe('01:00 email to jane');
});

test('70: the start and the end of a shift are announced just before and 15 minutes before', () => {
  const schedule = aSchedule([
    aRotation(['jane', 'john'], { startDate: NOON - HOUR, type: 'hourly', length: 1 }),
  ]);
  const rule = (actionType: 'schedule-start' | 'schedule-end') =>
    aRule('john', [['email', 0]], { actionType, notificationTime: ['just-before', '15-minutes-ago'] });
  const john = person('john', [], { notificationRules: [rule('schedule-start'), rule('schedule-end')] });
  const context = { accountId: 'acc', schedule, users: [john], teams: [], forwardingRules: [] };
  const minutes = (at: number) => (at - NOON) / MINUTE;
  const due = findDueNotices(context, NOON - HOUR / 2, NOON + 1.5 * HOUR);
  expect(due.map(({ event, dueAt, at }) => [event, minutes(dueAt), minutes(at)])).toEqual([
    ['schedule-start', -15, 0],
    ['schedule-start', 0, 0],
    ['schedule-end', 45, 60],
    ['schedule-end', 60, 60],
  ]);
});

describe('configuration', () => {
  const anAccount = async () => {
    const call = configurationApi(createMemoryTable(), { accountId: 'acc' });
    const id = await createdId(call, '/v2/users', {
      username: 'jane@example.com',
      fullName: 'Jane',
      role: { name: 'User' },
    });
    return { call, path: `/v2/users/${id}` };
  };

  test('67: a user may have more contacts of a method than the two that Opsgenie allows', async () => {
    const { call, path } = await anAccount();
    for (const method of ['sms', 'voice'] as const) {
      for (let i = 0; i < 3; i++) await createdId(call, `${path}/contacts`, { method, to: `1-555010${i}` });
    }
    await createdId(call, `${path}/contacts`, { method: 'email', to: 'second@example.com' });
    await createdId(call, `${path}/contacts`, { method: 'email', to: 'third@example.com' });
    const { data } = (await call('GET', `${path}/contacts`)).body;
    const methods = data.map(({ method }: { method: string }) => method).toSorted();
    expect(methods).toEqual(['email', 'email', 'email', 'sms', 'sms', 'sms', 'voice', 'voice', 'voice']);
  });

  test('68: a new user has an e-mail contact, and is notified through it of new alerts', async () => {
    const { call, path } = await anAccount();
    const contact = { method: 'email', to: 'jane@example.com' };
    expect((await call('GET', `${path}/contacts`)).body.data).toMatchObject([
      { ...contact, status: { enabled: true } },
    ]);
    const rules = (await call('GET', `${path}/notification-rules`)).body.data;
    const { id } = rules.find(({ actionType }: { actionType: string }) => actionType === 'create-alert');
    const { data: rule } = (await call('GET', `${path}/notification-rules/${id}`)).body;
    expect(rule).toMatchObject({ enabled: true, steps: [{ contact, enabled: true }] });
  });

  test('72: rules for incoming calls are stored and returned, although no calls come in', async () => {
    const { call, path } = await anAccount();
    const id = await createdId(call, `${path}/notification-rules`, {
      name: 'Calls',
      actionType: 'incoming-call-routing',
      enabled: true,
      steps: [{ contact: { method: 'email', to: 'jane@example.com' }, enabled: true }],
    });
    expect((await call('GET', `${path}/notification-rules/${id}`)).body.data).toMatchObject({
      name: 'Calls',
      actionType: 'incoming-call-routing',
      steps: [{ contact: { method: 'email', to: 'jane@example.com' } }],
    });
    expect((await call('DELETE', `${path}/notification-rules/${id}`)).status).toBe(200);
  });
});
