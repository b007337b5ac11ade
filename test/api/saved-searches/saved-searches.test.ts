import { createTeamStore } from '../../../src/domain/teams/store.ts';
import { createUserStore } from '../../../src/domain/users/store.ts';
import { anAlert, aTeam, aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';
import { aService } from '../alerts/harness.ts';

const table = useTable();
const service = () => aService(table(), { accountId: 'saved' });
const PATH = '/v2/alerts/saved-searches';

beforeAll(async () => {
  const { version: _user, ...jane } = aUser({ id: 'u1', username: 'jane@example.com' });
  await createUserStore(table()).create('saved', jane);
  for (const [id, name] of [
    ['t1', 'Web'],
    ['t2', 'Ops'],
  ] as const) {
    const { version: _team, ...team } = aTeam({ id, name });
    await createTeamStore(table()).create('saved', team);
  }
});

const valid = (name: string) => ({ name, query: 'status: open', owner: { username: 'jane@example.com' } });

async function saved(body: object): Promise<string> {
  const { status, json } = await service().call('POST', PATH, body);
  expect([status, json.result]).toEqual([201, 'Created']);
  return json.data.id;
}

test('a search is saved, read, listed, changed and deleted', async () => {
  const { call, get } = service();
  const id = await saved({ ...valid('Mine'), description: 'd', teams: [{ name: 'Ops' }, { id: 't1' }] });
  const shown = {
    id,
    name: 'Mine',
    createdAt: '2026-11-24T12:00:00.000Z',
    updatedAt: '2026-11-24T12:00:00.000Z',
    owner: { id: 'u1', username: 'jane@example.com' },
    teams: [
      { id: 't2', name: 'Ops' },
      { id: 't1', name: 'Web' },
    ],
    description: 'd',
    query: 'status: open',
  };
  expect((await get(`${PATH}/${id}`)).json.data).toEqual(shown);
  expect((await get(`${PATH}/mine?identifierType=name`)).json.data).toEqual(shown);
  expect((await get(`${PATH}/`)).json.data).toContainEqual({ id, name: 'Mine' });

  const changed = await call('PATCH', `${PATH}/Mine?identifierType=name`, { name: 'Ours', query: 'tag: a' });
  expect([changed.status, changed.json.data]).toEqual([200, { ...shown, name: 'Ours', query: 'tag: a' }]);
  expect((await get(`${PATH}/Mine?identifierType=name`)).status).toBe(404);

  expect((await call('DELETE', `${PATH}/${id}`)).json.result).toBe('Deleted');
  expect((await get(`${PATH}/${id}`)).status).toBe(404);
  expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(404);
});

test('alerts are listed and counted by a saved search', async () => {
  const { store, get } = service();
  await store(anAlert({ accountId: 'saved', tinyId: '1', tags: ['a'], message: 'tagged' }));
  await store(anAlert({ accountId: 'saved', tinyId: '2' }));
  const id = await saved({ ...valid('Tagged'), query: 'tag: a' });
  for (const by of [`searchIdentifier=${id}`, 'searchIdentifier=Tagged&searchIdentifierType=name']) {
    const { json } = await get(`/v2/alerts?${by}`);
    expect(json.data.map(({ message }: { message: string }) => message)).toEqual(['tagged']);
    expect(json.paging.first).toContain('searchIdentifier=');
    expect((await get(`/v2/alerts/count?${by}`)).json.data).toEqual({ count: 1 });
  }
  for (const path of ['/v2/alerts', '/v2/alerts/count']) {
    expect((await get(`${path}?searchIdentifier=nothing`)).status).toBe(404);
  }
});

test('names are unique', async () => {
  await saved(valid('Unique'));
  const id = await saved(valid('Other'));
  const { call } = service();
  const again = await call('POST', PATH, valid('unique'));
  expect([again.status, Object.keys(again.json.errors)]).toEqual([409, ['name']]);
  expect((await call('PATCH', `${PATH}/${id}`, { name: 'Unique' })).status).toBe(409);
  expect((await call('PATCH', `${PATH}/${id}`, { name: 'Other', query: 'x' })).status).toBe(200);
});

test.each<[object, string]>([
  [{ query: 'x', owner: { id: 'u1' } }, 'name'],
  [{ ...valid('n'.repeat(101)) }, 'name'],
  [{ ...valid('a'), query: undefined }, 'query'],
  [{ ...valid('a'), query: 'q'.repeat(1_001) }, 'query'],
  [{ ...valid('a'), query: 'status: maybe' }, 'query'],
  [{ ...valid('a'), description: 'd'.repeat(15_001) }, 'description'],
  [{ ...valid('a'), owner: undefined }, 'owner'],
  [{ ...valid('a'), owner: { name: 'jane' } }, 'owner'],
  [{ ...valid('a'), owner: { username: 'nobody@example.com' } }, 'owner'],
  [{ ...valid('a'), teams: Array.from({ length: 21 }, () => ({ id: 't1' })) }, 'teams'],
  [{ ...valid('a'), teams: [{ id: 't1' }, { name: 'Nobody' }] }, 'teams[1]'],
  [{ ...valid('a'), teams: [{}] }, 'teams[0]'],
])('an invalid search is refused with the wrong field: %j', async (body, field) => {
  const { call, get } = service();
  const before = (await get(PATH)).json.data;
  const { status, json } = await call('POST', PATH, body);
  expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  expect((await get(PATH)).json.data).toEqual(before);
});

test('another account cannot access a saved search', async () => {
  const id = await saved(valid('Private'));
  const { call, get } = service();
  expect((await get(`${PATH}/${id}`, 'other')).status).toBe(404);
  expect((await get(PATH, 'other')).json.data).toEqual([]);
  expect((await call('DELETE', `${PATH}/${id}`, undefined, 'other')).status).toBe(404);
  expect((await get(`${PATH}/${'x'.repeat(2_000)}?identifierType=name`)).status).toBe(404);
});

test("a team's key accesses the searches of its team and of all teams", async () => {
  const forAll = await saved(valid('For all'));
  const mine = await saved({ ...valid('For Web'), teams: [{ id: 't1' }] });
  const theirs = await saved({ ...valid('For Ops'), teams: [{ id: 't2' }] });
  const { call, get } = service();
  const listed = (await get(PATH, 'team')).json.data.map(({ id }: { id: string }) => id);
  expect([listed.includes(forAll), listed.includes(mine), listed.includes(theirs)]).toEqual([
    true,
    true,
    false,
  ]);
  expect((await get(`${PATH}/${theirs}`, 'team')).status).toBe(404);
  expect((await call('PATCH', `${PATH}/${mine}`, { teams: [{ id: 't2' }] }, 'team')).status).toBe(422);
});
