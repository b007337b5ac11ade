import { configurationApi } from '../../simulator/configuration-api.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import type { Route } from '../../src/http/route.ts';
import { logger } from '../../src/platform/logger.ts';
import { createMemoryTable } from '../../src/platform/memory-table.ts';
import type { Item } from '../../src/platform/table.ts';
import { aService } from '../api/alerts/harness.ts';
import { anAlert } from '../support/builders.ts';
import { sampleOf } from './samples.ts';

jest.setTimeout(120_000);
logger.setLogLevel('SILENT');

/** In everything that belongs to the one account, and in nothing of the other. */
const MARK = 'ours-alone';
const [OURS, THEIRS] = ['ours', 'theirs'];
const HINTS = {
  username: `theirs@example.com`,
  name: 'theirs',
  fullName: 'theirs',
  message: 'theirs',
  timezone: 'UTC',
  timeZone: 'UTC',
  locale: 'en_US',
  method: 'email',
  to: 'theirs@example.com',
  startDate: '2026-11-24T12:00:00Z',
  endDate: '2027-11-24T12:00:00Z',
};
const table = createMemoryTable();
const messages: { readonly accountId?: string }[] = [];
const queue = { send: async (body: object) => void messages.push(body) };

const callsOf = (accountId: string) => {
  const configuration = configurationApi(table, { accountId, incidentActions: queue, alertActions: queue });
  const alerts = aService(table, { accountId });
  return async (route: Route, path: string, body?: unknown) => {
    if (!path.startsWith('/v2/alerts') || route.path.endsWith('/story'))
      return configuration(route.method, path, body);
    const { status, json } = await alerts.call(route.method, path, body);
    messages.push(...alerts.sent.splice(0).map(({ message }) => message));
    return { status, body: json };
  };
};

const ofAccount = (accountId: string): readonly Item[] =>
  [...table.items.values()].filter(({ pk }) => pk.startsWith(`A#${accountId}#`) || pk === `A#${accountId}`);

/** Ids and names by which a thing of the account could be called, in things of one kind each. */
function identifiersIn(items: readonly Item[]): readonly (readonly string[])[] {
  const named = ['id', 'name', 'username', 'alias', 'tinyId', 'keyId'];
  const namesOf = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(namesOf);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) =>
      named.includes(key) && typeof each === 'string' && each !== '' ? [each] : namesOf(each),
    );
  };
  return items.map((item) => [...new Set(namesOf(item))]).filter((names) => names.length > 0);
}

const routes = allRoutes().filter(({ rights, path }) => rights !== 'public' && !path.startsWith('/l/'));
const parametersIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);

/** The paths that lead to something of the account: its first parameter any identifier, the others all of one thing. */
function pathsOf(route: Route, things: readonly (readonly string[])[]): readonly string[] {
  const parameters = parametersIn(route.path);
  const fill = (values: readonly string[]) =>
    parameters.reduce(
      (path, name, i) => path.replace(`{${name}}`, encodeURIComponent(values[i] ?? '')),
      route.path,
    );
  const all = things.flatMap((names) => {
    const [first = ''] = names;
    return parameters.length === 1
      ? names.map((name) => fill([name]))
      : names.map((name) => fill([first, ...parameters.slice(1).map(() => name)]));
  });
  const byName = /schedules|escalations|teams|heartbeats/.test(route.path)
    ? all.map((path) => `${path}?identifierType=name&scheduleIdentifierType=name&teamIdentifierType=name`)
    : [];
  const byAlias = route.path.startsWith('/v2/alerts')
    ? all.flatMap((path) => [`${path}?identifierType=alias`, `${path}?identifierType=tiny`])
    : [];
  return [...new Set([...all, ...byName, ...byAlias])];
}

const user = { type: 'user', username: `${MARK}@example.com` };
const delay = { timeAmount: 1, timeUnit: 'minutes' };

/** One resource of each kind; a later one may refer to earlier ones. */
const things: readonly (readonly [string, (idOf: (path: string) => string) => object])[] = [
  ['/v2/users', () => ({ username: user.username, fullName: MARK, role: { name: 'User' } })],
  ['/v2/users', () => ({ username: `other-${MARK}@example.com`, fullName: MARK, role: { name: 'User' } })],
  ['/v2/teams', () => ({ name: `${MARK}-team`, members: [{ user }] })],
  [
    '/v2/schedules',
    () => ({
      name: `${MARK}-schedule`,
      rotations: [{ type: 'daily', startDate: '2026-01-01T00:00:00Z', participants: [user] }],
    }),
  ],
  [
    '/v2/escalations',
    () => ({
      name: `${MARK}-escalation`,
      rules: [{ condition: 'if-not-acked', notifyType: 'default', delay, recipient: user }],
    }),
  ],
  ['/v1/services', (idOf) => ({ name: `${MARK}-service`, teamId: idOf('/v2/teams') })],
  ['/v2/integrations', () => ({ type: 'API', name: `${MARK}-integration` })],
  [
    '/v2/heartbeats',
    () => ({ name: `${MARK}-heartbeat`, interval: 5, intervalUnit: 'minutes', enabled: true }),
  ],
  [
    '/v2/policies',
    () => ({
      type: 'alert',
      name: `${MARK}-policy`,
      message: MARK,
      filter: { type: 'match-all' },
      enabled: true,
    }),
  ],
  ['/v2/alerts/saved-searches', () => ({ name: `${MARK}-search`, query: 'status: open', owner: user })],
];

beforeAll(async () => {
  const call = callsOf(OURS);
  const ids = new Map<string, string>();
  for (const [path, bodyOf] of things) {
    const route = routes.find((each) => each.method === 'POST' && each.path === path);
    const { status, body } = await call(
      route!,
      path,
      bodyOf((of) => ids.get(of)!),
    );
    expect([path, status, status < 300 ? '' : body]).toEqual([path, 201, '']);
    ids.set(path, body.data.id);
  }
  const alert = anAlert({ accountId: OURS, alias: `${MARK}-alias`, message: `${MARK} message` });
  await aService(table, { accountId: OURS }).store(alert);
});

test('a key of another account reads nothing and changes nothing of this one, on any route with any id', async () => {
  const before = JSON.stringify(ofAccount(OURS));
  const named = identifiersIn(ofAccount(OURS));
  expect(named.length).toBeGreaterThanOrEqual(things.length);
  const call = callsOf(THEIRS);
  messages.length = 0;
  const wrong: string[] = [];
  const answers = new Map<string, Set<number>>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const statuses = new Set<number>();
    answers.set(name, statuses);
    const bodies = route.body
      ? [sampleOf(route.body, HINTS, 'all'), sampleOf(route.body, HINTS, 'required')]
      : [undefined];
    for (const path of parametersIn(route.path).length > 0 ? pathsOf(route, named) : [route.path]) {
      for (const body of bodies) {
        // A response may repeat the values of its own request; that is no leak.
        const writes = body !== undefined && parametersIn(route.path).length === 0;
        if (writes) continue;
        const { status, body: answer } = await call(route, path, body);
        statuses.add(status);
        const leaks = status < 300 && JSON.stringify(answer?.data ?? answer ?? '').includes(MARK);
        if (leaks || status >= 500) wrong.push(`${route.method} ${path}: ${status} ${leaks ? 'leaks' : ''}`);
      }
    }
    if (JSON.stringify(ofAccount(OURS)) !== before) wrong.push(`${name} changes what is not theirs`);
  }
  expect(wrong).toEqual([]);
  for (const { accountId } of messages) expect(accountId).toBe(THEIRS);

  // Fails if the samples of a new route do not get past its schema.
  const reached = [...answers].filter(([, statuses]) =>
    [...statuses].some((status) => ![400, 422].includes(status)),
  );
  expect(reached.length / answers.size).toBeGreaterThan(0.8);
});

test("the account's own key reads all of it", async () => {
  const route = routes.find(({ method, path }) => method === 'GET' && path === '/v2/users');
  const { body } = await callsOf(OURS)(route!, '/v2/users');
  expect(JSON.stringify(body.data)).toContain(MARK);
});
