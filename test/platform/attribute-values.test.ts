import * as fc from 'fast-check';
import { fromAttributes, toAttributes } from '../../src/platform/attribute-values.ts';

const unusualNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  '%',
  '%N',
  '%__proto__',
];

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...unusualNames), fc.string()), tie('json')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

test('any JSON is the same after it was stored and read', () => {
  fc.assert(
    fc.property(json, (value) => {
      const stored = JSON.parse(JSON.stringify(toAttributes({ value })));
      expect(JSON.stringify(fromAttributes(stored))).toBe(JSON.stringify({ value }));
    }),
    { numRuns: 2_000 },
  );
});

test('ordinary values have the same form as in the AWS SDK', () => {
  const item = {
    pk: 'a',
    n: 1.5,
    list: ['x', undefined, null],
    map: { yes: true, no: undefined },
    empty: '',
  };
  expect(toAttributes(item)).toEqual({
    pk: { S: 'a' },
    n: { N: '1.5' },
    list: { L: [{ S: 'x' }, { NULL: true }] },
    map: { M: { yes: { BOOL: true } } },
    empty: { S: '' },
  });
});

test('bytes are stored as bytes, also those of a Buffer or of a part of a buffer', () => {
  const bytes = new Uint8Array([0, 1, 254]);
  const stored = { detail: { B: 'AAH+' } };
  expect(toAttributes({ detail: bytes })).toEqual(stored);
  expect(toAttributes({ detail: Buffer.from(bytes) })).toEqual(stored);
  expect(toAttributes({ detail: new Uint8Array([9, 0, 1, 254, 9]).subarray(1, 4) })).toEqual(stored);
  expect(fromAttributes(stored)).toEqual({ detail: bytes });
});

test('a value that JSON does not have is rejected', () => {
  expect(() => toAttributes({ set: new Set(['a']) })).toThrow(TypeError);
  expect(() => toAttributes({ at: new Date(0) })).toThrow(TypeError);
  expect(() => toAttributes({ f: () => {} })).toThrow(TypeError);
  expect(() => toAttributes({ n: Number.NaN })).toThrow(RangeError);
});
