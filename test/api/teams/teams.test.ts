import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { derivedId } from '../../../src/platform/ids.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const api = (accountId: string) => configurationApi(table(), { accountId });
const createUser = (call: Call, name: string) =>
  createdId(call, '/v2/users', { username: `${name}@example.com`, fullName: name, role: { name: 'User' } });

test('a new team is found by id and by name immediately', async () => {
  const call = api('create');
  const [jane, joe] = [await createUser(call, 'jane'), await createUser(call, 'joe')];
  const { status, body } = await call('POST', '/v2/teams', {
    name: 'Ops 1.a_b-c',
    description: 'On call',
    members: [{ user: { id: joe, username: '' }, role: 'admin' }, { user: { username: 'JANE@example.com' } }],
    TeamId: '',
  });
  expect([status, body.data.name]).toEqual([201, 'Ops 1.a_b-c']);
  const team = {
    id: body.data.id,
    name: 'Ops 1.a_b-c',
    description: 'On call',
    members: [
      { user: { id: joe, username: 'joe@example.com' }, role: 'admin' },
      { user: { id: jane, username: 'jane@example.com' }, role: 'user' },
    ],
  };
  expect((await call('GET', `/v2/teams/${team.id}`)).body.data).toEqual(team);
  expect((await call('GET', '/v2/teams/ops%201.a_b-c?identifierType=name')).body.data).toEqual(team);
  const { members, ...meta } = team;
  expect((await call('GET', '/v2/teams')).body.data).toEqual([meta]);
  expect((await call('GET', '/v2/teams?expand=member')).body.data).toEqual([{ ...meta, members }]);
});

test('a new team has a schedule of its members, an escalation and a routing rule to it', async () => {
  const call = api('defaults');
  const [jane, joe] = [await createUser(call, 'jane'), await createUser(call, 'joe')];
  const id = await createdId(call, '/v2/teams', {
    name: 'Ops',
    members: [{ user: { id: joe } }, { user: { id: jane } }],
  });
  const escalation = (await call('GET', '/v2/escalations/Ops_escalation?identifierType=name')).body.data;
  const schedule = { type: 'schedule', id: expect.any(String), name: 'Ops_schedule' };
  expect(escalation).toMatchObject({
    ownerTeam: { id, name: 'Ops' },
    rules: [
      { notifyType: 'default', delay: { timeAmount: 0 }, recipient: schedule },
      { notifyType: 'next', delay: { timeAmount: 5 }, recipient: schedule },
      { notifyType: 'all', delay: { timeAmount: 10 }, recipient: { type: 'team', id, name: 'Ops' } },
    ],
  });
  expect((await call('GET', `/v2/teams/${id}/routing-rules`)).body.data).toEqual([
    {
      id: expect.any(String),
      name: 'Default Routing Rule',
      isDefault: true,
      order: 0,
      criteria: { type: 'match-all' },
      timezone: 'UTC',
      notify: { type: 'escalation', id: escalation.id, name: 'Ops_escalation' },
    },
  ]);
  expect((await call('GET', `/v2/users/${joe}/schedules`)).body.data).toMatchObject([
    { name: 'Ops_schedule' },
  ]);
});

test.each([
  [{ name: 'Ops & Co' }, 'name'],
  [{ name: 'x'.repeat(100) }, 'name'],
  [{ name: '' }, 'name'],
  [{ members: [{ user: {} }] }, 'members[0].user'],
  [{ members: [{ user: { id: 'nobody' } }] }, 'members[0].user'],
])('%j is refused, naming %s, and nothing is stored', async (wrong, field) => {
  const call = api(`wrong-${JSON.stringify(wrong).slice(0, 60)}`);
  const response = await call('POST', '/v2/teams', { name: 'Ops', ...wrong });
  expect([response.status, Object.keys(response.body.errors ?? {})]).toEqual([422, [field]]);
  expect((await call('GET', '/v2/escalations')).body.data).toEqual([]);
});

test('a second team with the same name is rejected and leaves nothing behind', async () => {
  const call = api('twice');
  await createdId(call, '/v2/teams', { name: 'Ops' });
  const again = await call('POST', '/v2/teams', { name: 'OPS' });
  expect([again.status, again.body.errors]).toEqual([409, { name: 'already exists' }]);
  expect((await call('GET', '/v2/escalations')).body.data).toHaveLength(1);
});

test('a patch changes only the given fields; members replace the list', async () => {
  const call = api('patch');
  const [jane, joe] = [await createUser(call, 'jane'), await createUser(call, 'joe')];
  const id = await createdId(call, '/v2/teams', {
    name: 'Ops',
    description: 'd',
    members: [{ user: { id: joe } }],
  });
  await call('PATCH', `/v2/teams/${id}`, { name: 'Operations' });
  expect((await call('GET', `/v2/teams/${id}`)).body.data).toMatchObject({
    name: 'Operations',
    description: 'd',
    members: [{ user: { id: joe } }],
  });
  await call('PATCH', `/v2/teams/${id}`, { members: [{ user: { id: jane }, role: 'admin' }] });
  const shown = (await call('GET', '/v2/teams/Operations?identifierType=name')).body.data;
  expect(shown.members).toEqual([{ user: { id: jane, username: 'jane@example.com' }, role: 'admin' }]);
  expect((await call('PATCH', '/v2/teams/unknown', { name: 'x' })).status).toBe(404);
  expect((await call('PATCH', `/v2/teams/${id}`, { members: [{ user: { id: 'nobody' } }] })).status).toBe(
    422,
  );
});

test('members are added, change their role and are removed, by id or username', async () => {
  const call = api('members');
  const jane = await createUser(call, 'jane');
  const id = await createdId(call, '/v2/teams', { name: 'Ops' });
  const members = async () => (await call('GET', `/v2/teams/${id}`)).body.data.members;
  const path = '/v2/teams/Ops/members';
  const added = await call('POST', `${path}?teamIdentifierType=name`, {
    user: { username: 'jane@example.com' },
  });
  expect([added.status, added.body.data]).toEqual([200, { id, name: 'Ops' }]);
  await call('POST', `/v2/teams/${id}/members`, { user: { id: jane }, role: 'admin' });
  expect(await members()).toEqual([{ user: { id: jane, username: 'jane@example.com' }, role: 'admin' }]);
  await call('DELETE', `${path}/jane@example.com?teamIdentifierType=name`);
  expect(await members()).toEqual([]);
  expect((await call('DELETE', `/v2/teams/${id}/members/${jane}`)).status).toBe(404);
});

test('a team is deleted with its defaults, but not while others use it', async () => {
  const call = api('delete');
  const id = await createdId(call, '/v2/teams', { name: 'Ops' });
  const escalation = await createdId(call, '/v2/escalations', {
    name: 'Other',
    rules: [{ recipient: { type: 'schedule', name: 'Ops_schedule' } }],
  });
  const refused = await call('DELETE', `/v2/teams/${id}`);
  expect(refused.status).toBe(428);
  expect(refused.body.message).toContain('escalation [Other]');
  expect((await call('GET', `/v2/teams/${id}`)).status).toBe(200);
  await call('DELETE', `/v2/escalations/${escalation}`);
  expect((await call('DELETE', '/v2/teams/ops?identifierType=name')).body.result).toBe('Deleted');
  expect((await call('GET', '/v2/escalations')).body.data).toEqual([]);
  expect((await call('DELETE', `/v2/teams/${id}`)).status).toBe(404);
  await createdId(call, '/v2/teams', { name: 'Ops' });
  expect((await call('GET', '/v2/escalations')).body.data).toMatchObject([{ name: 'Ops_escalation' }]);
});

test('the defaults of a team can be deleted as Terraform does', async () => {
  const call = api('terraform');
  await createdId(call, '/v2/teams', { name: 'Ops' });
  const rules = '/v2/teams/Ops/routing-rules';
  const byName = '?teamIdentifierType=name';
  const [{ id }] = (await call('GET', rules + byName)).body.data;
  const none = { notify: { type: 'none', id: '', name: '' }, criteria: { type: '', conditions: null } };
  expect((await call('PATCH', `${rules}/${id}${byName}`, none)).status).toBe(200);
  expect((await call('GET', `${rules}/${id}${byName}`)).body.data.notify).toEqual({ type: 'none' });
  const escalation = (await call('GET', '/v2/escalations')).body.data.find(
    (it: { ownerTeam?: { name: string } }) => it.ownerTeam?.name === 'Ops',
  );
  expect((await call('DELETE', `/v2/escalations/${escalation.id}?identifierType=id`)).status).toBe(200);
  const schedule = (await call('GET', '/v2/schedules?expand=rotation')).body.data.find(
    (it: { ownerTeam?: { name: string } }) => it.ownerTeam?.name === 'Ops',
  );
  expect((await call('DELETE', `/v2/schedules/${schedule.id}?identifierType=id`)).status).toBe(200);
  expect((await call('DELETE', '/v2/teams/Ops?identifierType=name')).status).toBe(200);
});

test('teams of another account or another team do not exist for a key', async () => {
  const call = api('mine');
  const id = await createdId(call, '/v2/teams', { name: 'Ops' });
  for (const other of [
    api('theirs'),
    configurationApi(table(), { accountId: 'mine', teamId: derivedId('another team') }),
  ]) {
    expect((await other('GET', `/v2/teams/${id}`)).status).toBe(404);
    expect((await other('PATCH', `/v2/teams/${id}`, { name: 'x' })).status).toBe(404);
    expect((await other('GET', `/v2/teams/${id}/routing-rules`)).status).toBe(404);
    expect((await other('GET', '/v2/teams')).body.data).toEqual([]);
  }
  const own = configurationApi(table(), { accountId: 'mine', teamId: id });
  expect((await own('PATCH', `/v2/teams/${id}`, { description: 'ours' })).status).toBe(200);
  expect((await own('POST', '/v2/teams', { name: 'New' })).status).toBe(403);
  expect((await own('DELETE', `/v2/teams/${id}`)).status).toBe(403);
});

test('what was given to another team stays when the team is deleted', async () => {
  const call = api('given');
  await call('POST', '/v2/teams', { name: 'Ops' });
  await call('POST', '/v2/teams', { name: 'Web' });
  const ownerTeam = { name: 'Web' };
  await call('PATCH', '/v2/schedules/Ops_schedule?identifierType=name', { ownerTeam });
  const rules = [
    {
      condition: 'if-not-acked',
      notifyType: 'default',
      delay: { timeAmount: 0 },
      recipient: { type: 'team', name: 'Web' },
    },
  ];
  await call('PATCH', '/v2/escalations/Ops_escalation?identifierType=name', { ownerTeam, rules });
  expect((await call('DELETE', '/v2/teams/Ops?identifierType=name')).status).toBe(200);
  for (const path of ['/v2/schedules/Ops_schedule', '/v2/escalations/Ops_escalation']) {
    expect((await call('GET', `${path}?identifierType=name`)).body.data).toMatchObject({ ownerTeam });
  }
});
