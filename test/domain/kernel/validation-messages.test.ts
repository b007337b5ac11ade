import * as z from 'zod';
import type { DomainError } from '../../../src/domain/kernel/errors.ts';
import { parseInput } from '../../../src/domain/kernel/input.ts';
import { flag, instant, wholeNumber } from '../../../src/domain/kernel/schemas.ts';
import { allRoutes } from '../../../src/handlers/routes/all-routes.ts';

function validationMessages(schema: z.ZodType, value: unknown): unknown {
  try {
    return parseInput(schema, value);
  } catch (error) {
    return (error as DomainError).fields;
  }
}

const byType = z.discriminatedUnion('type', [
  z.object({ type: z.literal('team') }),
  z.object({ type: z.enum(['user', 'none']) }),
]);

test.each<[string, z.ZodType, unknown, string]>([
  ['a missing value', z.string(), undefined, 'should be provided'],
  ['a missing enum value', z.enum(['a', 'b']), undefined, 'should be provided'],
  ['a list instead of text', z.string(), ['x'], 'must be text'],
  ['text instead of a number', wholeNumber(1, 100), 'x', 'must be a number'],
  ['a fraction', wholeNumber(1, 100), 1.5, 'must be a whole number'],
  ['a number below the minimum', wholeNumber(1, 100), 0, 'must be at least 1'],
  ['a number above the maximum', wholeNumber(1, 100), 101, 'must be at most 100'],
  ['text instead of a list', z.array(z.string()), 'x', 'must be a list'],
  ['text instead of an object', z.object({}), 'x', 'must be an object'],
  ['a number instead of details', z.record(z.string(), z.string()), 5, 'must be an object'],
  ['empty text', z.string().min(1), '', 'can not be empty'],
  ['text that is too short', z.string().min(3), 'ab', 'must have at least 3 characters'],
  ['text that is too long', z.string().max(2), 'abc', 'must not be longer than 2 characters'],
  ['an empty list', z.array(z.string()).min(1), [], 'must have at least one element'],
  ['a list that is too long', z.array(z.string()).max(1), ['a', 'b'], 'must not have more than 1 elements'],
  ['an unknown enum value', z.enum(['asc', 'desc']), 'up', 'must be one of asc, desc'],
  ['an unknown type', byType, { type: 'x' }, 'must be one of team, user, none'],
  ['a missing type', byType, {}, 'must be one of team, user, none'],
  ['an invalid e-mail address', z.email(), 'jane', 'must be an e-mail address'],
  ['an invalid flag', flag, 'yes', 'must be true or false'],
  ['an invalid date', instant, 'tomorrow', 'must be a date and time such as 2026-11-24T10:00:00Z'],
  [
    'a value that fits no alternative',
    z.union([z.number(), z.array(z.string())]),
    'x',
    'must be a number or a list',
  ],
  ['true instead of a number', wholeNumber(0, 9), true, 'must be a number'],
  ['an empty list instead of a number', wholeNumber(0, 9), [], 'must be a number'],
])('the API has its own message for %s', (_, schema, value, message) => {
  expect(Object.values(validationMessages(z.object({ field: schema }), { field: value }) as object)).toEqual([
    message,
  ]);
});

test('a value that is of one alternative, but wrong inside, is answered with what is wrong there', () => {
  const schema = z.object({ field: z.union([z.record(z.string(), z.string()), z.array(z.string())]) });
  expect(validationMessages(schema, { field: { a: ['x'] } })).toEqual({ 'field.a': 'must be text' });
  expect(validationMessages(schema, { field: ['x', {}] })).toEqual({ 'field[1]': 'must be text' });
});

test('no route shows a message of the validation library for an empty body', () => {
  const messages = allRoutes()
    .flatMap(({ body }) => (body ? [validationMessages(body, {})] : []))
    .flatMap((fields) => Object.values((fields ?? {}) as Record<string, unknown>))
    .filter((text) => typeof text === 'string');
  expect(messages.length).toBeGreaterThan(50);
  expect(messages.filter((text) => /Invalid|expected|Too (small|big)|undefined|NaN/.test(text))).toEqual([]);
});
