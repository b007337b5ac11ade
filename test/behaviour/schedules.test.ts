import { person, rota, START } from '../../simulator/configuration.ts';
import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import type { AlertActionMessage } from '../../src/domain/alerts/action.ts';
import { FORWARDING_NOTICE } from '../../src/domain/forwarding-rules/model.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { startStory } from '../engine/story.ts';

const user = (id: string) => ({ type: 'user', id }) as const;
const schedule = (id: string) => ({ type: 'schedule', id }) as const;
const users = [person('ann'), person('bob'), person('cem')];

test('87: the people on call in all rotations are notified together', async () => {
  const [first] = rota('rota', 24, 'ann').rotations;
  const [second] = rota('other', 24, 'bob').rotations;
  if (!first || !second) throw new Error('a rota has a rotation');
  const story = await startStory({
    users,
    schedules: [{ ...rota('rota', 24, 'ann'), rotations: [first, second] }],
  });
  await story.at('00:00').create([schedule('rota')]);
  await story.until('00:10');
  expect(story.outbox.all()).toEqual(['00:00 email to ann', '00:00 email to bob']);
});

test('90: nobody is on call in a rotation that has ended or has not begun', async () => {
  const base = rota('rota', 24, 'ann');
  const [rotation] = base.rotations;
  if (!rotation) throw new Error('a rota has a rotation');
  const rotations = [
    { ...rotation, id: 'ended', endDate: START },
    { ...rotation, id: 'later', startDate: START + HOUR },
  ];
  const story = await startStory({ users, schedules: [{ ...base, rotations }] });
  await story.at('00:00').create([schedule('rota')]);
  await story.until('00:10');
  expect(story.outbox.all()).toEqual([]);
  expect(story.log()).toEqual([
    'Schedule rota finds nobody to notify.',
    'Nobody was notified of the alert: its responders lead to no user who can be notified. The account has no owner.',
  ]);
});

describe('92, 93: an override', () => {
  const override = (who: { type: 'user'; id: string } | { type: 'none' }) => ({
    alias: 'holiday',
    user: who,
    startDate: START,
    endDate: START + HOUR,
    rotationIds: [],
  });
  const overridden = (who: Parameters<typeof override>[0]) => ({
    users,
    schedules: [{ ...rota('rota', 24, 'ann'), overrides: [override(who)] }],
  });

  test('93: wins over the rotation', async () => {
    const story = await startStory(overridden({ type: 'user', id: 'cem' }));
    await story.at('00:00').create([schedule('rota')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to cem']);
  });

  test('92: of nobody notifies nobody', async () => {
    const story = await startStory(overridden({ type: 'none' }));
    await story.at('00:00').create([schedule('rota')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual([]);
  });
});

describe('97, 98: a forwarding rule', () => {
  const forwarding = [
    {
      id: 'holiday',
      alias: 'holiday',
      fromUserId: 'ann',
      toUserId: 'bob',
      startDate: START,
      endDate: START + 30 * MINUTE,
    },
  ];

  test('97: moves notifications to the other user in its time', async () => {
    const story = await startStory({ users, forwarding });
    await story.at('00:00').create([user('ann')]);
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to bob']);
  });

  test('98: the notice of the rule reaches both people although the rule is in effect', async () => {
    const story = await startStory({ users, forwarding });
    await story.at('00:00').create([user('ann'), user('bob')], { integrationType: FORWARDING_NOTICE });
    await story.until('00:10');
    expect(story.outbox.all()).toEqual(['00:00 email to ann', '00:00 email to bob']);
  });

  test('98: creating a rule requests an alert for both people, once', async () => {
    const requested: AlertActionMessage[] = [];
    const alertActions = {
      send: async (message: object) => {
        requested.push(message as AlertActionMessage);
      },
    };
    const call = configurationApi(createMemoryTable(), { accountId: 'account-1', alertActions });
    const create = (name: string) =>
      createdId(call, '/v2/users', {
        username: `${name}@example.com`,
        fullName: name,
        role: { name: 'User' },
      });
    const [ann, bob] = [await create('ann'), await create('bob')];
    const { status } = await call('POST', '/v2/forwarding-rules', {
      fromUser: { id: ann },
      toUser: { id: bob },
      startDate: '2026-12-01T00:00:00Z',
      endDate: '2026-12-02T00:00:00Z',
    });
    expect(status).toBe(201);
    expect(requested).toHaveLength(1);
    expect(requested[0]).toMatchObject({
      integration: { type: FORWARDING_NOTICE },
      action: {
        type: 'Create',
        priority: 'P5',
        description:
          'A new forwarding rule sends the notifications of ann@example.com to bob@example.com instead.',
        responders: [
          { type: 'user', id: ann },
          { type: 'user', id: bob },
        ],
      },
    });
  });
});
