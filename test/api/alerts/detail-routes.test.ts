import type { Alert } from '../../../src/domain/alerts/model.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { toIso } from '../../../src/platform/clock.ts';
import { alertLogKey, alertNoteKey, ledgerKey, requestKey } from '../../../src/platform/keys.ts';
import { anAlert, aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aService, NOW } from './harness.ts';

const table = useTable();
const service = () => aService(table(), { accountId: 'reads' });

const full = anAlert({
  accountId: 'reads',
  tinyId: '573',
  alias: 'event/573 & more',
  message: 'Disk full',
  description: 'd',
  acknowledged: true,
  isSeen: true,
  tags: ['a'],
  snoozed: true,
  snoozedUntil: NOW + 1_000,
  count: 79,
  createdAt: NOW - 5_000,
  updatedAt: NOW,
  lastOccurredAt: NOW - 1,
  source: 'Isengard',
  owner: 'jane@example.com',
  ownerTeamId: 't1',
  priority: 'P4',
  responders: [
    { type: 'team', id: 't1' },
    { type: 'user', id: 'u1' },
  ],
  actions: ['Restart'],
  entity: 'EC2',
  details: { k: 'v' },
  report: { ackTime: 3, acknowledgedBy: 'jane@example.com' },
});

beforeAll(() => service().store(full));

describe('an alert', () => {
  test('is returned by id, tiny id and alias', async () => {
    const expected = {
      id: full.id,
      tinyId: '573',
      alias: 'event/573 & more',
      message: 'Disk full',
      status: 'open',
      acknowledged: true,
      isSeen: true,
      seen: true,
      tags: ['a'],
      snoozed: true,
      snoozedUntil: '2026-11-24T12:00:01.000Z',
      count: 79,
      lastOccurredAt: '2026-11-24T11:59:59.999Z',
      createdAt: '2026-11-24T11:59:55.000Z',
      updatedAt: '2026-11-24T12:00:00.000Z',
      source: 'Isengard',
      owner: 'jane@example.com',
      ownerTeamId: 't1',
      priority: 'P4',
      teams: [{ id: 't1' }],
      responders: [
        { type: 'team', id: 't1' },
        { type: 'user', id: 'u1' },
      ],
      integration: { id: 'integration', name: 'Demo', type: 'API' },
      report: { ackTime: 3, acknowledgedBy: 'jane@example.com' },
      actions: ['Restart'],
      entity: 'EC2',
      description: 'd',
      details: { k: 'v' },
    };
    const { get } = service();
    for (const path of [
      full.id,
      `${full.id}/?identifierType=id`,
      '573?identifierType=tiny',
      `${encodeURIComponent(full.alias)}?identifierType=alias`,
      // The Go client does not encode slash and ampersand.
      'event/573%20&%20more?identifierType=alias',
    ]) {
      const { status, json } = await get(`/v2/alerts/${path}`);
      expect([status, json.data]).toEqual([200, expected]);
    }
  });

  test('has no snoozedUntil if it was never snoozed', async () => {
    const { store, get } = service();
    const { id } = await store(anAlert({ accountId: 'reads', tinyId: '2' }));
    expect((await get(`/v2/alerts/${id}`)).json.data).not.toHaveProperty('snoozedUntil');
  });

  test('is found by its alias only while it is open', async () => {
    const { store, get } = service();
    const open = await store(anAlert({ accountId: 'reads', tinyId: '3', alias: 'closing' }));
    await store({ ...open, status: 'closed' });
    expect((await get('/v2/alerts/closing?identifierType=alias')).status).toBe(404);
    expect((await get(`/v2/alerts/${open.id}`)).json.data.status).toBe('closed');
  });

  test.each([
    'no-such-id',
    '999?identifierType=tiny',
    'nothing?identifierType=alias',
    '573',
    `${'x'.repeat(3_000)}`,
    'no-such-id/notes',
    'no-such-id/logs',
    'no-such-id/recipients',
    'no-such-id/attachments',
  ])('gives 404 if it does not exist: %.40s', async (path) => {
    const { status, json } = await service().get(`/v2/alerts/${path}`);
    expect([status, json.message]).toEqual([404, expect.stringContaining('does not exist')]);
  });

  test('gives 404 for another account', async () => {
    for (const path of [full.id, '573?identifierType=tiny', `${full.id}/notes`, `${full.id}/logs`]) {
      expect((await service().get(`/v2/alerts/${path}`, 'other')).status).toBe(404);
    }
  });

  test("is visible to a team's key if the team owns it, responds to it or is in visibleTo", async () => {
    const { store, get } = service();
    const mine = [
      full,
      await store(anAlert({ accountId: 'reads', tinyId: '4', responders: [{ type: 'team', id: 't1' }] })),
      await store(anAlert({ accountId: 'reads', tinyId: '5', visibleTo: [{ type: 'team', id: 't1' }] })),
      await store(anAlert({ accountId: 'reads', tinyId: '6', ownerTeamId: 't1' })),
    ];
    const theirs = [
      await store(anAlert({ accountId: 'reads', tinyId: '7', responders: [{ type: 'team', id: 't2' }] })),
      await store(anAlert({ accountId: 'reads', tinyId: '8', responders: [{ type: 'user', id: 't1' }] })),
    ];
    for (const { id } of mine) expect((await get(`/v2/alerts/${id}`, 'team')).status).toBe(200);
    for (const { id } of theirs) expect((await get(`/v2/alerts/${id}`, 'team')).status).toBe(404);
    for (const { id } of theirs) expect((await get(`/v2/alerts/${id}/notes`, 'team')).status).toBe(404);
  });
});

describe('the status of a request', () => {
  test('gives the result', async () => {
    await table().put({
      ...requestKey('reads', 'r1'),
      requestId: 'r1',
      success: true,
      action: 'Create',
      processedAt: NOW,
      integrationId: 'int',
      status: 'Created alert',
      alertId: 'a',
      alias: 'b',
    });
    const { status, json } = await service().get('/v2/alerts/requests/r1');
    expect([status, json.data]).toEqual([
      200,
      {
        success: true,
        isSuccess: true,
        action: 'Create',
        processedAt: '2026-11-24T12:00:00.000Z',
        integrationId: 'int',
        status: 'Created alert',
        alertId: 'a',
        alias: 'b',
        reached: 'nobody so far: it is being decided',
      },
    ]);
    expect((await service().get('/v2/alerts/requests/r1', 'other')).status).toBe(404);
  });

  test('does not exist for a request on an incident', async () => {
    await table().put({
      ...requestKey('reads', 'on-incident'),
      requestId: 'on-incident',
      success: false,
      action: 'UpdatePriority',
      processedAt: NOW,
      integrationId: 'int',
      status: 'Incident does not exist',
      incidentId: '',
    });
    expect((await service().get('/v2/alerts/requests/on-incident')).status).toBe(404);
  });

  test('gives the error type that clients poll on while the request is not processed', async () => {
    for (const id of ['r2', 'r'.repeat(3_000)]) {
      const { status, headers } = await service().get(`/v2/alerts/requests/${id}`);
      expect([status, headers.get('x-opsgenie-errortype')]).toEqual([404, 'RequestNotProcessed']);
    }
  });
});

test('recipients have their usernames, empty if the user was deleted', async () => {
  const { store, get } = service();
  const { id } = await store(anAlert({ accountId: 'reads', tinyId: '9' }));
  expect((await get(`/v2/alerts/${id}/recipients`)).json.data).toEqual([]);

  const { version: _, ...jane } = aUser({ username: 'jane@example.com' });
  await createUserStore(table()).create('reads', jane);
  const state = { state: 'active', method: 'Email', createdAt: NOW, updatedAt: NOW + 1 };
  await table().put({
    ...ledgerKey('reads', id),
    alertId: id,
    recipients: { [jane.id]: state, gone: { ...state, state: 'notactive' } },
  });
  const times = { createdAt: toIso(NOW), updatedAt: toIso(NOW + 1), method: 'Email' };
  expect((await get(`/v2/alerts/${id}/recipients`)).json.data).toEqual(
    expect.arrayContaining([
      { user: { id: jane.id, username: 'jane@example.com' }, state: 'active', ...times },
      { user: { id: 'gone', username: '' }, state: 'notactive', ...times },
    ]),
  );
});

test.each<[string, Partial<Alert>, object]>([
  [
    'acknowledged',
    { acknowledged: true, report: { acknowledgedBy: 'Kim@example.com', ackTime: 15_702 } },
    { state: 'action', method: 'Acknowledge', updatedAt: toIso(NOW + 15_702) },
  ],
  [
    'acknowledged and closed',
    {
      acknowledged: true,
      status: 'closed',
      report: {
        acknowledgedBy: 'kim@example.com',
        ackTime: 15_702,
        closedBy: 'kim@example.com',
        closeTime: 60_503,
      },
    },
    { state: 'action', method: 'Close', updatedAt: toIso(NOW + 60_503) },
  ],
  [
    'acknowledged by the recipient and closed by another',
    {
      acknowledged: true,
      status: 'closed',
      report: { acknowledgedBy: 'kim@example.com', ackTime: 1, closedBy: 'Grafana', closeTime: 2 },
    },
    { state: 'action', method: 'Acknowledge', updatedAt: toIso(NOW + 1) },
  ],
  [
    'acknowledged by another',
    { acknowledged: true, report: { acknowledgedBy: 'bob@example.com', ackTime: 5 } },
    { state: 'active', method: 'sms', updatedAt: toIso(NOW) },
  ],
  [
    'no longer acknowledged',
    { report: { acknowledgedBy: 'kim@example.com', ackTime: 5 } },
    { state: 'active', method: 'sms', updatedAt: toIso(NOW) },
  ],
])('an alert that is %s shows the action of the recipient', async (_, change, shown) => {
  const { store, get } = service();
  const { id } = await store(anAlert({ accountId: 'reads', createdAt: NOW, ...change }));
  const { version: _version, ...kim } = aUser({ username: 'kim@example.com' });
  if (!(await createUserStore(table()).get('reads', kim.id)))
    await createUserStore(table()).create('reads', kim);
  const state = { state: 'active', method: 'sms', createdAt: NOW, updatedAt: NOW };
  await table().put({ ...ledgerKey('reads', id), alertId: id, recipients: { [kim.id]: state } });
  expect((await get(`/v2/alerts/${id}/recipients`)).json.data).toEqual([
    { user: { id: kim.id, username: 'kim@example.com' }, createdAt: toIso(NOW), ...shown },
  ]);
});

describe.each(['logs', 'notes'] as const)('%s', (kind) => {
  const alert = anAlert({ accountId: 'reads', tinyId: kind === 'logs' ? '10' : '11' });
  const path = `/v2/alerts/${alert.id}/${kind}`;
  const member = kind === 'logs' ? 'log' : 'note';
  const keyOf = kind === 'logs' ? alertLogKey : alertNoteKey;
  const COUNT = 25;
  const newestFirst = Array.from({ length: COUNT }, (_, i) => `text ${COUNT - 1 - i}`);

  beforeAll(async () => {
    await service().store(alert);
    await table().batchPut(
      Array.from({ length: COUNT }, (_, i) => {
        // Pairs at the same instant, so that the time alone does not order them.
        const createdAt = NOW + Math.floor(i / 2) * 1_000;
        return {
          ...keyOf('reads', alert.id, toIso(createdAt), `e${String(i).padStart(3, '0')}`),
          [member]: `text ${i}`,
          ...(kind === 'logs' && { type: 'system' }),
          owner: 'jane',
          createdAt,
        };
      }),
    );
  });

  // biome-ignore lint/suspicious/noExplicitAny: JSON
  const textsOf = (json: any) => json.data.map((entry: Record<string, string>) => entry[member]);

  test('are listed newest first, twenty per page', async () => {
    const { status, json } = await service().get(path);
    expect(status).toBe(200);
    expect(textsOf(json)).toEqual(newestFirst.slice(0, 20));
    expect(json.data[0]).toEqual({
      [member]: 'text 24',
      ...(kind === 'logs' && { type: 'system' }),
      owner: 'jane',
      createdAt: '2026-11-24T12:00:12.000Z',
      offset: expect.any(String),
    });
  });

  test.each(['asc', 'desc'])('are all reached by the links in order %s', async (order) => {
    const { get } = service();
    const seen: string[] = [];
    let next: string | undefined = `${path}?limit=7&order=${order}`;
    let pages = 0;
    while (next && pages++ < 10) {
      const { json } = await get(next);
      seen.push(...textsOf(json));
      for (const link of Object.values(json.paging)) expect(typeof link).toBe('string');
      expect(json.paging.first).toMatch(/^https:\/\/api\.example\.com\/v2\/alerts\//);
      next = json.paging.next;
    }
    expect(pages).toBe(4);
    expect(seen).toEqual(order === 'asc' ? newestFirst.toReversed() : newestFirst);
  });

  test('have no next link on the last page', async () => {
    const { json } = await service().get(`${path}?limit=${COUNT}`);
    expect(textsOf(json)).toHaveLength(COUNT);
    expect(Object.keys(json.paging)).toEqual(['first']);
  });

  test.each(['asc', 'desc'])('are listed backwards from an entry in order %s', async (order) => {
    const { get } = service();
    const all = (await get(`${path}?limit=100&order=${order}`)).json;
    const offset = encodeURIComponent(all.data[10].offset);
    const back = (await get(`${path}?limit=4&order=${order}&direction=prev&offset=${offset}`)).json;
    expect(textsOf(back)).toEqual(textsOf(all).slice(6, 10));
    expect(textsOf((await get(back.paging.next)).json)).toEqual(textsOf(all).slice(10, 14));
    const start = (await get(`${path}?limit=100&order=${order}&direction=prev&offset=${offset}`)).json;
    expect(textsOf(start)).toEqual(textsOf(all).slice(0, 10));
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=0', 'limit'],
    ['limit=x', 'limit'],
    ['order=up', 'order'],
    ['direction=back', 'direction'],
    ['offset=%EF%BF%BF', 'offset'],
  ])('%s names the field', async (query, field) => {
    const { status, json } = await service().get(`${path}?${query}`);
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  test('an unknown offset is ignored', async () => {
    expect((await service().get(`${path}?offset=~~~`)).status).toBe(200);
    expect((await service().get(`${path}?offset=~~~&order=asc`)).json.data).toEqual([]);
    expect((await service().get(`${path}?offset=%20&direction=prev&order=asc`)).json.data).toEqual([]);
  });
});
