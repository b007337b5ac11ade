import { describeShift } from '../../../src/engine/shift-notices/describe-shift.ts';
import { DAY, HOUR } from '../../../src/platform/clock.ts';
import { anOverride, aRotation, aSchedule, SET_UP } from '../../support/builders.ts';

/** Jane and Omar take turns of a day from {@link SET_UP} on. */
const schedule = aSchedule([aRotation(['jane', 'omar'])]);
const context = { accountId: 'acc', schedule, users: [], teams: [], forwardingRules: [] };

test('a shift that starts lasts until its end, and somebody is on call after it', () => {
  expect(describeShift(context, { userId: 'jane', event: 'schedule-start', at: SET_UP })).toEqual({
    until: SET_UP + DAY,
    nextUserIds: ['omar'],
  });
});

test('when a shift ends, the next person is on call', () => {
  expect(describeShift(context, { userId: 'omar', event: 'schedule-end', at: SET_UP + 2 * DAY })).toEqual({
    nextUserIds: ['jane'],
  });
});

test('an override and a forwarding rule count', () => {
  const overridden = { ...schedule, overrides: [anOverride('eve', SET_UP + 20 * HOUR, SET_UP + 30 * HOUR)] };
  const rule = {
    ...{ id: 'f', alias: 'f', fromUserId: 'eve', toUserId: 'bob' },
    ...{ startDate: SET_UP, endDate: SET_UP + 9 * DAY },
  };
  const notice = { userId: 'jane', event: 'schedule-start' as const, at: SET_UP };
  expect(describeShift({ ...context, schedule: overridden }, notice)).toEqual({
    until: SET_UP + 20 * HOUR,
    nextUserIds: ['eve'],
  });
  expect(describeShift({ ...context, schedule: overridden, forwardingRules: [rule] }, notice)).toEqual({
    until: SET_UP + 20 * HOUR,
    nextUserIds: ['bob'],
  });
});

test('nobody is next after a rotation that ends', () => {
  const alone = aSchedule([aRotation(['jane'], { endDate: SET_UP + DAY })]);
  expect(
    describeShift({ ...context, schedule: alone }, { userId: 'jane', event: 'schedule-start', at: SET_UP }),
  ).toEqual({ until: SET_UP + DAY, nextUserIds: [] });
});

test('of a shift without an end in sight, nothing is said', () => {
  const alone = aSchedule([aRotation(['jane'])]);
  expect(
    describeShift({ ...context, schedule: alone }, { userId: 'jane', event: 'schedule-start', at: SET_UP }),
  ).toEqual({});
});

test('a schedule that cannot be evaluated stops no notice', () => {
  const broken = { ...schedule, rotations: [null as never] };
  expect(
    describeShift({ ...context, schedule: broken }, { userId: 'jane', event: 'schedule-start', at: SET_UP }),
  ).toEqual({});
});
