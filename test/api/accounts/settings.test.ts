import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

async function anAccount(accountId: string) {
  await putAccount(table(), { id: accountId, name: 'Acme' });
  const call = configurationApi(table(), { accountId });
  return { call, team: await createdId(call, '/v2/teams', { name: 'Platform' }) };
}

test('the account shows the fallback responder that was set by name, and keeps its zone', async () => {
  const { call, team } = await anAccount('fallback');
  await call('PATCH', '/v2/account', { timeZone: 'Asia/Tokyo' });
  const fallbackResponder = { type: 'team', id: team, name: 'Platform' };
  expect(
    await call('PATCH', '/v2/account', { fallbackResponder: { type: 'team', name: 'Platform' } }),
  ).toMatchObject({ status: 200, body: { data: { timeZone: 'Asia/Tokyo', fallbackResponder } } });
  expect((await call('GET', '/v2/account')).body.data).toMatchObject({
    id: 'fallback',
    timeZone: 'Asia/Tokyo',
    fallbackResponder,
  });
});

test('the fallback responder can be removed, again and again', async () => {
  const { call, team } = await anAccount('removed');
  await call('PATCH', '/v2/account', { fallbackResponder: { type: 'team', id: team } });
  for (let i = 0; i < 2; i++)
    expect((await call('DELETE', '/v2/account/fallback-responder')).status).toBe(200);
  expect((await call('GET', '/v2/account')).body.data).not.toHaveProperty('fallbackResponder');
});

test.each([
  ['unknown', { fallbackResponder: { type: 'team', name: 'Platfrom' } }, 'fallbackResponder'],
  ['robot', { fallbackResponder: { type: 'robot', id: 'x' } }, 'fallbackResponder.type'],
  ['empty', {}, 'timeZone'],
])('a change that makes no sense is refused and changes nothing: %s', async (name, body, field) => {
  const { call } = await anAccount(`refused-${name}`);
  const { status, body: error } = await call('PATCH', '/v2/account', body);
  expect(status).toBe(422);
  expect(error.errors).toHaveProperty([field]);
  expect((await call('GET', '/v2/account')).body.data).not.toHaveProperty('fallbackResponder');
});

test('the fallback responder cannot be deleted', async () => {
  const { call, team } = await anAccount('in-use');
  await call('PATCH', '/v2/account', { fallbackResponder: { type: 'team', id: team } });
  const { status, body } = await call('DELETE', `/v2/teams/${team}`);
  expect(status).toBe(428);
  expect(body.message).toContain('account [fallback responder]');
  const user = await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  await call('PATCH', '/v2/account', { fallbackResponder: { type: 'user', id: user } });
  expect((await call('DELETE', `/v2/users/${user}`)).status).toBe(428);
  expect((await call('DELETE', `/v2/teams/${team}`)).status).toBe(200);
});
