import * as fc from 'fast-check';
import { cutAtWord, excerpt, formatClock } from '../../../src/domain/kernel/text.ts';
import { NOON } from '../../support/builders.ts';

const HOUR = 3_600_000;

describe('a text that is too long', () => {
  test.each([
    ['Disk full', 20, 'Disk full'],
    ['Disk of the first node is full', 20, 'Disk of the first…'],
    ['Disk of the first, node', 20, 'Disk of the first…'],
    ['Disk of db-1 is full. Writes fail', 23, 'Disk of db-1 is full…'],
    ['a verylongwordwithoutanyspaceinit', 20, 'a verylongwordwitho…'],
    ['日本語のとても長いテキスト', 6, '日本語のと…'],
    ['🔥🔥🔥🔥', 3, '🔥🔥…'],
    ['ab cd', 0, '…'],
  ])('%s in %d characters is %s', (text, max, cut) => {
    expect(cutAtWord(text, max)).toBe(cut);
  });

  test('is never longer than allowed, begins as it did, and is cut in two only within a long word', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 120 }),
        (text, max) => {
          const cut = cutAtWord(text, max);
          expect([...cut].length).toBeLessThanOrEqual(
            Math.max(max, [...text].length <= max ? [...text].length : 1),
          );
          expect(cut.isWellFormed()).toBe(text.isWellFormed() || cut.isWellFormed());
          if (cut !== text) expect(text.startsWith(cut.slice(0, -1))).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 5, maxLength: 60 }),
        fc.integer({ min: 40, max: 100 }),
        (words, max) => {
          const cut = cutAtWord(words.join(' '), max).replace(/…$/, '');
          expect(words).toEqual(expect.arrayContaining(cut.split(' ')));
        },
      ),
    );
  });

  test('takes linear time', () => {
    const started = performance.now();
    cutAtWord('x '.repeat(500_000), 900_000);
    excerpt('line\n'.repeat(200_000), 20, 3_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test.each([
  ['one\ntwo', 5, { text: 'one\ntwo', isCut: false, linesLeft: 0 }],
  ['one\ntwo\n\n', 2, { text: 'one\ntwo', isCut: false, linesLeft: 0 }],
  ['one\r\ntwo\nthree', 2, { text: 'one\ntwo', isCut: true, linesLeft: 1 }],
  ['a text of one line that is long', 2, { text: 'a text of one line…', isCut: true, linesLeft: 0 }],
  ['', 2, { text: '', isCut: false, linesLeft: 0 }],
])('the first lines of %j', (text, lines, expected) => {
  expect(excerpt(text, lines, 21)).toEqual(expected);
});

test.each([
  [NOON, 'Europe/Berlin', 'en', '13:00'],
  [NOON + 24 * HOUR, 'Europe/Berlin', 'en', 'Wed 25 Nov, 13:00'],
  [NOON + 24 * HOUR, 'Europe/Berlin', 'de', 'Mi., 25. Nov., 13:00'],
  // It is the next day in Auckland.
  [NOON - HOUR, 'Pacific/Auckland', 'en', '00:00'],
  [NOON - 2 * HOUR, 'Pacific/Auckland', 'en', 'Tue 24 Nov, 23:00'],
  [NOON, 'Nowhere/Land', 'en', '12:00'],
] as const)('%d in %s and %s is %s', (instant, zone, language, expected) => {
  expect(formatClock(instant, zone, language, NOON)).toBe(expected);
});
