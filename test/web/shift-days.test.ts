import { listShiftDays, summarizeShifts } from '../../web/src/pages/on-call/shift-days.ts';

const HOUR = 3_600_000;
const ZONE = 'Europe/Berlin';
/** Monday. Clocks in Berlin go back on Sunday, 25 October 2026. */
const NOW = Date.parse('2026-10-19T10:00:00Z');

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

test('days are those of the zone: the day on which clocks go back has 25 hours', () => {
  const days = listShiftDays([], ZONE);
  expect(days).toHaveLength(14);
  expect(new Date(days[0]?.start ?? 0).toISOString()).toBe('2026-10-18T22:00:00.000Z');
  expect(days.map(({ start, end }) => (end - start) / HOUR)).toEqual([
    24,
    24,
    24,
    24,
    24,
    24,
    25,
    ...Array(7).fill(24),
  ]);
});

test('a shift over midnight is on both days, and a weekend counts once', () => {
  const shift = {
    schedule: 'Ops',
    start: Date.parse('2026-10-24T18:00:00Z'),
    end: Date.parse('2026-10-25T08:00:00Z'),
  };
  const days = listShiftDays([shift], ZONE);
  const busy = days.filter(({ parts }) => parts.length > 0);
  expect(busy.map(({ start }) => new Date(start).toISOString())).toEqual([
    '2026-10-23T22:00:00.000Z',
    '2026-10-24T22:00:00.000Z',
  ]);
  expect(busy.flatMap(({ parts }) => parts.map(({ start, end }) => (end - start) / HOUR))).toEqual([4, 10]);
  expect(summarizeShifts(days, ZONE)).toEqual({ hours: 14, hasOverlap: false, weekends: 1 });
});

test('hours in which two shifts overlap count once', () => {
  const shift = (schedule: string, start: string, end: string) => ({
    schedule,
    start: Date.parse(start),
    end: Date.parse(end),
  });
  const days = listShiftDays(
    [
      shift('Ops', '2026-10-20T06:00:00Z', '2026-10-22T06:00:00Z'),
      shift('Network', '2026-10-21T02:00:00Z', '2026-10-21T05:00:00Z'),
      shift('Database', '2026-10-22T04:00:00Z', '2026-10-22T08:00:00Z'),
      // It begins when the one before ends: no overlap.
      shift('Storage', '2026-10-22T08:00:00Z', '2026-10-22T09:00:00Z'),
    ],
    ZONE,
  );
  expect(summarizeShifts(days, ZONE)).toEqual({ hours: 51, hasOverlap: true, weekends: 0 });
});
