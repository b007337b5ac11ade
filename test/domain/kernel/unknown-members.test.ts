import * as fc from 'fast-check';
import * as z from 'zod';
import { mapSchema } from '../../../src/domain/kernel/schemas.ts';
import { checkMembers, isNearMiss } from '../../../src/domain/kernel/unknown-members.ts';

const schema = z
  .object({
    message: z.string(),
    tags: z.array(z.string()).optional(),
    timezone: z.string().default('UTC'),
    details: mapSchema(z.string()).optional(),
    rules: z
      .array(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('delay'), duration: z.number() }),
          z.object({ type: z.literal('suppress'), reason: z.string() }),
        ]),
      )
      .optional(),
  })
  .transform((it) => it);

test.each([
  ['another letter case', { Message: 'm' }, ['Message'], 'message'],
  ['a missing plural', { message: 'm', tag: ['a'] }, ['tag'], 'tags'],
  ['a letter too few', { mesage: 'm' }, ['mesage'], 'message'],
  ['two swapped letters', { messgae: 'm' }, ['messgae'], 'message'],
  [
    'a member in a list of unions',
    { message: 'm', rules: [{ type: 'suppress', reasons: 'r' }] },
    ['rules', 0, 'reasons'],
    'reason',
  ],
])('%s is a misspelt member', (_, input, path, meant) => {
  expect(checkMembers(schema, input).unknown).toEqual([{ path, meant }]);
});

test.each([
  ['a member that is like no known one', { message: 'm', id: '1' }, ['id']],
  ['a member like a known one that is given, too', { message: 'm', Message: 'n' }, ['Message']],
])('%s is unknown, and nothing else was meant', (_, input, path) => {
  expect(checkMembers(schema, input).unknown).toEqual([{ path }]);
});

test.each([
  ['members of a map', { message: 'm', details: { tag: 'a', mesage: 'b', constructor: 'c' } }],
  ['members of any alternative', { message: 'm', rules: [{ type: 'suppress', duration: 3, reason: 'r' }] }],
])('%s are known', (_, input) => {
  expect(checkMembers(schema, input)).toEqual({ value: input, unknown: [] });
});

test('timeZone and timezone are one member', () => {
  expect(checkMembers(schema, { message: 'm', timeZone: 'Europe/Berlin' })).toEqual({
    value: { message: 'm', timezone: 'Europe/Berlin' },
    unknown: [],
  });
});

test('one edit of a name is a near miss, in both directions', () => {
  const name = fc.stringMatching(/^[a-z]{4,12}$/);
  const letter = fc.stringMatching(/^[a-z]$/);
  fc.assert(
    fc.property(
      name,
      fc.nat(),
      letter,
      fc.constantFrom('insert', 'replace', 'swap'),
      (known, at, c, edit) => {
        const i = at % known.length;
        const given = {
          insert: known.slice(0, i) + c + known.slice(i),
          replace: known.slice(0, i) + c + known.slice(i + 1),
          swap:
            known.slice(0, i) +
            known
              .slice(i, i + 2)
              .split('')
              .reverse()
              .join('') +
            known.slice(i + 2),
        }[edit];
        expect([isNearMiss(given, known), isNearMiss(known, given)]).toEqual([true, true]);
      },
    ),
  );
});

test.each([
  ['id', 'ip'],
  ['name', 'type'],
  ['teamId', 'teams'],
  ['start', 'end'],
])('%s is no near miss of %s', (given, known) => {
  expect(isNearMiss(given, known)).toBe(false);
});

test('an object without a known member lists what is known, unless the schema names none', () => {
  const closed = z.object({ criteria: z.object({ type: z.string() }) });
  expect(checkMembers(closed, { criteria: { rules: [] } }).unknown).toEqual([
    { path: ['criteria', 'rules'], known: ['type'] },
  ]);
  const open = z.object({ response: z.looseObject({}) });
  expect(checkMembers(open, { response: { clientDataJSON: 'a' } }).unknown).toEqual([
    { path: ['response', 'clientDataJSON'] },
  ]);
});
