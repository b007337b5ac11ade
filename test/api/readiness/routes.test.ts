import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

async function anAccount(accountId: string) {
  await putAccount(table(), { id: accountId, name: 'Acme' });
  return configurationApi(table(), { accountId });
}

const JANE = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'Owner' } };

test('readiness lists what keeps alerts from reaching people, problems first', async () => {
  const call = await anAccount('findings');
  await createdId(call, '/v2/users', JANE);
  await createdId(call, '/v2/schedules', { name: 'Empty' });
  const { status, body } = await call('GET', '/v2/account/readiness');
  expect(status).toBe(200);
  expect(body.data).toMatchObject({ ready: false, problems: 1, warnings: 1 });
  expect(body.data.findings).toEqual([
    {
      code: 'NobodyOnCall',
      level: 'problem',
      resource: { type: 'schedule', id: expect.any(String), name: 'Empty' },
      text: 'Schedule Empty has nobody on call in the next 14 days.',
    },
    {
      code: 'UserHardlyReachable',
      level: 'warning',
      resource: { type: 'user', id: expect.any(String), name: 'jane@example.com' },
      text: 'jane@example.com is notified only by e-mail, which wakes nobody up.',
    },
  ]);
});

test('a key of a team cannot check the whole account', async () => {
  await anAccount('of-team');
  const call = configurationApi(table(), { accountId: 'of-team', teamId: 'ops' });
  expect((await call('GET', '/v2/account/readiness')).status).toBe(403);
});

test('a heartbeat without a team is created with a warning, and one of a team without', async () => {
  const call = await anAccount('heartbeats');
  const team = await createdId(call, '/v2/teams', { name: 'Ops' });
  const create = (name: string, more: object) =>
    call('POST', '/v2/heartbeats', { name, interval: 5, intervalUnit: 'minutes', enabled: true, ...more });
  expect((await create('lonely', {})).body.warnings).toEqual([
    expect.stringContaining('ownerTeam is missing'),
  ]);
  expect((await create('owned', { ownerTeam: { id: team } })).body).not.toHaveProperty('warnings');
});

test('a schedule with a gap is created with a warning', async () => {
  const call = await anAccount('schedules');
  const jane = await createdId(call, '/v2/users', JANE);
  const rotation = {
    type: 'daily',
    startDate: '2026-01-01T00:00:00Z',
    participants: [{ type: 'user', id: jane }],
  };
  const create = (name: string, rotations: readonly object[]) =>
    call('POST', '/v2/schedules', { name, rotations });
  expect((await create('Full', [rotation])).body).not.toHaveProperty('warnings');
  expect((await create('Empty', [])).body.warnings).toEqual([
    'Schedule Empty has nobody on call in the next 14 days.',
  ]);
});

test('a contact of a user without notification rules is created with a warning', async () => {
  const call = await anAccount('contacts');
  const jane = await createdId(call, '/v2/users', JANE);
  const rules = `/v2/users/${jane}/notification-rules`;
  for (const { id, actionType } of (await call('GET', rules)).body.data)
    if (actionType === 'create-alert') await call('POST', `${rules}/${id}/disable`);
  const { status, body } = await call('POST', `/v2/users/${jane}/contacts`, {
    method: 'sms',
    to: '49-1511234567',
  });
  expect(status).toBe(201);
  expect(body.warnings).toEqual(['jane@example.com has no enabled notification rule for new alerts']);
});

test('disabling the only contact that is used warns that the user cannot be reached', async () => {
  const call = await anAccount('unreachable');
  const jane = await createdId(call, '/v2/users', JANE);
  const contacts = (await call('GET', `/v2/users/${jane}/contacts`)).body.data;
  const { body } = await call('POST', `/v2/users/${jane}/contacts/${contacts[0].id}/disable`);
  expect(body.warnings).toEqual([
    'jane@example.com has no enabled contact in the notification rules for new alerts',
  ]);
});
