import * as fc from 'fast-check';
import { addMonths, isZone, toClockTime, toInstant, toLocalTime } from '../../../src/domain/kernel/zone.ts';
import { DAY, HOUR, MINUTE } from '../../../src/platform/clock.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
/** A local time is the UTC instant with the same digits. */
const local = utc;

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];

test('isZone accepts IANA zones only', () => {
  expect(['Europe/Berlin', 'US/Eastern', 'UTC', 'Etc/GMT+5'].map(isZone)).toEqual([true, true, true, true]);
  expect(['Europe/Atlantis', '', '+02:00', 'CET-nonsense', 'Local'].map(isZone)).toEqual(
    Array(5).fill(false),
  );
});

test.each([
  ['an ordinary day', 'Europe/Berlin', '2026-07-01T12:00', '2026-07-01T10:00'],
  ['skipped: clocks go forward an hour', 'Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00'],
  ['the first time after the skipped hour', 'Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00'],
  ['repeated: the first time counts', 'Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30'],
  ['skipped: clocks go forward half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30'],
  ['repeated half an hour', 'Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45'],
  ['midnight is skipped', 'America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00'],
  ['a whole day is skipped', 'Pacific/Apia', '2011-12-30T15:00', '2011-12-30T10:00'],
  ['an offset of a half hour', 'Asia/Kolkata', '2026-02-28T09:00', '2026-02-28T03:30'],
])('a local time starts at exactly one instant: %s', (_, zone, at, instant) => {
  expect(new Date(toInstant(local(at), zone)).toISOString()).toBe(new Date(utc(instant)).toISOString());
});

test('local time stands still while clocks repeat an hour', () => {
  const zone = 'Europe/Berlin';
  expect(toClockTime(utc('2026-10-25T01:20'), zone)).toBe(local('2026-10-25T02:20'));
  expect(toLocalTime(utc('2026-10-25T01:20'), zone)).toBe(local('2026-10-25T03:00') - 1);
  expect(toLocalTime(utc('2026-10-25T02:00'), zone)).toBe(local('2026-10-25T03:00'));
});

/** Instants near changes of clocks, and anywhere. */
const instants = fc
  .tuple(
    fc.constantFrom(
      utc('2026-03-29T01:00'),
      utc('2026-10-25T01:00'),
      utc('2026-04-04T15:00'),
      utc('2026-10-03T15:30'),
      utc('2026-11-01T06:00'),
      utc('2011-12-30T10:00'),
      utc('2010-11-07T02:31'),
      utc('2031-01-31T23:59'),
    ),
    fc.integer({ min: -36 * 60, max: 36 * 60 }),
    fc.integer({ min: 0, max: MINUTE - 1 }),
  )
  .map(([anchor, minutes, rest]) => anchor + minutes * MINUTE + rest);

test('toClockTime agrees with Intl', () => {
  fc.assert(
    fc.property(instants, fc.constantFrom(...ZONES), (at, zone) => {
      const shown = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(at);
      expect(new Date(toClockTime(at, zone)).toISOString().slice(0, 19).replace('T', ' ')).toBe(shown);
    }),
  );
});

test('instants and local times compare alike, and local time never runs backwards', () => {
  fc.assert(
    fc.property(instants, instants, fc.constantFrom(...ZONES), (at, someTime, zone) => {
      expect(toLocalTime(at, zone) >= someTime).toBe(at >= toInstant(someTime, zone));
      expect(toLocalTime(at + MINUTE, zone)).toBeGreaterThanOrEqual(toLocalTime(at, zone));
    }),
    { numRuns: 1_000 },
  );
});

test('a month later is the same day, or the last day of a shorter month', () => {
  const plus = (from: string, months: number) => new Date(addMonths(local(from), months)).toISOString();
  expect(plus('2026-01-31T09:30', 1)).toBe('2026-02-28T09:30:00.000Z');
  expect(plus('2027-11-30T00:00', 3)).toBe('2028-02-29T00:00:00.000Z');
  expect(plus('2026-12-15T23:59', 1)).toBe('2027-01-15T23:59:00.000Z');
});

test('instants in the distant past and future convert', () => {
  expect(toLocalTime(utc('2199-12-31T12:00'), 'Europe/Berlin') - utc('2199-12-31T12:00')).toBe(HOUR);
  expect(toInstant(0, 'UTC') % DAY).toBe(0);
});
