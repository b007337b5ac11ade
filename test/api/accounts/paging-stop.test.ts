import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { countPagingStops } from '../../../src/domain/accounts/settings.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

async function anAccount(accountId: string) {
  await putAccount(table(), { id: accountId, name: 'Acme' });
  return configurationApi(table(), { accountId });
}

const STOP = '/v2/account/paging-stop';

test('paging is stopped for an hour unless the request says otherwise, and the account shows it', async () => {
  const call = await anAccount('default');
  const { status, body } = await call('PUT', STOP, { reason: 'Storm' });
  expect(status).toBe(200);
  const { startedAt, until } = body.data;
  expect(Date.parse(until) - Date.parse(startedAt)).toBe(HOUR);
  expect((await call('GET', '/v2/account')).body.data.pagingStop).toMatchObject({
    startedAt,
    until,
    reason: 'Storm',
    by: expect.stringMatching(/^the API key ./),
  });
});

test('stopping again keeps the beginning, and changes reason and end', async () => {
  const call = await anAccount('again');
  const first = (await call('PUT', STOP, { reason: 'Storm' })).body.data;
  const second = (await call('PUT', STOP, { reason: 'Still storm', minutes: 120 })).body.data;
  expect(second).toMatchObject({ startedAt: first.startedAt, reason: 'Still storm' });
  expect(Date.parse(second.until) - Date.parse(first.startedAt)).toBeGreaterThanOrEqual(120 * MINUTE);
});

test('paging can be resumed again and again, and other settings stay', async () => {
  const call = await anAccount('resume');
  await call('PATCH', '/v2/account', { timeZone: 'Europe/Berlin' });
  expect((await call('DELETE', STOP)).status).toBe(200);
  await call('PUT', STOP, { reason: 'Storm' });
  for (let i = 0; i < 2; i++) expect((await call('DELETE', STOP)).status).toBe(200);
  const { data } = (await call('GET', '/v2/account')).body;
  expect(data).not.toHaveProperty('pagingStop');
  expect(data.timeZone).toBe('Europe/Berlin');
});

test.each([
  [{}, 'reason'],
  [{ reason: ' ' }, 'reason'],
  [{ reason: 'Storm', minutes: 0 }, 'minutes'],
  [{ reason: 'Storm', minutes: 1_441 }, 'minutes'],
  [{ reason: 'Storm', minutes: 'soon' }, 'minutes'],
])('a stop that makes no sense is refused and changes nothing: %j', async (wrong, field) => {
  const call = await anAccount('wrong');
  const { status, body } = await call('PUT', STOP, wrong);
  expect(status).toBe(422);
  expect(body.errors).toHaveProperty([field]);
  expect((await call('GET', '/v2/account')).body.data).not.toHaveProperty('pagingStop');
});

test('a key of a team can neither stop nor resume paging', async () => {
  const call = await anAccount('of-team');
  const team = await createdId(call, '/v2/teams', { name: 'Ops' });
  const ofTeam = configurationApi(table(), { accountId: 'of-team', teamId: team });
  expect((await ofTeam('PUT', STOP, { reason: 'Storm' })).status).toBe(403);
  expect((await ofTeam('DELETE', STOP)).status).toBe(403);
});

test('the stage counts the accounts that have stopped paging at an instant', async () => {
  const now = Date.parse('2027-01-01T00:00:00Z');
  const accounts = ['counted-1', 'counted-2'];
  const [one, two] = accounts.map((accountId) => configurationApi(table(), { accountId, clock: () => now }));
  await one?.('PUT', STOP, { reason: 'Storm' });
  await two?.('PUT', STOP, { reason: 'Storm' });
  expect(await countPagingStops(table(), now)).toBe(2);
  await two?.('DELETE', STOP);
  expect(await countPagingStops(table(), now + 1)).toBe(1);
  expect(await countPagingStops(table(), now + HOUR)).toBe(0);
});
