import * as fc from 'fast-check';
import {
  addNumbers,
  compareNumbers,
  normalizeNumber,
  sizeOfNumber,
} from '../../../src/local/dynamodb/decimals.ts';

test.each([
  ['0', '0'],
  ['-0', '0'],
  ['1.500', '1.5'],
  ['007', '7'],
  ['1e3', '1000'],
  ['-12e-2', '-0.12'],
  ['1E+21', '1000000000000000000000'],
  ['0.00000001', '0.00000001'],
])('%s is stored as %s', (text, stored) => {
  expect(normalizeNumber(text)).toBe(stored);
});

test.each(['', ' ', '1 ', '0x1', 'NaN', 'Infinity', '1e', '.', '1,5', '--1'])('%j is no number', (text) => {
  expect(() => normalizeNumber(text)).toThrow('The parameter cannot be converted to a numeric value');
});

test.each([
  ['1e125', undefined],
  ['9.9e125', undefined],
  ['1e126', 'overflow'],
  ['1e-130', undefined],
  ['1e-131', 'underflow'],
  ['1'.repeat(38), undefined],
  ['1'.repeat(39), '38 significant digits'],
  [`${'1'.repeat(38)}00`, undefined],
])('%s has the limits of DynamoDB: %s', (text, problem) => {
  if (problem === undefined) expect(() => normalizeNumber(text)).not.toThrow();
  else expect(() => normalizeNumber(text)).toThrow(problem);
});

/** Numbers with three decimals, as thousandths. */
const thousandths = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const toText = (number: bigint) => normalizeNumber(`${number}e-3`);

test('sums, differences and order are exact', () => {
  fc.assert(
    fc.property(thousandths, thousandths, (a, b) => {
      expect(addNumbers(toText(a), toText(b))).toBe(toText(a + b));
      expect(addNumbers(toText(a), toText(b), -1)).toBe(toText(a - b));
      expect(Math.sign(compareNumbers(toText(a), toText(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test('a number that JavaScript writes comes back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), (number) => {
      fc.pre(number === 0 || Math.abs(number) > 1e-100);
      expect(Number(normalizeNumber(String(number)))).toBe(number + 0);
    }),
  );
});

test.each([
  ['0', 1],
  ['1', 2],
  ['12', 2],
  ['-12', 3],
  ['123', 3],
  ['0.5', 2],
])('%s takes %i bytes', (text, bytes) => {
  expect(sizeOfNumber(text)).toBe(bytes);
});
