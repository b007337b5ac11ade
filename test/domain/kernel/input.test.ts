import * as z from 'zod';
import { parseInput, parseJson } from '../../../src/domain/kernel/input.ts';
import { requiredText } from '../../../src/domain/kernel/schemas.ts';

const rule = z.discriminatedUnion('type', [
  z.object({ type: z.literal('delay'), minutes: z.number().int() }),
  z.object({ type: z.literal('suppress'), reason: z.string() }),
]);

test.each([
  [
    'the type of a union and then its members',
    rule,
    { type: 'DELAY', minutes: '5' },
    { type: 'delay', minutes: 5 },
  ],
  ['members of a list', z.array(z.number()), [1, '2', 3], [1, 2, 3]],
  [
    'the alternative of a union that fits',
    z.union([z.object({ n: z.number() }), z.object({ b: z.boolean() })]),
    { b: 'true' },
    { b: true },
  ],
  ['a boolean where text is expected', z.object({ name: z.string() }), { name: false }, { name: 'false' }],
])('a value in another type is accepted: %s', (_, schema, value, expected) => {
  expect(parseInput(schema as z.ZodType, value)).toEqual(expected);
});

test.each([
  ['text that is no number', z.number(), '5 minutes'],
  ['blank text for a number', z.number(), ' '],
  ['a number for a boolean', z.boolean(), 1],
  ['an unknown value of an enum', z.enum(['a']), 'b'],
  ['an object for text', z.string(), {}],
])('%s is refused', (_, schema, value) => {
  expect(() => parseInput(schema as z.ZodType, value)).toThrow();
});

test('a member named __proto__ beside a value in another type stays a member', () => {
  const schema = z.object({ count: z.number(), details: z.record(z.string(), z.string()) });
  const parsed = parseInput(schema, JSON.parse('{"count": "1", "details": {"constructor": "v"}}'));
  expect(parsed).toEqual({ count: 1, details: { constructor: 'v' } });
});

test('JSON keeps the digits of integers above 2^53', () => {
  expect(parseJson('{"alias": 9007199254740993}')).toEqual({ alias: '9007199254740993' });
});

test.each(['Ops\nNight', 'a\u0000b', 'O\u200bps', 'Ops\u202e', 'a\u2066b', 'a\tb'])(
  'the name %j is refused',
  (name) => {
    expect(() => parseInput(requiredText(100), name)).toThrow();
  },
);

test.each(['Ops Night', ' Ops ', 'Équipe 夜', 'SRE 🔥'])('the name %j is accepted', (name) => {
  expect(parseInput(requiredText(100), name)).toBe(name.trim());
});
