import { configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { useTable } from '../support/table.ts';

const table = useTable();

const user = { type: 'user', username: 'ann@example.com' };
let accounts = 0;
const api = () => configurationApi(table(), { accountId: `names-${accounts}` });
let teamId: string;

beforeEach(async () => {
  accounts++;
  await createdId(api(), '/v2/users', { username: user.username, fullName: 'Ann', role: { name: 'User' } });
  teamId = await createdId(api(), '/v2/teams', { name: 'Ops' });
});

const rotation = { type: 'daily', startDate: '2026-01-01T00:00:00Z', participants: [user] };
const rule = {
  condition: 'if-not-acked',
  notifyType: 'default',
  delay: { timeAmount: 1, timeUnit: 'minutes' },
  recipient: user,
};

const things: readonly (readonly [string, string, (name: string) => object])[] = [
  ['users', '/v2/users', (fullName) => ({ username: 'bob@example.com', fullName, role: { name: 'User' } })],
  ['teams', '/v2/teams', (name) => ({ name })],
  ['schedules', '/v2/schedules', (name) => ({ name, rotations: [rotation] })],
  ['escalations', '/v2/escalations', (name) => ({ name, rules: [rule] })],
  ['services', '/v1/services', (name) => ({ name, teamId })],
  ['integrations', '/v2/integrations', (name) => ({ type: 'API', name })],
  ['heartbeats', '/v2/heartbeats', (name) => ({ name, interval: 5, intervalUnit: 'minutes', enabled: true })],
  [
    'policies',
    '/v2/policies',
    (name) => ({ type: 'alert', name, message: 'm', filter: { type: 'match-all' }, enabled: true }),
  ],
  ['roles', '/v2/roles', (name) => ({ name })],
  ['team roles', '/v2/teams/Ops/roles?teamIdentifierType=name', (name) => ({ name, rights: [] })],
];

describe.each(things)('names of %s', (_, path, body) => {
  test.each([
    'Night\u202eshift',
    'Night\u200bshift',
    'Night\nshift',
    'Ｓｙｓｔｅｍ',
    'Ѕystem',
    'sys tem',
    'all',
  ])('%j is refused and nothing is stored', async (name) => {
    const before = JSON.stringify((await api()('GET', path)).body.data);
    const { status, body: response } = await api()('POST', path, body(name));
    expect([status, Object.keys(response.errors ?? {})]).toEqual([
      422,
      [path === '/v2/users' ? 'fullName' : 'name'],
    ]);
    expect(JSON.stringify((await api()('GET', path)).body.data)).toBe(before);
  });

  test('an ordinary name is accepted', async () => {
    expect((await api()('POST', path, body('Night shift'))).status).toBe(201);
  });
});

test.each([
  ['/v2/roles', 'Οwner'],
  ['/v2/roles', 'Stake holder'],
  ['/v2/teams/Ops/roles?teamIdentifierType=name', 'Аdmin'],
])('a role at %s cannot look like a built-in role: %j', async (path, name) => {
  expect((await api()('POST', path, { name, rights: [] })).status).toBe(422);
});

test.each(['SMS', 'Link', 'console', 'Forwarding  Rules'])(
  'an integration cannot look in logs like Tocsin itself: %j',
  async (name) => {
    expect((await api()('POST', '/v2/integrations', { type: 'API', name })).status).toBe(422);
    expect((await api()('POST', '/v1/services', { name: name, teamId })).status).toBe(201);
  },
);
