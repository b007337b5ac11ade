import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { createSavedSearchStore } from '../../src/domain/saved-searches/store.ts';
import { aService as anAlertsService } from '../api/alerts/harness.ts';
import { useTable } from '../support/table.ts';

/** The changes that the key of a team may make. */

const table = useTable();

const aSearch = (id: string, teamIds: readonly string[]) => ({
  id,
  name: id,
  description: '',
  query: 'status: open',
  ownerId: 'jane',
  teamIds,
  createdAt: 0,
  updatedAt: 0,
});

test("the key of a team changes and deletes only its team's saved searches", async () => {
  const store = createSavedSearchStore(table());
  for (const [id, teamIds] of [
    ['own', ['t1']],
    ['everybody', []],
    ['others', ['t2']],
  ] as const) {
    await store.create('acc', aSearch(id, teamIds));
  }
  const { call, get } = anAlertsService(table());
  const path = (id: string) => `/v2/alerts/saved-searches/${id}`;
  const change = { query: 'status: closed' };
  const patch = async (id: string) => (await call('PATCH', path(id), change, 'team')).status;
  expect([await patch('own'), await patch('everybody'), await patch('others')]).toEqual([200, 403, 404]);
  expect((await get(path('everybody'), 'team')).json.data.query).toBe('status: open');
  const remove = async (id: string) => (await call('DELETE', path(id), undefined, 'team')).status;
  expect([await remove('own'), await remove('everybody'), await remove('others')]).toEqual([200, 403, 404]);
});

test("the key of a team changes only its team's deployments", async () => {
  const accountId = 'deployments';
  const account = configurationApi(table(), { accountId });
  const ops = configurationApi(table(), { accountId, teamId: 'ops' });
  const dev = configurationApi(table(), { accountId, teamId: 'dev' });
  const body = (externalId: string) => ({
    externalId,
    state: 'started',
    environment: { type: 'Production', id: 'prod' },
    message: 'Release 7',
    releases: [
      {
        type: 'bbc',
        repository: { workspace: { identifier: 'acme', type: 'name' }, repoSlug: 'shop' },
        commit: { sha: 'abc' },
      },
    ],
  });
  await ops('POST', '/v2/deployments', body('of-ops'));
  await account('POST', '/v2/deployments', body('of-nobody'));
  const update = async (call: typeof ops, id: string, state: string) => {
    const { body: response } = await call('PUT', `/v2/deployments/${id}/updateState?identifierType=api`, {
      state,
    });
    const { data } = (await call('GET', `/v2/deployments/requests/${response.requestId}`)).body;
    return data.status;
  };
  expect(await update(dev, 'of-ops', 'failed')).toBe('Deployment belongs to another team');
  expect(await update(ops, 'of-nobody', 'failed')).toBe('Deployment belongs to another team');
  expect(await update(ops, 'of-ops', 'successful')).toBe('Updated state of deployment');
  expect(await update(account, 'of-nobody', 'successful')).toBe('Updated state of deployment');
  const { data } = (await dev('GET', '/v2/deployments/of-ops?identifierType=api')).body;
  expect(data.state).toBe('successful');
});

test('the key of a team changes no incident template of the account', async () => {
  const accountId = 'templates';
  const account = configurationApi(table(), { accountId });
  const ops = configurationApi(table(), { accountId, teamId: 'ops' });
  const body = { name: 'Outage', message: 'Shop is down', priority: 'P1' };
  const id = await createdId(account, '/v1/incident-templates', body);
  expect((await ops('POST', '/v1/incident-templates', { ...body, name: 'Mine' })).status).toBe(403);
  expect((await ops('PUT', `/v1/incident-templates/${id}`, { ...body, message: 'x' })).status).toBe(403);
  expect((await ops('DELETE', `/v1/incident-templates/${id}`)).status).toBe(403);
  expect((await ops('GET', `/v1/incident-templates/${id}`)).body.data.message).toBe('Shop is down');
});

test('a ping needs a key with the right create-update', async () => {
  const accountId = 'pings';
  const account = configurationApi(table(), { accountId });
  await createdId(account, '/v2/heartbeats', {
    name: 'Backup',
    interval: 5,
    intervalUnit: 'minutes',
    enabled: true,
  });
  const reader = configurationApi(table(), { accountId, rights: ['read', 'configuration'] });
  for (const method of ['GET', 'POST', 'PUT', 'PATCH']) {
    expect((await reader(method, '/v2/heartbeats/Backup/ping')).status).toBe(403);
  }
  const tool = configurationApi(table(), { accountId, rights: ['create-update'] });
  expect((await tool('POST', '/v2/heartbeats/Backup/ping')).status).toBe(202);
});

describe('102: the team of a key owns what is created with it', () => {
  const accountId = 'owners';
  const rules = [
    {
      condition: 'if-not-acked',
      notifyType: 'all',
      delay: { timeAmount: 0 },
      recipient: { type: 'team', name: 'Ops' },
    },
  ];
  const resources: readonly (readonly [path: string, body: object])[] = [
    ['/v2/schedules', {}],
    ['/v2/escalations', { rules }],
    ['/v2/integrations', { type: 'API' }],
  ];

  test.each(resources)('102: %s: another team in the request is overwritten', async (path, body) => {
    const account = configurationApi(table(), { accountId: `${accountId}${path}` });
    const ops = await createdId(account, '/v2/teams', { name: 'Ops' });
    const dev = await createdId(account, '/v2/teams', { name: 'Dev' });
    const ofOps = configurationApi(table(), { accountId: `${accountId}${path}`, teamId: ops });
    const owner = async (id: string) => (await account('GET', `${path}/${id}`)).body.data.ownerTeam;
    const others = { ownerTeam: { id: dev } };
    for (const [name, more] of [
      ['Unnamed', {}],
      ['Named', others],
      ['Unknown', { ownerTeam: { name: 'No such team' } }],
    ] as const) {
      const id = await createdId(ofOps, path, { name, ...body, ...more });
      expect(await owner(id)).toEqual({ id: ops, name: 'Ops' });
      if (path === '/v2/integrations') continue;
      expect((await ofOps('PATCH', `${path}/${id}`, others)).status).toBe(200);
      expect(await owner(id)).toEqual({ id: ops, name: 'Ops' });
    }
  });

  test('102: a user who is admin of a team cannot give its schedule to another team', async () => {
    const account = configurationApi(table(), { accountId: 'gifts' });
    const jane = await createdId(account, '/v2/users', {
      username: 'jane@example.com',
      fullName: 'Jane',
      role: { name: 'User' },
    });
    const members = [{ user: { id: jane }, role: 'admin' }];
    await createdId(account, '/v2/teams', { name: 'Ops', members });
    await createdId(account, '/v2/teams', { name: 'Dev' });
    const path = '/v2/schedules/Ops_schedule?identifierType=name';
    const call = configurationApi(table(), { accountId: 'gifts', userId: jane });
    expect((await call('PATCH', path, { ownerTeam: { name: 'Dev' } })).status).toBe(403);
    expect((await account('GET', path)).body.data.ownerTeam.name).toBe('Ops');
  });
});
