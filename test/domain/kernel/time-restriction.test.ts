import * as fc from 'fast-check';
import {
  findRestrictionEdges,
  isWithinRestriction,
  type TimeRestriction,
  WEEKDAYS,
  type Weekday,
} from '../../../src/domain/kernel/time-restriction.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

const daily = (from: string, until: string): TimeRestriction => {
  const [startHour = 0, startMin = 0] = from.split(':').map(Number);
  const [endHour = 0, endMin = 0] = until.split(':').map(Number);
  return { type: 'time-of-day', restriction: { startHour, startMin, endHour, endMin } };
};

const weekly = (...intervals: readonly (readonly [Weekday, string, Weekday, string])[]): TimeRestriction => ({
  type: 'weekday-and-time-of-day',
  restrictions: intervals.map(([startDay, from, endDay, until]) => {
    const [startHour = 0, startMin = 0] = from.split(':').map(Number);
    const [endHour = 0, endMin = 0] = until.split(':').map(Number);
    return { startDay, startHour, startMin, endDay, endHour, endMin };
  }),
});

const OFFICE = daily('09:00', '17:30');
const NIGHT = daily('22:00', '06:00');
// 2 November 2026 is a Monday.
const WEEKEND = weekly(['friday', '18:00', 'monday', '08:00']);
const TWO_HALVES = weekly(
  ['tuesday', '08:00', 'tuesday', '12:00'],
  ['thursday', '13:00', 'thursday', '24:00'],
);

test.each<[string, TimeRestriction, string, boolean]>([
  ['the start is inside', OFFICE, '2026-11-02T09:00', true],
  ['a minute before the start is outside', OFFICE, '2026-11-02T08:59', false],
  ['the end is outside', OFFICE, '2026-11-02T17:30', false],
  ['a minute before the end is inside', OFFICE, '2026-11-02T17:29', true],
  ['a night extends past midnight: before midnight', NIGHT, '2026-11-02T23:00', true],
  ['a night extends past midnight: after midnight', NIGHT, '2026-11-03T05:59', true],
  ['a night ends in the morning', NIGHT, '2026-11-03T06:00', false],
  ['an equal start and end cover the whole day', daily('08:00', '08:00'), '2026-11-03T03:00', true],
  ['24:00 is the end of the day', daily('20:00', '24:00'), '2026-11-03T23:59', true],
  ['24:00 is not the start of the next day', daily('20:00', '24:00'), '2026-11-04T00:00', false],
  ['a weekend wraps around the end of the week: Friday', WEEKEND, '2026-11-06T18:00', true],
  ['a weekend contains Sunday', WEEKEND, '2026-11-08T12:00', true],
  ['a weekend contains early Monday', WEEKEND, '2026-11-09T07:59', true],
  ['a weekend ends on Monday', WEEKEND, '2026-11-09T08:00', false],
  ['one of several intervals is enough', TWO_HALVES, '2026-11-05T23:59', true],
  ['between several intervals is outside', TWO_HALVES, '2026-11-04T10:00', false],
])('%s', (_, restriction, at, expected) => {
  expect(isWithinRestriction(restriction, utc(at), 'UTC')).toBe(expected);
});

test('the restriction follows the local time of the zone in summer and winter', () => {
  expect(isWithinRestriction(OFFICE, utc('2026-07-01T07:00'), 'Europe/Berlin')).toBe(true);
  expect(isWithinRestriction(OFFICE, utc('2026-12-01T07:00'), 'Europe/Berlin')).toBe(false);
  expect(isWithinRestriction(OFFICE, utc('2026-12-01T03:30'), 'Asia/Kolkata')).toBe(true);
});

describe('when clocks change in Berlin,', () => {
  const within = (restriction: TimeRestriction, at: string) =>
    isWithinRestriction(restriction, utc(at), 'Europe/Berlin');

  test('a skipped start is at the instant of the change', () => {
    expect(within(daily('02:30', '05:00'), '2026-03-29T00:59')).toBe(false);
    expect(within(daily('02:30', '05:00'), '2026-03-29T01:00')).toBe(true);
  });

  test('an interval that is skipped as a whole does not occur', () => {
    expect(within(daily('02:15', '02:45'), '2026-03-29T00:59')).toBe(false);
    expect(within(daily('02:15', '02:45'), '2026-03-29T01:00')).toBe(false);
  });

  test('an interval that ended in a repeated hour does not start again the second time', () => {
    expect(within(daily('22:00', '02:30'), '2026-10-25T00:29')).toBe(true);
    expect(within(daily('22:00', '02:30'), '2026-10-25T00:30')).toBe(false);
    expect(within(daily('22:00', '02:30'), '2026-10-25T01:15')).toBe(false);
  });

  test('an interval that started in a repeated hour is not interrupted', () => {
    expect(within(daily('02:30', '05:00'), '2026-10-25T00:30')).toBe(true);
    expect(within(daily('02:30', '05:00'), '2026-10-25T01:15')).toBe(true);
  });
});

const timeOfDay = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
const restrictions: fc.Arbitrary<TimeRestriction> = fc.oneof(
  fc.tuple(timeOfDay, timeOfDay).map(([[startHour, startMin], [endHour, endMin]]) => ({
    type: 'time-of-day' as const,
    restriction: { startHour, startMin, endHour, endMin },
  })),
  fc
    .array(fc.tuple(fc.constantFrom(...WEEKDAYS), timeOfDay, fc.constantFrom(...WEEKDAYS), timeOfDay), {
      minLength: 1,
      maxLength: 4,
    })
    .map((intervals) => ({
      type: 'weekday-and-time-of-day' as const,
      restrictions: intervals.map(([startDay, [startHour, startMin], endDay, [endHour, endMin]]) => ({
        startDay,
        startHour,
        startMin,
        endDay,
        endHour,
        endMin,
      })),
    })),
);

test('findRestrictionEdges returns the nearest edges, and nothing changes between them', () => {
  const start = utc('2026-11-02T00:00');
  fc.assert(
    fc.property(restrictions, fc.integer({ min: 0, max: 7 * 24 * 60 * 60_000 }), (restriction, ms) => {
      const at = start + ms;
      const { last, next } = findRestrictionEdges(restriction, at);
      expect(last).toBeLessThanOrEqual(at);
      expect(next).toBeGreaterThan(at);
      expect(next - last).toBeLessThanOrEqual(7 * 24 * HOUR);
      const here = isWithinRestriction(restriction, at, 'UTC');
      for (let minute = Math.ceil(last / MINUTE) * MINUTE; minute < next; minute += 7 * MINUTE) {
        expect(isWithinRestriction(restriction, minute, 'UTC')).toBe(here);
      }
    }),
  );
});
