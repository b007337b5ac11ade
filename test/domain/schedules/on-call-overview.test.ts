import * as fc from 'fast-check';
import type { Rotation } from '../../../src/domain/schedules/model.ts';
import { onCallParticipants } from '../../../src/domain/schedules/on-call.ts';
import {
  getOnCallOverview,
  listPeriods,
  listShiftsOfUser,
} from '../../../src/domain/schedules/on-call-overview.ts';
import { DAY, HOUR } from '../../../src/platform/clock.ts';
import { anOverride, aRotation, aSchedule, SET_UP } from '../../support/builders.ts';

const HORIZON = 14 * DAY;

const look = (schedule: ReturnType<typeof aSchedule>, at: number) => {
  const periods = listPeriods(schedule, at, at + HORIZON, []);
  return { periods, overview: getOnCallOverview(periods, at, at + HORIZON) };
};

const rotation: fc.Arbitrary<Rotation> = fc
  .record({
    users: fc.array(fc.constantFrom('ann', 'bob', 'cem'), { minLength: 1, maxLength: 3 }),
    type: fc.constantFrom('daily', 'weekly', 'hourly'),
    length: fc.integer({ min: 1, max: 20 }),
    endsAfter: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  })
  .map(({ users, type, length, endsAfter }) =>
    aRotation(users, {
      type: type as Rotation['type'],
      length,
      ...(endsAfter !== undefined && { endDate: SET_UP + endsAfter * DAY }),
    }),
  );

test('the overview agrees with who is on call at each instant until the change', () => {
  fc.assert(
    fc.property(fc.array(rotation, { maxLength: 3 }), fc.nat(20 * 24), (rotations, hours) => {
      const schedule = aSchedule(rotations);
      const at = SET_UP + hours * HOUR;
      const { overview } = look(schedule, at);
      const ids = (instant: number) =>
        [...new Set(onCallParticipants(schedule, instant).map(({ id }) => id))].sort();
      const expected = overview.now.map(({ id }) => id).sort();
      expect(ids(at)).toEqual(expected);
      const end = overview.until ?? at + HORIZON;
      for (let instant = at; instant < end; instant += HOUR) expect(ids(instant)).toEqual(expected);
      if (overview.until === undefined) return;
      expect(ids(overview.until)).toEqual(overview.next.map(({ id }) => id).sort());
      expect(ids(overview.until)).not.toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test('shifts of a user that touch are one; an override of another user splits one', () => {
  const daily = aSchedule([aRotation(['ann'], { type: 'daily' })]);
  expect(listShiftsOfUser(look(daily, SET_UP).periods, 'ann')).toEqual([
    { start: SET_UP, end: SET_UP + HORIZON },
  ]);
  const taken = aSchedule([aRotation(['ann'], { type: 'daily' })], {
    overrides: [anOverride('bob', SET_UP + DAY, SET_UP + DAY + 2 * HOUR)],
  });
  expect(listShiftsOfUser(look(taken, SET_UP).periods, 'ann')).toEqual([
    { start: SET_UP, end: SET_UP + DAY },
    { start: SET_UP + DAY + 2 * HOUR, end: SET_UP + HORIZON },
  ]);
});
