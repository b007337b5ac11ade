import * as fc from 'fast-check';
import { getDelayEnd } from '../../../src/domain/policies/delay.ts';
import type { DelayAction, DelayOption } from '../../../src/domain/policies/model.ts';
import { DAY, HOUR, MINUTE, toIso } from '../../../src/platform/clock.ts';

const until = (action: DelayAction, at: string, zone?: string) =>
  toIso(getDelayEnd(action, Date.parse(at), zone)).replace(/:00\.000Z$/, 'Z');

const next = (delayOption: DelayOption, untilHour?: number, untilMinute?: number): DelayAction => ({
  delayOption,
  ...(untilHour !== undefined && { untilHour }),
  ...(untilMinute !== undefined && { untilMinute }),
});

// 2026-11-24 is a Tuesday.
test.each([
  [
    { delayOption: 'for-duration', duration: { timeAmount: 2, timeUnit: 'hours' } },
    '2026-11-24T10:00Z',
    '2026-11-24T12:00Z',
  ],
  [next('next-time', 9, 30), '2026-11-24T09:29Z', '2026-11-24T09:30Z'],
  [next('next-time', 9, 30), '2026-11-24T09:30Z', '2026-11-25T09:30Z'],
  [next('next-time'), '2026-11-24T09:30Z', '2026-11-25T00:00Z'],
  [next('next-weekday', 9), '2026-11-24T08:00Z', '2026-11-24T09:00Z'],
  [next('next-weekday', 9), '2026-11-27T09:00Z', '2026-11-30T09:00Z'],
  [next('next-weekday', 9), '2026-11-28T01:00Z', '2026-11-30T09:00Z'],
  [next('next-tuesday', 9), '2026-11-24T08:00Z', '2026-11-24T09:00Z'],
  [next('next-tuesday', 9), '2026-11-24T09:00Z', '2026-12-01T09:00Z'],
  [next('next-sunday', 23, 59), '2026-11-24T09:00Z', '2026-11-29T23:59Z'],
] as const)('%j from %s is until %s', (action, at, expected) => {
  expect(until(action, at)).toBe(expected);
});

describe('in a zone with daylight-saving time', () => {
  test.each([
    // Clocks are put forward on 2026-03-29 from 02:00 to 03:00: that day has 23 hours, and no 02:30.
    [
      'nine o’clock is an hour earlier in UTC the day after',
      next('next-time', 9),
      '2026-03-28T10:00Z',
      '2026-03-29T07:00Z',
    ],
    [
      'a time that is left out is the instant of the change',
      next('next-time', 2, 30),
      '2026-03-29T00:00Z',
      '2026-03-29T01:00Z',
    ],
    // They are put back on 2026-10-25 from 03:00 to 02:00: 02:30 comes twice.
    [
      'a time that comes twice is its first coming',
      next('next-time', 2, 30),
      '2026-10-24T22:00Z',
      '2026-10-25T00:30Z',
    ],
    [
      'and during the repetition the next day’s',
      next('next-time', 2, 30),
      '2026-10-25T01:10Z',
      '2026-10-26T01:30Z',
    ],
    [
      'the day of the week is that of the zone',
      next('next-monday', 0),
      '2026-11-22T22:30Z',
      '2026-11-22T23:00Z',
    ],
  ] as const)('%s', (_what, action, at, expected) => {
    expect(until(action, at, 'Europe/Berlin')).toBe(expected);
  });
});

test('a delay ends at the first minute after its start at which clocks in the zone show the time', () => {
  const options = ['next-time', 'next-weekday', 'next-monday', 'next-thursday', 'next-sunday'] as const;
  const days: Readonly<Record<string, readonly string[]>> = {
    'next-time': ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    'next-weekday': ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
    'next-monday': ['Mon'],
    'next-thursday': ['Thu'],
    'next-sunday': ['Sun'],
  };
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom(...options),
      // Hours at which no zone changes its clocks: those have their own tests above.
      fc.integer({ min: 4, max: 22 }),
      fc.constantFrom(0, 15, 30),
      fc.integer({ min: 0, max: 365 * 96 }),
      (zone, option, hour, minute, quarters) => {
        const at = Date.parse('2026-01-01T00:00:00Z') + quarters * 15 * MINUTE;
        const format = new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          hourCycle: 'h23',
          weekday: 'short',
          hour: '2-digit',
          minute: '2-digit',
        });
        const shows = (instant: number) => {
          const parts = Object.fromEntries(
            format.formatToParts(instant).map(({ type, value }) => [type, value]),
          );
          return (
            Number(parts.hour) === hour &&
            Number(parts.minute) === minute &&
            days[option]?.includes(parts.weekday ?? '')
          );
        };
        let expected = at + 15 * MINUTE;
        while (!shows(expected)) expected += 15 * MINUTE;
        expect(expected - at).toBeLessThanOrEqual(7 * DAY + HOUR);
        expect(toIso(getDelayEnd(next(option, hour, minute), at, zone))).toBe(toIso(expected));
      },
    ),
    { numRuns: 60 },
  );
});
