import * as fc from 'fast-check';
import { findVisibleRange } from '../../web/src/pages/alerts/list/visible-range.ts';

test('a list that fits is drawn as a whole', () => {
  const area = { top: 0, bottom: 800, margin: 700 };
  expect(findVisibleRange(5, () => 62, area)).toEqual({ first: 0, end: 5, above: 0, below: 0 });
});

test('an empty list has nothing to draw', () => {
  expect(findVisibleRange(0, () => 62, { top: 0, bottom: 800, margin: 700 })).toEqual({
    first: 0,
    end: 0,
    above: 0,
    below: 0,
  });
});

test('of 1,000 rows some dozens are drawn', () => {
  const { first, end } = findVisibleRange(1_000, () => 62, { top: 31_000, bottom: 31_860, margin: 700 });
  expect(end - first).toBeLessThan(60);
});

test('every row in the window is drawn, and the heights add up, wherever it is scrolled to', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 40, max: 200 }), { maxLength: 300 }),
      fc.integer({ min: -500, max: 40_000 }),
      (heights, top) => {
        const area = { top, bottom: top + 800, margin: 100 };
        const { first, end, above, below } = findVisibleRange(heights.length, (i) => heights[i] ?? 0, area);
        const sum = (from: number, to: number) => heights.slice(from, to).reduce((a, b) => a + b, 0);
        expect(above).toBe(sum(0, first));
        expect(below).toBe(sum(end, heights.length));
        let offset = 0;
        for (const [i, height] of heights.entries()) {
          const isInWindow = offset + height > top && offset < top + 800;
          if (isInWindow) expect(i >= first && i < end).toBe(true);
          offset += height;
        }
      },
    ),
  );
});
