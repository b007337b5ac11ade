import type { SQSEvent } from 'aws-lambda';
import { aUser } from '../../../simulator/builders.ts';
import { createAlertWorker } from '../../../src/domain/alert-worker/worker.ts';
import { createResponderFinder } from '../../../src/domain/alerts/responders.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { useTable } from '../../support/table.ts';
import { aService, NOW, type Sent } from './harness.ts';

/** API and worker together. */

const table = useTable();

function createApiAndWorker(accountId: string) {
  const service = aService(table(), { accountId });
  const worker = createAlertWorker({
    table: table(),
    executions: { start: async () => {}, stop: async () => {} },
    directory: createResponderFinder(createDirectory(table())),
    clock: () => NOW,
  });
  const record = ({ message, group, deduplicationId }: Sent, i: number) => ({
    messageId: String(i),
    body: JSON.stringify(message),
    attributes: {
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
      ApproximateReceiveCount: '1',
    },
  });
  return {
    ...service,
    /** Lets the worker apply all queued messages. */
    async work() {
      const messages = service.sent.splice(0);
      const answer = await worker({ Records: messages.map(record) } as unknown as SQSEvent);
      expect(answer).toEqual({ batchItemFailures: [] });
    },
  };
}

test('an alert is created, changed and closed by its alias, without waiting in between', async () => {
  const { call, get, work } = createApiAndWorker('pair');
  const created = await call('POST', '/v2/alerts', {
    message: 'Disk full',
    alias: 'a/b',
    tags: ['x'],
    note: 'first',
  });
  const waiting = await get(`/v2/alerts/requests/${created.json.requestId}`);
  expect([waiting.status, waiting.headers.get('x-opsgenie-errortype')]).toEqual([404, 'RequestNotProcessed']);
  await call('PUT', '/v2/alerts/a%2Fb/message?identifierType=alias', { message: 'Disk fuller' });
  await call('PUT', '/v2/alerts/a%2Fb/description?identifierType=alias', {});
  await call('POST', '/v2/alerts/a%2Fb/notes?identifierType=alias', { note: 'second', user: 'jane' });
  await work();

  const { json: status } = await get(`/v2/alerts/requests/${created.json.requestId}`);
  expect(status.data).toMatchObject({ success: true, isSuccess: true, action: 'Create', alias: 'a/b' });
  const id = status.data.alertId;
  const { json: alert } = await get('/v2/alerts/a%2Fb?identifierType=alias');
  expect(alert.data).toMatchObject({
    id,
    message: 'Disk fuller',
    description: '',
    tags: ['x'],
    status: 'open',
  });
  expect((await get(`/v2/alerts/${alert.data.tinyId}?identifierType=tiny`)).json.data.id).toBe(id);

  const { json: notes } = await get(`/v2/alerts/${id}/notes`);
  expect(notes.data.map(({ note }: { note: string }) => note).sort()).toEqual(['first', 'second']);
  const { json: logs } = await get(`/v2/alerts/${id}/logs?limit=100`);
  expect(logs.data.length).toBeGreaterThanOrEqual(4);
  for (const entry of logs.data) {
    expect(entry).toEqual({
      log: expect.stringMatching(/\S/),
      type: expect.stringMatching(/^(system|userAction)$/),
      owner: expect.any(String),
      createdAt: '2026-11-24T12:00:00.000Z',
      offset: expect.any(String),
    });
  }
  expect((await get(`/v2/alerts/${id}/recipients`)).json.data).toEqual([]);

  expect((await get('/v2/alerts/count?query=status:open')).json.data.count).toBe(1);
  await call('POST', '/v2/alerts/a%2Fb/close?identifierType=alias', {});
  await work();
  expect((await get('/v2/alerts/count?query=status:open')).json.data.count).toBe(0);
  expect((await get('/v2/alerts?query=status:closed')).json.data).toMatchObject([{ id, status: 'closed' }]);
  expect((await get('/v2/alerts/a%2Fb?identifierType=alias')).status).toBe(404);
});

test('an alert without an alias is found by its future id while it is still in the queue', async () => {
  const { call, get, sent, work } = createApiAndWorker('early');
  await call('POST', '/v2/alerts', { message: 'x' });
  const id = sent[0]?.message.target.value ?? '';
  await call('POST', `/v2/alerts/${id}/acknowledge`, { user: 'jane' });
  await work();
  expect((await get(`/v2/alerts/${id}`)).json.data).toMatchObject({ alias: id, acknowledged: true });
  expect((await get(`/v2/alerts/${id}?identifierType=alias`)).json.data.id).toBe(id);
});

test('a request on an unknown alert is accepted, and its status gives the reason of the refusal', async () => {
  const { call, get, work } = createApiAndWorker('nothing');
  const { json, status } = await call('POST', '/v2/alerts/no-such/close', {});
  expect(status).toBe(202);
  await work();
  expect((await get(`/v2/alerts/requests/${json.requestId}`)).json.data).toMatchObject({
    success: false,
    isSuccess: false,
    action: 'Close',
    status: 'Alert does not exist',
    alertId: '',
    alias: '',
  });
});

test("a team's key creates alerts of its team, and cannot access others", async () => {
  const { call, get, work } = createApiAndWorker('teams');
  await call('POST', '/v2/alerts', { message: 'mine', alias: 'mine' }, 'team');
  await call('POST', '/v2/alerts', { message: 'theirs', alias: 'theirs' });
  const { json } = await call('POST', '/v2/alerts/theirs/close?identifierType=alias', {}, 'team');
  await work();
  expect((await get('/v2/alerts', 'team')).json.data).toMatchObject([{ message: 'mine', ownerTeamId: 't1' }]);
  expect((await get('/v2/alerts/count')).json.data.count).toBe(2);
  expect((await get(`/v2/alerts/requests/${json.requestId}`, 'team')).json.data.success).toBe(false);
  expect((await get('/v2/alerts/theirs?identifierType=alias')).json.data.status).toBe('open');
});

test('a deleted alert is found nowhere', async () => {
  const { call, get, work } = createApiAndWorker('gone');
  await call('POST', '/v2/alerts', { message: 'x', alias: 'x' });
  await work();
  const { id } = (await get('/v2/alerts/x?identifierType=alias')).json.data;
  await call('DELETE', `/v2/alerts/${id}`);
  await work();
  expect((await get(`/v2/alerts/${id}`)).status).toBe(404);
  expect((await get('/v2/alerts')).json.data).toEqual([]);
  expect((await get('/v2/alerts/count')).json.data.count).toBe(0);
});

describe('the status of a request in the name of somebody who is no user', () => {
  const statusOf = async (action: 'acknowledge' | 'close' | 'notes', body: object) => {
    const { call, get, work } = createApiAndWorker(`unknown-${action}-${JSON.stringify(body)}`);
    await call('POST', '/v2/alerts', { message: 'x', alias: 'x' });
    await work();
    const { json } = await call('POST', `/v2/alerts/x/${action}?identifierType=alias`, body);
    await work();
    const { json: status } = await get(`/v2/alerts/requests/${json.requestId}`);
    expect(status.data.success).toBe(true);
    return status.warnings;
  };

  test('warns that an acknowledge gives the alert no owner', async () => {
    expect(await statusOf('acknowledge', { user: 'nobdy@example.com' })).toEqual([
      'user: there is no user with the username [nobdy@example.com]. The acknowledge counts, but it gives the alert no owner.',
    ]);
  });

  test('warns that a close is in the name of nobody', async () => {
    expect(await statusOf('close', { user: 'Cleanup script' })).toEqual([
      'user: there is no user with the username [Cleanup script]. The close counts; the name is only shown.',
    ]);
  });

  test('has no warning without a name, or for another action', async () => {
    expect(await statusOf('acknowledge', {})).toBeUndefined();
    expect(await statusOf('notes', { note: 'n', user: 'Cleanup script' })).toBeUndefined();
  });

  test('has no warning for a user', async () => {
    const accountId = 'known-user';
    const { call, get, work } = createApiAndWorker(accountId);
    await createDirectory(table()).users.create(accountId, aUser({ username: 'jane@example.com' }));
    await call('POST', '/v2/alerts', { message: 'x', alias: 'x' });
    const { json } = await call('POST', '/v2/alerts/x/acknowledge?identifierType=alias', {
      user: 'Jane@example.com',
    });
    await work();
    const { json: status } = await get(`/v2/alerts/requests/${json.requestId}`);
    expect([status.data.status, status.warnings]).toEqual(['Acknowledged alert', undefined]);
  });
});
