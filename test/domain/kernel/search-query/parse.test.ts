import fc from 'fast-check';
import type { Query, Term } from '../../../../src/domain/kernel/search-query/model.ts';
import {
  MAX_QUERY_LENGTH,
  parseQuery,
  QuerySyntaxError,
} from '../../../../src/domain/kernel/search-query/parse.ts';
import { SECOND } from '../../../../src/platform/clock.ts';
import { NOON } from '../../../support/builders.ts';
import { aQuery, printed } from './trees.ts';

const text = (field: Term['field'], value: string, quoted = false): Term => ({
  kind: 'term',
  field,
  operator: ':',
  operand: { type: 'text', text: value, quoted },
});
const status = (value: 'open' | 'closed'): Term => ({
  kind: 'term',
  field: 'status',
  operator: ':',
  operand: { type: 'status', status: value },
});
const created = (operator: Term['operator'], from: number, precision = 1): Term => ({
  kind: 'term',
  field: 'createdAt',
  operator,
  operand: { type: 'instant', from, precision },
});
const and = (...parts: Query[]): Query => ({ kind: 'and', parts });
const or = (...parts: Query[]): Query => ({ kind: 'or', parts });
const not = (part: Query): Query => ({ kind: 'not', part });
const anywhere = (value: string, quoted = false): Query => ({ kind: 'anywhere', text: value, quoted });

test.each<[string, Query]>([
  ['', and()],
  ['   ', and()],
  ['status:open', status('open')],
  ['  status : OPEN ', status('open')],
  ['status=closed', status('closed')],
  ['owner: null', { kind: 'term', field: 'owner', operator: ':', operand: { type: 'null' } }],
  ['owner: "null"', text('owner', 'null', true)],
  ['message: "a \\"b\\" \\\\c"', text('message', 'a "b" \\c', true)],
  ['message: database*', text('message', 'database*')],
  ['Tags: x', text('tag', 'x')],
  ['integration.name: "My API"', text('integration.name', 'My API', true)],
  ['details.key: region', text('details.key', 'region')],
  ['lastOccuredAt > 1543622400', { ...created('>', 1543622400 * SECOND, SECOND), field: 'lastOccurredAt' }],
  ['createdAt > 1640995200000', created('>', 1640995200000)],
  ['createdAt>=1640995200000', created('>=', 1640995200000)],
  ['createdAt < 24-11-2026', created('<', NOON - 12 * 3_600_000, 86_400_000)],
  ['createdAt: 24-11-2026T12:00', created(':', NOON, 60_000)],
  ['createdAt: 2026-11-24T12:00:00.000Z', created(':', NOON)],
  ['createdAt <= 2026-11-24T13:00:00+01:00', created('<=', NOON, SECOND)],
  ['count >= 5', { kind: 'term', field: 'count', operator: '>=', operand: { type: 'number', number: 5 } }],
  [
    'priority > p3',
    { kind: 'term', field: 'priority', operator: '>', operand: { type: 'priority', priority: 'P3' } },
  ],
  ['snoozed: True', { kind: 'term', field: 'snoozed', operator: ':', operand: { type: 'flag', flag: true } }],
  ['disk', anywhere('disk')],
  ['"disk full"', anywhere('disk full', true)],
  ['web-1:8080', anywhere('web-1:8080')],
  ['android orbit notes', and(anywhere('android'), anywhere('orbit'), anywhere('notes'))],
  ['disk status: open', and(anywhere('disk'), status('open'))],
  ['a AND b OR c and NOT d', or(and(anywhere('a'), anywhere('b')), and(anywhere('c'), not(anywhere('d'))))],
  ['a AND (b or c)', and(anywhere('a'), or(anywhere('b'), anywhere('c')))],
  ['NOT NOT a', not(not(anywhere('a')))],
  ['a NOT b', and(anywhere('a'), not(anywhere('b')))],
  ['NOT(status: open)', not(status('open'))],
  ['teams: ("banana" OR "x y")', or(text('teams', 'banana', true), text('teams', 'x y', true))],
  ['tag: (a AND NOT b)', and(text('tag', 'a'), not(text('tag', 'b')))],
  ['tag: ((a OR b) c)', and(or(text('tag', 'a'), text('tag', 'b')), text('tag', 'c'))],
  [
    '(status: open AND teams: (a OR b)) OR (status: closed AND owner: (a@b.c OR d@e.f))',
    or(
      and(status('open'), or(text('teams', 'a'), text('teams', 'b'))),
      and(status('closed'), or(text('owner', 'a@b.c'), text('owner', 'd@e.f'))),
    ),
  ],
])('%s', (query, tree) => {
  expect(parseQuery(query)).toEqual(tree);
});

test.each([
  ['status: broken', 'broken is not a status; use one of open, closed (at character 9)'],
  ['status:', 'A value is missing (at character 8)'],
  ['status: AND x', 'A value is missing before AND, OR or NOT'],
  ['AND a', 'A value is missing'],
  ['a OR', 'A value is missing'],
  ['NOT', 'A value is missing'],
  ['(a', 'not closed (at character 1)'],
  ['a)', 'never opened (at character 2)'],
  ['()', 'A value is missing'],
  ['tag: (a OR b', 'not closed (at character 6)'],
  ['"a', 'quotation mark is not closed'],
  ['colour: red', 'Unknown field colour'],
  ['http://x.y', 'Unknown field http'],
  ['message > a', 'message does not support the operator >'],
  ['snoozedUntil > null', 'null does not support the operator >'],
  ['createdAt > yesterday', 'yesterday is not a date or time'],
  ['createdAt > 31-02-2026', '31-02-2026 is not a date or time'],
  ['createdAt > 24-11-2026T25:00', 'is not a date or time'],
  ['createdAt > 999999999999999', 'is not a date or time'],
  ['count: many', 'many is not a whole number'],
  ['priority: P6', 'P6 is not a priority'],
  ['acknowledged: maybe', 'maybe is not true or false'],
  ['('.repeat(51), 'nested too deeply'],
  ['x'.repeat(MAX_QUERY_LENGTH + 1), 'longer than'],
])('rejects %.40s with a reason', (query, reason) => {
  expect(() => parseQuery(query)).toThrow(QuerySyntaxError);
  expect(() => parseQuery(query)).toThrow(reason);
});

test.each([
  ['status != closed', '!= is not supported; write NOT status: closed (at character 8)'],
  ['status!=closed', 'write NOT status: closed (at character 7)'],
  ['tag !~ "a b"', '!~ is not supported; write NOT tag: "a b"'],
  ['status == open', '== is not supported; write status: open (at character 8)'],
  ['message =~ disk', '=~ is not supported; write message: disk'],
  ['message ~ disk', '~ is not supported; write message: disk'],
  ['status: open && tag: x', '&& is not supported; write AND (at character 14)'],
  ['tag: x||tag: y', '|| is not supported; write OR (at character 7)'],
  ['status IN (open, closed)', 'IN is not supported; write status: (a OR b) (at character 8)'],
  ['priority not in ("P1")', 'write NOT priority: (a OR b)'],
  ['message LIKE "%x%"', 'LIKE is not supported; write message: value'],
  ['owner IS NOT NULL', 'IS NOT is not supported; write NOT owner: null'],
  ['createdAt between 1 and 2', 'between is not supported; write createdAt: value (at character 11)'],
  ['acknowledgedBy is not null', 'is not is not supported; write NOT acknowledgedBy: null'],
  ['status: open order by createdAt', 'ORDER BY is not supported; use the parameters sort and order'],
  ['status: open ORDER BY created desc', 'ORDER BY is not supported'],
  ['-status: closed', 'A leading - is not supported; write NOT status:'],
  ['disk -web', 'write NOT web, or quote the text (at character 6)'],
  ['-(a OR b)', 'write NOT (a OR b)'],
  ['!acknowledged', 'A leading ! is not supported; write NOT acknowledged'],
  ['tag: (a OR -b)', 'write NOT b'],
])('rejects the foreign syntax %s with the correct form', (query, reason) => {
  expect(() => parseQuery(query)).toThrow(QuerySyntaxError);
  expect(() => parseQuery(query)).toThrow(reason);
});

test.each([
  'disk - full',
  'web-1',
  '"status != closed"',
  'alias: -1',
  '"-web"',
  'notified in (time)',
  'customer order by phone failed',
  'message: "a && b"',
  'message is wrong',
  'source between a and b',
  'a & b | c',
  'wow!',
])('accepts %s', (query) => {
  expect(() => parseQuery(query)).not.toThrow();
});

test('a printed query parses to the same tree', () => {
  fc.assert(
    fc.property(aQuery, (query) => {
      expect(parseQuery(printed(query))).toEqual(query);
    }),
    { numRuns: 1_000 },
  );
});

test('any text either parses or throws a QuerySyntaxError', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '"',
    ' ',
    'AND',
    'or',
    'NOT',
    'tag:',
    'status:',
    'x',
    '\\',
    '*',
    '>',
    '1',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((all) => all.join('')),
      ),
      (query) => {
        try {
          parseQuery(query);
        } catch (error) {
          expect(error).toBeInstanceOf(QuerySyntaxError);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
