import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import type { Responder } from '../../../src/domain/kernel/responder.ts';
import type { Table } from '../../../src/platform/table.ts';
import { anAlert } from '../../support/builders.ts';
import { useMemoryTable } from '../../support/table.ts';

const table = useMemoryTable();
let accounts = 0;

async function anAccount(of: Table = table()) {
  const accountId = `deletion-${++accounts}`;
  const sent = new Map<string, AlertActionMessage>();
  const call = configurationApi(of, {
    accountId,
    alertActions: {
      send: async (body, { deduplicationId }) => void sent.set(deduplicationId, body as AlertActionMessage),
    },
  });
  const user = await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  const other = await createdId(call, '/v2/users', {
    username: 'john@example.com',
    fullName: 'John',
    role: { name: 'User' },
  });
  const team = await createdId(call, '/v2/teams', { name: 'Ops' });
  const escalation = await createdId(call, '/v2/escalations', {
    name: 'Night',
    ownerTeam: { id: team },
    rules: [
      {
        condition: 'if-not-acked',
        notifyType: 'default',
        delay: { timeAmount: 0 },
        recipient: { type: 'user', id: other },
      },
    ],
  });
  const schedule = await createdId(call, '/v2/schedules', { name: 'Days' });
  const put = (id: string, responders: readonly Responder[], change: Parameters<typeof anAlert>[0] = {}) =>
    table().put(
      toAlertItem(anAlert({ accountId, id, tinyId: id.slice(-2), alias: id, responders, ...change })),
    );
  return { accountId, call, sent, put, user, team, escalation, schedule };
}

const ALERT = '0a000000-0000-4000-8000-000000000001';

test.each(['escalation', 'schedule', 'team', 'user'] as const)(
  'deleting a %s that responds to an open alert is answered with 428 and names the alert',
  async (type) => {
    const account = await anAccount();
    await account.put(ALERT, [{ type, id: account[type] }]);
    const path = `/v2/${type}s/${account[type]}`;
    const refused = await account.call('DELETE', path);
    expect(refused.status).toBe(428);
    expect(refused.body.message).toContain('it responds to open alerts: #01');
    expect((await account.call('GET', path)).status).toBe(200);
    expect(account.sent.size).toBe(0);
  },
);

test('with force the owning team responds instead, and the alert has a note', async () => {
  const { call, put, sent, escalation, team } = await anAccount();
  await put(ALERT, [{ type: 'escalation', id: escalation }]);
  expect((await call('DELETE', `/v2/escalations/${escalation}?force=true`)).status).toBe(200);
  expect([...sent.values()]).toMatchObject([
    {
      target: { type: 'id', value: ALERT },
      action: { type: 'AddTeam', team: { id: team } },
      note: 'Escalation [Night], a responder of this alert, was deleted.',
    },
  ]);
});

test('without a team and other responders, force notifies the owners of the account', async () => {
  const { call, put, sent, schedule, team } = await anAccount();
  await put(ALERT, [{ type: 'schedule', id: schedule }], { run: 3 });
  expect((await call('DELETE', `/v2/schedules/${schedule}?force=true`)).status).toBe(200);
  expect([...sent.values()]).toMatchObject([{ action: { type: 'NotifyAccountOwners', run: 3 } }]);
  await put(ALERT, [{ type: 'team', id: team }], { ownerTeamId: team, run: 4 });
  sent.clear();
  expect((await call('GET', `/v2/teams/${team}`)).status).toBe(200);
});

test('alerts that are closed, or to which somebody else than the user responds, do not matter', async () => {
  const { call, put, user, escalation, team } = await anAccount();
  await put(ALERT, [{ type: 'escalation', id: escalation }], { status: 'closed' });
  await put(ALERT.replace('1', '2'), [
    { type: 'user', id: user },
    { type: 'team', id: team },
  ]);
  expect((await call('DELETE', `/v2/escalations/${escalation}`)).status).toBe(200);
  expect((await call('DELETE', `/v2/users/${user}`)).status).toBe(200);
});

test('repeating a forced deletion sends the same requests', async () => {
  const { call, put, sent, escalation } = await anAccount();
  await put(ALERT, [{ type: 'escalation', id: escalation }]);
  await call('DELETE', `/v2/escalations/${escalation}?force=true`);
  await call('DELETE', `/v2/escalations/${escalation}?force=true`);
  expect(sent.size).toBe(1);
});

test('a team is deleted with force: its alerts get other responders, or the owners of the account', async () => {
  const { call, put, sent, team, user } = await anAccount();
  const second = ALERT.replace(/1$/, '2');
  await put(ALERT, [{ type: 'team', id: team }], { ownerTeamId: team, run: 2 });
  await put(second, [
    { type: 'team', id: team },
    { type: 'user', id: user },
  ]);
  // The escalation of the team refers to it no more.
  const escalations = (await call('GET', '/v2/escalations')).body.data as { id: string }[];
  for (const { id } of escalations) await call('DELETE', `/v2/escalations/${id}?force=true`);
  sent.clear();
  expect((await call('DELETE', `/v2/teams/${team}`)).status).toBe(428);
  expect(await call('DELETE', `/v2/teams/${team}?force=true`)).toMatchObject({ status: 200 });
  const actions = Object.fromEntries([...sent.values()].map((each) => [each.target.value, each]));
  expect(actions[ALERT]).toMatchObject({
    action: { type: 'NotifyAccountOwners', run: 2 },
    note: 'Team [Ops], a responder of this alert, was deleted.',
  });
  expect(actions[second]).toMatchObject({ action: { type: 'AddNote' } });
  expect((await call('GET', `/v2/teams/${team}`)).status).toBe(404);
});

test('the oldest of more than 1,000 open alerts counts, too', async () => {
  const { call, put, sent, escalation, user, accountId } = await anAccount();
  const items = Array.from({ length: 1_100 }, (_, i) => {
    const id = `${(i % 65_536).toString(16).padStart(4, '0')}0000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    const responders = [{ type: 'user' as const, id: user }];
    return toAlertItem(
      anAlert({ accountId, id, tinyId: String(i), alias: id, responders, createdAt: 2_000_000 + i }),
    );
  });
  await table().batchPut(items);
  await put(ALERT, [{ type: 'escalation', id: escalation }], { createdAt: 1_000_000 });
  const refused = await call('DELETE', `/v2/escalations/${escalation}`);
  expect([refused.status, refused.body.message]).toEqual([428, expect.stringContaining('#01')]);
  expect((await call('DELETE', `/v2/escalations/${escalation}?force=true`)).status).toBe(200);
  expect([...sent.values()].map(({ target }) => target.value)).toEqual([ALERT]);
});

test('a crash at any point between the requests and the deletion is finished by a repetition', async () => {
  for (let crashAfter = 0; ; crashAfter++) {
    let left = Number.POSITIVE_INFINITY;
    const memory = table();
    const killable = () => {
      if (left-- <= 0) throw new Error('The process was killed.');
      return memory;
    };
    const crashing: Table = {
      ...memory,
      put: async (...given) => killable().put(...given),
      update: async (...given) => killable().update(...given),
      delete: async (...given) => killable().delete(...given),
      batchPut: async (...given) => killable().batchPut(...given),
    };
    const { call, put, sent, escalation, team } = await anAccount(crashing);
    await put(ALERT, [{ type: 'escalation', id: escalation }]);
    left = crashAfter;
    const first = await call('DELETE', `/v2/escalations/${escalation}?force=true`);
    left = Number.POSITIVE_INFINITY;
    await call('DELETE', `/v2/escalations/${escalation}?force=true`);
    expect((await call('GET', `/v2/escalations/${escalation}`)).status).toBe(404);
    expect([...sent.values()]).toMatchObject([{ action: { type: 'AddTeam', team: { id: team } } }]);
    if (first.status === 200) {
      expect(crashAfter).toBeGreaterThan(1);
      return;
    }
  }
});
