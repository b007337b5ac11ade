import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

async function aShop(accountId: string) {
  const call = configurationApi(table(), { accountId });
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops' });
  const id = await createdId(call, '/v1/services', { name: 'Shop', teamId, description: 'Sells' });
  return { call, teamId, id, path: `/v1/services/${id}` };
}

const PROPERTIES = {
  message: 'Shop is down',
  priority: 'P1',
  stakeholderProperties: { message: 'We are on it' },
};

test('a service is returned as it was created and can be changed partially', async () => {
  const { call, teamId, id, path } = await aShop('whole');
  expect((await call('GET', path)).body.data).toEqual({
    id,
    name: 'Shop',
    description: 'Sells',
    teamId,
    visibility: 'TEAM_MEMBERS',
    tags: [],
  });
  const changed = await call('PATCH', path, { Id: id, visibility: 'OPSGENIE_USERS', tags: ['web'] });
  expect([changed.status, changed.body.data]).toEqual([200, { id, name: 'Shop' }]);
  expect((await call('GET', path)).body.data).toMatchObject({
    name: 'Shop',
    description: 'Sells',
    visibility: 'OPSGENIE_USERS',
    tags: ['web'],
  });
  expect((await call('DELETE', path)).body).toMatchObject({ result: 'Deleted' });
  expect((await call('GET', path)).status).toBe(404);
});

test('a service needs a unique name and an existing team', async () => {
  const { call, teamId } = await aShop('names');
  expect((await call('POST', '/v1/services', { name: 'shop', teamId })).status).toBe(409);
  const { status, body } = await call('POST', '/v1/services', { name: 'Till', teamId: 'none' });
  expect([status, body.errors]).toEqual([422, { teamId: expect.any(String) }]);
  expect((await call('POST', '/v1/services', { name: 'Till' })).body.errors).toHaveProperty('teamId');
});

test('offset is the third parameter of page links, where Terraform expects it', async () => {
  const { call, teamId } = await aShop('pages');
  for (const name of ['C', 'b', 'a']) await createdId(call, '/v1/services', { name, teamId });
  const seen: string[] = [];
  let path = '/v1/services?limit=2';
  for (;;) {
    const { data, paging } = (await call('GET', path)).body;
    seen.push(...data.map(({ name }: { name: string }) => name));
    if (!paging.next) break;
    const third = (paging.next as string).split('&')[2];
    expect(third).toMatch(/^offset=\d+$/);
    path = `/v1/services?limit=2&${third}`;
  }
  expect(seen).toEqual(['a', 'b', 'C', 'Shop']);
});

test("a team's key changes its team's services and reads those visible to all users", async () => {
  const { call, id, path } = await aShop('reach');
  const other = await createdId(call, '/v2/teams', { name: 'Others' });
  const others = configurationApi(table(), { accountId: 'reach', teamId: other });
  expect((await others('GET', path)).status).toBe(404);
  await call('PATCH', path, { visibility: 'OPSGENIE_USERS' });
  expect((await others('GET', path)).body.data.id).toBe(id);
  expect((await others('PATCH', path, { name: 'Ours' })).status).toBe(404);
  expect((await others('DELETE', path)).status).toBe(404);
  const forbidden = await others('POST', '/v1/services', {
    name: 'Theirs',
    teamId: (await call('GET', path)).body.data.teamId,
  });
  expect(forbidden.status).toBe(403);
  const unconfigured = configurationApi(table(), { accountId: 'reach', rights: ['read'] });
  expect((await unconfigured('GET', '/v1/services')).status).toBe(403);
});

describe('incident rules', () => {
  const rules = ({ path }: { readonly path: string }) => `${path}/incident-rules`;
  const condition = { field: 'message', operation: 'contains', expectedValue: 'database' };

  test('are returned in order, replaced in place and deleted', async () => {
    const shop = await aShop('rules');
    const { call } = shop;
    const first = await createdId(call, rules(shop), { incidentProperties: PROPERTIES });
    const second = await createdId(call, rules(shop), {
      conditionMatchType: 'match-any-condition',
      conditions: [condition],
      incidentProperties: { ...PROPERTIES, tags: ['db'], details: { a: 'b' }, description: 'd' },
    });
    expect((await call('GET', rules(shop))).body.data).toEqual([
      {
        id: first,
        order: 0,
        conditionMatchType: 'match-all',
        incidentProperties: {
          ...PROPERTIES,
          description: '',
          tags: [],
          details: {},
          stakeholderProperties: { enable: true, message: 'We are on it', description: '' },
        },
      },
      {
        id: second,
        order: 1,
        conditionMatchType: 'match-any-condition',
        conditions: [{ ...condition, not: false }],
        incidentProperties: expect.objectContaining({ tags: ['db'], details: { a: 'b' } }),
      },
    ]);
    const replaced = await call('PUT', `${rules(shop)}/${first}`, {
      incidentProperties: { ...PROPERTIES, message: 'Other' },
    });
    expect(replaced.body.data).toEqual({ id: first });
    await call('DELETE', `${rules(shop)}/${second}`);
    const [only, ...rest] = (await call('GET', rules(shop))).body.data;
    expect([only.id, only.incidentProperties.message, rest]).toEqual([first, 'Other', []]);
    expect((await call('PUT', `${rules(shop)}/${second}`, { incidentProperties: PROPERTIES })).status).toBe(
      404,
    );
    expect((await call('DELETE', `${rules(shop)}/${second}`)).status).toBe(404);
  });

  test.each([
    ['incidentProperties', {}],
    ['incidentProperties.message', { incidentProperties: { ...PROPERTIES, message: '' } }],
    ['incidentProperties.priority', { incidentProperties: { ...PROPERTIES, priority: 'P0' } }],
    ['conditions', { conditionMatchType: 'match-all-conditions', incidentProperties: PROPERTIES }],
  ])('are refused with the name of the field: %s', async (field, body) => {
    const shop = await aShop(`rule-wrong-${field}`);
    const { status, body: response } = await shop.call('POST', rules(shop), body);
    expect([status, Object.keys(response.errors)]).toEqual([422, [field]]);
    expect((await shop.call('GET', rules(shop))).body.data).toEqual([]);
  });

  test('are rejected if the service would become too large', async () => {
    const shop = await aShop('rules-many');
    const large = { incidentProperties: { ...PROPERTIES, description: 'x'.repeat(10_000) } };
    let refused = 0;
    for (let i = 0; i < 40; i++) {
      const { status } = await shop.call('POST', rules(shop), large);
      if (status === 422) refused++;
    }
    const kept = (await shop.call('GET', rules(shop))).body.data.length;
    expect([kept + refused, refused > 0]).toEqual([40, true]);
  });
});

test('the deprecated incident templates of a service can be created, replaced and deleted', async () => {
  const { call, path } = await aShop('templates');
  const templates = `${path}/incident-templates`;
  const id = await createdId(call, templates, {
    incidentTemplate: { name: 'Outage', incidentProperties: PROPERTIES },
  });
  await call('PUT', `${templates}/${id}`, { name: 'Big outage', incidentProperties: PROPERTIES });
  expect((await call('GET', templates)).body.data).toMatchObject([
    { id, name: 'Big outage', incidentProperties: PROPERTIES },
  ]);
  await call('DELETE', `${templates}/${id}`);
  expect((await call('GET', templates)).body.data).toEqual([]);
  expect((await call('DELETE', `${templates}/${id}`)).status).toBe(404);
});

test('the audience is empty at first and can be changed partially', async () => {
  const { call, path, teamId } = await aShop('audience');
  const userId = await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  const audience = `${path}/audience-templates`;
  expect((await call('GET', audience)).body.data).toEqual({
    responder: { teams: [], individuals: [] },
    stakeholder: { individuals: [], conditionMatchType: 'match-any-condition', conditions: [] },
  });
  const conditions = [{ matchField: 'customProperty', key: 'floor', value: '3' }];
  await call('PATCH', audience, {
    ServiceId: 'x',
    responder: { teams: [teamId] },
    stakeholder: {
      individuals: ['jane@example.com'],
      conditionMatchType: 'match-all-conditions',
      conditions,
    },
  });
  await call('PATCH', audience, { responder: { individuals: [userId] }, stakeholder: {} });
  expect((await call('GET', audience)).body.data).toEqual({
    responder: { teams: [teamId], individuals: [userId] },
    stakeholder: { individuals: [userId], conditionMatchType: 'match-all-conditions', conditions },
  });
  const wrong = (body: object) => call('PATCH', audience, body);
  expect((await wrong({ responder: { teams: ['none'] } })).body.errors).toHaveProperty([
    'responder.teams[0]',
  ]);
  expect(
    (await wrong({ stakeholder: { conditions: [{ matchField: 'customProperty', value: 'x' }] } })).status,
  ).toBe(422);
});

describe('a resource in use cannot be deleted', () => {
  const refusedBecause = async (call: Call, path: string, reason: RegExp) => {
    const { status, body } = await call('DELETE', path);
    expect([status, body.message]).toEqual([428, expect.stringMatching(reason)]);
  };

  test('a team with services and a user in an audience cannot be deleted', async () => {
    const { call, path, teamId } = await aShop('in-use');
    await refusedBecause(call, `/v2/teams/${teamId}`, /service \[Shop\]/);
    const userId = await createdId(call, '/v2/users', {
      username: 'jane@example.com',
      fullName: 'Jane',
      role: { name: 'User' },
    });
    await call('PATCH', `${path}/audience-templates`, { stakeholder: { individuals: [userId] } });
    await refusedBecause(call, `/v2/users/${userId}`, /service \[Shop\]/);
    await call('DELETE', path);
    expect((await call('DELETE', `/v2/users/${userId}`)).status).toBe(200);
    expect((await call('DELETE', `/v2/teams/${teamId}`)).status).toBe(200);
  });

  test('a service in an incident template cannot be deleted', async () => {
    const { call, id, path } = await aShop('in-template');
    const template = await createdId(call, '/v1/incident-templates/', {
      name: 'Outage',
      ...PROPERTIES,
      impactedServices: [id],
    });
    await refusedBecause(call, path, /incident template \[Outage\]/);
    await call('DELETE', `/v1/incident-templates/${template}`);
    expect((await call('DELETE', path)).status).toBe(200);
  });
});
