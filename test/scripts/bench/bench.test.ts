import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { CLAIMS, isMet } from '../../../scripts/bench/catalogue.ts';
import { median } from '../../../scripts/bench/median.ts';
import {
  ALL_PARTS,
  formatResults,
  type Measure,
  type Part,
  parseParts,
  runBench,
} from '../../../scripts/bench/run.ts';
import { formatTable, toRows } from '../../../scripts/bench/table.ts';

const names = Object.keys(CLAIMS);

test('every claim is measured by the part that its name begins with, and every part has claims', () => {
  expect([...new Set(names.map((name) => name.split('.')[0]))].toSorted()).toEqual([...ALL_PARTS].toSorted());
});

test.each([
  ['README.md', 20],
  ['docs/performance.md', 90],
])('%s quotes rows of the bench with their names, words and aims', (file, least) => {
  const quoted = [
    ...readFileSync(file, 'utf8').matchAll(/^\| `([a-z_0-9.]+)` \|([^|]*)\|[^|]*\|([^|]*)\|/gm),
  ];
  expect(quoted.length).toBeGreaterThanOrEqual(least);
  for (const [, name = '', what = '', aim = ''] of quoted) {
    const line =
      formatTable(toRows({ [name]: 0 }), false)
        .split('\n')
        .at(-1) ?? '';
    const [, , expectedWhat, , expectedAim] = line.split('|').map((cell) => cell.trim());
    expect([name, what.trim(), aim.trim()]).toEqual([name, expectedWhat, expectedAim]);
  }
});

describe('a row', () => {
  test('has its figure as a rounded number, with unit, aim and whether it is met', () => {
    expect(toRows({ 'price.alert': 149.9649, 'burst.notified_per_second': 89.4 })).toEqual([
      expect.objectContaining({
        name: 'price.alert',
        figure: 149.96,
        unit: '$',
        aim: { atMost: 150 },
        isMet: true,
      }),
      expect.objectContaining({
        name: 'burst.notified_per_second',
        figure: 89,
        unit: '/s',
        aim: { atLeast: 90 },
        isMet: false,
      }),
    ]);
  });

  test('without an aim is neither met nor missed', () => {
    expect(toRows({ 'storm.throttled': 3 })[0]).not.toHaveProperty('isMet');
    expect(isMet(1, undefined)).toBeUndefined();
  });

  test('with an exact aim is met by this number alone', () => {
    expect([isMet(0, { exactly: 0 }), isMet(1, { exactly: 0 }), isMet(Number.NaN, { exactly: 0 })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('of a name without a claim is a mistake', () => {
    expect(() => toRows({ 'price.unheard_of': 1 })).toThrow('The bench has no claim price.unheard_of.');
  });

  test('of a purpose of the table is described by its name', () => {
    expect(toRows({ 'price.table.alert_log': 2.5 })[0]?.what).toBe(
      'Of a million alerts, the table for: alert log',
    );
  });
});

test('the table is Markdown that shows units, missed aims and the load', () => {
  const rows = toRows(
    { 'storm.count': 9_999, 'price.alert': 149.96, 'burst.ready': 1.5 },
    { before: 0.26, during: 2 },
  );
  expect(formatTable(rows, false).split('\n')).toEqual([
    '| name | what | figure | aim | load before, during |',
    '|---|---|---|---|---|',
    '| `storm.count` | Storm: count of the alert | 9,999 (missed) | 10,000 | 0.3, 2.0 |',
    '| `price.alert` | A million alerts, each notified of once and acknowledged | $149.96 | ≤ $150 | 0.3, 2.0 |',
    '| `burst.ready` | npm start: ready after | 1.5 s | ≤ 2 s | 0.3, 2.0 |',
  ]);
});

describe('parts', () => {
  test('without --only are all of them', () => {
    expect(parseParts(undefined)).toEqual(ALL_PARTS);
  });

  test('of --only are measured in the order of the table', () => {
    expect(parseParts('price, burst')).toEqual(['burst', 'price']);
  });

  test('that do not exist are refused with the ones that do', () => {
    expect(() => parseParts('price,prize')).toThrow(/no part "prize"\. Its parts: latency, burst/);
  });
});

const measuresOf = (own: Partial<Record<Part, Measure>>) =>
  ({ ...Object.fromEntries(ALL_PARTS.map((part) => [part, async () => ({})])), ...own }) as Record<
    Part,
    Measure
  >;

test('a part that fails does not keep the others from being measured, and is named', async () => {
  const measures = measuresOf({
    storm: async () => {
      throw new Error('The service ended.');
    },
    calls: async () => ({ 'calls.page': 15 }),
  });
  const progress: string[] = [];
  const results = await runBench(['storm', 'calls'], measures, (text) => void progress.push(text));
  expect(progress).toEqual(['storm', 'calls']);
  expect(results.rows.map(({ name }) => name)).toEqual(['calls.page']);
  expect(results.rows[0]?.load).toEqual({ before: expect.any(Number), during: expect.any(Number) });
  expect(results.failures).toEqual([{ part: 'storm', error: 'The service ended.' }]);
  expect(formatResults(results)).toContain('Not measured: storm. The service ended.');
});

test('the median is the one in the middle', () => {
  expect([median([3, 1, 2]), median([5]), median([4, 1, 3, 2])]).toEqual([2, 5, 3]);
  expect(() => median([])).toThrow('There is no median');
});

test('npm run bench prints single parts as JSON', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    'scripts/bench.ts',
    '--only',
    'calls',
    '--json',
  ]);
  const { rows, machine, failures } = JSON.parse(stdout);
  expect(failures).toEqual([]);
  expect(machine.processors).toBeGreaterThan(0);
  expect(rows[0]).toMatchObject({
    name: 'calls.transitions',
    figure: 5,
    unit: '',
    aim: { atMost: 5 },
    isMet: true,
    load: { before: expect.any(Number), during: expect.any(Number) },
  });
});

test.each([['--only', 'nothing'], ['--alerts', '3'], ['price']])(
  'npm run bench refuses %s %s in one line',
  async (...args) => {
    const run = promisify(execFile)(process.execPath, ['scripts/bench.ts', ...args]);
    const error = await run.catch((failure) => failure);
    expect(error.code).toBe(1);
    expect(
      error.stderr
        .trim()
        .split('\n')
        .filter((line: string) => !/Warning/.test(line)),
    ).toHaveLength(1);
  },
);
