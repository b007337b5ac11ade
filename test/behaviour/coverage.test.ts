import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Opsgenie's documents were collected as 118 numbered statements about its behaviour. Every statement has a test in this
 * folder whose title starts with its number.
 */
const STATEMENTS = 118;

/** Statements from which Tocsin differs, with the reason. Their tests show the actual behaviour. */
const DIFFERENT: Readonly<Record<number, string>> = {
  18: 'limit of a plan: a snooze may be longer than a week',
  22: 'limit of a plan: the count of an alert goes on beyond 100',
  48: 'limit of a plan: the delay of an escalation rule may be longer than a day',
  56: 'limit of a plan: a team may have more than 100 routing rules',
  63: 'limit of a plan: a step of a notification rule may come later than a day',
  64: 'limit of a plan: a notification rule may repeat more often than ten times',
  67: 'limit of a plan: a user may have more than two contacts of a method',
  72: 'there are no incoming calls',
  96: "names of schedules may have spaces, as Opsgenie's API allows and Terraform configurations use",
};

/** The numbers at the start of the titles of all tests of this folder. Titles of describe blocks do not count. */
const covered = new Set(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => findStatements(readFileSync(join(import.meta.dirname, file), 'utf8'))),
);

function findStatements(source: string): readonly number[] {
  const titles = source.matchAll(/(?:\btest|\))\(\s*['"`](\d+(?:, \d+)*): /g);
  return [...titles].flatMap(([, numbers = '']) => numbers.split(', ').map(Number));
}

test('every statement of the documents has a test that names it', () => {
  const missing = Array.from({ length: STATEMENTS }, (_, i) => i + 1).filter(
    (number) => !covered.has(number),
  );
  expect(missing).toEqual([]);
});

test('no test names a statement that does not exist, and every listed difference has a test', () => {
  expect([...covered].filter((number) => number < 1 || number > STATEMENTS)).toEqual([]);
  expect(Object.keys(DIFFERENT).filter((number) => !covered.has(Number(number)))).toEqual([]);
});

test('titles of tests count, titles of describe blocks do not', () => {
  const source = [
    "test('1: one', () => {})",
    "test.each(rows)(\n  '2: %s', () => {})",
    "test.each([['a'], ['b']])('3, 4: %s', () => {})",
    "describe('5: five', () => {})",
    "test('a 6: six', () => {})",
  ].join('\n');
  expect(findStatements(source)).toEqual([1, 2, 3, 4]);
});
