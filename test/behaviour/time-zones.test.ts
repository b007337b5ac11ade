import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { putAccount } from '../../src/domain/accounts/store.ts';
import { useTable } from '../support/table.ts';

/**
 * The statements of Opsgenie's documents about the zone of the account (59 and 84, and the defaults of users and schedules).
 * That a rule or policy is evaluated in its own zone is tested with routing rules and policies.
 */

const table = useTable();

async function anAccount(accountId: string) {
  await putAccount(table(), { id: accountId, name: 'Acme' });
  const call = configurationApi(table(), { accountId });
  const zoneAt = async (path: string, member = 'timezone') => (await call('GET', path)).body.data[member];
  const setZone = (timeZone: unknown) => call('PATCH', '/v2/account', { timeZone });
  const create = {
    user: (name: string, more: object = {}) =>
      createdId(call, '/v2/users', {
        username: `${name}@example.com`,
        fullName: name,
        role: { name: 'User' },
        ...more,
      }),
    schedule: (name: string, more: object = {}) => createdId(call, '/v2/schedules', { name, ...more }),
    team: (name: string) => createdId(call, '/v2/teams', { name }),
    routingRule: (team: string, more: object = {}) =>
      createdId(call, `/v2/teams/${team}/routing-rules`, { name: 'r', notify: { type: 'none' }, ...more }),
    policy: (more: object = {}) =>
      createdId(call, '/v2/policies', { type: 'notification', name: 'p', suppress: true, ...more }),
    oldPolicy: (more: object = {}) =>
      createdId(call, '/v1/policies', { type: 'notification-suppress', name: 'old', ...more }),
  };
  return { call, zoneAt, setZone, create };
}

test('59, 84: an account is in UTC until its zone is set', async () => {
  const { zoneAt, setZone } = await anAccount('unset');
  expect(await zoneAt('/v2/account', 'timeZone')).toBe('UTC');
  expect(await setZone('Asia/Tokyo')).toMatchObject({
    status: 200,
    body: { result: 'Updated', data: { timeZone: 'Asia/Tokyo' } },
  });
  expect(await zoneAt('/v2/account', 'timeZone')).toBe('Asia/Tokyo');
  await setZone('Europe/Berlin');
  expect(await zoneAt('/v2/account', 'timeZone')).toBe('Europe/Berlin');
});

test('59: routing rules without a zone get that of the account, also the default rule of a new team', async () => {
  const { call, zoneAt, setZone, create } = await anAccount('routing');
  await setZone('Asia/Tokyo');
  const team = await create.team('Ops');
  const [own, other] = [
    await create.routingRule(team),
    await create.routingRule(team, { timezone: 'America/New_York' }),
  ];
  const rule = (id: string) => `/v2/teams/${team}/routing-rules/${id}`;
  expect(await zoneAt(rule(own))).toBe('Asia/Tokyo');
  expect(await zoneAt(rule(other))).toBe('America/New_York');
  const { data } = (await call('GET', `/v2/teams/${team}/routing-rules`)).body;
  expect(data.at(-1)).toMatchObject({ isDefault: true, timezone: 'Asia/Tokyo' });
});

test('84: policies without a zone get that of the account, and keep it when they are replaced without one', async () => {
  const { call, zoneAt, setZone, create } = await anAccount('policies');
  await setZone('Asia/Tokyo');
  const [own, other, old] = [
    await create.policy(),
    await create.policy({ timezone: 'America/New_York' }),
    await create.oldPolicy(),
  ];
  await setZone('Europe/Berlin');
  const replacement = { type: 'notification', name: 'p', suppress: false };
  expect((await call('PUT', `/v2/policies/${own}`, replacement)).status).toBe(200);
  const oldReplacement = { type: 'notification-suppress', name: 'old' };
  expect((await call('PUT', `/v1/policies/${old}`, oldReplacement)).status).toBe(200);
  expect(await zoneAt(`/v2/policies/${own}`)).toBe('Asia/Tokyo');
  expect(await zoneAt(`/v2/policies/${other}`)).toBe('America/New_York');
  expect(await zoneAt(`/v2/policies/${old}`)).toBe('Asia/Tokyo');
  await call('PUT', `/v2/policies/${own}`, { ...replacement, timezone: 'UTC' });
  expect(await zoneAt(`/v2/policies/${own}`)).toBe('UTC');
});

test('users and schedules without a zone get that of the account, also the schedule of a new team', async () => {
  const { zoneAt, setZone, create } = await anAccount('users');
  await setZone('Asia/Tokyo');
  const user = await create.user('jane');
  const other = await create.user('john', { timeZone: 'America/New_York' });
  expect(await zoneAt(`/v2/users/${user}`, 'timeZone')).toBe('Asia/Tokyo');
  expect(await zoneAt(`/v2/users/${other}`, 'timeZone')).toBe('America/New_York');
  expect(await zoneAt(`/v2/schedules/${await create.schedule('Rota')}`)).toBe('Asia/Tokyo');
  expect(await zoneAt(`/v2/schedules/${await create.schedule('NY', { timezone: 'UTC' })}`)).toBe('UTC');
  await create.team('Ops');
  expect(await zoneAt('/v2/schedules/Ops_schedule?identifierType=name')).toBe('Asia/Tokyo');
});

test('59, 84: what exists keeps its zone when that of the account changes', async () => {
  const { zoneAt, setZone, create } = await anAccount('existing');
  const team = await create.team('Ops');
  const created = [
    [`/v2/users/${await create.user('jane')}`, 'timeZone'],
    [`/v2/schedules/${await create.schedule('Rota')}`, 'timezone'],
    [`/v2/teams/${team}/routing-rules/${await create.routingRule(team)}`, 'timezone'],
  ] as const;
  const policy = await create.policy();
  await setZone('Asia/Tokyo');
  for (const [path, member] of created) expect(await zoneAt(path, member)).toBe('UTC');
  expect(await zoneAt(`/v2/policies/${policy}`)).toBeUndefined();
});

test('a zone that is none is refused and changes nothing', async () => {
  const { zoneAt, setZone } = await anAccount('bad');
  await setZone('Asia/Tokyo');
  for (const bad of ['Mars/Olympus', '+02:00', undefined]) {
    expect(await setZone(bad)).toMatchObject({ status: 422 });
  }
  expect(await zoneAt('/v2/account', 'timeZone')).toBe('Asia/Tokyo');
});

test('only admins and keys of the whole account set the zone', async () => {
  const { create } = await anAccount('rights');
  const change = { timeZone: 'Asia/Tokyo' };
  const as = async (who: object) =>
    (await configurationApi(table(), { accountId: 'rights', ...who })('PATCH', '/v2/account', change)).status;
  expect(await as({ userId: await create.user('jane') })).toBe(403);
  expect(await as({ userId: await create.user('boss', { role: { name: 'Admin' } }) })).toBe(200);
  expect(await as({ teamId: await create.team('Ops') })).toBe(403);
  expect(await as({ rights: ['read', 'configuration'] })).toBe(403);
});
