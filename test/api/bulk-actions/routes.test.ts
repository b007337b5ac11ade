import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import type { Right } from '../../../src/domain/accounts/model.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { MAX_BULK_ALERTS } from '../../../src/domain/bulk-actions/model.ts';
import { createMemoryTable } from '../../../src/platform/memory-table.ts';
import { anAlert, SET_UP } from '../../support/builders.ts';

const PATH = '/v2/alerts/bulk-actions';

let table: ReturnType<typeof createMemoryTable>;
let sent: object[];

beforeEach(() => {
  table = createMemoryTable();
  sent = [];
});

const api = (options: { userId?: string; teamId?: string; rights?: readonly Right[] } = {}) =>
  configurationApi(table, {
    accountId: 'acc',
    bulkActions: { send: async (body) => void sent.push(body) },
    ...options,
  });

const addUser = (name: string, role = 'User') =>
  createdId(api(), '/v2/users', { username: `${name}@example.com`, fullName: name, role: { name: role } });

const addAlert = (change: Parameters<typeof anAlert>[0]) =>
  table.put(toAlertItem(anAlert({ createdAt: SET_UP, ...change })));

test.each([
  ['acknowledge', {}, { type: 'Acknowledge' }],
  ['unacknowledge', {}, { type: 'UnAcknowledge' }],
  ['close', {}, { type: 'Close' }],
  ['snooze', { endTime: '2026-11-02T10:00:00Z' }, { type: 'Snooze', until: SET_UP + 3_600_000 }],
  ['tags', { tags: ['storm'] }, { type: 'AddTags', tags: ['storm'] }],
  ['notes', { note: 'n' }, { type: 'AddNote' }],
])('%s is queued as one message and shows its progress', async (name, fields, action) => {
  await addAlert({});
  const { status, body } = await api()('POST', `${PATH}/${name}`, {
    query: 'status:open',
    expectedCount: 1,
    ...fields,
  });
  expect([status, body]).toEqual([202, expect.objectContaining({ total: 1, id: body.requestId })]);
  expect(sent).toEqual([{ accountId: 'acc', id: body.id }]);
  const progress = await api()('GET', `${PATH}/${body.id}`);
  expect(progress.body.data).toMatchObject({
    state: 'queued',
    total: 1,
    done: 0,
    refused: 0,
    action: action.type,
  });
  const stored = await table.get({ pk: `A#acc#BULK#${body.id}`, sk: 'STATE' });
  expect(stored?.action).toEqual(action);
});

test('assigns to a user who exists', async () => {
  await addUser('jane');
  await addAlert({});
  const assign = (username: string) =>
    api()('POST', `${PATH}/assign`, { query: 'status:open', expectedCount: 1, owner: { username } });
  expect((await assign('jane@example.com')).status).toBe(202);
  expect(await assign('nobody@example.com')).toMatchObject({
    status: 422,
    body: { errors: { owner: 'does not exist' } },
  });
});

test.each([
  [{ expectedCount: 1 }, 'query'],
  [{ query: 'status:', expectedCount: 1 }, 'query'],
  [{ query: 'status:open' }, 'expectedCount'],
  [{ query: 'status:open', expectedCount: -1 }, 'expectedCount'],
  [{ query: 'status:open', expectedCount: MAX_BULK_ALERTS + 1 }, 'expectedCount'],
])('%j is refused for %s and queues nothing', async (body, field) => {
  const answer = await api()('POST', `${PATH}/close`, body);
  expect(answer).toMatchObject({ status: 422, body: { errors: { [field]: expect.any(String) } } });
  expect(sent).toEqual([]);
});

test('a snooze that ends in the past is refused', async () => {
  const { status, body } = await api()('POST', `${PATH}/snooze`, {
    query: 'status:open',
    expectedCount: 1,
    endTime: '2020-01-01T10:00:00Z',
  });
  expect([status, body.errors]).toEqual([422, { endTime: 'must be in the future' }]);
  expect(sent).toEqual([]);
});

test('more matches than were confirmed are answered with 409 and the number now', async () => {
  await addAlert({});
  await addAlert({});
  const { status, body } = await api()('POST', `${PATH}/close`, { query: 'status:open', expectedCount: 1 });
  expect([status, body.errors]).toEqual([409, { expectedCount: 'is less than the 2 alerts that match now' }]);
  expect(sent).toEqual([]);
});

test('a default user is counted and given only the alerts that they can access', async () => {
  const userId = await addUser('jane');
  await addAlert({ responders: [{ type: 'user', id: userId }] });
  await addAlert({});
  const { body } = await api({ userId })('POST', `${PATH}/close`, { query: 'status:open', expectedCount: 1 });
  expect(body).toMatchObject({ total: 1 });
  const stored = await table.get({ pk: `A#acc#BULK#${body.id}`, sk: 'STATE' });
  expect(stored).toMatchObject({ user: 'jane@example.com', alertReach: expect.arrayContaining([userId]) });
});

test('each action needs the right of the same action on one alert', async () => {
  await createdId(api(), '/v2/roles', {
    name: 'No closing',
    extendedRole: 'user',
    disallowedRights: ['alert-close'],
  });
  const userId = await addUser('jane', 'No closing');
  const call = api({ userId });
  const selection = { query: 'status:open', expectedCount: 0 };
  expect(await call('POST', `${PATH}/close`, selection)).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('alert-close') },
  });
  expect((await call('POST', `${PATH}/acknowledge`, selection)).status).toBe(202);
});

test.each([['read'], ['create-update']] as const)(
  'a key with the right %s alone starts nothing',
  async (right) => {
    const answer = await api({ rights: [right] })('POST', `${PATH}/close`, {
      query: 'status:open',
      expectedCount: 1,
    });
    expect(answer.status).toBe(403);
    expect(sent).toEqual([]);
  },
);

describe('a bulk action of somebody else', () => {
  async function startAs(userId: string): Promise<string> {
    const { body } = await api({ userId })('POST', `${PATH}/close`, {
      query: 'status:open',
      expectedCount: 9,
    });
    return body.id;
  }

  test('does not exist for users without access to all alerts', async () => {
    const [jane, omar] = [await addUser('jane'), await addUser('omar')];
    const id = await startAs(jane);
    for (const [method, path] of [
      ['GET', `${PATH}/${id}`],
      ['POST', `${PATH}/${id}/cancel`],
    ] as const) {
      expect((await api({ userId: omar })(method, path)).status).toBe(404);
      expect((await api({ teamId: 'ops' })(method, path)).status).toBe(404);
      expect((await api({ userId: jane })(method, path)).status).toBe(200);
    }
  });

  test('is seen and cancelled by an admin', async () => {
    const admin = await addUser('ada', 'Admin');
    await addAlert({ responders: [] });
    const id = await startAs(await addUser('jane'));
    expect((await api({ userId: admin })('POST', `${PATH}/${id}/cancel`)).status).toBe(200);
    expect((await api({ userId: admin })('GET', `${PATH}/${id}`)).body.data.state).toBe('cancelling');
  });
});

test('an unknown one is answered with 404', async () => {
  expect((await api()('GET', `${PATH}/unknown`)).status).toBe(404);
  expect((await api()('POST', `${PATH}/unknown/cancel`)).status).toBe(404);
});
