import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const api = (accountId: string, userId?: string) =>
  configurationApi(table(), { accountId, ...(userId && { userId }) });

const createUser = (accountId: string, name: string, role = 'User') =>
  createdId(api(accountId), '/v2/users', {
    username: `${name}@example.com`,
    fullName: name,
    role: { name: role },
  });

test('a custom role is created, replaced and deleted', async () => {
  const call = api('crud');
  const role = {
    name: 'Night shift',
    extendedRole: 'observer',
    grantedRights: ['alert-close'],
    disallowedRights: [],
  };
  const id = await createdId(call, '/v2/roles', role);
  expect((await call('GET', '/v2/roles/night%20shift?identifierType=name')).body.data).toEqual({
    id,
    ...role,
  });
  expect((await call('GET', '/v2/roles/')).body.data).toEqual([{ id, ...role }]);
  expect((await call('POST', '/v2/roles', { name: 'NIGHT shift' })).status).toBe(409);

  const change = { disallowedRights: ['alert-delete'] };
  expect((await call('PUT', `/v2/roles/${id}`, change)).body).toMatchObject({
    data: { id, name: 'Night shift' },
  });
  expect((await call('GET', `/v2/roles/${id}`)).body.data).toEqual({
    ...role,
    id,
    grantedRights: [],
    disallowedRights: ['alert-delete'],
  });
  expect((await call('DELETE', `/v2/roles/${id}`)).body.result).toBe('Deleted');
  expect((await call('GET', `/v2/roles/${id}`)).status).toBe(404);
});

test.each([
  [{}, 'name'],
  [{ name: 'Admin' }, 'name'],
  [{ name: 'x', extendedRole: 'owner' }, 'extendedRole'],
  [{ name: 'x', grantedRights: ['Alert Close'] }, 'grantedRights[0]'],
])('%j is rejected because of %s', async (body, field) => {
  const { status, body: response } = await api('invalid')('POST', '/v2/roles', { ...body, ignored: true });
  expect([status, Object.keys(response.errors)]).toEqual([422, [field]]);
});

test('a custom role cannot be deleted while users have it, and the error names them', async () => {
  const call = api('used');
  const id = await createdId(call, '/v2/roles', { name: 'Night shift' });
  const jane = await createUser('used', 'jane', 'night SHIFT');
  const roleOfJane = async () => (await call('GET', `/v2/users/${jane}`)).body.data.role;
  expect(await roleOfJane()).toEqual({ id, name: 'Night shift' });
  await call('PUT', `/v2/roles/${id}`, { name: 'Late shift' });
  expect(await roleOfJane()).toEqual({ id, name: 'Late shift' });
  const { status, body } = await call('DELETE', `/v2/roles/${id}`);
  expect([status, body.message]).toEqual([
    428,
    'Custom user role [Late shift] cannot be deleted, it is the role of: user [jane@example.com].',
  ]);
});

test('a user cannot get a role that does not exist', async () => {
  const body = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'Emperor' } };
  const { status, body: response } = await api('unknown')('POST', '/v2/users', body);
  expect([status, response.errors]).toEqual([422, { role: 'No role exists with [Emperor]' }]);
});

describe('the key of a user', () => {
  test("has the rights of the user's role, whatever rights the key has", async () => {
    const id = await createUser('plain', 'jane');
    const call = api('plain', id);
    expect((await call('GET', '/v2/escalations')).status).toBe(200);
    const { status, body } = await call('POST', '/v2/teams', { name: 'Mine' });
    expect([status, body.message]).toEqual([
      403,
      "The user's role lacks the right that this operation needs: configurations-edit.",
    ]);
    expect((await api('plain')('GET', '/v2/teams')).body.data).toEqual([]);
  });

  test("can change the user's own profile but nobody's role", async () => {
    const [jane, joe] = [await createUser('own', 'jane'), await createUser('own', 'joe')];
    const call = api('own', jane);
    const contact = { method: 'sms', to: '1-5550100' };
    expect((await call('PATCH', '/v2/users/jane@example.com', { fullName: 'Jane Doe' })).status).toBe(200);
    expect((await call('POST', `/v2/users/${jane}/contacts`, contact)).status).toBe(201);
    expect((await call('POST', `/v2/users/${joe}/contacts`, contact)).status).toBe(403);
    expect((await call('PATCH', `/v2/users/${joe}`, { fullName: 'Joe Doe' })).status).toBe(403);
    expect((await call('PATCH', `/v2/users/${jane}`, { role: { name: 'Admin' } })).status).toBe(403);
    expect((await call('GET', `/v2/users/${jane}`)).body.data).toMatchObject({
      fullName: 'Jane Doe',
      role: { name: 'User' },
    });
  });

  test('of an admin can assign all roles except owner', async () => {
    const [boss, jane, chief] = [
      await createUser('admin', 'boss', 'Admin'),
      await createUser('admin', 'jane'),
      await createUser('admin', 'chief', 'Owner'),
    ];
    const call = api('admin', boss);
    expect((await call('PATCH', `/v2/users/${jane}`, { role: { name: 'Admin' } })).status).toBe(200);
    expect((await call('PATCH', `/v2/users/${boss}`, { role: { name: 'Owner' } })).status).toBe(403);
    expect((await call('PATCH', `/v2/users/${chief}`, { role: { name: 'User' } })).status).toBe(403);
    expect((await call('DELETE', `/v2/users/${chief}`)).status).toBe(403);
    expect(
      (await api('admin', chief)('PATCH', `/v2/users/${boss}`, { role: { name: 'Owner' } })).status,
    ).toBe(200);
  });

  test('can block users only if it belongs to an admin, and never an owner', async () => {
    const [boss, jane, chief] = [
      await createUser('blocking', 'boss', 'Admin'),
      await createUser('blocking', 'jane'),
      await createUser('blocking', 'chief', 'Owner'),
    ];
    const block = async (by: string, whom: string, blocked: boolean) =>
      (await api('blocking', by)('PATCH', `/v2/users/${whom}`, { blocked })).status;
    expect(await block(jane, jane, true)).toBe(403);
    expect(await block(jane, jane, false)).toBe(200);
    expect(await block(boss, chief, true)).toBe(403);
    expect(await block(boss, jane, true)).toBe(200);
    expect(await block(chief, boss, true)).toBe(200);
    expect(await block(chief, jane, false)).toBe(200);
    const users = (await api('blocking')('GET', '/v2/users?query=blocked%3Atrue')).body.data;
    expect(users.map(({ username }: { username: string }) => username)).toEqual(['boss@example.com']);
  });

  test('has the rights of a custom role', async () => {
    const role = { name: 'Planner', extendedRole: 'observer', grantedRights: ['configurations-edit'] };
    await createdId(api('custom'), '/v2/roles', role);
    const call = api('custom', await createUser('custom', 'jane', 'Planner'));
    const id = await createdId(call, '/v2/schedules', { name: 'Rota' });
    expect((await call('DELETE', `/v2/schedules/${id}`)).status).toBe(403);
    expect((await call('POST', '/v2/users', {})).status).toBe(403);
  });

  test('is rejected while the user is blocked, and after they were deleted', async () => {
    const id = await createUser('blocked', 'jane', 'Admin');
    const account = api('blocked');
    expect((await account('PATCH', `/v2/users/${id}`, { blocked: true })).status).toBe(200);
    expect((await account('GET', `/v2/users/${id}`)).body.data).toMatchObject({ blocked: true });
    expect((await api('blocked', id)('GET', '/v2/account')).body.message).toBe(
      'The user of the key is blocked.',
    );
    await account('DELETE', `/v2/users/${id}`);
    expect((await api('blocked', id)('GET', '/v2/account')).status).toBe(403);
  });
});

describe('the admin of a team', () => {
  async function setUpAccount(accountId: string) {
    const account = api(accountId);
    const [jane, joe] = [await createUser(accountId, 'jane'), await createUser(accountId, 'joe')];
    const members = [{ user: { id: jane }, role: 'admin' }, { user: { id: joe } }];
    const ops = await createdId(account, '/v2/teams', { name: 'Ops', members });
    const dev = await createdId(account, '/v2/teams', { name: 'Dev' });
    return { account, call: api(accountId, jane), joe, ops, dev };
  }

  test('can change only resources of the team', async () => {
    const { call, ops, dev } = await setUpAccount('team-admin');
    const change = { description: 'changed' };
    const patch = async (path: string) => (await call('PATCH', path, change)).status;
    expect(await patch(`/v2/teams/${ops}`)).toBe(200);
    expect(await patch('/v2/schedules/Ops_schedule?identifierType=name')).toBe(200);
    expect(await patch('/v2/escalations/Ops_escalation?identifierType=name')).toBe(200);
    expect(await patch(`/v2/teams/${dev}`)).toBe(403);
    expect(await patch('/v2/schedules/Dev_schedule?identifierType=name')).toBe(403);
    expect((await call('DELETE', `/v2/teams/${ops}`)).status).toBe(403);
    expect((await call('POST', '/v2/schedules', { name: 'Mine' })).status).toBe(201);
    expect((await call('POST', '/v2/schedules', { name: 'Theirs', ownerTeam: { id: dev } })).status).toBe(
      403,
    );
    expect((await call('GET', '/v2/schedules/Mine?identifierType=name')).body.data.ownerTeam.name).toBe(
      'Ops',
    );
    expect((await call('GET', '/v2/teams')).body.data).toHaveLength(2);
  });

  test('of several teams must name the team', async () => {
    const { account, call, dev } = await setUpAccount('two-teams');
    await account('POST', `/v2/teams/${dev}/members`, {
      user: { username: 'jane@example.com' },
      role: 'admin',
    });
    expect((await call('POST', '/v2/schedules', { name: 'Whose' })).status).toBe(403);
    expect((await call('POST', '/v2/schedules', { name: 'Devs', ownerTeam: { name: 'dev' } })).status).toBe(
      201,
    );
    expect((await call('GET', '/v2/schedules/Devs?identifierType=name')).body.data.ownerTeam.name).toBe(
      'Dev',
    );
  });

  test('shares with members the rights that their team role grants', async () => {
    const { account, call, joe, ops } = await setUpAccount('team-role');
    const rights = [
      { right: 'edit-schedules', granted: true },
      { right: 'delete-schedules', granted: false },
    ];
    expect((await call('POST', `/v2/teams/${ops}/roles`, { name: 'Planner', rights })).status).toBe(201);
    const asJoe = () => api('team-role', joe);
    const patch = () =>
      asJoe()('PATCH', '/v2/schedules/Ops_schedule?identifierType=name', { description: 'x' });
    expect((await patch()).status).toBe(403);
    await account('POST', `/v2/teams/${ops}/members`, { user: { id: joe }, role: 'planner' });
    expect((await patch()).status).toBe(200);
    expect((await asJoe()('DELETE', '/v2/schedules/Ops_schedule?identifierType=name')).status).toBe(403);
    expect((await asJoe()('PATCH', `/v2/teams/${ops}`, { description: 'x' })).status).toBe(403);
  });
});
