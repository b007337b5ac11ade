import * as z from 'zod';
import type { DomainError } from '../../../src/domain/kernel/errors.ts';
import { parseInput } from '../../../src/domain/kernel/input.ts';
import { flag, instant, wholeNumber } from '../../../src/domain/kernel/schemas.ts';
import { allRoutes } from '../../../src/handlers/routes/all-routes.ts';

function complaintsOf(schema: z.ZodType, value: unknown): unknown {
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
  ['nothing', z.string(), undefined, 'should be provided'],
  ['no choice', z.enum(['a', 'b']), undefined, 'should be provided'],
  ['no text', z.string(), 5, 'must be text'],
  ['no number', wholeNumber(1, 100), 'x', 'must be a number'],
  ['half a number', wholeNumber(1, 100), 1.5, 'must be a whole number'],
  ['too small a number', wholeNumber(1, 100), 0, 'must be at least 1'],
  ['too large a number', wholeNumber(1, 100), 101, 'must be at most 100'],
  ['no list', z.array(z.string()), 'x', 'must be a list'],
  ['no object', z.object({}), 'x', 'must be an object'],
  ['no details', z.record(z.string(), z.string()), 5, 'must be an object'],
  ['empty text', z.string().min(1), '', 'can not be empty'],
  ['short text', z.string().min(3), 'ab', 'must have at least 3 characters'],
  ['long text', z.string().max(2), 'abc', 'must not be longer than 2 characters'],
  ['an empty list', z.array(z.string()).min(1), [], 'must hold at least one'],
  ['a long list', z.array(z.string()).max(1), ['a', 'b'], 'must not hold more than 1'],
  ['another word', z.enum(['asc', 'desc']), 'up', 'must be one of asc, desc'],
  ['another kind', byType, { type: 'x' }, 'must be one of team, user, none'],
  ['no kind', byType, {}, 'must be one of team, user, none'],
  ['no e-mail address', z.email(), 'jane', 'must be an e-mail address'],
  ['no flag', flag, 'yes', 'must be true or false'],
  ['no date', instant, 'tomorrow', 'must be a date and time such as 2026-11-24T10:00:00Z'],
  ['none of several', z.union([z.number(), z.boolean()]), 'x', 'is not valid'],
])('%s is complained of in the words of the API', (_, schema, value, words) => {
  expect(Object.values(complaintsOf(z.object({ field: schema }), { field: value }) as object)).toEqual([
    words,
  ]);
});

test('no route answers an empty body in the words of the library', () => {
  const complaints = allRoutes()
    .flatMap(({ body }) => (body ? [complaintsOf(body, {})] : []))
    .flatMap((fields) => Object.values((fields ?? {}) as Record<string, unknown>))
    .filter((words) => typeof words === 'string');
  expect(complaints.length).toBeGreaterThan(50);
  expect(complaints.filter((words) => /Invalid|expected|Too (small|big)|undefined|NaN/.test(words))).toEqual(
    [],
  );
});
