import type { Schedule } from '../../../src/domain/schedules/model.ts';
import type { NotificationRule, User } from '../../../src/domain/users/model.ts';
import {
  findDueNotices,
  getNextCheckAt,
  getTeamIds,
  getUserIds,
} from '../../../src/engine/shift-notices/due-notices.ts';
import type { ShiftNoticeContext } from '../../../src/engine/shift-notices/shift-notice-context.ts';
import { DAY, HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { anOverride, aRotation, aSchedule, aTeam } from '../../support/builders.ts';
import { byEmail, bySms, someone } from './rules.ts';

/** Ann and Bob take turns of a day, which begin at nine in Berlin. */
const NINE = Date.parse('2026-11-24T08:00:00Z');
const ROTATION = aRotation(['ann', 'bob'], { startDate: NINE });
const SCHEDULE = aSchedule([ROTATION], { id: 'rota', timezone: 'Europe/Berlin' });

const END = { actionType: 'schedule-end' } as const;

const shifts = (
  users: readonly User[],
  schedule: Schedule = SCHEDULE,
  more: Partial<ShiftNoticeContext> = {},
): ShiftNoticeContext => ({
  accountId: 'acc',
  schedule,
  users,
  teams: [],
  forwardingRules: [],
  ...more,
});

const iso = (at: number) => new Date(at).toISOString().replace(':00.000Z', '');

/** The notices in the four days around the start of the first shift: when, to which user, about which event, and when it is. */
const notices = (given: ShiftNoticeContext, from = NINE - DAY, to = NINE + 4 * DAY) =>
  findDueNotices(given, from, to).map(
    ({ dueAt, userId, event, at, channel }) =>
      `${iso(dueAt)} ${channel} ${userId} ${event.replace('schedule-', '')} ${iso(at)}`,
  );

const ofAnn = (rules: readonly Partial<NotificationRule>[], wanted?: Partial<User>) =>
  notices(shifts([someone('ann', rules, wanted)]), NINE - DAY, NINE + DAY);

test('users are notified of the start and end of their own shifts', () => {
  const given = shifts([someone('ann', [{}, END]), someone('bob', [{}])]);
  expect(notices(given, NINE - DAY, NINE + 2 * DAY)).toEqual([
    '2026-11-24T08:00 email ann start 2026-11-24T08:00',
    '2026-11-25T08:00 email ann end 2026-11-25T08:00',
    '2026-11-25T08:00 email bob start 2026-11-25T08:00',
    '2026-11-26T08:00 email ann start 2026-11-26T08:00',
  ]);
});

test.each<[string, Partial<NotificationRule>, readonly string[]]>([
  ['just before', {}, ['2026-11-24T08:00']],
  ['without a time', { notificationTime: [] }, ['2026-11-24T08:00']],
  ['a quarter of an hour before', { notificationTime: ['15-minutes-ago'] }, ['2026-11-24T07:45']],
  [
    'a day and an hour before',
    { notificationTime: ['1-day-ago', '1-hour-ago'] },
    ['2026-11-24T07:00', '2026-11-25T08:00'],
  ],
  [
    'with a step that comes later',
    {
      notificationTime: ['1-hour-ago'],
      steps: [byEmail('ann'), { ...bySms, sendAfter: { timeAmount: 30, timeUnit: 'minutes' } }],
    },
    ['2026-11-24T07:00', '2026-11-24T07:30'],
  ],
  ['about the schedule', { schedules: ['other', 'rota'] }, ['2026-11-24T08:00']],
  ['about another schedule', { schedules: ['other'] }, []],
  ['disabled', { enabled: false }, []],
  ['with a step that is disabled', { steps: [{ ...byEmail('ann'), enabled: false }] }, []],
  ['with a contact that is gone', { steps: [byEmail('jane')] }, []],
  ['of an alert', { actionType: 'create-alert' }, []],
])('a rule %s', (_, rule, when) => {
  expect(ofAnn([rule]).map((line) => line.slice(0, 16))).toEqual(when);
});

test('blocked users, disabled contacts and disabled schedules get no notices', () => {
  expect(ofAnn([{}], { blocked: true })).toEqual([]);
  const contact = { id: 'c', method: 'email' as const, to: 'ann@example.com', disabledReason: 'bounced' };
  expect(ofAnn([{}], { contacts: [{ ...contact, enabled: false }] })).toEqual([]);
  expect(notices(shifts([someone('ann', [{}])], { ...SCHEDULE, enabled: false }))).toEqual([]);
});

test("the first rule with the lead time whose time restriction matches in the user's zone applies", () => {
  const until = (endHour: number) => ({
    type: 'time-of-day' as const,
    restriction: { startHour: 0, startMin: 0, endHour, endMin: 0 },
  });
  const sms = { steps: [bySms] };
  // The turn begins at nine in Berlin: at nine a restriction until nine does not let it through, an hour before it does.
  const both: Partial<NotificationRule> = { notificationTime: ['just-before', '1-hour-ago'] };
  expect(
    ofAnn([
      { ...both, timeRestriction: until(9) },
      { ...both, ...sms },
    ]),
  ).toEqual([
    '2026-11-24T07:00 email ann start 2026-11-24T08:00',
    '2026-11-24T08:00 sms ann start 2026-11-24T08:00',
  ]);
  expect(ofAnn([{ order: 1 }, { order: 0, ...sms }])).toEqual([
    '2026-11-24T08:00 sms ann start 2026-11-24T08:00',
  ]);
});

test('an override that extends a shift gives one shift; one that replaces somebody gives a shift and ends the other', () => {
  const users = [someone('ann', [{}, END]), someone('bob', [{}, END])];
  const overridden = (...overrides: readonly (readonly [string, number, number])[]) =>
    shifts(users, {
      ...SCHEDULE,
      overrides: overrides.map(([id, start, end]) => anOverride(id, NINE + start * HOUR, NINE + end * HOUR)),
    });
  expect(notices(overridden(['ann', 20, 48]), NINE, NINE + 3 * DAY)).toEqual([
    '2026-11-27T08:00 email ann end 2026-11-27T08:00',
    '2026-11-27T08:00 email bob start 2026-11-27T08:00',
  ]);
  expect(notices(overridden(['bob', 2, 3]), NINE, NINE + DAY - 1)).toEqual([
    '2026-11-24T10:00 email ann end 2026-11-24T10:00',
    '2026-11-24T10:00 email bob start 2026-11-24T10:00',
    '2026-11-24T11:00 email ann start 2026-11-24T11:00',
    '2026-11-24T11:00 email bob end 2026-11-24T11:00',
  ]);
});

test('a shift starts at the same time of day after a DST change', () => {
  const saturday = Date.parse('2026-10-24T07:00:00Z');
  const schedule = { ...SCHEDULE, rotations: [{ ...ROTATION, startDate: saturday }] };
  const ann = someone('ann', [{ notificationTime: ['1-day-ago'] }]);
  const bob = someone('bob', [{ notificationTime: ['1-day-ago'] }]);
  expect(notices(shifts([ann, bob], schedule), saturday - HOUR, saturday + DAY + HOUR)).toEqual([
    // A day is 24 hours here: the notice for 09:00 in winter time is due at 10:00 in summer time.
    '2026-10-24T08:00 email bob start 2026-10-25T08:00',
    '2026-10-25T08:00 email ann start 2026-10-26T08:00',
  ]);
});

test('an override user and every member of a team have shifts, an escalation has none', () => {
  const [ann, bob, cem] = ['ann', 'bob', 'cem'].map((name) => someone(name, [{}])) as [User, User, User];
  const forwardingRules = [
    { id: 'f', alias: 'f', fromUserId: 'bob', toUserId: 'cem', startDate: NINE, endDate: NINE + 36 * HOUR },
  ];
  const team = aTeam({
    id: 'ops',
    members: [
      { userId: 'ann', role: 'user' },
      { userId: 'bob', role: 'admin' },
    ],
  });
  expect(notices(shifts([ann, bob, cem], SCHEDULE, { forwardingRules }), NINE, NINE + 2 * DAY - 1)).toEqual([
    '2026-11-25T08:00 email cem start 2026-11-25T08:00',
    '2026-11-25T20:00 email bob start 2026-11-25T20:00',
  ]);
  const participants = [{ type: 'none' as const }, { type: 'team' as const, id: 'ops' }];
  const ofTeam = { ...SCHEDULE, rotations: [{ ...ROTATION, participants }] };
  expect(getTeamIds(ofTeam)).toEqual(['ops']);
  expect(getUserIds(ofTeam, [team], forwardingRules)).toEqual(['ann', 'bob', 'cem']);
  expect(
    notices(shifts([ann, bob, cem], ofTeam, { teams: [team], forwardingRules }), NINE, NINE + 2 * DAY - 1),
  ).toEqual([
    '2026-11-25T08:00 email ann start 2026-11-25T08:00',
    '2026-11-25T08:00 email cem start 2026-11-25T08:00',
    '2026-11-25T20:00 email bob start 2026-11-25T20:00',
  ]);
  const byLadder = [{ type: 'none' as const }, { type: 'escalation' as const, id: 'ladder' }];
  expect(
    notices(shifts([ann, bob], { ...SCHEDULE, rotations: [{ ...ROTATION, participants: byLadder }] })),
  ).toEqual([]);
});

test('the next check is when a notice is due, or after a quarter of an hour', () => {
  const given = shifts([someone('ann', [{ notificationTime: ['1-hour-ago'] }])]);
  expect(getNextCheckAt(given, NINE - HOUR - 10 * MINUTE)).toBe(NINE - HOUR);
  expect(getNextCheckAt(given, NINE - HOUR)).toBe(NINE - 45 * MINUTE);
});
