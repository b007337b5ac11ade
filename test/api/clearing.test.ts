import * as z from 'zod';
import { type Call, configurationApi } from '../../simulator/configuration-api.ts';
import { allRoutes } from '../../src/handlers/routes/all-routes.ts';
import { newId } from '../../src/platform/ids.ts';
import { useTable } from '../support/table.ts';

const table = useTable();

/** Members that cannot be empty: an empty query would match everything, and an owner is a user. */
const NEVER_CLEARED = ['query', 'owner'];

/** The texts of a body that are well when they are empty. */
function emptiable(body: z.ZodType): readonly string[] {
  const { properties = {} } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return Object.keys(properties).filter((name) => {
    const { error } = body.safeParse({ [name]: '' });
    const isText = JSON.stringify(properties[name]).includes('"string"');
    return isText && !NEVER_CLEARED.includes(name) && !error?.issues.some(({ path }) => path[0] === name);
  });
}

test('a partial update accepts "" for a text that may be empty', () => {
  const patches = allRoutes().flatMap(({ method, path, body, clears = [] }) =>
    method === 'PATCH' && body ? [{ path, emptiable: emptiable(body), clears }] : [],
  );
  expect(patches.length).toBeGreaterThan(10);
  for (const { path, emptiable, clears } of patches) {
    expect({ path, clears: clears.toSorted() }).toEqual({ path, clears: emptiable.toSorted() });
  }
});

let call: Call;

beforeAll(async () => {
  call = configurationApi(table(), { accountId: newId() });
  expect((await call('POST', '/v2/teams', { name: 'Ops', description: 'd' })).status).toBe(201);
});

const patched = (field: string) => (path: string) => call('PATCH', path, { [field]: '' });
const rules = [
  {
    condition: 'if-not-acked',
    notifyType: 'default',
    delay: { timeAmount: 0 },
    recipient: { type: 'team', name: 'Ops' },
  },
];
const heartbeat = { name: 'H', interval: 1, intervalUnit: 'days', enabled: true };
const user = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'User' } };

test.each([
  ['description', '/v2/teams', { name: 'Web' }, patched('description'), ''],
  ['description', '/v2/schedules', { name: 'Web' }, patched('description'), ''],
  ['description', '/v2/escalations', { name: 'Web', rules }, patched('description'), ''],
  ['description', '/v2/heartbeats', heartbeat, patched('description'), ''],
  ['alertMessage', '/v2/heartbeats', { ...heartbeat, name: 'G' }, patched('alertMessage'), 'G is expired'],
  ['skypeUsername', '/v2/users', user, patched('skypeUsername'), undefined],
  [
    'policyDescription',
    '/v2/policies',
    { type: 'notification', name: 'P', filter: { type: 'match-all' }, suppress: true },
    (path: string) =>
      call('PUT', path, {
        type: 'notification',
        name: 'P',
        filter: { type: 'match-all' },
        policyDescription: '',
        suppress: true,
      }),
    undefined,
  ],
])('"" clears %s of %s', async (field, collection, body, change, cleared) => {
  const { status, body: response } = await call('POST', collection, { ...body, [field]: 'something' });
  expect({ status, response }).toMatchObject({ status: 201 });
  const path = `${collection}/${response.data.id ?? response.data.name}`;
  const shown = async () => (await call('GET', path)).body.data[field];
  expect(await shown()).toBe('something');
  expect((await call('PATCH', path, {})).status).toBe(collection === '/v2/policies' ? 405 : 200);
  expect(await shown()).toBe('something');
  expect((await change(path)).status).toBe(200);
  expect(await shown()).toBe(cleared);
});

test('"" does not clear a required text', async () => {
  expect((await call('PATCH', '/v2/teams/Ops?identifierType=name', { name: '' })).status).toBe(200);
  const { body } = await call('GET', '/v2/teams/Ops?identifierType=name');
  expect(body.data).toMatchObject({ name: 'Ops', description: 'd' });
});
