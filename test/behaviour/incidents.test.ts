import { createdId } from '../../simulator/configuration-api.ts';
import { createHarness } from '../domain/incident-worker/harness.ts';
import { useTable } from '../support/table.ts';

/** Statements of Opsgenie's documents about incidents. The numbers are those of the collected statements. */

const table = useTable();

const withMember = async (account: string) => {
  const harness = await createHarness(table(), account);
  const dbTeam = await createdId(harness.call, '/v2/teams', { name: 'Databases' });
  return { ...harness, dbTeam };
};

test('110: closing an incident closes its responder alerts but not the associated alerts', async () => {
  const { open, act, alerts, call } = await withMember('row-110');
  const id = await open();
  const [responderAlert] = (await call('GET', `/v1/incidents/${id}/responder-alert-ids`)).body.data;
  alerts.sent.clear();
  await act('POST', `/v1/incidents/${id}/close`);
  expect(alerts.bodies()).toMatchObject([
    { target: { type: 'id', value: responderAlert }, action: { type: 'Close' } },
  ]);
});

const ON_CLOSED: readonly (readonly [string, string, object])[] = [
  ['POST', 'reopen', {}],
  ['POST', 'notes', { note: 'Too late' }],
  ['POST', 'tags', { tags: ['late'] }],
  ['POST', 'message', { message: 'Changed' }],
  ['PUT', 'priority', { priority: 'P5' }],
  ['POST', 'responders', { responders: [{ type: 'user', username: 'jane@example.com' }] }],
];

test.each(ON_CLOSED)(
  '111: a closed incident refuses %s %s and pages nobody',
  async (method, action, body) => {
    const { open, act, alerts, incident } = await withMember(`row-111-${action}`);
    const id = await open();
    await act('POST', `/v1/incidents/${id}/close`);
    const closed = await incident(id);
    alerts.sent.clear();
    expect(await act(method, `/v1/incidents/${id}/${action}`, body)).toMatchObject({
      success: false,
      status: 'Incident is closed',
      incidentId: '',
    });
    expect(await incident(id)).toEqual(closed);
    expect(alerts.bodies()).toEqual([]);
  },
);

test('111: a resolved incident can be reopened, which pages its responders again', async () => {
  const { open, act, alerts, incident } = await withMember('row-111-resolved');
  const id = await open();
  await act('POST', `/v1/incidents/${id}/resolve`);
  alerts.sent.clear();
  expect(await act('POST', `/v1/incidents/${id}/reopen`)).toMatchObject({ success: true });
  expect((await incident(id)).status).toBe('open');
  expect(alerts.bodies()).toMatchObject([{ action: { type: 'Create' } }]);
});

test('111: deleting a closed incident deletes its responder alerts of all rounds', async () => {
  const { open, act, alerts, call } = await withMember('row-111-delete');
  const id = await open();
  for (const action of ['resolve', 'reopen', 'close']) await act('POST', `/v1/incidents/${id}/${action}`);
  const ids: string[] = (await call('GET', `/v1/incidents/${id}/responder-alert-ids`)).body.data;
  expect(ids).toHaveLength(2);
  alerts.sent.clear();
  expect(await act('DELETE', `/v1/incidents/${id}`)).toMatchObject({ success: true });
  expect(alerts.bodies()).toMatchObject(
    ids.map((value) => ({ target: { type: 'id', value }, action: { type: 'Delete' } })),
  );
  expect((await call('GET', `/v1/incidents/${id}`)).status).toBe(404);
});

test('112: the owner team and each responder are paged by an alert of their own', async () => {
  const { open, alerts, teamId, dbTeam, userId } = await withMember('row-112');
  await open({
    responders: [
      { type: 'team', id: dbTeam },
      { type: 'user', id: userId },
    ],
  });
  expect(alerts.bodies().map(({ action }) => 'responders' in action && action.responders)).toEqual([
    [{ type: 'team', id: teamId }],
    [{ type: 'team', id: dbTeam }],
    [{ type: 'user', id: userId }],
  ]);
  expect(new Set(alerts.bodies().map(({ target }) => target.value)).size).toBe(3);
});

test('113: stakeholders are notified of open, resolve and close if the incident asks for it', async () => {
  const { open, act, call, stakeholders, serviceId, userId } = await withMember('row-113');
  await call('PATCH', `/v1/services/${serviceId}/audience-templates`, {
    stakeholder: { individuals: [userId] },
  });
  const silent = await open();
  await act('POST', `/v1/incidents/${silent}/close`);
  expect(stakeholders.bodies()).toEqual([]);
  const id = await open({ notifyStakeholders: true });
  await act('POST', `/v1/incidents/${id}/resolve`);
  await act('POST', `/v1/incidents/${id}/close`);
  expect(stakeholders.bodies().map(({ userId: to, event }) => [to, event])).toEqual([
    [userId, 'created'],
    [userId, 'resolved'],
    [userId, 'closed'],
  ]);
});

test('114: an incident needs a service, which may be the first impacted service', async () => {
  const { call, open, incident, serviceId } = await withMember('row-114');
  const { status, body } = await call('POST', '/v1/incidents/create', { message: 'Shop is down' });
  expect([status, body.errors]).toEqual([422, { serviceId: 'should be provided' }]);
  const id = await open({ serviceId: undefined, impactedServices: [serviceId] });
  expect(await incident(id)).toMatchObject({ serviceId });
});
