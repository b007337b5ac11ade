import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

async function setUpAccount(accountId: string) {
  const call = configurationApi(table(), { accountId });
  const jane = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'User' } };
  await createdId(call, '/v2/users', jane);
  return { call, team: await createdId(call, '/v2/teams', { name: 'Ops' }) };
}

const rights = [
  { right: 'manage-members', granted: true },
  { right: 'edit-schedules', granted: false },
];

test('a team role is created, listed, and found by id and name', async () => {
  const { call, team } = await setUpAccount('read');
  const id = await createdId(call, '/v2/teams/ops/roles?teamIdentifierType=name', { name: 'Lead', rights });
  const role = { id, name: 'Lead', rights };
  expect((await call('GET', `/v2/teams/${team}/roles`)).body.data).toEqual([role]);
  expect((await call('GET', `/v2/teams/${team}/roles/${id}`)).body.data).toEqual(role);
  const byName = '/v2/teams/Ops/roles/lead?teamIdentifierType=name&identifierType=name';
  expect((await call('GET', byName)).body.data).toEqual(role);
  expect((await call('GET', `/v2/teams/${team}/roles/nobody`)).status).toBe(404);
});

test('an update keeps absent fields, and members keep a role that is renamed', async () => {
  const { call, team } = await setUpAccount('change');
  const id = await createdId(call, `/v2/teams/${team}/roles`, { name: 'Lead', rights });
  await call('POST', `/v2/teams/${team}/members`, { user: { username: 'jane@example.com' }, role: 'LEAD' });
  const changed = await call('PATCH', `/v2/teams/${team}/roles/${id}`, { name: 'Head', rights: null });
  expect(changed.body).toMatchObject({ result: 'Updated', data: { id, name: 'Head' } });
  expect((await call('GET', `/v2/teams/${team}/roles/${id}`)).body.data).toEqual({
    id,
    name: 'Head',
    rights,
  });
  expect((await call('GET', `/v2/teams/${team}`)).body.data.members).toMatchObject([{ role: 'Head' }]);
  await call('PATCH', `/v2/teams/${team}/roles/${id}`, { name: '', rights: [] });
  expect((await call('GET', `/v2/teams/${team}/roles/${id}`)).body.data).toEqual({
    id,
    name: 'Head',
    rights: [],
  });
});

test('a team role cannot be deleted while members have it', async () => {
  const { call, team } = await setUpAccount('delete');
  const id = await createdId(call, `/v2/teams/${team}/roles`, { name: 'Lead', rights });
  await call('POST', `/v2/teams/${team}/members`, { user: { username: 'jane@example.com' }, role: 'Lead' });
  expect((await call('DELETE', `/v2/teams/${team}/roles/${id}`)).status).toBe(428);
  await call('DELETE', `/v2/teams/${team}/members/jane@example.com`);
  expect((await call('DELETE', `/v2/teams/${team}/roles/${id}`)).body.result).toBe('Deleted');
  expect((await call('GET', `/v2/teams/${team}/roles`)).body.data).toEqual([]);
});

test.each([
  [{ name: 'Admin', rights }, 422],
  [{ name: 'x' }, 422],
  [{ name: 'x', rights: [{ granted: true }] }, 422],
  [{ name: 'lead', rights }, 409],
])('%j is rejected with %i and changes nothing', async (body, status) => {
  const { call, team } = await setUpAccount(
    `refused-${JSON.stringify(body)}`.replace(/\W/g, '-').slice(0, 60),
  );
  await createdId(call, `/v2/teams/${team}/roles`, { name: 'Lead', rights });
  expect((await call('POST', `/v2/teams/${team}/roles`, body)).status).toBe(status);
  expect((await call('GET', `/v2/teams/${team}/roles`)).body.data).toHaveLength(1);
});

test('a member cannot get a role that the team does not have', async () => {
  const { call, team } = await setUpAccount('unknown');
  const member = { user: { username: 'jane@example.com' }, role: 'Lead' };
  const { status, body } = await call('POST', `/v2/teams/${team}/members`, member);
  expect([status, body.errors]).toEqual([422, { role: 'The team has no role [Lead]' }]);
});
