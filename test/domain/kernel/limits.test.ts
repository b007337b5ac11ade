import {
  ALERT_LIMITS,
  fitDetails,
  fitTexts,
  getDetailsLength,
  hasAtMost,
  truncate,
} from '../../../src/domain/kernel/limits.ts';

const PAGER = '📟';

test('a text is truncated by code points, so that no character is cut in half', () => {
  expect(truncate(PAGER.repeat(5), 3)).toBe(PAGER.repeat(3));
  expect(truncate('short', 10)).toBe('short');
});

test('a truncated text has no unpaired surrogate', () => {
  expect(truncate('a\ud83d', 10)).toBe('a\ufffd');
});

test('a length limit counts code points', () => {
  expect(hasAtMost(3, PAGER.repeat(3))).toBe(true);
  expect(hasAtMost(3, PAGER.repeat(4))).toBe(false);
});

test('blank and repeated texts are dropped before surplus ones are', () => {
  expect(fitTexts(['a', ' ', 'a', 'bcd', 'e'], 2, 2)).toEqual(['a', 'bc']);
});

test('the value that crosses the limit of all details is truncated, and later details are dropped', () => {
  const half = 'x'.repeat(ALERT_LIMITS.details / 2);
  const fitted = fitDetails({ a: half, b: half, c: 'late' });
  expect(Object.keys(fitted)).toEqual(['a', 'b']);
  expect(fitted.a).toBe(half);
  expect(getDetailsLength(fitted)).toBe(ALERT_LIMITS.details);
});

test('details are measured in code points', () => {
  const full = { k: PAGER.repeat(ALERT_LIMITS.details - 1) };
  expect(getDetailsLength(full)).toBe(ALERT_LIMITS.details);
  expect(fitDetails(full)).toEqual(full);
});
