import { alertFor } from '../../../simulator/configuration.ts';
import type { Alert } from '../../../src/domain/alerts/model.ts';
import type { Condition, Criteria } from '../../../src/domain/kernel/criteria.ts';
import { listUnmetConditions, matchesCriteria } from '../../../src/domain/kernel/criteria.ts';
import { isUsablePattern } from '../../../src/domain/kernel/pattern.ts';

const alert: Alert = alertFor(
  [
    { type: 'team', id: 'ops' },
    { type: 'user', id: 'jane' },
  ],
  {
    message: 'Disk full on db1',
    description: 'line one\nline two',
    tags: ['Critical', 'db'],
    details: { region: 'eu-central-1', free: '3' },
    priority: 'P2',
    entity: '',
  },
);

type Short = readonly [field: string, operation: string, expectedValue?: string, key?: string];

const condition = ([field, operation, expectedValue, key]: Short, not = false): Condition => ({
  field,
  operation,
  not,
  ...(expectedValue !== undefined && { expectedValue }),
  ...(key !== undefined && { key }),
});

const all = (...conditions: readonly Condition[]): Criteria => ({ type: 'match-all-conditions', conditions });

test.each<readonly [boolean, ...Short]>([
  [true, 'message', 'contains', 'full'],
  [false, 'message', 'contains', 'FULL'],
  [true, 'message', 'starts-with', 'Disk'],
  [false, 'message', 'starts-with', 'full'],
  [true, 'message', 'ends-with', 'db1'],
  [false, 'message', 'ends-with', 'db2'],
  [true, 'message', 'equals', 'Disk full on db1'],
  [false, 'message', 'equals', 'Disk full'],
  [true, 'message', 'equals-ignore-whitespace', ' Diskfull on\tdb1'],
  [false, 'message', 'is-empty'],
  [true, 'entity', 'is-empty'],
  [true, 'message', 'matches', 'Disk .* db\\d'],
  [false, 'message', 'matches', 'Disk'],
  [true, 'message', 'matches', '(?i)disk.*'],
  [true, 'message', 'matches', '(?!.*test).*'],
  [true, 'message', 'matches', 'cpu.*|Disk.*'],
  [false, 'description', 'matches', 'line.*'],
  [true, 'description', 'matches', '(?s)line.*'],
  [true, 'tags', 'contains', 'db'],
  [false, 'tags', 'contains', 'd'],
  [true, 'tags', 'matches', 'Cri.*'],
  [false, 'tags', 'is-empty'],
  [true, 'actions', 'is-empty'],
  [true, 'details', 'contains-key', 'region'],
  [false, 'details', 'contains-key', 'eu-central-1'],
  [true, 'details', 'contains-value', 'eu-central-1'],
  [true, 'extra-properties', 'contains', 'free'],
  [true, 'extra-properties', 'equals', 'eu-central-1', 'region'],
  [true, 'extra-properties', 'less-than', '10', 'free'],
  [false, 'extra-properties', 'greater-than', '10', 'free'],
  [true, 'extra-properties', 'is-empty', '', 'absent'],
  [true, 'priority', 'equals', 'P2'],
  [true, 'priority', 'greater-than', 'P3'],
  [false, 'priority', 'greater-than', 'P2'],
  [true, 'priority', 'less-than', 'P1'],
  [true, 'teams', 'contains', 'ops'],
  [false, 'teams', 'contains', 'jane'],
  [true, 'recipients', 'contains', 'jane'],
  [true, 'responders', 'contains', 'ops'],
])('matches %s: %s %s %s %s', (expected, ...short) => {
  expect(matchesCriteria(all(condition(short as unknown as Short)), alert)).toBe(expected);
  expect(matchesCriteria(all(condition(short as unknown as Short, true)), alert)).toBe(!expected);
});

test.each<Short>([
  ['colour', 'equals', 'red'],
  ['message', 'sounds-like', 'disk'],
  ['message', 'matches', '('],
  ['priority', 'greater-than', 'high'],
  ['message', 'greater-than', '10'],
  ['details', 'sounds-like', 'x'],
])('a meaningless condition never matches, also not when negated: %s %s %s', (...short) => {
  expect(matchesCriteria(all(condition(short as unknown as Short)), alert)).toBe(false);
  expect(matchesCriteria(all(condition(short as unknown as Short, true)), alert)).toBe(false);
});

test('match-all-conditions needs all conditions, match-any-condition one', () => {
  const [yes, no] = [condition(['tags', 'contains', 'db']), condition(['tags', 'contains', 'web'])];
  expect(matchesCriteria({ type: 'match-all', conditions: [no] }, alert)).toBe(true);
  expect(matchesCriteria({ type: 'match-all-conditions', conditions: [yes, no] }, alert)).toBe(false);
  expect(matchesCriteria({ type: 'match-all-conditions', conditions: [] }, alert)).toBe(true);
  expect(matchesCriteria({ type: 'match-any-condition', conditions: [no, yes] }, alert)).toBe(true);
  expect(matchesCriteria({ type: 'match-any-condition', conditions: [] }, alert)).toBe(false);
});

test('a pattern that backtracks too long is abandoned and does not match', () => {
  const evil = { ...alert, message: `${'a'.repeat(60)}b` };
  const begun = performance.now();
  expect(matchesCriteria(all(condition(['message', 'matches', '(?!b)(a+)+'])), evil)).toBe(false);
  expect(matchesCriteria(all(condition(['message', 'matches', '(?!b)(a+)+'], true)), evil)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test('isUsablePattern rejects invalid and overlong patterns', () => {
  expect(isUsablePattern('(?i)disk.*')).toBe(true);
  expect(isUsablePattern('(')).toBe(false);
  expect(isUsablePattern('a'.repeat(1_001))).toBe(false);
});

test('the unmet conditions name the expected and the actual value', () => {
  const criteria = all(
    condition(['priority', 'equals', 'P1']),
    condition(['message', 'contains', 'full']),
    condition(['tags', 'contains', 'db'], true),
    condition(['details', 'equals', 'us-east-1', 'region']),
  );
  expect(listUnmetConditions(criteria, alert)).toEqual([
    'priority equals P1 (it is P2)',
    'tags not contains db',
    'details region equals us-east-1 (it is eu-central-1)',
  ]);
});

test('criteria that match have no unmet conditions, and criteria without conditions may match nothing', () => {
  expect(listUnmetConditions(all(condition(['message', 'contains', 'full'])), alert)).toEqual([]);
  expect(listUnmetConditions({ type: 'match-any-condition', conditions: [] }, alert)).toEqual([
    'it has no conditions',
  ]);
});
