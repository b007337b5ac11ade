import { isRandomId, newId, newTimedId, readIdTime } from '../../src/platform/ids.ts';

const NOON = Date.parse('2026-11-24T12:00:00.123Z');

test('a timed id looks like a random one, says its time, and is different each time', () => {
  const ids = Array.from({ length: 1_000 }, () => newTimedId(NOON));
  expect(ids.every(isRandomId)).toBe(true);
  expect(new Set(ids.map(readIdTime))).toEqual(new Set([NOON]));
  expect(new Set(ids).size).toBe(1_000);
  expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(1_000);
});

test.each([0, 1, 2 ** 48 - 1])('a timed id says the time %d', (time) => {
  expect(readIdTime(newTimedId(time))).toBe(time);
});

test('other texts have no time', () => {
  expect(readIdTime('request-1')).toBeUndefined();
  expect(readIdTime(newId())).toEqual(expect.any(Number));
});
