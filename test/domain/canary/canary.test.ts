import { listApiKeys } from '../../../src/domain/accounts/store.ts';
import { CANARY_ACCOUNT } from '../../../src/domain/canary/model.ts';
import { ALERT_SHARDS, allAlertsPk, openAlertsPk } from '../../../src/platform/keys.ts';
import { logger } from '../../../src/platform/logger.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import { useTable } from '../../support/table.ts';
import { aPager, type Broken } from './harness.ts';

logger.setLogLevel('SILENT');

const table = useTable();
let outside: StandIn;
let pager: ReturnType<typeof aPager>;

beforeEach(async () => {
  outside = await startStandIn();
  pager = aPager(table(), `${outside.endpoint}/ping/secret`);
  // Messages of earlier tests do not count.
  await pager.round();
  outside.requests.length = 0;
  for (const name of Object.keys(pager.figures)) delete pager.figures[name];
});

afterEach(() => outside.stop());

const alertsIn = async (pkOf: (accountId: string, shard: number) => string, index: 'gsi1' | 'gsi2') => {
  const shards = Array.from({ length: ALERT_SHARDS }, (_, shard) => pkOf(CANARY_ACCOUNT.id, shard));
  return (await Promise.all(shards.map((pk) => table().count({ index, pk })))).reduce((a, b) => a + b, 0);
};

test('each round pings the dead man’s switch once, and the next round records it', async () => {
  await pager.round();
  await pager.round();
  expect(outside.requests.map(({ path }) => path)).toEqual(['/ping/secret', '/ping/secret']);
  expect(pager.figures.CanariesArrived).toEqual([1, 1]);
  expect(pager.figures).not.toHaveProperty('CanariesLost');
});

test('canaries leave one alert and one key', async () => {
  for (let i = 0; i < 3; i++) await pager.round();
  expect(await alertsIn(allAlertsPk, 'gsi1')).toBe(1);
  expect(await alertsIn(openAlertsPk, 'gsi2')).toBe(1);
  expect(await listApiKeys(table(), CANARY_ACCOUNT.id)).toHaveLength(1);
});

test.each<[string, Broken]>([
  ['the worker', { worker: true }],
  ['Step Functions', { stateMachine: true }],
  ['the engine', { assess: true }],
])(
  '%s is broken: nobody pings, the next round reports it, and all is well again after the repair',
  async (_, broken) => {
    pager.break(broken);
    await pager.round();
    await pager.round();
    expect(outside.requests).toEqual([]);
    expect(pager.figures).toMatchObject({ CanariesArrived: [1], CanariesLost: [1] });
    pager.break({});
    await pager.round();
    await pager.round();
    expect(outside.requests.length).toBeGreaterThanOrEqual(2);
    expect(pager.figures.CanariesArrived).toEqual([1, 1]);
    expect(pager.waiting()).toBe(0);
  },
);

test('a round fails without a ping if the API fails, and nothing arrives twice', async () => {
  pager.break({ api: true });
  await expect(pager.round()).rejects.toMatchObject({ name: 'CanaryRefused' });
  await expect(pager.round()).rejects.toMatchObject({ name: 'CanaryRefused' });
  expect(outside.requests).toEqual([]);
  expect(pager.figures).toEqual({ CanariesArrived: [1], CanaryDuration: [expect.any(Number)] });
  pager.break({});
  await pager.round();
  expect(outside.requests).toHaveLength(1);
});

test('a canary counts as lost if the dead man’s switch responds with an error', async () => {
  outside.behave({ status: 404 });
  await pager.round();
  await pager.round();
  expect(pager.figures).toMatchObject({ CanariesArrived: [1], CanariesLost: [1] });
});

test('a new process creates its own key, and the old process another when it resumes', async () => {
  const old = pager;
  const young = aPager(table(), `${outside.endpoint}/ping/secret`);
  await young.round();
  await old.round();
  await young.round();
  expect(outside.requests).toHaveLength(3);
  expect(await listApiKeys(table(), CANARY_ACCOUNT.id)).toHaveLength(1);
});
