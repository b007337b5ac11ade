import { alertIdOfRequest } from '../../../src/domain/alerts/ids.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import { newId } from '../../../src/platform/ids.ts';
import { requestKey } from '../../../src/platform/keys.ts';
import { anAlert } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aService, NOW, type Reply } from './harness.ts';

const table = useTable();

/** Sends a request that must be accepted. Returns what it put on the queue. */
async function accepted(method: string, path: string, body?: unknown, key?: string) {
  const service = aService(table(), { accountId: 'actions' });
  const reply = await service.call(method, path, body, key);
  const { ignored = [], ...envelope } = reply.json;
  expect([reply.status, envelope]).toEqual([
    202,
    { result: 'Request will be processed', took: expect.any(Number), requestId: expect.any(String) },
  ]);
  // The Go client sends how the alert is identified in the body, too.
  expect(['', 'Id', 'IdentifierType']).toContain(ignored.join());
  const [sent, ...more] = service.sent;
  expect(more).toEqual([]);
  if (!sent) throw new Error('Nothing was put on the queue.');
  expect(sent.deduplicationId).toBe(reply.json.requestId);
  expect(sent.message.requestId).toBe(reply.json.requestId);
  expect(reply.headers.get('x-request-id')).toBe(reply.json.requestId);
  return sent;
}

async function refused(method: string, path: string, body?: unknown): Promise<Reply> {
  const service = aService(table(), { accountId: 'actions' });
  const reply = await service.call(method, path, body);
  expect(service.sent).toEqual([]);
  return reply;
}

describe('create', () => {
  const actionOf = async (body: object) =>
    (await accepted('POST', '/v2/alerts', { message: 'Disk full', ...body })).message.action;

  test('accepts one reference in place of a list, and tags as a text with commas', async () => {
    expect(
      await actionOf({
        responders: { type: 'team', name: 'Web' },
        teams: { name: 'Ops' },
        visibleTo: { type: 'user', username: 'jane@example.com' },
        tags: 'db, eu,,db',
        actions: 'Restart',
      }),
    ).toMatchObject({
      responders: [
        { type: 'team', name: 'Web' },
        { type: 'team', name: 'Ops' },
      ],
      visibleTo: [{ type: 'user', username: 'jane@example.com' }],
      tags: ['db', 'eu'],
      actions: ['Restart'],
    });
  });

  test('leaves out empty elements of lists, and accepts numbers and flags as tags', async () => {
    expect(await actionOf({ tags: ['', null, 'x', 500, true], actions: [null, 7] })).toMatchObject({
      tags: ['x', '500', 'true'],
      actions: ['7'],
    });
    expect(await actionOf({ tags: [1, 2] })).toMatchObject({ tags: ['1', '2'] });
  });

  test('shows objects and lists in details as JSON', async () => {
    expect(
      await actionOf({ details: { pod: { name: 'web-1', ports: [80] }, hosts: ['a', 1] } }),
    ).toMatchObject({
      details: { pod: '{"name":"web-1","ports":[80]}', hosts: '["a",1]' },
    });
  });

  test('replaces half a surrogate pair everywhere, also in the alias and in names of details', async () => {
    const half = '\ud83d';
    const { message } = await accepted('POST', '/v2/alerts', {
      message: `Disk ${half}`,
      alias: `disk ${half}`,
      description: half,
      entity: half,
      source: half,
      note: half,
      user: half,
      tags: [half],
      actions: [half],
      details: { [`key ${half}`]: half },
      responders: [{ type: 'team', name: half }],
    });
    expect(JSON.stringify(message)).not.toContain('ud83d');
    expect(message.target.value).toBe('disk \ufffd');
    expect(message.action).toMatchObject({ details: { 'key \ufffd': '\ufffd' } });
  });

  test('a username in the place of the id names the user', async () => {
    const responders = [
      { type: 'user', id: 'jane@example.com' },
      { type: 'user', id: 'u1', username: 'jane@example.com' },
      { type: 'team', id: 'web@example.com' },
    ];
    const { message } = await accepted('POST', '/v2/alerts', { message: 'Disk full', responders });
    expect(message.action).toMatchObject({
      responders: [
        { type: 'user', username: 'jane@example.com' },
        { type: 'user', id: 'u1' },
        { type: 'team', id: 'web@example.com' },
      ],
    });
  });

  test('accepts all fields of an alert', async () => {
    const body = {
      message: 'Disk full',
      alias: 'disk/1',
      description: 'On web-1',
      responders: [
        { type: 'team', id: 't', name: '', username: '' },
        { type: 'team', name: 'Web' },
        { type: 'user', username: 'jane@example.com' },
        { type: 'escalation', name: 'E' },
        { type: 'schedule', id: 's' },
      ],
      visibleTo: [{ type: 'user', id: 'u' }],
      actions: ['Restart'],
      tags: ['a', 'b', 'a', ' '],
      details: { text: 'x', number: 1, flag: true, empty: '' },
      entity: 'EC2',
      source: 'Grafana',
      priority: 'P1',
      user: 'jane',
      note: 'Look',
      IdentifierType: 1,
    };
    const { message, group } = await accepted('POST', '/v2/alerts', body);
    expect(group).toBe(messageGroupId('actions', 'disk/1'));
    expect(message).toEqual({
      accountId: 'actions',
      requestId: expect.any(String),
      receivedAt: NOW,
      target: { type: 'alias', value: 'disk/1' },
      action: {
        type: 'Create',
        message: 'Disk full',
        alias: 'disk/1',
        description: 'On web-1',
        responders: [
          { type: 'team', id: 't' },
          { type: 'team', name: 'Web' },
          { type: 'user', username: 'jane@example.com' },
          { type: 'escalation', name: 'E' },
          { type: 'schedule', id: 's' },
        ],
        visibleTo: [{ type: 'user', id: 'u' }],
        actions: ['Restart'],
        tags: ['a', 'b'],
        details: { text: 'x', number: '1', flag: 'true' },
        entity: 'EC2',
        priority: 'P1',
      },
      user: 'jane',
      source: 'Grafana',
      note: 'Look',
      integration: { id: 'int', name: 'Demo', type: 'API' },
    });
  });

  test('needs only a message, and then targets the id that the alert will have', async () => {
    const { message, group } = await accepted('POST', '/v2/alerts/', { message: 'x', alias: '', tags: [] });
    const id = alertIdOfRequest('actions', message.requestId);
    expect(group).toBe(messageGroupId('actions', id));
    expect(message).toMatchObject({
      target: { type: 'id', value: id },
      user: '',
      source: '192.0.2.1',
      note: '',
    });
    expect(message.action).toEqual({
      type: 'Create',
      message: 'x',
      description: '',
      responders: [],
      visibleTo: [],
      actions: [],
      tags: [],
      details: {},
      entity: '',
      priority: 'P3',
    });
  });

  test("has the team of a team's key", async () => {
    const { message } = await accepted('POST', '/v2/alerts', { message: 'x' }, 'team');
    expect(message.teamId).toBe('t1');
  });

  test('truncates long texts and lists', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => `${i}-${'y'.repeat(60)}`);
    const { message } = await accepted('POST', '/v2/alerts', {
      message: '🔥'.repeat(131),
      description: 'd'.repeat(15_001),
      responders: Array.from({ length: 51 }, (_, i) => ({ type: 'user', id: String(i) })),
      visibleTo: Array.from({ length: 51 }, (_, i) => ({ type: 'team', id: String(i) })),
      actions: many(11),
      tags: many(21),
      details: { a: 'b'.repeat(5_000), c: 'd'.repeat(5_000), e: 'f' },
      entity: 'e'.repeat(513),
      source: 's'.repeat(101),
      user: 'u'.repeat(101),
      note: 'n'.repeat(25_001),
    });
    if (message.action.type !== 'Create') throw new Error(message.action.type);
    const { action } = message;
    expect(action.message).toBe('🔥'.repeat(130));
    expect([...action.description]).toHaveLength(15_000);
    expect([action.responders, action.visibleTo].map(({ length }) => length)).toEqual([50, 50]);
    expect([action.actions.length, action.actions[0]?.length]).toEqual([10, 50]);
    expect([action.tags.length, action.tags[0]?.length]).toEqual([20, 50]);
    expect(action.details).toEqual({ a: 'b'.repeat(5_000), c: 'd'.repeat(2_998) });
    expect(action.entity).toHaveLength(512);
    expect([message.source, message.user, message.note].map(({ length }) => length)).toEqual([
      100, 100, 25_000,
    ]);
  });

  test('numbers for texts are accepted, and large integers keep their digits', async () => {
    const { message, group } = await accepted(
      'POST',
      '/v2/alerts',
      '{"message": 5, "alias": 98625649268300000001, "tags": ["prod", 500], "entity": 7, "source": 12}',
    );
    expect(group).toBe(messageGroupId('actions', '98625649268300000001'));
    expect(message).toMatchObject({
      source: '12',
      action: { message: '5', alias: '98625649268300000001', tags: ['prod', '500'], entity: '7' },
    });
  });

  test.each<[string, object, object[]]>([
    ['teams by name', { teams: [{ name: 'Web' }] }, [{ type: 'team', name: 'Web' }]],
    ['teams by id', { teams: [{ id: 't', name: '' }] }, [{ type: 'team', id: 't' }]],
    ['names of teams', { teams: ['Web'] }, [{ type: 'team', name: 'Web' }]],
    [
      'names of teams in one text',
      { teams: 'Web, DB' },
      [
        { type: 'team', name: 'Web' },
        { type: 'team', name: 'DB' },
      ],
    ],
    [
      'users by e-mail address',
      { recipients: ['jane@example.com'] },
      [{ type: 'user', username: 'jane@example.com' }],
    ],
    [
      'a user by name',
      { responders: [{ type: 'user', name: 'jane' }] },
      [{ type: 'user', username: 'jane' }],
    ],
    [
      'recipients with a type',
      { recipients: [{ type: 'Schedule', name: 'S' }] },
      [{ type: 'schedule', name: 'S' }],
    ],
    [
      'a recipient that may be of any type',
      { recipients: [{ name: 'ops' }] },
      [
        { type: 'team', name: 'ops' },
        { type: 'escalation', name: 'ops' },
        { type: 'schedule', name: 'ops' },
        { type: 'user', username: 'ops' },
      ],
    ],
    [
      'teams besides responders',
      { responders: [{ type: 'team', id: 'a' }], teams: [{ id: 'b' }] },
      [
        { type: 'team', id: 'a' },
        { type: 'team', id: 'b' },
      ],
    ],
  ])('%s become responders', async (_, members, responders) => {
    const { message } = await accepted('POST', '/v2/alerts', { message: 'x', ...members });
    expect(message.action).toMatchObject({ type: 'Create', responders });
    expect(Object.keys(message.action)).not.toContain('teams');
  });

  test.each([' ', '\t', ''])('the blank alias %j counts as absent', async (alias) => {
    const { message } = await accepted('POST', '/v2/alerts', { message: 'x', alias });
    expect(message.target).toEqual({ type: 'id', value: alertIdOfRequest('actions', message.requestId) });
    expect(Object.keys(message.action)).not.toContain('alias');
  });

  test('the description begins with the full message if that is truncated', async () => {
    const title = `${'long '.repeat(30)}end`;
    const { message } = await accepted('POST', '/v2/alerts', { message: title, description: 'On web-1' });
    expect(message.action).toMatchObject({
      message: title.slice(0, 130),
      description: `${title}\n\nOn web-1`,
    });
  });

  test.each<[string, unknown, string]>([
    ['message', {}, 'message'],
    ['message that is blank', { message: ' ' }, 'message'],
    ['message that is no text', { message: [5] }, 'message'],
    ['alias', { message: 'x', alias: 'a'.repeat(513) }, 'alias'],
    ['description', { message: 'x', description: [1] }, 'description'],
    ['responders', { message: 'x', responders: 'ops' }, 'responders'],
    ['responder without a type', { message: 'x', responders: [{ id: 'a' }] }, 'responders[0].type'],
    [
      'responder of another type',
      { message: 'x', responders: [{ type: 'teams', id: 'a' }] },
      'responders[0].type',
    ],
    ['team by username', { message: 'x', responders: [{ type: 'team', username: 'jane' }] }, 'responders[0]'],
    ['visibleTo', { message: 'x', visibleTo: [{ type: 'schedule', id: 'a' }] }, 'visibleTo[0]'],
    ['actions', { message: 'x', actions: [[1]] }, 'actions[0]'],
    ['tags', { message: 'x', tags: [[1]] }, 'tags[0]'],
    ['details', { message: 'x', details: 'a' }, 'details'],
    ['entity', { message: 'x', entity: [1] }, 'entity'],
    ['source', { message: 'x', source: [1] }, 'source'],
    ['user', { message: 'x', user: [1] }, 'user'],
    ['note', { message: 'x', note: [1] }, 'note'],
    ['priority', { message: 'x', priority: 'P6' }, 'priority'],
  ])('names the field: %s', async (_, body, field) => {
    const { status, json } = await refused('POST', '/v2/alerts', body);
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  test.each([
    ['{', 400],
    ['[]', 400],
    ['"x"', 400],
    ['', 400],
  ])('refuses the body %s', async (body, status) => {
    expect((await refused('POST', '/v2/alerts', body)).status).toBe(status);
  });
});

describe('actions', () => {
  const common = { user: 'jane', source: 'console', note: 'why' };

  test.each<[string, string, unknown, object]>([
    ['POST', 'acknowledge', common, { type: 'Acknowledge' }],
    ['POST', 'unacknowledge', common, { type: 'UnAcknowledge' }],
    ['POST', 'close', common, { type: 'Close' }],
    [
      'POST',
      'snooze',
      { ...common, endTime: '2026-11-25T00:00:00+01:00' },
      { type: 'Snooze', until: NOW + 11 * 3_600_000 },
    ],
    [
      'POST',
      'escalate',
      { ...common, escalation: { name: 'E', id: '' } },
      { type: 'EscalateToNext', escalation: { name: 'E' } },
    ],
    [
      'POST',
      'assign',
      { ...common, owner: { username: 'joe@example.com' } },
      { type: 'AssignOwnership', owner: { username: 'joe@example.com' } },
    ],
    [
      'POST',
      'responders',
      { ...common, responder: { type: 'team', name: 'Web' } },
      { type: 'AddResponder', responder: { type: 'team', name: 'Web' } },
    ],
    ['POST', 'teams', { ...common, team: { id: 't' } }, { type: 'AddTeam', team: { id: 't' } }],
    ['POST', 'tags', { ...common, tags: ['a'] }, { type: 'AddTags', tags: ['a'] }],
    ['POST', 'details', { ...common, details: { a: 'b' } }, { type: 'AddDetails', details: { a: 'b' } }],
    ['POST', 'notes', common, { type: 'AddNote' }],
    ['POST', 'actions/Restart%20now', common, { type: 'CustomAction', name: 'Restart now' }],
    ['PUT', 'message', { ...common, message: 'm' }, { type: 'UpdateMessage', message: 'm' }],
    ['PUT', 'description', { ...common, description: 'd' }, { type: 'UpdateDescription', description: 'd' }],
    ['PUT', 'priority', { ...common, priority: 'P5' }, { type: 'UpdatePriority', priority: 'P5' }],
    ['DELETE', '?user=jane&source=console&note=why', undefined, { type: 'Delete' }],
    [
      'DELETE',
      'tags?tags=a,%20b,,a&user=jane&source=console&note=why',
      undefined,
      { type: 'RemoveTags', tags: ['a', 'b'] },
    ],
    [
      'DELETE',
      'details?keys=a&user=jane&source=console&note=why',
      undefined,
      { type: 'RemoveDetails', keys: ['a'] },
    ],
  ])('%s %s', async (method, path, body, action) => {
    const { message } = await accepted(method, `/v2/alerts/some-id/${path}`, body);
    expect(message).toMatchObject({ target: { type: 'id', value: 'some-id' }, action, ...common });
    expect(message.action).toEqual(action);
  });

  test.each([
    ['POST', 'acknowledge'],
    ['POST', 'unacknowledge'],
    ['POST', 'close'],
    ['POST', 'actions/x'],
    ['PUT', 'description'],
  ])('%s %s needs no body', async (method, path) => {
    for (const body of [undefined, '', 'null', '{}', '{"Id":"x"}']) {
      const { message } = await accepted(method, `/v2/alerts/some-id/${path}`, body);
      expect(message).toMatchObject({ user: '', source: '192.0.2.1', note: '' });
    }
  });

  test.each<[string, string, unknown, string]>([
    ['POST', 'snooze', { user: 'x' }, 'endTime'],
    ['POST', 'snooze', { endTime: 'tomorrow' }, 'endTime'],
    ['POST', 'escalate', { user: 'x' }, 'escalation'],
    ['POST', 'escalate', { escalation: { username: 'x' } }, 'escalation'],
    ['POST', 'assign', { owner: { name: 'x' } }, 'owner'],
    ['POST', 'responders', { responder: { type: 'team' } }, 'responder'],
    ['POST', 'teams', { team: { type: 'x' } }, 'team'],
    ['POST', 'teams', { team: { name: 'x'.repeat(256) } }, 'team'],
    ['POST', 'responders', { responder: { type: 'user', username: 'x'.repeat(256) } }, 'responder.username'],
    ['POST', 'tags', { tags: [] }, 'tags'],
    ['POST', 'tags', { tags: [''] }, 'tags'],
    ['POST', 'details', { details: {} }, 'details'],
    ['POST', 'notes', { note: '' }, 'note'],
    ['PUT', 'message', { message: '' }, 'message'],
    ['PUT', 'description', { description: [1] }, 'description'],
    ['PUT', 'priority', { priority: 'high' }, 'priority'],
    ['DELETE', 'tags', undefined, 'tags'],
    ['DELETE', 'details?keys=,', undefined, 'keys'],
    ['POST', 'close', { note: [1] }, 'note'],
    ['POST', 'close?identifierType=name', {}, 'identifierType'],
    ['POST', 'snooze', { endTime: new Date(NOW - 61_000).toISOString() }, 'endTime'],
  ])('%s %s with %j names the field %s', async (method, path, body, field) => {
    const { status, json } = await refused(method, `/v2/alerts/some-id/${path}`, body);
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  test('a snooze that ends in the past is refused with a plain message', async () => {
    const { json } = await refused('POST', '/v2/alerts/some-id/snooze', { endTime: '2026-11-23T10:00:00Z' });
    expect(json.errors).toEqual({ endTime: 'must be in the future' });
  });

  test('the clock of a client may be a minute behind', async () => {
    const endTime = new Date(NOW - 59_000).toISOString();
    const { message } = await accepted('POST', '/v2/alerts/some-id/snooze', { endTime });
    expect(message.action).toEqual({ type: 'Snooze', until: NOW - 59_000 });
  });

  test('actions on one alert share a message group, whatever the identifier type', async () => {
    const { store } = aService(table(), { accountId: 'actions' });
    const alert = await store(anAlert({ accountId: 'actions', alias: 'host/disk 1', tinyId: '42' }));
    const group = messageGroupId('actions', 'host/disk 1');
    const created = await accepted('POST', '/v2/alerts', { message: 'x', alias: 'host/disk 1' });
    expect(created.group).toBe(group);
    for (const [path, target] of [
      [`/v2/alerts/${alert.id}/close`, { type: 'id', value: alert.id }],
      [`/v2/alerts/${alert.id}/close?identifierType=id`, { type: 'id', value: alert.id }],
      ['/v2/alerts/42/close?identifierType=tiny', { type: 'tiny', value: '42' }],
      ['/v2/alerts/host%2Fdisk%201/close?identifierType=alias', { type: 'alias', value: 'host/disk 1' }],
      // The Go client sends it like this.
      ['/v2/alerts/host/disk%201/close?identifierType=ALIAS', { type: 'alias', value: 'host/disk 1' }],
    ] as const) {
      const sent = await accepted('POST', path, {});
      expect([sent.group, sent.message.target]).toEqual([group, target]);
    }
  });

  test('an action on an alert that is still in the queue uses the group of its id', async () => {
    const created = await accepted('POST', '/v2/alerts', { message: 'x' });
    const id = alertIdOfRequest('actions', created.message.requestId);
    expect((await accepted('POST', `/v2/alerts/${id}/close`, {})).group).toBe(created.group);
  });

  test('an action on an unknown alert, or on that of another account, is accepted', async () => {
    const { store } = aService(table(), { accountId: 'actions' });
    const foreign = await store(
      anAlert({ accountId: 'foreign', id: alertIdOfRequest('foreign', 'r'), alias: 'theirs', tinyId: '77' }),
    );
    const byId = await accepted('DELETE', `/v2/alerts/${foreign.id}`);
    expect(byId.group).toBe(messageGroupId('actions', foreign.id));
    const byTiny = await accepted('POST', '/v2/alerts/77/close?identifierType=tiny', {});
    expect(byTiny.group).toBe(messageGroupId('actions', '77'));
  });

  test.each([
    ['id', 101],
    ['tiny', 101],
    ['alias', 513],
  ])('an identifier of type %s that nothing can have is refused', async (type, length) => {
    const path = (size: number) => `/v2/alerts/${'x'.repeat(size)}/close?identifierType=${type}`;
    const { status, json } = await refused('POST', path(length), {});
    expect([status, Object.keys(json.errors)]).toEqual([422, ['identifier']]);
    await accepted('POST', path(length - 1), {});
  });

  test('a query without a question mark is accepted, as the Node client sends it', async () => {
    const { message } = await accepted('DELETE', '/v2/alerts/some-id/tags/&tags=a%2Cb&user=jane');
    expect(message).toMatchObject({ user: 'jane', action: { tags: ['a', 'b'] } });
  });
});

test.each([
  ['POST', '/v2/alerts', 'create-update'],
  ['POST', '/v2/alerts/x/close', 'create-update'],
  ['PUT', '/v2/alerts/x/priority', 'create-update'],
  ['DELETE', '/v2/alerts/x', 'delete'],
  ['DELETE', '/v2/alerts/x/tags', 'delete'],
  ['GET', '/v2/alerts', 'read'],
  ['GET', '/v2/alerts/count', 'read'],
  ['GET', '/v2/alerts/x', 'read'],
  ['GET', '/v2/alerts/requests/x', 'read'],
  ['POST', '/v2/alerts/x/attachments', 'create-update'],
  ['DELETE', '/v2/alerts/x/attachments/1', 'delete'],
  ['PATCH', '/v2/alerts/saved-searches/x', 'create-update'],
  ['DELETE', '/v2/alerts/saved-searches/x', 'delete'],
])('%s %s needs exactly the right %s', async (method, path, right) => {
  const { call } = aService(table(), { accountId: 'actions' });
  for (const key of ['read', 'create-update', 'delete', 'configuration']) {
    const { status } = await call(
      method,
      path,
      method === 'GET' || method === 'DELETE' ? undefined : '{}',
      key,
    );
    expect([key, status === 403]).toEqual([key, key !== right]);
  }
});

describe("the id of a Create's request identifies its alert", () => {
  test('an alert that the request created', async () => {
    const { store } = aService(table(), { accountId: 'actions' });
    const requestId = newId();
    const id = alertIdOfRequest('actions', requestId);
    await store(anAlert({ accountId: 'actions', id, alias: 'by-request' }));
    const { message, group } = await accepted('POST', `/v2/alerts/${requestId}/close`);
    expect([message.target, group]).toEqual([
      { type: 'id', value: id },
      messageGroupId('actions', 'by-request'),
    ]);
    const { call } = aService(table(), { accountId: 'actions' });
    expect((await call('GET', `/v2/alerts/${requestId}`)).json.data.id).toBe(id);
  });

  test('an alert whose count the request increased', async () => {
    const { store } = aService(table(), { accountId: 'actions' });
    const requestId = newId();
    const alert = await store(anAlert({ accountId: 'actions', id: 'counted', alias: 'counted' }));
    const status = { requestId, action: 'Create', alertId: alert.id, success: true, status: 'Created alert' };
    await table().put({ ...requestKey('actions', requestId), ...status });
    const { message, group } = await accepted('POST', `/v2/alerts/${requestId}/close`);
    expect([message.target, group]).toEqual([
      { type: 'id', value: 'counted' },
      messageGroupId('actions', 'counted'),
    ]);
  });

  test('an alert that is still in the queue', async () => {
    const requestId = newId();
    const id = alertIdOfRequest('actions', requestId);
    const { message, group } = await accepted('POST', `/v2/alerts/${requestId}/close`);
    expect([message.target, group]).toEqual([{ type: 'id', value: id }, messageGroupId('actions', id)]);
  });
});
