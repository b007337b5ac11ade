import * as fc from 'fast-check';
import { findJsonMistake } from '../../../src/domain/kernel/json-position.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('a text is JSON for it exactly if it is for the parser', () => {
  const piece = fc.constantFrom(
    ...'{}[],:"\\ \n1-0.e',
    'true',
    'null',
    '"a"',
    '"b":',
    "'",
    '\u0001',
    '\\u00e9',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
    fc.json(),
    fc.json().map((json) => json.slice(1)),
  );
  fc.assert(
    fc.property(text, (given) => {
      expect(findJsonMistake(given) === undefined).toBe(isJson(given));
    }),
    { numRuns: 2_000 },
  );
});

test('of a text that is cut off, the mistake is at its end, or at the word or escape that is cut', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      const start = json.slice(0, cut % (json.length + 1));
      if (!isJson(start)) expect(findJsonMistake(start)).toBeGreaterThanOrEqual(start.length - 6);
    }),
  );
});

test('a long text takes no long time', () => {
  const text = `${'[{"a":'.repeat(100_000)}"${'b'.repeat(500_000)}`;
  const start = performance.now();
  expect(findJsonMistake(text)).toBe(text.length);
  expect(performance.now() - start).toBeLessThan(2_000);
});
