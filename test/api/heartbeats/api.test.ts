import { type Call, configurationApi } from '../../../simulator/configuration-api.ts';
import type { Right } from '../../../src/domain/accounts/model.ts';
import type { AlertActionMessage } from '../../../src/domain/alerts/action.ts';
import { getDeadline } from '../../../src/domain/heartbeats/model.ts';
import { createHeartbeatStore } from '../../../src/domain/heartbeats/store.ts';
import { HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

let now: number;
let accountId: string;
let call: Call;
let sent: AlertActionMessage[];
let watches: string[];

const apiOf = (more: { teamId?: string; rights?: readonly Right[] } = {}) =>
  configurationApi(table(), {
    accountId,
    clock: () => now,
    alertActions: {
      send: async (message) => {
        sent.push(message as AlertActionMessage);
      },
    },
    heartbeatChecks: {
      start: async (name) => {
        watches.push(name);
      },
      stop: async () => {},
    },
    ...more,
  });

beforeEach(() => {
  now = NOON;
  accountId = newId();
  sent = [];
  watches = [];
  call = apiOf();
});

const backup = { name: 'Nightly Backup', interval: 1, intervalUnit: 'hours', enabled: true };
const PATH = '/v2/heartbeats/Nightly%20Backup';
const shown = async () => (await call('GET', PATH)).body.data;

test('a heartbeat is created, read, listed, updated, enabled, disabled and deleted by name', async () => {
  const { status, body } = await call('POST', '/v2/heartbeats', {
    ...backup,
    ownerTeam: {},
    alertMessage: '',
  });
  expect({ status, result: body.result }).toEqual({ status: 201, result: 'Created' });
  const expected = {
    ...backup,
    description: '',
    expired: false,
    alertMessage: 'Nightly Backup is expired',
    alertTags: [],
    alertPriority: 'P3',
  };
  expect(body.data).toEqual(expected);
  expect(await shown()).toEqual(expected);
  expect((await call('GET', '/v2/heartbeats/')).body.data).toEqual({ heartbeats: [expected] });

  const patched = await call('PATCH', PATH, { interval: 5, intervalUnit: 'minutes', alertTags: ['db'] });
  expect(patched).toMatchObject({
    status: 200,
    body: { data: { name: 'Nightly Backup', enabled: true, expired: false } },
  });
  expect(Object.keys(patched.body.data)).toEqual(['name', 'enabled', 'expired']);
  expect(await shown()).toEqual({ ...expected, interval: 5, intervalUnit: 'minutes', alertTags: ['db'] });

  for (const method of ['POST', 'PUT', 'PATCH']) {
    expect(await call(method, `${PATH}/disable`)).toMatchObject({
      status: 200,
      body: { data: { enabled: false } },
    });
    expect((await shown()).enabled).toBe(false);
    expect(await call(method, `${PATH}/enable`)).toMatchObject({
      status: 200,
      body: { data: { enabled: true } },
    });
  }
  expect((await call('DELETE', PATH)).status).toBe(200);
  expect((await call('GET', PATH)).status).toBe(404);
  expect((await call('PATCH', PATH, { interval: 1 })).status).toBe(404);
  expect((await call('DELETE', PATH)).status).toBe(404);
});

test('names are unique regardless of case', async () => {
  await call('POST', '/v2/heartbeats', backup);
  const again = await call('POST', '/v2/heartbeats', { ...backup, name: 'NIGHTLY backup', interval: 2 });
  expect(again.status).toBe(409);
  expect((await shown()).interval).toBe(1);
});

test.each([
  [{ name: ' ' }, 'name'],
  [{ interval: 0 }, 'interval'],
  [{ interval: 1.5 }, 'interval'],
  [{ interval: 367, intervalUnit: 'days' }, 'interval'],
  [{ intervalUnit: 'weeks' }, 'intervalUnit'],
  [{ alertPriority: 'P6' }, 'alertPriority'],
  [{ alertMessage: 'x'.repeat(131) }, 'alertMessage'],
  [{ ownerTeam: { name: 'Nobody' } }, 'ownerTeam'],
])('a create with %j is rejected', async (wrong, field) => {
  const { status, body } = await call('POST', '/v2/heartbeats', { ...backup, ...wrong });
  expect({ status, fields: Object.keys(body.errors) }).toEqual({ status: 422, fields: [field] });
  expect((await call('GET', '/v2/heartbeats')).body.data.heartbeats).toEqual([]);
});

test.each(['Backup?', '..', 'a/../b', 'Backup/', '/Backup', 'a//b', 'Backup/ping', 'Backup/Enable'])(
  'the name %s is rejected, because no request could reach the heartbeat by it',
  async (name) => {
    const { status, body } = await call('POST', '/v2/heartbeats', { ...backup, name });
    expect([status, body.errors]).toEqual([422, { name: expect.stringMatching(/^must fit into the path/) }]);
  },
);

test.each(['a/b', 'v1.2', '...', 'ping', 'Ping now', 'a.b/c.d', '100 %'])(
  'the name %s is accepted, and its pings reach it',
  async (name) => {
    expect((await call('POST', '/v2/heartbeats', { ...backup, name })).status).toBe(201);
    const path = `/v2/heartbeats/${encodeURIComponent(name)}`;
    expect((await call('POST', `${path}/ping`)).status).toBe(202);
    expect((await call('GET', path)).body.data.lastPingTime).toBeDefined();
  },
);

test('an update to an invalid interval is rejected', async () => {
  await call('POST', '/v2/heartbeats', { ...backup, interval: 400 });
  expect((await call('PATCH', PATH, { intervalUnit: 'days' })).status).toBe(422);
  expect(await shown()).toMatchObject({ interval: 400, intervalUnit: 'hours' });
});

test('a ping needs only create-update, and every method and unknown name gets the same response', async () => {
  await call('POST', '/v2/heartbeats', backup);
  const restricted = apiOf({ rights: ['create-update'] });
  for (const method of ['GET', 'POST', 'PUT', 'PATCH']) {
    for (const name of ['unknown', '%0D', 'x'.repeat(2_000)]) {
      expect(await restricted(method, `/v2/heartbeats/${name}/ping`)).toMatchObject({ status: 202 });
    }
    for (const path of [`${PATH}/ping`, '/v2/heartbeats/unknown/ping']) {
      now += 1_000;
      const { status, body } = await restricted(method, path);
      expect({ status, result: body.result }).toEqual({ status: 202, result: 'PONG - Heartbeat received' });
      expect(body.data).toBeUndefined();
    }
  }
  expect((await shown()).lastPingTime).toBe('2026-11-24T12:00:07.000Z');
  expect((await call('GET', '/v2/heartbeats/unknown')).status).toBe(404);
});

test('the first ping activates a heartbeat, a missed ping expires it, and the next ping closes its alert', async () => {
  await call('POST', '/v2/heartbeats', backup);
  now += 2 * HOUR;
  expect((await shown()).expired).toBe(false);
  await call('GET', `${PATH}/ping`);
  const stored = await createHeartbeatStore(table()).get(accountId, 'nightly backup');
  expect(stored?.nextCheckAt).toBeLessThanOrEqual(NOON + 3 * HOUR);
  expect(stored && getDeadline(stored)).toBe(NOON + 3 * HOUR);
  now += HOUR;
  expect((await shown()).expired).toBe(true);
  // The next change of any heartbeat notices the expiry, here an unrelated one.
  await call('PATCH', PATH, { description: 'of the database' });
  expect(sent).toMatchObject([
    { action: { type: 'Create', message: 'Nightly Backup is expired', priority: 'P3' } },
  ]);
  now += MINUTE;
  await call('GET', `${PATH}/ping`);
  expect(sent[1]).toMatchObject({ action: { type: 'Close' }, target: sent[0]?.target });
  expect((await shown()).expired).toBe(false);
  await call('GET', `${PATH}/ping`);
  expect(sent).toHaveLength(2);
});

test.each([
  ['disabled', () => call('POST', `${PATH}/disable`)],
  ['deleted', () => call('DELETE', PATH)],
  ['given a longer interval', () => call('PATCH', PATH, { interval: 2 })],
])('a heartbeat that is %s closes its alert', async (_, end) => {
  await call('POST', '/v2/heartbeats', backup);
  await call('GET', `${PATH}/ping`);
  now += HOUR;
  await call('PATCH', PATH, { description: 'x' });
  await end();
  expect(sent.map(({ action }) => action.type)).toEqual(['Create', 'Close']);
});

test('a heartbeat that may expire before the next sweep is checked by an execution immediately', async () => {
  await call('POST', '/v2/heartbeats', { ...backup, intervalUnit: 'minutes' });
  expect(watches).toEqual([]);
  await call('GET', `${PATH}/ping`);
  expect(watches).toHaveLength(1);
  await call('POST', '/v2/heartbeats', { ...backup, name: 'hourly' });
  await call('GET', '/v2/heartbeats/hourly/ping');
  expect(watches).toHaveLength(1);
  now += 59 * MINUTE;
  await call('POST', '/v2/heartbeats/hourly/disable');
  await call('POST', '/v2/heartbeats/hourly/enable');
  now += 2 * MINUTE;
  expect((await call('GET', '/v2/heartbeats/hourly')).body.data.expired).toBe(false);
});

test("a team's key accesses and pings only heartbeats of the team", async () => {
  const team = await call('POST', '/v2/teams', { name: 'Ops' });
  const teamId = team.body.data.id;
  await call('POST', '/v2/heartbeats', backup);
  await call('POST', '/v2/heartbeats', { ...backup, name: 'own', ownerTeam: { name: 'Ops' } });
  expect((await call('GET', '/v2/heartbeats/own')).body.data.ownerTeam).toEqual({ id: teamId, name: 'Ops' });
  const ofTeam = apiOf({ teamId });
  expect((await ofTeam('GET', '/v2/heartbeats')).body.data.heartbeats).toMatchObject([{ name: 'own' }]);
  expect((await ofTeam('GET', PATH)).status).toBe(404);
  expect((await ofTeam('POST', `${PATH}/disable`)).status).toBe(404);
  await ofTeam('GET', `${PATH}/ping`);
  await ofTeam('GET', '/v2/heartbeats/own/ping');
  expect(await shown()).not.toHaveProperty('lastPingTime');
  expect((await call('GET', '/v2/heartbeats/own')).body.data.lastPingTime).toBeDefined();
  now += HOUR;
  await call('PATCH', '/v2/heartbeats/own', {
    alertTags: ['db'],
    alertPriority: 'P1',
    alertMessage: 'No backup!',
  });
  expect(sent).toMatchObject([
    {
      action: {
        message: 'No backup!',
        tags: ['db'],
        priority: 'P1',
        responders: [{ type: 'team', id: teamId }],
      },
    },
  ]);
});
