import type { Alert } from '../../../src/domain/alerts/model.ts';
import { SORT_FIELDS } from '../../../src/domain/alerts/search/order.ts';
import { toAlertItem } from '../../../src/domain/alerts/store/alert-item.ts';
import { createTeamStore } from '../../../src/domain/teams/store.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { ledgerKey } from '../../../src/platform/keys.ts';
import type { Table } from '../../../src/platform/table.ts';
import { anAlert, aTeam, aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aService, NOW } from './harness.ts';

const table = useTable();
const service = (options: { searchBudget?: number } = {}) =>
  aService(table(), { accountId: 'search', ...options });

const MINUTE = 60_000;
const COUNT = 250;

/** Every third is closed, every fifth belongs to the team, and so on. Number 0 is the oldest. */
const alerts: readonly Alert[] = Array.from({ length: COUNT }, (_, i) =>
  anAlert({
    accountId: 'search',
    tinyId: String(i + 1),
    alias: `alias-${i}`,
    message: `Message ${i} of ${i % 2 === 0 ? 'even' : 'odd'}`,
    status: i % 3 === 0 ? 'closed' : 'open',
    createdAt: NOW + i * MINUTE,
    priority: (['P1', 'P2', 'P3', 'P4', 'P5'] as const)[i % 5] ?? 'P3',
    count: (i * 7) % 100,
    tags: i % 10 === 0 ? ['ten'] : [],
    owner: i % 4 === 0 ? 'jane@example.com' : '',
    responders: i % 5 === 0 ? [{ type: 'team', id: 't1' }] : [{ type: 'team', id: 't2' }],
    report: i % 7 === 0 ? { ackTime: 1_000 - i, acknowledgedBy: 'jane' } : {},
  }),
);

beforeAll(async () => {
  const { store } = service();
  await table().batchPut(alerts.map(toAlertItem));
  for (const alert of alerts.slice(0, 10)) await store(alert);
  await store(anAlert({ accountId: 'search-other', message: 'Message of another account' }));
  for (const [id, name] of [
    ['t1', 'Web team'],
    ['t2', 'Ops'],
  ] as const) {
    const { version: _, ...team } = aTeam({ id, name });
    await createTeamStore(table()).create('search', team);
  }
  const { version: _, ...jane } = aUser({ id: 'u1', username: 'jane@example.com' });
  await createUserStore(table()).create('search', jane);
  await table().put({
    ...ledgerKey('search', alerts[3]?.id ?? ''),
    alertId: alerts[3]?.id,
    recipients: { u1: { state: 'active', method: 'sms', createdAt: NOW, updatedAt: NOW } },
  });
});

const encoded = (query: string) => encodeURIComponent(query);

/** Ids of all alerts that the query lists, from all pages. */
async function listed(path: string, key?: string): Promise<string[]> {
  const { get } = service();
  const ids: string[] = [];
  let next: string | undefined = path;
  for (let pages = 0; next && pages < 30; pages++) {
    const { status, json } = await get(next, key);
    expect([status, json.message]).toEqual([200, undefined]);
    ids.push(...json.data.map(({ id }: { id: string }) => id));
    next = json.paging.next;
  }
  return ids;
}

const getIds = (which: readonly Alert[]) => which.map(({ id }) => id);
const newestFirst = (holds: (i: number) => boolean) => getIds(alerts.filter((_, i) => holds(i)).toReversed());

test.each<[string, (i: number) => boolean]>([
  ['', () => true],
  ['status: open', (i) => i % 3 !== 0],
  ['status: closed', (i) => i % 3 === 0],
  ['NOT status: open', (i) => i % 3 === 0],
  ['status: open AND message: even', (i) => i % 3 !== 0 && i % 2 === 0],
  ['message: odd OR tag: ten', (i) => i % 2 === 1 || i % 10 === 0],
  ['"message 17"', (i) => i === 17],
  ['tinyId: 8', (i) => i === 7],
  ['tinyId: (1 OR 2 OR 3)', (i) => i < 3],
  ['tinyId > 240', (i) => i >= 240],
  [`alertId: ${alerts[200]?.id}`, (i) => i === 200],
  ['alias: alias-4', (i) => i === 4],
  ['alias: alias-3', () => false],
  ['alias: alias-1* AND tinyId < 20', (i) => i === 1 || (i >= 10 && i < 19 && i % 3 !== 0)],
  ['owner: null', (i) => i % 4 !== 0],
  ['owner: (jane@example.com OR joe@example.com)', (i) => i % 4 === 0],
  ['teams: "web team"', (i) => i % 5 === 0],
  ['teams: (ops OR "web team")', () => true],
  ['responders: w*', (i) => i % 5 === 0],
  ['teams: nobody', () => false],
  ['recipients: jane@example.com', (i) => i === 3],
  ['priority > P3', (i) => i % 5 < 2],
  ['count >= 50 status: open', (i) => (i * 7) % 100 >= 50 && i % 3 !== 0],
  [`createdAt >= ${NOW + 10 * MINUTE} AND createdAt < ${NOW + 20 * MINUTE}`, (i) => i >= 10 && i < 20],
  [
    `createdAt > ${NOW + 10 * MINUTE} AND createdAt <= ${NOW + 20 * MINUTE} AND status: open`,
    (i) => i > 10 && i <= 20 && i % 3 !== 0,
  ],
  ['createdAt: 24-11-2026T12:05', (i) => i === 5],
  ['createdAt > 25-11-2026', () => false],
  ['createdAt > 25-11-2026 AND createdAt < 23-11-2026', () => false],
  ['createdAt < 0', () => false],
])('the query %s lists and counts what it asks for', async (query, holds) => {
  const expected = newestFirst(holds);
  expect(await listed(`/v2/alerts?limit=100&query=${encoded(query)}`)).toEqual(expected);
  const { json } = await service().get(`/v2/alerts/count?query=${encoded(query)}`);
  expect(json.data).toEqual({ count: expected.length });
});

test('list items omit the fields that only a single alert has', async () => {
  const { json } = await service().get('/v2/alerts?limit=1');
  expect(json.data[0]).toMatchObject({ message: 'Message 249 of odd', teams: [{ id: 't2' }] });
  for (const member of ['actions', 'entity', 'description', 'details']) {
    expect(json.data[0]).not.toHaveProperty(member);
  }
});

test.each(['asc', 'desc'])('small pages in order %s list every alert once', async (order) => {
  const expected = order === 'desc' ? newestFirst(() => true) : newestFirst(() => true).toReversed();
  expect(await listed(`/v2/alerts?limit=23&order=${order}`)).toEqual(expected);
  const open = newestFirst((i) => i % 3 !== 0);
  expect(await listed(`/v2/alerts/?limit=29&order=${order}&query=status%3Aopen`)).toEqual(
    order === 'desc' ? open : open.toReversed(),
  );
});

test('links lead to the adjacent pages and keep the query', async () => {
  const { get } = service();
  const { json, headers } = await get('/v2/alerts?query=status%3Aopen+AND+message%3Aeven&limit=10&offset=20');
  const offsets = Object.entries<string>(json.paging).map(([name, link]) => {
    const url = new URL(link);
    expect(url.origin + url.pathname).toBe('https://api.example.com/v2/alerts');
    expect(url.searchParams.get('query')).toBe('status:open AND message:even');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      limit: '10',
      sort: 'createdAt',
      order: 'desc',
    });
    return [name, url.searchParams.get('offset')];
  });
  expect(Object.fromEntries(offsets)).toEqual({ prev: '10', next: '30', first: '0' });
  expect(headers.get('x-paging-next')).toBe(json.paging.next);

  const last = await get('/v2/alerts?query=status%3Aopen+AND+message%3Aeven&limit=10&offset=80');
  expect(new URL(last.json.paging.last).searchParams.get('offset')).toBe('80');
  expect(last.json.paging).not.toHaveProperty('next');
  expect(last.json.data).toHaveLength(3);

  const beyond = await get('/v2/alerts?limit=10&offset=1000');
  expect([beyond.json.data, Object.keys(beyond.json.paging)]).toEqual([[], ['prev', 'first', 'last']]);
});

describe('sorting', () => {
  const valueAt = (item: Record<string, unknown>, path: string): unknown =>
    path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], item);

  test.each([...SORT_FIELDS, 'lastOccuredAt'])('by %s, ascending and descending', async (sort) => {
    const { get } = service();
    const field = sort === 'lastOccuredAt' ? 'lastOccurredAt' : sort;
    const few = encoded(`createdAt < ${NOW + 60 * MINUTE}`);
    for (const order of ['asc', 'desc']) {
      const { status, json } = await get(`/v2/alerts?query=${few}&limit=100&sort=${sort}&order=${order}`);
      expect(status).toBe(200);
      const values = json.data
        .map((item: Record<string, unknown>) => valueAt(item, field))
        .map((value: unknown) => (field === 'tinyId' ? Number(value) : value));
      const present = values.filter((value: unknown) => value !== undefined && value !== '');
      expect([values.length, values.slice(0, present.length)]).toEqual([60, present]);
      for (let i = 1; i < present.length; i++) {
        const [before, after] = order === 'asc' ? [present[i - 1], present[i]] : [present[i], present[i - 1]];
        expect(before <= after).toBe(true);
      }
    }
  });

  test('lists every alert once', async () => {
    const ids = await listed('/v2/alerts?limit=30&sort=count&order=asc');
    expect([ids.length, new Set(ids).size]).toEqual([COUNT, COUNT]);
    const byCount = alerts.toSorted((a, b) => a.count - b.count || a.createdAt - b.createdAt);
    expect(ids).toEqual(getIds(byCount));
  });
});

describe("a team's key", () => {
  test('lists and counts the alerts of its team', async () => {
    const mine = (i: number) => i % 5 === 0;
    expect(await listed('/v2/alerts?limit=20', 'team')).toEqual(newestFirst(mine));
    expect(await listed('/v2/alerts?limit=20&query=status:open', 'team')).toEqual(
      newestFirst((i) => mine(i) && i % 3 !== 0),
    );
    expect(await listed('/v2/alerts?query=tinyId:2', 'team')).toEqual([]);
    const { get } = service();
    expect((await get('/v2/alerts/count', 'team')).json.data.count).toBe(50);
    expect((await get('/v2/alerts/count?query=status:closed', 'team')).json.data.count).toBe(17);
  });
});

test("another account's alerts are never listed", async () => {
  const { get } = service();
  const { json } = await get('/v2/alerts', 'other');
  expect(json.data.map(({ message }: Alert) => message)).toEqual(['Message of another account']);
  expect((await get(`/v2/alerts/count?query=alertId:${alerts[1]?.id}`, 'other')).json.data.count).toBe(0);
});

test.each([
  ['query=status%3A', 'query'],
  ['query=colour%3Ared', 'query'],
  ['limit=0', 'limit'],
  ['offset=-1', 'offset'],
  ['offset=19990&limit=20', 'offset'],
  ['sort=colour', 'sort'],
  ['order=up', 'order'],
  ['searchIdentifier=x&searchIdentifierType=tiny', 'searchIdentifierType'],
])('%s names the field', async (query, field) => {
  const { status, json } = await service().get(`/v2/alerts?${query}`);
  expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
});

describe('the budget', () => {
  test('refuses a search of too many alerts, and says what to do', async () => {
    const { get } = service({ searchBudget: 100 });
    for (const path of [
      '/v2/alerts?query=message:nothing',
      '/v2/alerts/count?query=message:even',
      '/v2/alerts?sort=count',
    ]) {
      const { status, json } = await get(path);
      expect([status, json.errors.query]).toEqual([422, expect.stringContaining('narrow the query')]);
    }
  });

  test('allows narrow queries, first pages and counts by status', async () => {
    const { get } = service({ searchBudget: 100 });
    const narrow = encoded(`createdAt > ${NOW + 200 * MINUTE} AND message: even`);
    expect((await get(`/v2/alerts?query=${narrow}`)).status).toBe(200);
    expect((await get('/v2/alerts?query=message:even&limit=20')).json.data).toHaveLength(20);
    expect((await get('/v2/alerts/count?query=status:closed')).json.data.count).toBe(84);
  });
});

describe('the cost of a search', () => {
  const counting = () => {
    /** `duplicates`: reads of what is counted beside alerts. */
    const counts = { queries: 0, reads: 0, counts: 0, duplicates: 0 };
    const real = table();
    const spying: Table = {
      ...real,
      query: (spec) => {
        counts.queries++;
        return real.query(spec);
      },
      count: (spec) => {
        counts.counts++;
        return real.count(spec);
      },
      batchGet: (keys) => {
        const ofDuplicates = keys.filter(({ sk }) => sk === 'STATE#DUPLICATES').length;
        counts.reads += keys.length - ofDuplicates;
        counts.duplicates += ofDuplicates;
        return real.batchGet(keys);
      },
    };
    return { counts, get: aService(spying, { accountId: 'search' }).get };
  };

  test.each(['', '?query=status:open', '?query=status:closed'])(
    'counting%s reads no alert',
    async (query) => {
      const { counts, get } = counting();
      await get(`/v2/alerts/count${query}`);
      expect(counts).toMatchObject({ queries: 0, reads: 0 });
    },
  );

  test('the first page of the open alerts reads a page of alerts', async () => {
    const { counts, get } = counting();
    await get('/v2/alerts?query=status:open&limit=20');
    expect(counts.reads).toBe(21);
    // Those of the page that have occurred more than once.
    expect(counts.duplicates).toBe(20);
    expect(counts.queries).toBeLessThanOrEqual(12);
  });

  test('a later page does not read the alerts before it', async () => {
    const { counts, get } = counting();
    await get('/v2/alerts?query=status:open&limit=20&offset=100');
    expect(counts.reads).toBe(21);
  });

  test('a time interval limits the alerts that are read', async () => {
    const { counts, get } = counting();
    await get(`/v2/alerts?query=${encoded(`message: even AND createdAt > ${NOW + 240 * MINUTE}`)}`);
    expect(counts.reads).toBe(9);
    expect(counts.duplicates).toBeLessThanOrEqual(5);
  });

  test('an alert that the query identifies is looked up', async () => {
    const { counts, get } = counting();
    await get('/v2/alerts?query=tinyId:3');
    expect(counts).toMatchObject({ queries: 0, reads: 0, counts: 0 });
  });
});

test('an alert that was just closed is not listed as open, even if the index is stale', async () => {
  const { get } = aService(table(), { accountId: 'stale' });
  const alert = anAlert({ accountId: 'stale' });
  const { gsi2pk, gsi2sk } = toAlertItem(alert);
  await table().put({ ...toAlertItem({ ...alert, status: 'closed' }), gsi2pk, gsi2sk });
  expect((await get('/v2/alerts?query=status:open')).json.data).toEqual([]);
});

test('a limit above the maximum gives a page of the maximum, and a link to the next', async () => {
  const { status, json } = await service().get('/v2/alerts?limit=2000');
  expect([status, json.data.length]).toEqual([200, 100]);
  expect(new URL(json.paging.next).search).toContain('limit=100');
  expect(new URL(json.paging.next).search).toContain('offset=100');
});

test('with identifierType=alias, count is an alias', async () => {
  const { store, call } = aService(table(), { accountId: 'search-count' });
  const { id } = await store(anAlert({ accountId: 'search-count', alias: 'count' }));
  expect((await call('GET', '/v2/alerts/count?identifierType=alias')).json.data.id).toBe(id);
  expect((await call('GET', '/v2/alerts/count')).json.data.count).toBe(1);
});
