import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { formatCapacity, parseBytes, parseQuestion } from '../../scripts/capacity/command.ts';
import {
  type CapacityQuestion,
  computeLimits,
  type LimitRow,
  PROD,
} from '../../simulator/capacity/limits.ts';
import { type AlertProfile, countAlert } from '../../simulator/capacity/profile.ts';
import { logger } from '../../src/platform/logger.ts';

logger.setLogLevel('SILENT');

/** The highest that the parameters of a deployment allow. */
const RAISED: CapacityQuestion = {
  rate: 10_000,
  tenants: 10,
  region: 'eu-west-1',
  minutes: 5,
  workerConcurrency: 1_000,
  reconcilerParts: 64,
  apiRateLimit: 50_000,
};

const DEFAULTS = {
  rate: String(PROD.rate),
  tenants: String(PROD.tenants),
  region: PROD.region,
  minutes: String(PROD.minutes),
  'worker-concurrency': String(PROD.workerConcurrency),
  'reconciler-parts': String(PROD.reconcilerParts),
  'api-rate-limit': String(PROD.apiRateLimit),
};

test('the defaults are the parameters of the stage prod', () => {
  const { params } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });
  const { workerConcurrency, reconcilerParts, apiRateLimit } = { ...params.default, ...params.prod };
  expect(PROD).toMatchObject({ workerConcurrency, reconcilerParts, apiRateLimit });
});

let profile: AlertProfile;
beforeAll(async () => {
  profile = await countAlert(40_000);
}, 60_000);

const describeRows = (rows: readonly LimitRow[]) =>
  rows.map(
    ({ what, percent, reachedAt }) =>
      `${what}: ${percent.toFixed(0)} %, ${reachedAt.toFixed(0)} alerts a second`,
  );

test('with raised quotas, ten accounts can have 1,000 alerts a second each, with policies of 40 kB', () => {
  const rows = computeLimits(profile, RAISED).filter(({ kind }) => kind === 'design' || kind === 'parameter');
  expect(rows.length).toBeGreaterThan(15);
  expect(describeRows(rows.filter(({ percent }) => percent > 100))).toEqual([]);
  const low = rows.filter(({ scope, reachedAt }) => reachedAt < (scope === 'account' ? 1_000 : 10_000));
  expect(describeRows(low)).toEqual([]);
});

test('an account that has the stage to itself can have 1,000 alerts a second with the parameters of prod', () => {
  const rows = computeLimits(profile, { ...parseQuestion(DEFAULTS), rate: 1_000, tenants: 1 });
  expect(
    describeRows(rows.filter(({ kind, percent }) => kind !== 'quota' && kind !== 'soft' && percent > 100)),
  ).toEqual([]);
});

test.each([
  ['the defaults', {}],
  ['one account', { tenants: 1 }],
  ['200 accounts', { tenants: 200 }],
  ['alerts that nobody acknowledges for an hour', { minutes: 60 }],
  ['a small region', { region: 'eu-south-1' }],
  ['1,000 alerts a second of ten accounts', { rate: 1_000, tenants: 10 }],
])(
  'with %s, the design ends at no less than 1,000 alerts a second of an account and 10,000 of all',
  (_, options) => {
    const rows = computeLimits(profile, { ...PROD, ...options });
    const low = rows
      .filter(({ kind }) => kind === 'design')
      .filter(({ scope, reachedAt }) => reachedAt < (scope === 'account' ? 1_000 : 10_000));
    expect(describeRows(low)).toEqual([]);
  },
);

test.each([
  ['eu-west-1', 300],
  ['eu-central-1', 150],
])('starts of executions end in %s at %d alerts a second', (region, reachedAt) => {
  const rows = computeLimits(profile, { ...RAISED, region });
  const starts = rows.find(({ what }) => what.includes('StartExecution'));
  expect(starts).toMatchObject({ kind: 'quota', load: 10_000 });
  expect(starts?.reachedAt).toBeCloseTo(reachedAt, -1);
});

test('rows are in the order of their percentage, and each limit is reached where its load meets it', () => {
  const rows = computeLimits(profile, RAISED);
  expect(rows.map(({ percent }) => percent)).toEqual(
    rows.map(({ percent }) => percent).toSorted((a, b) => b - a),
  );
  for (const { reachedAt } of rows.filter(({ scope }) => scope === 'stage').slice(0, 8)) {
    const [first] = computeLimits(profile, { ...RAISED, rate: reachedAt }).filter(
      (row) => Math.abs(row.reachedAt - reachedAt) < 0.01,
    );
    expect(first?.percent).toBeGreaterThan(98);
    expect(first?.percent).toBeLessThan(102);
  }
});

test('larger policies lower the limit of their account only', () => {
  const isOfPolicies = ({ what }: LimitRow) => what.includes('#NOTIFICATIONPOLICIES');
  const units = (row: LimitRow | undefined) => row?.load ?? 0;
  const bigger = {
    ...profile,
    keys: profile.keys.map((key) =>
      key.key.includes('#NOTIFICATIONPOLICIES')
        ? { ...key, kept: key.kept.map((kept) => ({ ...kept, unitsPerRead: kept.unitsPerRead * 4 })) }
        : key,
    ),
  };
  const [before, after] = [computeLimits(profile, RAISED), computeLimits(bigger, RAISED)];
  expect(units(after.find(isOfPolicies))).toBeGreaterThan(units(before.find(isOfPolicies)) * 3);
  expect(after.filter((row) => row.scope === 'stage' && row.what.includes('key'))).toEqual(
    before.filter((row) => row.scope === 'stage' && row.what.includes('key')),
  );
});

test('the command says what is reached first and what to ask for', () => {
  const question = parseQuestion(DEFAULTS);
  const text = formatCapacity(question, '40kB', computeLimits(profile, question));
  expect(text).toContain(
    '500 new alerts a second in eu-west-1, of 20 accounts with lists of policies of 40kB.',
  );
  expect(text).toContain('Reached first: SES: e-mails a second, at 14 new alerts a second.');
  expect(text).toContain('raise the sending rate of SES (at least 500)');
  const quiet = { ...question, rate: 1 };
  expect(formatCapacity(quiet, '0', computeLimits(profile, quiet))).toContain(
    'everything is below its limit',
  );
});

test.each([
  ['40kB', 40_000],
  ['40 kb', 40_000],
  ['0', 0],
  ['390000', 390_000],
])('the size %s is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each(['', 'big', '-1kB', '391kB', '1MB'])('the size "%s" is refused', (text) => {
  expect(() => parseBytes(text)).toThrow('--policies must be a size up to 390kB');
});

test.each([
  [{ rate: '10001' }, '--rate must be a number from 0.1 to 10000, not 10001.'],
  [{ rate: 'many' }, '--rate must be a number'],
  [{ tenants: '1.5' }, '--tenants must be a whole number'],
  [{ region: 'Ireland' }, '--region must be a region of AWS'],
  [{ 'reconciler-parts': '65' }, '--reconciler-parts must be a whole number from 1 to 64'],
])('the options %j are refused', (options, message) => {
  expect(() => parseQuestion({ ...DEFAULTS, ...options })).toThrow(message);
});
