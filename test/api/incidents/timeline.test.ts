import { configurationApi } from '../../../simulator/configuration-api.ts';
import { createHarness } from '../../domain/incident-worker/harness.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

test('the timeline lists actions and custom entries in the order of time', async () => {
  const { open, act, call } = await createHarness(table(), 'timeline');
  const id = await open();
  await act('POST', `/v1/incidents/${id}/tags`, { tags: ['x'] });
  await act('PUT', `/v1/incidents/${id}/priority`, { priority: 'P1' });
  await act('POST', `/v1/incidents/${id}/resolve`);
  const entries = `/v2/incident-timelines/${id}/entries`;
  const added = await call('POST', entries, {
    description: { type: 'plain_text', content: 'Deployed 1.2.3' },
    time: '2026-11-02T08:00:00Z',
  });
  expect(added.status).toBe(201);
  const { data } = (await call('GET', entries)).body;
  expect(data.entries.map(({ group, type }: { group: string; type: string }) => `${group} ${type}`)).toEqual([
    'custom CustomUserEntry',
    'incident IncidentCreated',
    'incident PriorityUpdated',
    'incident IncidentResolved',
  ]);
  expect(data.entries[0]).toEqual({
    id: added.body.data.id,
    group: 'custom',
    type: 'CustomUserEntry',
    eventTime: '2026-11-02T08:00:00.000Z',
    hidden: false,
    actor: { name: 'Test', type: 'user' },
    description: { name: '', type: 'plain_text', content: 'Deployed 1.2.3' },
    lastEdit: { editTime: expect.any(String), actor: { name: 'Test', type: 'user' } },
  });
  const custom = (await call('GET', `${entries}?group=custom&limit=20`)).body.data.entries;
  expect(custom).toHaveLength(1);
  const page = (await call('GET', `${entries}?limit=2`)).body.data;
  expect(page.entries).toHaveLength(2);
  const rest = (await call('GET', `${entries}?limit=2&offset=${encodeURIComponent(page.nextOffset)}`)).body;
  expect(rest.data.entries).toEqual(data.entries.slice(2));
  expect(rest.data).not.toHaveProperty('nextOffset');
});

test("actions with a user's key have the user's name in log, notes and timeline", async () => {
  const { open, call, userId, accountId, actions, clock, work } = await createHarness(table(), 'by-user');
  const id = await open();
  const asJane = configurationApi(table(), { accountId, userId, clock, incidentActions: actions.queue });
  const entries = `/v2/incident-timelines/${id}/entries`;

  expect((await asJane('POST', `/v1/incidents/${id}/resolve`, { note: 'Rolled back' })).status).toBe(202);
  await work();
  const written = (await asJane('POST', entries, { description: { content: 'Mine' } })).body.data;
  // Entries of one instant have no order.
  const resolved = (await call('GET', `${entries}?group=incident`)).body.data.entries.find(
    ({ type }: { type: string }) => type === 'IncidentResolved',
  );
  const hidden = (await asJane('PATCH', `${entries}/${resolved.id}/hide`)).body.data;

  const jane = 'jane@example.com';
  const list = async (what: string) => (await call('GET', `/v1/incidents/${id}/${what}`)).body.data;
  expect(await list('notes')).toMatchObject([{ note: 'Rolled back', owner: jane }]);
  const log = await list('logs');
  expect(log.map(({ owner }: { owner: string }) => owner).toSorted()).toEqual(['Test', jane]);
  expect(resolved.actor.name).toBe(jane);
  expect(written.actor.name).toBe(jane);
  expect(hidden.lastEdit.actor.name).toBe(jane);
});

test('custom entries can be deleted, entries of the incident can only be hidden', async () => {
  const { open, call } = await createHarness(table(), 'timeline-edit');
  const entries = `/v2/incident-timelines/${await open()}/entries`;
  const mine = (await call('POST', entries, { description: { content: 'Mine' } })).body.data;
  const [its] = (await call('GET', `${entries}?group=incident`)).body.data.entries;
  expect((await call('PATCH', `${entries}/${its.id}/hide`)).body.data).toMatchObject({ hidden: true });
  expect((await call('GET', `${entries}/${its.id}`)).body.data.hidden).toBe(true);
  expect((await call('DELETE', `${entries}/${its.id}`)).status).toBe(422);
  expect((await call('DELETE', `${entries}/${mine.id}`)).status).toBe(200);
  expect((await call('GET', `${entries}/${mine.id}`)).status).toBe(404);
  expect((await call('POST', entries, { description: {} })).body.errors).toBeDefined();
  expect((await call('GET', '/v2/incident-timelines/none/entries')).status).toBe(404);
});

const PROPERTIES = {
  message: 'Shop is down',
  priority: 'P1',
  stakeholderProperties: { message: 'We are on it' },
};

test('incident templates have unique names and are replaced completely', async () => {
  const { call, serviceId } = await createHarness(table(), 'templates');
  const base = '/v1/incident-templates/';
  const created = await call('POST', base, {
    name: 'Outage',
    ...PROPERTIES,
    tags: ['x'],
    impactedServices: [serviceId],
  });
  expect([created.status, created.body.result]).toEqual([201, 'Created']);
  const { id } = created.body.data;
  expect((await call('GET', '/v1/incident-templates')).body.data).toEqual({
    incidentTemplates: [
      {
        id,
        name: 'Outage',
        message: 'Shop is down',
        description: '',
        tags: ['x'],
        details: {},
        priority: 'P1',
        impactedServices: [serviceId],
        stakeholderProperties: { enable: true, message: 'We are on it', description: '' },
      },
    ],
  });
  const replaced = await call('PUT', `${base}${id}`, { id, name: 'Outage', ...PROPERTIES, priority: 'P2' });
  expect(replaced.body).toMatchObject({ result: 'Updated', data: { id } });
  const [shown] = (await call('GET', base)).body.data.incidentTemplates;
  expect([shown.priority, shown.tags, shown.impactedServices]).toEqual(['P2', [], []]);
  expect((await call('POST', base, { name: 'outage', ...PROPERTIES })).status).toBe(409);
  const nowhere = await call('POST', base, { name: 'New', ...PROPERTIES, impactedServices: ['none'] });
  expect(nowhere.body.errors).toHaveProperty(['impactedServices[0]']);
  expect((await call('DELETE', `${base}${id}`)).body.result).toBe('Deleted');
  expect((await call('GET', base)).body.data).toEqual({ incidentTemplates: [] });
  expect((await call('DELETE', `${base}${id}`)).status).toBe(404);
});

test("a postmortem starts with the incident's fields and can be changed", async () => {
  const { open, act, call, userId, accountId } = await createHarness(table(), 'postmortems');
  const incidentId = await open({ priority: 'P2', tags: ['x'] });
  await act('POST', `/v1/incidents/${incidentId}/resolve`);
  const { id } = (await call('POST', '/v2/postmortem', { incidentId, owner: 'jane@example.com' })).body.data;
  const path = `/v2/postmortem/${id}`;
  expect((await call('GET', path)).body.data).toEqual({
    postmortemId: id,
    title: 'Shop is down - postmortem report',
    severity: 'P2',
    status: 'draft',
    executiveSummary: { version: 1, type: 'doc', content: [] },
    content: { version: 1, type: 'doc', content: [] },
    startTime: '2026-11-02T09:00:01.000Z',
    endTime: '2026-11-02T09:00:02.000Z',
    resolveTime: '2026-11-02T09:00:02.000Z',
    createdAtTime: '2026-11-02T09:00:02.000Z',
    rootIncident: {
      id: incidentId,
      priority: 'P2',
      tinyId: '1',
      message: 'Shop is down',
      status: 'resolved',
      creationTime: '2026-11-02T09:00:01.000Z',
      tags: ['x'],
    },
    owner: { id: userId, name: 'Jane' },
    timeline: { id: incidentId },
  });
  const content = { version: 1, type: 'doc', content: [{ type: 'paragraph' }] };
  await call('PATCH', path, { status: 'published', content, respondTime: '2026-11-02T09:05:00Z' });
  expect((await call('GET', path)).body.data).toMatchObject({
    status: 'published',
    content,
    respondTime: '2026-11-02T09:05:00.000Z',
    title: 'Shop is down - postmortem report',
  });
  const large = { content: { type: 'doc', text: 'x'.repeat(300_000) } };
  expect((await call('PATCH', path, large)).body.errors).toHaveProperty('content');
  expect((await call('GET', '/v2/postmortem')).body.data).toMatchObject([{ postmortemId: id }]);
  expect((await call('POST', '/v2/postmortem', { incidentId: 'none' })).status).toBe(404);
  const team = configurationApi(table(), { accountId, teamId: 'others' });
  expect((await team('GET', path)).status).toBe(404);
  expect((await call('DELETE', path)).status).toBe(200);
  expect((await call('GET', path)).status).toBe(404);
});
