import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { userAccess } from '../../src/api/roles/user-access.ts';
import { createApiKeyLookup } from '../../src/domain/accounts/store.ts';
import type { AlertActionMessage } from '../../src/domain/alerts/action.ts';
import type { Alert } from '../../src/domain/alerts/model.ts';
import { applyAction } from '../../src/domain/alerts/reducer/apply-action.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { createConfigurationApp } from '../../src/handlers/routes/configuration-app.ts';
import { createRateLimiter } from '../../src/http/rate-limit.ts';
import { derivedId } from '../../src/platform/ids.ts';
import { aService } from '../api/alerts/harness.ts';
import { anAlert, SET_UP } from '../support/builders.ts';
import { useTable } from '../support/table.ts';

/** Statements of Opsgenie's documents about roles. The numbers are those of the collected statements. */

const table = useTable();

const api = (accountId: string, userId?: string) =>
  configurationApi(table(), { accountId, ...(userId && { userId }) });

const createUser = (accountId: string, name: string, role = 'User') =>
  createdId(api(accountId), '/v2/users', {
    username: `${name}@example.com`,
    fullName: name,
    role: { name: role },
  });

/** The index of alerts needs ids of the real length. */
const toId = (name: string) => derivedId('test', name);

const putAlert = (accountId: string, name: string, fields: Partial<Alert>) =>
  table().put(
    toAlertItem({
      ...anAlert({ accountId, id: toId(name), alias: name, ownerTeamId: '', responders: [] }),
      ...fields,
    }),
  );

describe('a default user', () => {
  async function anAccount(accountId: string) {
    const account = api(accountId);
    const [jane, joe] = [await createUser(accountId, 'jane'), await createUser(accountId, 'joe')];
    const ops = await createdId(account, '/v2/teams', { name: 'Ops', members: [{ user: { id: jane } }] });
    const dev = await createdId(account, '/v2/teams', { name: 'Dev', members: [{ user: { id: joe } }] });
    const onJane = await createdId(account, '/v2/escalations', {
      name: 'Jane at last',
      rules: [
        {
          condition: 'if-not-acked',
          notifyType: 'default',
          delay: { timeAmount: 5, timeUnit: 'minutes' },
          recipient: { type: 'user', id: jane },
        },
      ],
    });
    await putAlert(accountId, 'of-ops', { ownerTeamId: ops, responders: [{ type: 'team', id: ops }] });
    await putAlert(accountId, 'of-jane', { responders: [{ type: 'user', id: jane }] });
    await putAlert(accountId, 'by-escalation', { responders: [{ type: 'escalation', id: onJane }] });
    await putAlert(accountId, 'owned', { owner: 'jane@example.com' });
    await putAlert(accountId, 'of-dev', { ownerTeamId: dev, responders: [{ type: 'team', id: dev }] });
    return { jane, joe, ...aService(table(), { accountId, userId: jane }) };
  }

  test('115: reaches the alerts of their teams and those that they respond to, and no others', async () => {
    const { get } = await anAccount('reach');
    const status = async (id: string) => (await get(`/v2/alerts/${toId(id)}`, 'user')).status;
    for (const id of ['of-ops', 'of-jane', 'by-escalation', 'owned']) expect(await status(id)).toBe(200);
    expect(await status('of-dev')).toBe(404);
    expect((await get(`/v2/alerts/${toId('of-dev')}/notes`, 'user')).status).toBe(404);
    const { data } = (await get('/v2/alerts', 'user')).json;
    expect(data.map(({ alias }: { alias: string }) => alias).toSorted()).toEqual([
      'by-escalation',
      'of-jane',
      'of-ops',
      'owned',
    ]);
    expect((await get('/v2/alerts/count', 'user')).json.data.count).toBe(4);
  });

  test('115: acts on the alerts that they reach, and no others', async () => {
    const { call, sent } = await anAccount('act');
    for (const id of ['of-jane', 'of-dev']) {
      expect((await call('POST', `/v2/alerts/${id}/acknowledge`, {}, 'user')).status).toBe(202);
    }
    const [onOwn, onOther] = sent.map(({ message }) => message) as [AlertActionMessage, AlertActionMessage];
    const resolved = { responders: [], unknown: [] } as never;
    const reduce = (message: AlertActionMessage, alert: Partial<Alert>) =>
      applyAction(
        { alert: anAlert({ ownerTeamId: '', ...alert }), storedRun: 0 } as never,
        message,
        resolved,
      );
    expect(reduce(onOther, { responders: [{ type: 'team', id: 'dev' }] })).toMatchObject({
      kind: 'refused',
      status: 'The user cannot access this alert',
    });
    expect(reduce(onOwn, { owner: 'jane@example.com' }).kind).not.toBe('refused');
  });

  test('115: creates alerts that are never refused because of an open alert of others', async () => {
    const { call, sent } = await anAccount('create');
    await call('POST', '/v2/alerts', { message: 'Disk full', alias: 'of-dev' }, 'user');
    expect(sent.map(({ message }) => message)).toMatchObject([{ action: { type: 'Create' } }]);
    expect(sent[0]?.message).not.toHaveProperty('alertReach');
  });

  test.each([
    ['User', 403],
    ['Admin', 202],
    ['Owner', 202],
  ])('115: %s: deleting an alert returns %i', async (role, expected) => {
    const accountId = `delete-${role}`;
    const { call } = aService(table(), { accountId, userId: await createUser(accountId, 'jane', role) });
    expect((await call('DELETE', '/v2/alerts/x', undefined, 'user')).status).toBe(expected);
  });
});

test('115: admins and custom roles with alerts-access-all reach all alerts', async () => {
  const accountId = 'all-alerts';
  await createdId(api(accountId), '/v2/roles', {
    name: 'Watcher',
    extendedRole: 'observer',
    grantedRights: ['alerts-access-all'],
  });
  await putAlert(accountId, 'of-dev', { responders: [{ type: 'team', id: 'dev' }] });
  for (const [name, role] of [
    ['boss', 'Admin'],
    ['watcher', 'Watcher'],
  ] as const) {
    const { get } = aService(table(), { accountId, userId: await createUser(accountId, name, role) });
    expect((await get(`/v2/alerts/${toId('of-dev')}`, 'user')).status).toBe(200);
  }
});

test('116: the admin of a team edits the configuration of this team only', async () => {
  const account = api('team-admin');
  const jane = await createUser('team-admin', 'jane');
  const members = [{ user: { id: jane }, role: 'admin' }];
  const ops = await createdId(account, '/v2/teams', { name: 'Ops', members });
  const dev = await createdId(account, '/v2/teams', { name: 'Dev' });
  const patch = async (id: string) =>
    (await api('team-admin', jane)('PATCH', `/v2/teams/${id}`, { description: 'x' })).status;
  expect([await patch(ops), await patch(dev)]).toEqual([200, 403]);
});

test.each([
  ['Stakeholder', [200, 403, 403]],
  ['User', [200, 202, 403]],
  ['Admin', [200, 202, 202]],
  ['Owner', [200, 202, 202]],
])('117: %s: reading, closing and deleting an incident return %j', async (role, expected) => {
  const accountId = `incidents-${role}`;
  const call = api(accountId, await createUser(accountId, 'jane', role));
  expect([
    (await call('GET', '/v1/incidents')).status,
    (await call('POST', '/v1/incidents/x/close')).status,
    (await call('DELETE', '/v1/incidents/x')).status,
  ]).toEqual(expected);
});

test('94: a participant adds an override to their own rotation, and to no other', async () => {
  const accountId = 'overrides';
  const account = api(accountId);
  const [jane, joe] = [await createUser(accountId, 'jane'), await createUser(accountId, 'joe')];
  const rotation = (name: string, id: string) => ({
    name,
    type: 'weekly',
    startDate: '2026-01-05T09:00:00Z',
    participants: [{ type: 'user', id }],
  });
  await createdId(account, '/v2/schedules', {
    name: 'Rota',
    rotations: [rotation('First line', jane), rotation('Second line', joe)],
  });
  const call = api(accountId, jane);
  const override = async (rotations: readonly string[], by = call) =>
    (
      await by('POST', '/v2/schedules/Rota/overrides?scheduleIdentifierType=name', {
        user: { type: 'user', username: 'joe@example.com' },
        startDate: '2027-01-04T09:00:00Z',
        endDate: '2027-01-05T09:00:00Z',
        rotations: rotations.map((name) => ({ name })),
      })
    ).status;
  expect(await override(['First line'])).toBe(201);
  expect(await override(['Second line'])).toBe(403);
  expect(await override(['First line', 'Second line'])).toBe(403);
  expect(await override([])).toBe(403);
  const stranger = await createUser(accountId, 'stranger');
  expect(await override(['First line'], api(accountId, stranger))).toBe(403);
  const patch = await call('PATCH', '/v2/schedules/Rota?identifierType=name', { description: 'x' });
  expect(patch.status).toBe(403);
});

describe('an integration that a user creates', () => {
  /** Calls the configuration API with a real key. */
  function withKey(key: string) {
    const plenty = { perSecond: 1e6, burst: 1e6 };
    let now = SET_UP;
    const clock = () => (now += 60_000);
    const directory = createDirectory(table());
    const app = createConfigurationApp({
      configuration: {
        table: table(),
        directory,
        incidentActions: { send: async () => {} },
        alertActions: { send: async () => {} },
        bulkActions: { send: async () => {} },
        contactMessages: { send: async () => {} },
        heartbeatChecks: { start: async () => {}, stop: async () => {} },
      },
      findKey: createApiKeyLookup(table(), clock),
      limiter: createRateLimiter({
        alert: plenty,
        search: plenty,
        configuration: plenty,
        'schedule-oncall': plenty,
        heartbeat: plenty,
        incident: plenty,
      }),
      clock,
      userAccess: userAccess(directory, clock),
    });
    return async (method: string, path: string, body?: object) => {
      const request = new Request(`https://api.example.com${path}`, {
        method,
        headers: { authorization: `GenieKey ${key}` },
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await app(request, { sourceIp: '192.0.2.1' })).status;
    };
  }

  async function create(accountId: string, userId: string, access: object) {
    const { status, body } = await api(accountId, userId)('POST', '/v2/integrations', {
      name: 'Tool',
      type: 'API',
      ...access,
    });
    return { status, data: body.data };
  }

  test("of an admin does not let its key manage owners, which the admin's role cannot", async () => {
    const accountId = 'escalation-of-rights';
    const boss = await createUser(accountId, 'boss', 'Admin');
    const { data } = await create(accountId, boss, { allowConfigurationAccess: true });
    const call = withKey(data.apiKey);
    expect(await call('PATCH', `/v2/users/${boss}`, { role: { name: 'Owner' } })).toBe(403);
    expect(await call('PATCH', `/v2/users/${boss}`, { fullName: 'The boss' })).toBe(200);
  });

  test("gets no right that the user's role lacks", async () => {
    const accountId = 'rights';
    await createdId(api(accountId), '/v2/roles', {
      name: 'Planner',
      extendedRole: 'user',
      grantedRights: ['configurations-edit'],
    });
    const planner = await createUser(accountId, 'planner', 'Planner');
    expect((await create(accountId, planner, { allowDeleteAccess: true })).status).toBe(403);
    const { status, data } = await create(accountId, planner, { allowConfigurationAccess: true });
    expect(status).toBe(201);
    expect((await api(accountId)('GET', `/v2/integrations/${data.id}`)).body.data).toMatchObject({
      allowReadAccess: true,
      allowWriteAccess: true,
      allowDeleteAccess: false,
      allowConfigurationAccess: true,
    });
  });

  test('loses what its user loses, but still creates pings and alerts', async () => {
    const accountId = 'shrinking';
    const boss = await createUser(accountId, 'boss', 'Admin');
    const { data } = await create(accountId, boss, { allowConfigurationAccess: true });
    const call = withKey(data.apiKey);
    const team = { name: 'Ops' };
    expect(await call('POST', '/v2/teams', team)).toBe(201);
    await api(accountId)('PATCH', `/v2/users/${boss}`, { role: { name: 'User' } });
    expect(await call('POST', '/v2/teams', { name: 'Dev' })).toBe(403);
    expect(await call('GET', '/v2/teams')).toBe(200);
    await api(accountId)('PATCH', `/v2/users/${boss}`, { blocked: true });
    expect(await call('GET', '/v2/teams')).toBe(403);
    expect(await call('POST', '/v2/heartbeats/x/ping')).toBe(202);
  });

  test('passes its limits on to integrations that are created with its key', async () => {
    const accountId = 'chain';
    const boss = await createUser(accountId, 'boss', 'Admin');
    const { data } = await create(accountId, boss, { allowConfigurationAccess: true });
    expect(await withKey(data.apiKey)('POST', '/v2/integrations', { name: 'Second', type: 'API' })).toBe(201);
    const integrations = await createDirectory(table()).integrations.list(accountId);
    expect(integrations.map(({ grantedBy }) => grantedBy)).toEqual([boss, boss]);
  });
});
