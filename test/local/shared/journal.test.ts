import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../../src/local/shared/journal.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  file = join(folder, 'some', 'journal.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Opens the file as the next process would, without the last one having closed it. */
const reopened = () => [...openJournal<unknown>(file).live];

test('entries survive a kill in order, deleted ones do not', () => {
  const journal = openJournal<unknown>(file);
  journal.set('a', { n: 1 });
  journal.set('b', 'two');
  journal.set('c', [3]);
  journal.delete('b');
  journal.set('a', { n: 4 });

  expect(reopened()).toEqual([
    ['c', [3]],
    ['a', { n: 4 }],
  ]);
});

test('a truncated line is ignored, and later lines are kept', () => {
  openJournal<unknown>(file).set('whole', 1);
  appendFileSync(file, '["cut", {"n":');

  const journal = openJournal<unknown>(file);
  expect([...journal.live]).toEqual([['whole', 1]]);
  journal.set('next', 2);

  expect(reopened()).toEqual([
    ['whole', 1],
    ['next', 2],
  ]);
});

test('the file is compacted', () => {
  const journal = openJournal<string>(file);
  const large = 'x'.repeat(100_000);
  for (let i = 0; i < 300; i++) journal.set('same', large + i);
  journal.set('last', 'one');

  expect(statSync(file).size).toBeLessThan(10_000_000);
  expect(new Map(reopened() as [string, string][]).get('same')).toBe(`${large}299`);
  expect(readFileSync(file, 'utf8')).toContain('"last"');
});

test('without a file it is a map', () => {
  const journal = openJournal<number>(undefined);
  journal.set('a', 1);
  journal.set('b', 2);
  journal.delete('a');
  expect([...journal.live]).toEqual([['b', 2]]);
});
