import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const api = (accountId: string) => configurationApi(table(), { accountId });
const jane = { username: 'jane@example.com', fullName: 'Jane Doe', role: { name: 'Admin' } };

test('a new user has an e-mail contact and default rules, and is found by id and username', async () => {
  const call = api('create');
  const { status, body } = await call('POST', '/v2/users', {
    ...jane,
    username: 'Jane@Example.com',
    timeZone: 'Europe/Berlin',
    details: { desk: ['4'], floor: '2' },
    userAddress: { city: 'Berlin', line: '' },
    Unknown: 1,
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({ result: 'Created', data: { name: 'jane@example.com' } });
  const byId = await call('GET', `/v2/users/${body.data.id}?expand=contact`);
  expect(byId.body.data).toEqual({
    id: body.data.id,
    username: 'jane@example.com',
    fullName: 'Jane Doe',
    role: { id: 'Admin', name: 'Admin' },
    timeZone: 'Europe/Berlin',
    locale: 'en_US',
    userAddress: { city: 'Berlin' },
    tags: [],
    details: { desk: ['4'], floor: ['2'] },
    blocked: false,
    verified: false,
    createdAt: '2026-11-02T09:00:00.000Z',
    userContacts: [
      {
        id: expect.any(String),
        contactMethod: 'email',
        to: 'jane@example.com',
        enabled: true,
        verification: { state: 'verified', method: 'administrator' },
      },
    ],
  });
  const byName = await call('GET', '/v2/users/JANE@example.com');
  expect(byName.body.data.id).toBe(body.data.id);
  expect(byName.body.data.userContacts).toBeUndefined();
  const rules = await call('GET', '/v2/users/jane@example.com/notification-rules');
  expect(
    rules.body.data
      .filter((rule: { enabled: boolean }) => rule.enabled)
      .map((rule: { actionType: string }) => rule.actionType),
  ).toEqual(['create-alert', 'assigned-alert', 'schedule-start']);
});

test.each([
  [{ username: 'no address' }, 'username'],
  [{ username: `${'a'.repeat(100)}@example.com` }, 'username'],
  [{ fullName: '' }, 'fullName'],
  [{ fullName: 'x'.repeat(513) }, 'fullName'],
  [{ role: {} }, 'role'],
  [{ timeZone: 'Europe/Atlantis' }, 'timeZone'],
  [{ locale: '??' }, 'locale'],
])('wrong input %j is refused naming %s, and nothing is stored', async (wrong, field) => {
  const call = api('wrong');
  const { status, body } = await call('POST', '/v2/users', { ...jane, ...wrong });
  expect(status).toBe(422);
  expect(Object.keys(body.errors)).toEqual([field]);
  expect((await call('GET', '/v2/users')).body.totalCount).toBe(0);
});

test('a username is unique', async () => {
  const call = api('twice');
  await createdId(call, '/v2/users', jane);
  const again = await call('POST', '/v2/users', { ...jane, username: 'JANE@example.com' });
  expect(again.status).toBe(409);
  expect(again.body.errors).toEqual({ username: 'already exists' });
  await createdId(call, '/v2/users', { ...jane, username: 'joe@example.com' });
  const renamed = await call('PATCH', '/v2/users/joe@example.com', { username: 'jane@example.com' });
  expect(renamed.status).toBe(409);
});

test('a patch changes only the given fields', async () => {
  const call = api('patch');
  const id = await createdId(call, '/v2/users', { ...jane, tags: ['a'] });
  const before = (await call('GET', `/v2/users/${id}`)).body.data;
  const { status, body } = await call('PATCH', `/v2/users/${id}`, {
    fullName: 'Jane Roe',
    username: 'roe@example.com',
    role: { name: '' },
    Identifier: id,
  });
  expect([status, body.result]).toEqual([200, 'Updated']);
  const after = (await call('GET', '/v2/users/roe@example.com')).body.data;
  expect(after).toEqual({ ...before, fullName: 'Jane Roe', username: 'roe@example.com' });
  expect((await call('GET', '/v2/users/jane@example.com')).status).toBe(404);
});

test('users are paged, sorted and searched', async () => {
  const call = api('list');
  for (const name of ['carol', 'alice', 'bob']) {
    await createdId(call, '/v2/users', {
      ...jane,
      username: `${name}@example.com`,
      fullName: `${name} smith`,
    });
  }
  const names = ({ body }: { body: { data: { username: string }[] } }) =>
    body.data.map(({ username }) => username.replace(/@.*/, ''));
  const first = await call('GET', '/v2/users/?limit=2&sortField=username');
  expect(names(first)).toEqual(['alice', 'bob']);
  expect(first.body.totalCount).toBe(3);
  expect(first.body.paging).toEqual({
    next: 'https://api.example.com/v2/users/?limit=2&sortField=username&offset=2',
    first: 'https://api.example.com/v2/users/?limit=2&sortField=username&offset=0',
    last: 'https://api.example.com/v2/users/?limit=2&sortField=username&offset=2',
  });
  const next = new URL(first.body.paging.next);
  expect(names(await call('GET', next.pathname + next.search))).toEqual(['carol']);
  expect(names(await call('GET', '/v2/users?order=desc&sortField=fullName'))).toEqual([
    'carol',
    'bob',
    'alice',
  ]);
  const search = async (query: string) =>
    names(await call('GET', `/v2/users?query=${encodeURIComponent(query)}`));
  expect(await search('username: bob*')).toEqual(['bob']);
  expect(await search('fullName: "carol smith" OR username:alice')).toEqual(['alice', 'carol']);
  expect(await search('role: admin AND NOT username: bob')).toEqual(['alice', 'carol']);
  expect(await search('smith')).toEqual(['alice', 'bob', 'carol']);
  expect(await search('createdAt > 9999999999999')).toEqual([]);
  expect(await call('GET', '/v2/users?query=colour%3A%20red')).toMatchObject({
    status: 422,
    body: { errors: { query: 'Unknown field colour' } },
  });
  expect((await call('GET', '/v2/users?limit=101')).body.paging.first).toContain('limit=100');
});

test('a user who is referenced cannot be deleted, and the error lists the references', async () => {
  const call = api('delete');
  const id = await createdId(call, '/v2/users', jane);
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops', members: [{ user: { id } }] });
  await createdId(call, '/v2/escalations', { name: 'direct', rules: [{ recipient: { type: 'user', id } }] });
  const refused = await call('DELETE', `/v2/users/${id}`);
  expect(refused.status).toBe(428);
  expect(refused.body.message).toContain('team [Ops], escalation [direct], schedule [Ops_schedule]');

  const data = async (path: string) => (await call('GET', `/v2/users/jane@example.com/${path}`)).body.data;
  expect(await data('teams')).toEqual([{ id: teamId, name: 'Ops' }]);
  expect((await data('escalations')).map(({ name }: { name: string }) => name).sort()).toEqual([
    'Ops_escalation',
    'direct',
  ]);
  expect(await data('schedules')).toEqual([{ id: expect.any(String), name: 'Ops_schedule', enabled: true }]);

  await call('DELETE', `/v2/escalations/direct?identifierType=name`);
  await call('DELETE', `/v2/teams/${teamId}`);
  expect((await call('DELETE', `/v2/users/${id}`)).body.result).toBe('Deleted');
  expect((await call('DELETE', `/v2/users/${id}`)).status).toBe(404);
});

test('users of another account do not exist for a key', async () => {
  const id = await createdId(api('mine'), '/v2/users', jane);
  for (const path of [`/v2/users/${id}`, '/v2/users/jane@example.com', `/v2/users/${id}/contacts`]) {
    expect((await api('theirs')('GET', path)).status).toBe(404);
  }
  expect((await api('theirs')('PATCH', `/v2/users/${id}`, { fullName: 'x' })).status).toBe(404);
  expect((await api('theirs')('DELETE', `/v2/users/${id}`)).status).toBe(404);
});

test('the key of a team sees only its members and cannot change users', async () => {
  const call = api('team-key');
  const id = await createdId(call, '/v2/users', jane);
  await createdId(call, '/v2/users', { ...jane, username: 'joe@example.com' });
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops', members: [{ user: { id } }] });
  const ofTeam = configurationApi(table(), { accountId: 'team-key', teamId });
  expect((await ofTeam('GET', '/v2/users')).body.totalCount).toBe(1);
  expect((await ofTeam('GET', '/v2/users/joe@example.com')).status).toBe(404);
  expect((await ofTeam('POST', '/v2/users', jane)).status).toBe(403);
  expect((await ofTeam('PATCH', `/v2/users/${id}`, { fullName: 'x' })).status).toBe(403);
  expect((await ofTeam('DELETE', `/v2/users/${id}`)).status).toBe(403);
});

test('each operation requires its right', async () => {
  const reader = configurationApi(table(), { accountId: 'rights', rights: ['read', 'configuration'] });
  expect((await reader('GET', '/v2/users')).status).toBe(200);
  expect((await reader('POST', '/v2/users', jane)).status).toBe(403);
  expect((await reader('DELETE', '/v2/users/jane@example.com')).status).toBe(403);
  const alerter = configurationApi(table(), { accountId: 'rights', rights: ['read', 'create-update'] });
  expect((await alerter('GET', '/v2/users')).status).toBe(403);
});

test("the rate limits of the account have the shape that Opsgenie's backup tool reads", async () => {
  const { status, body } = await api('account')('GET', '/v2/request-limits/');
  expect(status).toBe(200);
  expect(body.data.rateLimits).toContainEqual({
    domain: 'search',
    limits: [
      { limit: 10, periodInSeconds: 1 },
      { limit: 600, periodInSeconds: 60 },
    ],
  });
});

test('the account has its name and its number of users', async () => {
  await putAccount(table(), { id: 'account', name: 'Example' });
  await createdId(api('account'), '/v2/users', jane);
  const { body } = await api('account')('GET', '/v2/account');
  expect(body.data).toMatchObject({ name: 'Example', userCount: 1, plan: { name: 'Self-hosted' } });
});
