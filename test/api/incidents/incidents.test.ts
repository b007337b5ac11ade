import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import { createIncidentStore } from '../../../src/domain/incidents/store.ts';
import { createHarness } from '../../domain/incident-worker/harness.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

test('a create request is accepted, applied by the worker, and the incident has the requested fields', async () => {
  const { call, actions, work, serviceId, teamId, userId } = await createHarness(table(), 'opened');
  const accepted = await call('POST', '/v1/incidents/create', {
    message: 'Shop is down',
    description: 'Nobody can buy',
    serviceId,
    priority: 'P1',
    tags: ['shop', 'shop'],
    details: { region: 'eu', orders: 3 },
    note: 'Began at noon',
    responders: [{ type: 'user', username: 'jane@example.com', id: '', name: '' }],
    notifyStakeholders: false,
  });
  expect(accepted.status).toBe(202);
  expect(accepted.body).not.toHaveProperty('data');
  const { requestId } = accepted.body;
  const pending = await call('GET', `/v1/incidents/requests/${requestId}`);
  expect(pending.status).toBe(404);

  expect(actions.sent.size).toBe(1);
  await work();
  const { data } = (await call('GET', `/v1/incidents/requests/${requestId}`)).body;
  expect(data).toMatchObject({
    success: true,
    isSuccess: true,
    action: 'Create',
    status: 'Created incident',
    integrationId: 'integration',
    incidentId: expect.any(String),
    processedAt: expect.stringMatching(/Z$/),
  });
  const shown = (await call('GET', `/v1/incidents/${data.incidentId}`)).body.data;
  expect(shown).toEqual({
    id: data.incidentId,
    serviceId,
    impactedServices: [serviceId],
    tinyId: '1',
    message: 'Shop is down',
    description: 'Nobody can buy',
    status: 'open',
    isSeen: false,
    tags: ['shop'],
    createdAt: '2026-11-02T09:00:00.000Z',
    updatedAt: '2026-11-02T09:00:00.000Z',
    source: 'Test',
    owner: '',
    priority: 'P1',
    responders: [
      { type: 'team', id: teamId },
      { type: 'user', id: userId },
    ],
    ownerTeam: teamId,
    extraProperties: { region: 'eu', orders: '3' },
  });
  expect((await call('GET', '/v1/incidents/1?identifierType=tiny')).body.data).toEqual(shown);
  const notes = (await call('GET', `/v1/incidents/${data.incidentId}/notes`)).body;
  expect(notes.data).toMatchObject([{ note: 'Began at noon', owner: 'Test', offset: expect.any(String) }]);
  expect(Object.values(notes.paging).every((value) => typeof value === 'string')).toBe(true);
});

test('each responder is paged by an alert of their own that has the fields of the incident', async () => {
  const { open, alerts, call, teamId, userId, accountId } = await createHarness(table(), 'paged');
  const id = await open({ responders: [{ type: 'user', id: userId }], priority: 'P2', details: { a: 'b' } });
  expect(alerts.bodies()).toMatchObject([
    {
      target: { type: 'alias', value: `incident_${id}_team_${teamId}` },
      action: {
        type: 'Create',
        message: 'Shop is down',
        priority: 'P2',
        responders: [{ type: 'team', id: teamId }],
        details: { a: 'b', 'incident-id': id, 'incident-tiny-id': '1', 'incident-alert-type': 'Owner' },
      },
      integration: { type: 'Incident' },
    },
    {
      target: { type: 'alias', value: `incident_${id}_user_${userId}` },
      action: { responders: [{ type: 'user', id: userId }], details: { 'incident-alert-type': 'Responder' } },
    },
  ]);
  for (const { body, group } of alerts.sent.values()) {
    expect(group).toBe(messageGroupId(accountId, body.target.value));
  }
  const ids = alerts.bodies().map(({ requestId }) => alertIdOfRequest(accountId, requestId));
  expect((await call('GET', `/v1/incidents/${id}/responder-alert-ids`)).body.data).toEqual(ids);
  expect((await call('GET', `/v1/incidents/${id}/associated-alert-ids`)).body.data).toEqual([]);
});

test('a resolve closes the responder alerts, a reopen pages again, and a close closes the new alerts', async () => {
  const { open, act, alerts, incident, call } = await createHarness(table(), 'lifecycle');
  const id = await open();
  const [first] = (await call('GET', `/v1/incidents/${id}/responder-alert-ids`)).body.data;

  alerts.sent.clear();
  expect(await act('POST', `/v1/incidents/${id}/resolve`, { note: 'Rolled back' })).toMatchObject({
    success: true,
    status: 'Resolved incident',
  });
  expect((await incident(id)).status).toBe('resolved');
  expect(alerts.bodies()).toMatchObject([
    { target: { type: 'id', value: first }, action: { type: 'Close' } },
  ]);

  alerts.sent.clear();
  expect(await act('POST', `/v1/incidents/${id}/reopen`, { note: '' })).toMatchObject({
    status: 'Reopened incident',
  });
  expect((await incident(id)).status).toBe('open');
  expect(alerts.bodies()).toMatchObject([{ action: { type: 'Create' } }]);
  const ids = (await call('GET', `/v1/incidents/${id}/responder-alert-ids`)).body.data;
  expect(ids).toEqual([first, expect.any(String)]);
  expect(ids[1]).not.toBe(first);

  alerts.sent.clear();
  await act('POST', `/v1/incidents/${id}/close`);
  expect(alerts.bodies()).toMatchObject([
    { target: { type: 'id', value: ids[1] }, action: { type: 'Close' } },
  ]);
});

const REFUSED: readonly (readonly [string, string, readonly string[]])[] = [
  ['close', 'Incident is already closed', ['close']],
  ['resolve', 'Incident is already closed', ['close']],
  ['resolve', 'Incident is already resolved', ['resolve']],
  ['reopen', 'Incident is already open', []],
  ['reopen', 'Incident is closed', ['close']],
];

test.each(REFUSED)('%s is refused: %s', async (action, reason, before) => {
  const { open, act, incident } = await createHarness(table(), `refused-${action}-${before.join()}`);
  const id = await open();
  for (const each of before) await act('POST', `/v1/incidents/${id}/${each}`);
  const earlier = await incident(id);
  expect(await act('POST', `/v1/incidents/${id}/${action}`)).toMatchObject({
    success: false,
    status: reason,
    incidentId: '',
  });
  expect(await incident(id)).toEqual(earlier);
});

test('changes of priority, message and description also apply to the responder alerts', async () => {
  const { open, act, alerts, incident } = await createHarness(table(), 'contents');
  const id = await open({ tags: ['a'], details: { k: 'v', old: 'x' } });
  alerts.sent.clear();
  const base = `/v1/incidents/${id}`;
  await act('POST', `${base}/message`, { message: 'Shop is slow' });
  await act('POST', `${base}/description`, { description: 'Better' });
  await act('PUT', `${base}/priority`, { priority: 'P2' });
  await act('POST', `${base}/priority`, { priority: 'P4' });
  await act('POST', `${base}/tags`, { tags: ['b', 'c'], note: '' });
  await act('DELETE', `${base}/tags?tags=a,b&note=done`);
  await act('POST', `${base}/details`, { details: { more: 'y' } });
  await act('DELETE', `${base}/details?keys=old`);
  expect(await incident(id)).toMatchObject({
    message: 'Shop is slow',
    description: 'Better',
    priority: 'P4',
    tags: ['c'],
    extraProperties: { k: 'v', more: 'y' },
    isSeen: true,
  });
  expect(alerts.bodies().map(({ action }) => action)).toEqual([
    { type: 'UpdateMessage', message: 'Shop is slow' },
    { type: 'UpdateDescription', description: 'Better' },
    { type: 'UpdatePriority', priority: 'P2' },
    { type: 'UpdatePriority', priority: 'P4' },
  ]);
});

test('responders are added in the format of the Go client, each once, and paged', async () => {
  const { open, act, alerts, incident, userId } = await createHarness(table(), 'responders');
  const id = await open();
  alerts.sent.clear();
  const body = { incidentId: id, note: '', responder: [{ type: 'user', username: 'jane@example.com' }] };
  expect(await act('POST', `/v1/incidents/${id}/responders`, body)).toMatchObject({ success: true });
  expect((await incident(id)).responders).toContainEqual({ type: 'user', id: userId });
  expect(alerts.bodies()).toHaveLength(1);
  expect(await act('POST', `/v1/incidents/${id}/responders`, body)).toMatchObject({
    success: false,
    status: 'Incident already has these responders',
  });
  expect(
    await act('POST', `/v1/incidents/${id}/responders`, { responder: [{ type: 'team', name: 'Nobody' }] }),
  ).toMatchObject({ success: false, status: 'Responder does not exist' });
  expect(alerts.bodies()).toHaveLength(1);
});

test('the responders in the audience of the service respond too', async () => {
  const { open, call, serviceId, teamId, userId, incident } = await createHarness(table(), 'audience');
  await call('PATCH', `/v1/services/${serviceId}/audience-templates`, {
    responder: { individuals: [userId] },
  });
  expect((await incident(await open())).responders).toEqual([
    { type: 'team', id: teamId },
    { type: 'user', id: userId },
  ]);
});

test('a deleted incident and its items are gone, its responder alerts are deleted, and later actions do not bring it back', async () => {
  const { open, act, alerts, call } = await createHarness(table(), 'deleted');
  const id = await open({ note: 'Soon gone' });
  alerts.sent.clear();
  expect(await act('DELETE', '/v1/incidents/1?identifierType=tiny')).toMatchObject({
    success: true,
    status: 'Deleted incident',
    incidentId: id,
  });
  expect(alerts.bodies()).toMatchObject([{ action: { type: 'Delete' } }]);
  for (const path of [
    `/v1/incidents/${id}`,
    '/v1/incidents/1?identifierType=tiny',
    `/v1/incidents/${id}/logs`,
  ]) {
    expect((await call('GET', path)).status).toBe(404);
  }
  expect(await act('POST', `/v1/incidents/${id}/notes`, { note: 'late' })).toMatchObject({
    success: false,
    status: 'Incident does not exist',
  });
});

test('a request with an unknown service or an empty message is rejected and not queued', async () => {
  const { call, actions, serviceId } = await createHarness(table(), 'nonsense');
  const create = (body: object) => call('POST', '/v1/incidents/create', { message: 'x', serviceId, ...body });
  expect((await create({ serviceId: 'nowhere' })).body.errors).toHaveProperty('serviceId');
  expect((await create({ serviceId: '' })).body.errors).toHaveProperty('serviceId');
  expect((await create({ message: ' ' })).body.errors).toHaveProperty('message');
  expect((await create({ priority: 'P9' })).body.errors).toHaveProperty('priority');
  const schedule = [{ type: 'schedule', id: 's' }];
  expect((await create({ responders: schedule })).status).toBe(422);
  expect((await call('POST', '/v1/incidents/x/responders', { note: 'x' })).body.errors).toHaveProperty(
    'responders',
  );
  expect((await call('POST', '/v1/incidents/x/notes', {})).body.errors).toHaveProperty('note');
  expect((await call('POST', `/v1/incidents/${'x'.repeat(200)}/close`)).status).toBe(422);
  expect(actions.sent.size).toBe(0);
});

test("a key needs the right of the operation, and a team's key accesses only incidents of the team", async () => {
  const { open, call, actions, worker, incident, accountId } = await createHarness(table(), 'keys');
  const id = await open();
  const otherTeam = await createdId(call, '/v2/teams', { name: 'Others' });
  const others = configurationApi(table(), { accountId, teamId: otherTeam, incidentActions: actions.queue });
  expect((await others('GET', `/v1/incidents/${id}`)).status).toBe(404);
  expect((await others('GET', '/v1/incidents')).body.data).toEqual([]);
  const { requestId } = (await others('POST', `/v1/incidents/${id}/close`)).body;
  await worker()({ Records: [{ messageId: 'm', body: JSON.stringify(actions.bodies()[0]) }] } as never);
  expect((await call('GET', `/v1/incidents/requests/${requestId}`)).body.data).toMatchObject({
    success: false,
    status: 'Incident belongs to another team',
  });
  expect((await incident(id)).status).toBe('open');
  const readOnly = configurationApi(table(), { accountId, rights: ['read'] });
  expect((await readOnly('GET', `/v1/incidents/${id}`)).status).toBe(200);
  expect((await readOnly('POST', `/v1/incidents/${id}/close`)).status).toBe(403);
  const elsewhere = configurationApi(table(), { accountId: `${accountId}-2` });
  expect((await elsewhere('GET', `/v1/incidents/${id}`)).status).toBe(404);
});

test('the log lists all actions in pages, in both directions', async () => {
  const { open, act, call } = await createHarness(table(), 'logs');
  const id = await open();
  await act('POST', `/v1/incidents/${id}/tags`, { tags: ['x'] });
  await act('POST', `/v1/incidents/${id}/resolve`);
  const logs = `/v1/incidents/${id}/logs`;
  const all = (await call('GET', `${logs}?order=asc`)).body.data;
  expect(all.map(({ log }: { log: string }) => log)).toEqual([
    'Incident created by Test',
    'Tags added by Test: x',
    'Incident resolved by Test',
  ]);
  const first = (await call('GET', `${logs}?order=asc&limit=2`)).body;
  expect(first.data).toEqual(all.slice(0, 2));
  const next = new URL(first.paging.next);
  expect((await call('GET', next.pathname + next.search)).body.data).toEqual(all.slice(2));
});

test('an incident with a tombstone does not exist, even if its items remain', async () => {
  const { call, work, serviceId, accountId } = await createHarness(table(), 'buried');
  const { requestId } = (await call('POST', '/v1/incidents/create', { message: 'Down', serviceId })).body;
  await work();
  const { incidentId } = (await call('GET', `/v1/incidents/requests/${requestId}`)).body.data;
  await createIncidentStore(table()).putTombstone(accountId, incidentId, 'a-request', 0);
  for (const path of [`/v1/incidents/${incidentId}`, '/v1/incidents/1?identifierType=tiny']) {
    expect((await call('GET', path)).status).toBe(404);
  }
});
