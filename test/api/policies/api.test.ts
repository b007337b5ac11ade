import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { createTeamStore } from '../../../src/domain/teams/store.ts';
import { newId } from '../../../src/platform/ids.ts';
import { aTeam } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
let accountId: string;
let call: Call;
const ops = aTeam({ name: 'Ops' });

beforeEach(async () => {
  accountId = newId();
  await putAccount(table(), { id: accountId, name: 'Demo' });
  await createTeamStore(table()).create(accountId, ops);
  call = configurationApi(table(), { accountId });
});

const alertPolicy = { type: 'alert', name: 'Shout', message: '[P] {{message}}', enabled: true };
const notification = { type: 'notification', name: 'Quiet', suppress: true };

test('a policy is returned exactly as it was set', async () => {
  const body = {
    ...alertPolicy,
    policyDescription: 'why',
    continue: false,
    alias: '{{alias}}',
    description: '{{description}}',
    filter: {
      type: 'match-any-condition',
      conditions: [{ field: 'tags', operation: 'contains', expectedValue: 'db', not: false }],
    },
    timeRestrictions: {
      type: 'time-of-day',
      restriction: { startHour: 9, startMin: 0, endHour: 18, endMin: 30 },
    },
    tags: ['b', 'a'],
    details: { where: 'here' },
    responders: [{ type: 'team', id: ops.id }],
    priority: 'P2',
  };
  const answer = await call('POST', '/v2/policies', body);
  expect(answer).toMatchObject({
    status: 201,
    body: { result: 'Created', data: { name: 'Shout', type: 'alert', order: 0, enabled: true } },
  });
  const { id } = answer.body.data;
  const got = await call('GET', `/v2/policies/${id}`);
  // The Go client looks for the description under a name of its own.
  expect(got.body.data).toEqual({ ...body, id, order: 0, alertDescription: '{{description}}' });
  const bare = await createdId(call, '/v2/policies', alertPolicy);
  expect((await call('GET', `/v2/policies/${bare}`)).body.data).toEqual({
    ...alertPolicy,
    id: bare,
    order: 1,
  });
});

test('requests of the Go client and Terraform are accepted', async () => {
  const alert = await createdId(call, '/v2/policies', {
    ...alertPolicy,
    TeamId: ops.id,
    alertDescription: '{{description}} at night',
    details: ['region:eu-west-1', 'tier=1'],
    responders: [{ type: 'team', id: ops.id, name: '', username: '' }],
    timeRestrictions: {
      type: 'weekday-and-time-of-day',
      restrictions: [
        { startDay: 'monday', startHour: 0, startMin: 0, endDay: 'friday', endHour: 24, endMin: 0 },
      ],
      restriction: {},
    },
    priority: '',
  });
  expect((await call('GET', `/v2/policies/${alert}?teamId=${ops.id}`)).body.data).toMatchObject({
    teamId: ops.id,
    description: '{{description}} at night',
    details: { region: 'eu-west-1', tier: '1' },
  });
  // An update names the team in the body alone, or not at all.
  for (const extra of [{ TeamId: ops.id }, {}]) {
    const put = await call('PUT', `/v2/policies/${alert}`, { ...alertPolicy, ...extra, message: 'new' });
    expect(put).toMatchObject({ status: 200, body: { result: 'Updated' } });
  }
  const quiet = await createdId(call, `/v2/policies?teamId=${ops.id}`, {
    type: 'notification',
    name: 'Held',
    enabled: true,
    policyDescription: '',
    deduplicationActionAction: {
      deduplicationType: 'frequency-based',
      count: 3,
      duration: { timeAmount: 5 },
    },
    delayAction: { delayOption: 'next-time', untilMinute: 1, untilHour: 9 },
  });
  expect((await call('GET', `/v2/policies/${quiet}?teamId=${ops.id}`)).body.data).toEqual({
    id: quiet,
    teamId: ops.id,
    type: 'notification',
    name: 'Held',
    enabled: true,
    order: 0,
    deduplicationAction: {
      deduplicationType: 'frequency-based',
      deduplicationActionType: 'frequency-based',
      count: 3,
      duration: { timeAmount: 5, timeUnit: 'minutes' },
    },
    delayAction: { delayOption: 'next-time', untilMinute: 1, untilHour: 9 },
  });
});

test('each type and team has its own order; a move without an index moves to the first position', async () => {
  const make = (name: string, path = '/v2/policies', body: object = alertPolicy) =>
    createdId(call, path, { ...body, name });
  const [a, b, c] = [await make('a'), await make('b'), await make('c')];
  const theirs = await make('t', `/v2/policies?teamId=${ops.id}`);
  const names = async (query = '', type = 'alert') =>
    (await call('GET', `/v2/policies/${type}${query}`)).body.data.map(
      (it: { name: string; order: number }) => `${it.order} ${it.name}`,
    );
  expect(await names()).toEqual(['0 a', '1 b', '2 c']);
  expect(await names(`?teamId=${ops.id}`)).toEqual(['0 t']);
  expect(await names('', 'notification')).toEqual([]);
  expect((await call('POST', `/v2/policies/${c}/change-order`, {})).status).toBe(200);
  expect(await names()).toEqual(['0 c', '1 a', '2 b']);
  expect((await call('POST', `/v2/policies/${c}/change-order`, { targetIndex: 99 })).status).toBe(200);
  expect(await names()).toEqual(['0 a', '1 b', '2 c']);
  expect((await call('DELETE', `/v2/policies/${a}`)).body).toMatchObject({ result: 'Deleted' });
  expect(await names()).toEqual(['0 b', '1 c']);
  expect((await call('GET', `/v2/policies/${a}`)).status).toBe(404);
  expect((await call('GET', `/v2/policies/${theirs}`)).status).toBe(200);
  expect((await call('GET', `/v2/policies/${b}?teamId=${ops.id}`)).status).toBe(404);
});

test('concurrent appends and moves lose nothing', async () => {
  const ids = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => createdId(call, '/v2/policies', { ...alertPolicy, name })),
  );
  await Promise.all(ids.slice(0, 2).map((id) => call('POST', `/v2/policies/${id}/change-order`, {})));
  const { data } = (await call('GET', '/v2/policies/alert')).body;
  expect(data.map((it: { id: string }) => it.id).sort()).toEqual([...ids].sort());
  expect(data.map((it: { order: number }) => it.order)).toEqual([0, 1, 2, 3]);
});

test('enables and disables', async () => {
  const id = await createdId(call, '/v2/policies', notification);
  expect((await call('POST', `/v2/policies/${id}/disable`, {})).body).toMatchObject({ result: 'Disabled' });
  expect((await call('GET', `/v2/policies/${id}`)).body.data.enabled).toBe(false);
  expect((await call('POST', `/v2/policies/${id}/enable`, { Id: id })).body).toMatchObject({
    result: 'Enabled',
  });
  expect((await call('GET', '/v2/policies/notification')).body.data[0].enabled).toBe(true);
});

test.each([
  [{ ...alertPolicy, message: '' }, 'message'],
  [{ ...alertPolicy, name: '' }, 'name'],
  [{ ...alertPolicy, responders: [{ type: 'team', id: 'no-such' }] }, 'responders[0]'],
  [{ ...alertPolicy, timezone: 'Nowhere/At_All' }, 'timezone'],
  [{ ...notification, delayAction: { delayOption: 'next-time', untilHour: 9 } }, 'delayAction'],
  [
    { ...notification, suppress: false, delayAction: { delayOption: 'for-duration' } },
    'delayAction.duration',
  ],
  [
    { ...notification, deduplicationAction: { deduplicationActionType: 'value-based', count: 1 } },
    'deduplicationAction.count',
  ],
  [
    { ...notification, deduplicationAction: { deduplicationActionType: 'frequency-based', count: 2 } },
    'deduplicationAction.duration',
  ],
  [{ ...notification, autoCloseAction: { duration: { timeAmount: 0 } } }, 'autoCloseAction.duration'],
  [
    { ...notification, autoRestartAction: { duration: { timeAmount: 5 } } },
    'autoRestartAction.maxRepeatCount',
  ],
  [{ ...alertPolicy, teamId: 'no-such' }, 'teamId'],
])('%j is refused, and nothing is stored', async (body, field) => {
  const { status, body: response } = await call('POST', '/v2/policies', body);
  expect({ status, fields: Object.keys(response.errors ?? {}) }).toEqual({ status: 422, fields: [field] });
  expect((await call('GET', `/v2/policies/${body.type}`)).body.data).toEqual([]);
});

test('the type of a policy can not change', async () => {
  const id = await createdId(call, '/v2/policies', notification);
  expect((await call('PUT', `/v2/policies/${id}`, alertPolicy)).status).toBe(422);
});

test("a team's key accesses only that team's policies", async () => {
  const global = await createdId(call, '/v2/policies', alertPolicy);
  const theirs = configurationApi(table(), { accountId, teamId: ops.id });
  const own = await createdId(theirs, '/v2/policies', { ...alertPolicy, name: 'own' });
  expect((await theirs('GET', '/v2/policies/alert')).body.data).toMatchObject([{ id: own }]);
  expect((await call('GET', '/v2/policies/alert')).body.data).toMatchObject([{ id: global }]);
  expect((await theirs('GET', `/v2/policies/${global}`)).status).toBe(404);
  expect((await theirs('DELETE', `/v2/policies/${global}`)).status).toBe(404);
  expect((await theirs('POST', '/v2/policies?teamId=other', alertPolicy)).status).toBe(422);
  expect((await theirs('GET', '/v1/policies')).status).toBe(403);
});

test("no account accesses another account's policies", async () => {
  const id = await createdId(call, '/v2/policies', alertPolicy);
  const stranger = configurationApi(table(), { accountId: newId() });
  expect((await stranger('GET', `/v2/policies/${id}`)).status).toBe(404);
  expect((await stranger('POST', `/v2/policies/${id}/disable`)).status).toBe(404);
});

describe('the deprecated paths', () => {
  const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });

  test.each([
    [
      { type: 'modify', message: 'm {{message}}', ignoreOriginalAlertActions: true },
      { type: 'alert', ignoreOriginalActions: true },
    ],
    [{ type: 'notification-suppress' }, { type: 'notification', suppress: true }],
    [
      { type: 'notification-delay', delayOption: 'for-duration', duration: minutes(5) },
      { delayAction: { delayOption: 'for-duration', duration: minutes(5) } },
    ],
    [
      { type: 'notification-deduplication', deduplicationActionType: 'value-based', count: 4 },
      { deduplicationAction: { deduplicationActionType: 'value-based', count: 4 } },
    ],
    [{ type: 'auto-close', duration: minutes(7) }, { autoCloseAction: { duration: minutes(7) } }],
    [
      { type: 'auto-restart-notifications', duration: minutes(7), maxRepeatCount: 2 },
      { autoRestartAction: { duration: minutes(7), maxRepeatCount: 2 } },
    ],
  ])('%j is the same policy for both', async (action, v2) => {
    const body = { name: 'p', enabled: true, ...action };
    const id = await createdId(call, '/v1/policies', body);
    expect((await call('GET', `/v1/policies/${id}`)).body.data).toEqual({ ...body, id, order: 0 });
    expect((await call('GET', `/v2/policies/${id}`)).body.data).toMatchObject(v2);
    expect((await call('GET', '/v1/policies')).body.data).toEqual([
      { id, name: 'p', type: action.type, order: 0, enabled: true },
    ]);
    const put = await call('PUT', `/v1/policies/${id}`, { ...body, name: 'q' });
    expect(put.body).toMatchObject({ result: 'Updated', data: { name: 'q' } });
    for (const path of ['disable', 'enable', 'change-order']) {
      expect((await call('POST', `/v1/policies/${id}/${path}`, { targetIndex: 0 })).status).toBe(200);
    }
    expect((await call('DELETE', `/v1/policies/${id}`)).status).toBe(200);
    expect((await call('GET', '/v1/policies')).body.data).toEqual([]);
  });

  test('an unsupported type is refused', async () => {
    const { status, body } = await call('POST', '/v1/policies', { name: 'p', type: 'notification-renotify' });
    expect({ status, errors: body.errors }).toMatchObject({
      status: 422,
      errors: { type: expect.stringContaining('not supported') },
    });
  });
});

test('deleting a team deletes its policies; a responder named by a policy of the account can not be deleted', async () => {
  const dev = await createdId(call, '/v2/teams', { name: 'Dev' });
  const own = await createdId(call, `/v2/policies?teamId=${dev}`, {
    ...alertPolicy,
    responders: [{ type: 'team', id: dev }],
  });
  const naming = await createdId(call, '/v2/policies', {
    ...alertPolicy,
    responders: [{ type: 'team', name: 'Dev' }],
  });
  const refused = await call('DELETE', `/v2/teams/${dev}`);
  expect({ status: refused.status, message: refused.body.message }).toEqual({
    status: 428,
    message: 'Team [Dev] cannot be deleted, it is used in: policy [Shout].',
  });
  expect((await call('GET', `/v2/policies/${own}?teamId=${dev}`)).status).toBe(200);
  await call('DELETE', `/v2/policies/${naming}`);
  expect((await call('DELETE', `/v2/teams/${dev}`)).status).toBe(200);
  expect((await call('GET', `/v2/policies/${own}`)).status).toBe(404);
});

test('a list too large for an item of the table is refused', async () => {
  const big = { ...alertPolicy, description: 'x'.repeat(15_000), tags: Array(20).fill('y'.repeat(4_000)) };
  const answers: number[] = [];
  for (let i = 0; i < 5; i++) answers.push((await call('POST', '/v2/policies', big)).status);
  expect(answers).toEqual([201, 201, 201, 422, 422]);
});
