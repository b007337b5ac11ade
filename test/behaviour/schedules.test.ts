import { person, rota, START } from '../../simulator/configuration.ts';
import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import type { AlertActionMessage } from '../../src/domain/alerts/action.ts';
import { FORWARDING_NOTICE } from '../../src/domain/forwarding-rules/model.ts';
import type { TimeRestriction } from '../../src/domain/kernel/time-restriction.ts';
import type { Rotation } from '../../src/domain/schedules/model.ts';
import { onCallParticipants } from '../../src/domain/schedules/on-call.ts';
import { HOUR, MINUTE } from '../../src/platform/clock.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import { startStory } from '../engine/story.ts';
import { aRotation, aSchedule } from '../support/builders.ts';

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

describe('who is on call', () => {
  const at = (text: string) => Date.parse(text);
  const onCall = (rotations: readonly Rotation[], timezone: string, when: string) =>
    onCallParticipants(aSchedule(rotations, { timezone }), at(when)).map(
      (party) => 'id' in party && party.id,
    );

  test('88: a rotation counts from its start and hands over at its time of day, also when clocks change', () => {
    // Nine o'clock in Berlin is 08:00 UTC in winter and 07:00 UTC in summer. Clocks go forward on 29 March.
    const daily = [aRotation(['ann', 'bob'], { startDate: at('2026-03-27T08:00:00Z'), type: 'daily' })];
    const turns = [
      ['2026-03-28T07:59:00Z', 'ann'],
      ['2026-03-28T08:00:00Z', 'bob'],
      ['2026-03-29T06:59:00Z', 'bob'],
      ['2026-03-29T07:00:00Z', 'ann'],
      ['2026-03-30T06:59:00Z', 'ann'],
      ['2026-03-30T07:00:00Z', 'bob'],
    ] as const;
    for (const [when, who] of turns) expect(onCall(daily, 'Europe/Berlin', when)).toEqual([who]);

    const weekly = [
      aRotation(['ann', 'bob', 'cem'], { startDate: at('2026-03-23T08:00:00Z'), type: 'weekly' }),
    ];
    const weeks = [
      ['2026-03-30T06:59:00Z', 'ann'],
      ['2026-03-30T07:00:00Z', 'bob'],
      ['2026-04-06T07:00:00Z', 'cem'],
      ['2026-04-13T07:00:00Z', 'ann'],
    ] as const;
    for (const [when, who] of weeks) expect(onCall(weekly, 'Europe/Berlin', when)).toEqual([who]);
  });

  const overnight: TimeRestriction = {
    type: 'time-of-day',
    restriction: { startHour: 18, startMin: 0, endHour: 8, endMin: 0 },
  };
  const weekend: TimeRestriction = {
    type: 'weekday-and-time-of-day',
    restrictions: [
      { startDay: 'friday', startHour: 18, startMin: 0, endDay: 'monday', endHour: 8, endMin: 0 },
    ],
  };

  test.each([
    ['over midnight', '2026-03-03T17:59:00Z', false, overnight],
    ['over midnight', '2026-03-03T18:00:00Z', true, overnight],
    ['over midnight', '2026-03-04T07:59:00Z', true, overnight],
    ['over midnight', '2026-03-04T08:00:00Z', false, overnight],
    ['over the weekend', '2026-03-06T17:59:00Z', false, weekend],
    ['over the weekend', '2026-03-06T18:00:00Z', true, weekend],
    ['over the weekend', '2026-03-08T12:00:00Z', true, weekend],
    ['over the weekend', '2026-03-09T07:59:00Z', true, weekend],
    ['over the weekend', '2026-03-09T08:00:00Z', false, weekend],
  ])('91: a restriction %s: at %s somebody is on call: %s', (_, when, isOnCall, timeRestriction) => {
    const restricted = aRotation(['ann'], { startDate: at('2026-01-05T08:00:00Z'), timeRestriction });
    expect(onCall([restricted], 'UTC', when)).toEqual(isOnCall ? ['ann'] : []);
  });
});

describe('the configuration of schedules', () => {
  const anAccount = async () => {
    const call = configurationApi(createMemoryTable(), { accountId: 'acc' });
    const createUser = (name: string) =>
      createdId(call, '/v2/users', {
        username: `${name}@example.com`,
        fullName: name,
        role: { name: 'User' },
      });
    const ids = { ann: await createUser('ann'), bob: await createUser('bob'), cem: await createUser('cem') };
    return { call, ids };
  };
  const rotation = (names: readonly string[], startDate: string) => ({
    name: 'Days',
    type: 'daily',
    startDate,
    participants: names.map((name) => ({ type: 'user', username: `${name}@example.com` })),
  });

  test('89: a changed rotation is calculated anew from its start date', async () => {
    const { call } = await anAccount();
    const before = rotation(['ann', 'bob'], '2026-03-02T09:00:00Z');
    const id = await createdId(call, '/v2/schedules', { name: 'Rota', timezone: 'UTC', rotations: [before] });
    const onCall = async (date: string) =>
      (await call('GET', `/v2/schedules/${id}/on-calls?flat=true&date=${date}`)).body.data.onCallRecipients;
    expect(await onCall('2026-03-04T10:00:00Z')).toEqual(['ann@example.com']);
    expect(await onCall('2026-03-05T10:00:00Z')).toEqual(['bob@example.com']);
    const change = async (rotations: readonly object[]) =>
      expect((await call('PATCH', `/v2/schedules/${id}`, { rotations })).status).toBe(200);
    await change([rotation(['ann', 'bob', 'cem'], '2026-03-02T09:00:00Z')]);
    expect(await onCall('2026-03-04T10:00:00Z')).toEqual(['cem@example.com']);
    expect(await onCall('2026-03-05T10:00:00Z')).toEqual(['ann@example.com']);
    await change([rotation(['ann', 'bob', 'cem'], '2026-03-04T09:00:00Z')]);
    expect(await onCall('2026-03-03T10:00:00Z')).toEqual([]);
    expect(await onCall('2026-03-04T10:00:00Z')).toEqual(['ann@example.com']);
  });

  // Opsgenie's page allows no other characters, but its API takes spaces: Terraform configurations have them.
  test('96: a name of letters, digits, `_`, `.` and `-` is accepted; so are spaces, but no line breaks', async () => {
    const { call } = await anAccount();
    const create = async (name: string) => (await call('POST', '/v2/schedules', { name })).status;
    expect(await create('Ops-2_north.eu')).toBe(201);
    expect(await create('Primary on-call')).toBe(201);
    expect(await create('Ops\nNight')).toBe(422);
    expect((await call('GET', '/v2/schedules/Ops-2_north.eu?identifierType=name')).status).toBe(200);
    expect((await call('GET', '/v2/schedules/Primary%20on-call?identifierType=name')).status).toBe(200);
  });

  test('99: a user who is in use cannot be deleted, and the message says where', async () => {
    const { call, ids } = await anAccount();
    await createdId(call, '/v2/schedules', {
      name: 'Rota',
      rotations: [rotation(['ann'], '2026-03-02T09:00:00Z')],
    });
    await createdId(call, '/v2/escalations', {
      name: 'Ladder',
      rules: [{ recipient: { type: 'user', id: ids.ann }, delay: { timeAmount: 0 } }],
    });
    const { status, body } = await call('DELETE', `/v2/users/${ids.ann}`);
    expect(status).toBe(428);
    expect(body.message).toContain('Rota');
    expect(body.message).toContain('Ladder');
    expect((await call('GET', `/v2/users/${ids.ann}`)).status).toBe(200);
    expect((await call('DELETE', `/v2/users/${ids.bob}`)).status).toBe(200);
  });
});
