import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { createApiKeyLookup, KEY_CACHE_MS, listApiKeys } from '../../../src/domain/accounts/store.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

/** The key as a function with an empty cache sees it. */
const lookedUp = (secret: string) => createApiKeyLookup(table(), () => 0)(secret);

interface Issued {
  readonly id: string;
  readonly apiKey: string;
}

async function integration(call: Call, change: object = {}): Promise<Issued> {
  const response = await call('POST', '/v2/integrations', {
    name: 'Prometheus',
    type: 'Prometheus',
    ...change,
  });
  if (response.status !== 201) throw new Error(JSON.stringify(response));
  return response.body.data;
}

async function setUpAccount(accountId: string) {
  const call = configurationApi(table(), { accountId });
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops' });
  return { call, teamId };
}

test('an integration is returned as it was set, with its key in the first response only', async () => {
  const { call, teamId } = await setUpAccount('whole');
  const { status, body } = await call('POST', '/v2/integrations', {
    name: 'Grafana of Ops',
    type: 'Grafana',
    ownerTeam: { name: 'ops' },
    allowWriteAccess: true,
    allowConfigurationAccess: null,
    suppressNotifications: true,
    ignoreRespondersFromPayload: true,
    responders: [{ type: 'team', name: 'Ops', username: '' }],
  });
  expect([status, body.result]).toEqual([201, 'Created']);
  expect(body.data).toEqual({
    id: expect.any(String),
    name: 'Grafana of Ops',
    enabled: true,
    type: 'Grafana',
    teamId,
    apiKey: expect.stringMatching(/^[\w-]{43}$/),
  });
  const shown = (await call('GET', `/v2/integrations/${body.data.id}`)).body.data;
  expect(shown).toEqual({
    id: body.data.id,
    name: 'Grafana of Ops',
    enabled: true,
    type: 'Grafana',
    teamId,
    ownerTeam: { id: teamId, name: 'Ops' },
    isGlobal: false,
    isAdvanced: false,
    allowReadAccess: true,
    allowWriteAccess: true,
    allowDeleteAccess: true,
    allowConfigurationAccess: false,
    suppressNotifications: true,
    ignoreRespondersFromPayload: true,
    responders: [{ type: 'team', id: teamId, name: 'Ops' }],
    _readOnly: expect.any(Array),
  });
  expect(JSON.stringify(shown)).not.toContain(body.data.apiKey);
  expect(await lookedUp(body.data.apiKey)).toMatchObject({
    accountId: 'whole',
    teamId,
    rights: ['read', 'create-update', 'delete'],
    integration: { id: body.data.id, name: 'Grafana of Ops', type: 'Grafana' },
    alerts: {
      suppressNotifications: true,
      ignoreRespondersFromPayload: true,
      responders: [{ type: 'team', id: teamId }],
    },
  });
});

test('the body of GET without its read-only members is accepted by PUT, as Terraform sends it', async () => {
  const { call } = await setUpAccount('terraform');
  const { id, apiKey } = await integration(call, { ownerTeam: { name: 'Ops' } });
  const show = async () => (await call('GET', `/v2/integrations/${id}`)).body.data;
  const before = await show();
  const { _readOnly, ...rest } = before;
  const writable = Object.fromEntries(Object.entries(rest).filter(([name]) => !_readOnly.includes(name)));
  const response = await call('PUT', `/v2/integrations/${id}`, writable);
  expect([response.status, response.body.result, response.body.data.name]).toEqual([
    200,
    'Updated',
    'Prometheus',
  ]);
  expect(await show()).toEqual(before);
  await call('PUT', `/v2/integrations/${id}`, {
    ...writable,
    name: 'Renamed',
    allowWriteAccess: false,
    ownerTeam: null,
    suppressNotifications: true,
  });
  const after = await show();
  expect(Object.keys(after)).not.toContain('ownerTeam');
  expect(after).toMatchObject({
    name: 'Renamed',
    isGlobal: true,
    allowWriteAccess: false,
    suppressNotifications: true,
  });
  const key = await lookedUp(apiKey);
  expect(key).toMatchObject({
    rights: expect.not.arrayContaining(['create-update']),
    integration: { id, name: 'Renamed', type: 'Prometheus' },
    alerts: { suppressNotifications: true },
  });
  expect(key?.teamId).toBeUndefined();
  expect((await call('PUT', `/v2/integrations/${id}`, { ...writable, type: 'Grafana' })).body.errors).toEqual(
    {
      type: expect.stringContaining('Prometheus'),
    },
  );
});

test('the key of a disabled integration is refused; a deleted integration has no key', async () => {
  const { call } = await setUpAccount('life');
  const { id, apiKey } = await integration(call);
  const disabled = await call('POST', `/v2/integrations/${id}/disable`, {});
  expect([disabled.status, disabled.body.data]).toEqual([
    201,
    { id, name: 'Prometheus', enabled: false, type: 'Prometheus' },
  ]);
  expect(await lookedUp(apiKey)).toBeUndefined();
  const enabled = await call('POST', `/v2/integrations/${id}/enable`);
  expect([enabled.status, enabled.body.data.enabled]).toEqual([201, true]);
  expect(await lookedUp(apiKey)).toBeDefined();
  expect((await call('DELETE', `/v2/integrations/${id}`)).body.result).toBe('Deleted');
  expect(await lookedUp(apiKey)).toBeUndefined();
  expect(await listApiKeys(table(), 'life')).toEqual([]);
  expect((await call('GET', `/v2/integrations/${id}`)).status).toBe(404);
  expect((await call('DELETE', `/v2/integrations/${id}`)).status).toBe(404);
  expect((await call('POST', `/v2/integrations/${id}/enable`)).status).toBe(404);
});

test('a function that has cached a key accepts it until the cache expires, and no longer', async () => {
  const { call } = await setUpAccount('cache');
  const { id, apiKey } = await integration(call);
  let now = 0;
  const find = createApiKeyLookup(table(), () => now);
  await find(apiKey);
  await call('POST', `/v2/integrations/${id}/disable`);
  now = KEY_CACHE_MS - 1;
  expect(await find(apiKey)).toBeDefined();
  now = KEY_CACHE_MS;
  expect(await find(apiKey)).toBeUndefined();
});

test('enabling an integration does not restore a key that an administrator revoked', async () => {
  const { call } = await setUpAccount('revoked');
  const { id, apiKey } = await integration(call);
  const { revokeKey } = await import('../../../scripts/admin/keys.ts');
  const { putAccount } = await import('../../../src/domain/accounts/store.ts');
  await putAccount(table(), { id: 'revoked', name: 'Acme' });
  const [key] = await listApiKeys(table(), 'revoked');
  await revokeKey(table(), 'revoked', String(key?.keyId));
  await call('POST', `/v2/integrations/${id}/disable`);
  await call('POST', `/v2/integrations/${id}/enable`);
  expect(await lookedUp(apiKey)).toBeUndefined();
});

test('lists filter by type and team', async () => {
  const { call, teamId } = await setUpAccount('lists');
  await integration(call, { name: 'a' });
  await integration(call, { name: 'b', type: 'Zabbix', ownerTeam: { id: teamId } });
  await integration(call, { name: 'c', type: 'API', ownerTeam: { id: teamId } });
  const names = async (query: string) =>
    (await call('GET', `/v2/integrations${query}`)).body.data
      .map(({ name }: { name: string }) => name)
      .sort();
  expect(await names('')).toEqual(['a', 'b', 'c']);
  expect(await names('?type=Zabbix')).toEqual(['b']);
  expect(await names(`?teamId=${teamId}`)).toEqual(['b', 'c']);
  expect(await names('?teamName=ops&type=API')).toEqual(['c']);
  expect(await names('?teamName=nobody')).toEqual([]);
  const ofTeam = configurationApi(table(), { accountId: 'lists', teamId });
  expect((await ofTeam('GET', '/v2/integrations')).body.data).toHaveLength(2);
});

test.each([
  [{ name: '' }, 'name'],
  [{ type: undefined }, 'type'],
  [{ type: 'Slack' }, 'type'],
  [{ type: 'Webhook' }, 'url'],
  [{ type: 'Webhook', url: 'ftp://example.com' }, 'url'],
  [{ type: 'Webhook', url: 'https://a:b@example.com' }, 'url'],
  [{ type: 'Webhook', url: 'https://example.com', headers: { Host: 'x' } }, 'headers.Host'],
  [{ type: 'Webhook', url: 'https://example.com', headers: { X: 'a\r\nY: b' } }, 'headers.X'],
  [{ type: 'Email' }, 'emailUsername'],
  [{ ownerTeam: { name: 'nobody' } }, 'ownerTeam'],
  [{ responders: [{ type: 'user', id: 'nobody' }] }, 'responders[0]'],
  [{ responders: [{ type: 'team' }] }, 'responders[0]'],
])('%j is refused, naming %s, and nothing is stored', async (wrong, field) => {
  const accountId = `wrong-${JSON.stringify(wrong)}`;
  const { call } = await setUpAccount(accountId);
  const response = await call('POST', '/v2/integrations', { name: 'a', type: 'API', ...wrong });
  expect([response.status, Object.keys(response.body.errors ?? {})]).toEqual([422, [field]]);
  expect((await call('GET', '/v2/integrations')).body.data).toEqual([]);
  expect(await listApiKeys(table(), accountId)).toEqual([]);
});

test('a name is unique, and a refused attempt leaves no key behind', async () => {
  const { call } = await setUpAccount('twice');
  const { id } = await integration(call);
  const again = await call('POST', '/v2/integrations', { name: 'prometheus', type: 'API' });
  expect([again.status, again.body.errors]).toEqual([409, { name: 'already exists' }]);
  expect((await listApiKeys(table(), 'twice')).map((key) => key.integration.id)).toEqual([id]);
});

test('nobody can grant a right that they lack', async () => {
  const { call } = await setUpAccount('rights');
  const { id } = await integration(call, { name: 'mine', allowDeleteAccess: false });
  const careful = configurationApi(table(), {
    accountId: 'rights',
    rights: ['read', 'create-update', 'configuration'],
  });
  const refused = await careful('POST', '/v2/integrations', { name: 'a', type: 'API' });
  expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining('delete')]);
  const put = await careful('PUT', `/v2/integrations/${id}`, {
    name: 'mine',
    type: 'Prometheus',
    allowDeleteAccess: true,
  });
  expect(put.status).toBe(403);
  expect(
    (await careful('POST', '/v2/integrations', { name: 'a', type: 'API', allowDeleteAccess: false })).status,
  ).toBe(201);
});

test("a team's key creates and accesses only integrations of its team", async () => {
  const { call, teamId } = await setUpAccount('team-key');
  const { id } = await integration(call);
  const ofTeam = configurationApi(table(), { accountId: 'team-key', teamId });
  expect((await ofTeam('GET', `/v2/integrations/${id}`)).status).toBe(404);
  expect((await ofTeam('POST', `/v2/integrations/${id}/disable`)).status).toBe(404);
  expect((await ofTeam('GET', `/v2/integrations/${id}/actions`)).status).toBe(404);
  const own = await integration(ofTeam, { name: 'ours' });
  expect(await lookedUp(own.apiKey)).toMatchObject({ teamId });
});

test('a team that owns an integration cannot be deleted', async () => {
  const { call, teamId } = await setUpAccount('used');
  const { id } = await integration(call, { ownerTeam: { id: teamId } });
  const refused = await call('DELETE', `/v2/teams/${teamId}`);
  expect([refused.status, refused.body.message]).toEqual([
    428,
    expect.stringContaining('integration [Prometheus]'),
  ]);
  await call('DELETE', `/v2/integrations/${id}`);
  expect((await call('DELETE', `/v2/teams/${teamId}`)).status).toBe(200);
});

test('authenticate answers whether the key is of the type', async () => {
  const { call } = await setUpAccount('authenticate');
  expect((await call('POST', '/v2/integrations/authenticate', { type: 'API' })).body.result).toBe(
    'Authenticated',
  );
  expect((await call('POST', '/v2/integrations/authenticate', { type: 'Grafana' })).status).toBe(422);
  expect((await call('POST', '/v2/integrations/authenticate', {})).status).toBe(422);
});

describe('actions', () => {
  const create = {
    name: 'Disk alerts',
    filter: {
      conditionMatchType: 'match-any-condition',
      conditions: [{ field: 'alertname', operation: 'starts-with', expectedValue: 'Disk' }],
    },
    alias: '{{alias}}',
    message: '{{message}} on {{entity}}',
    priority: 'P1',
    responders: [{ type: 'team', name: 'Ops' }],
    tags: ['disk'],
    extraProperties: { runbook: '{{_payload.commonAnnotations.runbook}}' },
    ignoreTagsFromPayload: true,
  };

  test('PUT replaces all five lists, POST adds one, and GET shows what was set', async () => {
    const { call, teamId } = await setUpAccount('actions');
    const { id } = await integration(call);
    const path = `/v2/integrations/${id}/actions`;
    const none = { ignore: [], create: [], close: [], acknowledge: [], addNote: [] };
    const parent = { id, name: 'Prometheus', enabled: true, type: 'Prometheus' };
    expect((await call('GET', path)).body.data).toEqual({ _parent: parent, ...none });
    const put = await call('PUT', path, {
      create: [{ ...create, type: 'create' }],
      close: [{ name: 'All', alias: '{{alias}}', filter: { conditionMatchType: 'match-all' } }],
    });
    const shown = {
      ...create,
      type: 'create',
      order: 0,
      filter: {
        conditionMatchType: 'match-any-condition',
        conditions: [{ field: 'alertname', not: false, operation: 'starts-with', expectedValue: 'Disk' }],
      },
      responders: [{ type: 'team', id: teamId, name: 'Ops' }],
    };
    const all = {
      type: 'close',
      name: 'All',
      order: 0,
      alias: '{{alias}}',
      filter: { conditionMatchType: 'match-all' },
    };
    expect(put.body).toMatchObject({
      result: 'Updated',
      data: { _parent: parent, ...none, create: [shown], close: [all] },
    });
    const posted = await call('POST', path, {
      type: 'AddNote',
      name: 'Note',
      alias: '{{alias}}',
      note: '{{note}}',
      order: 2,
    });
    expect(posted.status).toBe(201);
    const after = (await call('GET', path)).body.data;
    expect(after.addNote).toEqual([
      {
        type: 'addNote',
        name: 'Note',
        order: 2,
        alias: '{{alias}}',
        note: '{{note}}',
        filter: { conditionMatchType: 'match-all' },
      },
    ]);
    expect(after.create).toEqual([shown]);
    await call('PUT', path, { ignore: [{ name: 'Nothing' }] });
    const { _parent, ...lists } = (await call('GET', path)).body.data;
    expect(Object.values(lists).flat()).toHaveLength(1);
  });

  test('the key records whether the integration has actions', async () => {
    const { call } = await setUpAccount('actions-key');
    const { id, apiKey } = await integration(call);
    expect((await lookedUp(apiKey))?.hasActions).toBe(false);
    await call('PUT', `/v2/integrations/${id}/actions`, { create: [create] });
    expect((await lookedUp(apiKey))?.hasActions).toBe(true);
    await call('PUT', `/v2/integrations/${id}/actions`, {});
    expect((await lookedUp(apiKey))?.hasActions).toBe(false);
  });

  test.each([
    [{ type: 'create' }, 'name'],
    [{ type: 'page', name: 'a' }, 'type'],
    [{ type: 'create', name: 'a', priority: 'P9' }, 'priority'],
    [{ type: 'create', name: 'a', responders: [{ type: 'team', name: 'nobody' }] }, 'responders[0]'],
    [
      { type: 'close', name: 'a', filter: { conditionMatchType: 'match-any-condition' } },
      'filter.conditions',
    ],
    [
      {
        type: 'close',
        name: 'a',
        filter: { conditionMatchType: 'match-any-condition', conditions: [{ field: 'x', operation: 'is' }] },
      },
      'filter.conditions[0].operation',
    ],
    [
      {
        type: 'close',
        name: 'a',
        filter: {
          conditionMatchType: 'match-any-condition',
          conditions: [{ field: 'x', operation: 'matches', expectedValue: '(' }],
        },
      },
      'filter.conditions[0].expectedValue',
    ],
  ])('%j is refused, naming %s', async (wrong, field) => {
    const { call } = await setUpAccount(`wrong-action-${JSON.stringify(wrong)}`);
    const { id } = await integration(call);
    const response = await call('POST', `/v2/integrations/${id}/actions`, wrong);
    expect([response.status, Object.keys(response.body.errors ?? {})]).toEqual([422, [field]]);
  });
});
