import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { anEscalation, aTeam, aUser } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const ann = aUser({ username: 'ann@example.com' });
const bob = aUser({ username: 'bob@example.com' });
const ops = aTeam({ name: 'Ops', members: [{ userId: bob.id, role: 'user' }] });

const ROTATION = {
  name: 'Week',
  startDate: '2026-11-02T08:10:00Z',
  type: 'weekly',
  length: 2,
  participants: [
    { type: 'user', username: 'bob@example.com' },
    { type: 'user', id: ann.id },
    { type: 'team', name: 'Ops' },
    { type: 'none' },
    { type: 'user', username: 'bob@example.com' },
  ],
};

/** An account of its own with two users and a team. */
async function anAccount(accountId: string, teamId?: string): Promise<Call> {
  const { users, teams } = createDirectory(table());
  await Promise.all([
    users.create(accountId, ann),
    users.create(accountId, bob),
    teams.create(accountId, ops),
  ]);
  return configurationApi(table(), { accountId, ...(teamId && { teamId }) });
}

describe('schedules', () => {
  test('are returned as they were set, by id and by name', async () => {
    const call = await anAccount('create');
    const made = await call('POST', '/v2/schedules', {
      name: 'Pager/Ops',
      description: 'day and night',
      timezone: 'Europe/Berlin',
      ownerTeam: { name: 'Ops' },
      rotations: [ROTATION],
      IdentifierType: 1,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ result: 'Created', data: { name: 'Pager/Ops', enabled: true } });
    const { id } = made.body.data;

    const byId = await call('GET', `/v2/schedules/${id}`);
    expect(byId.body.data).toEqual({
      id,
      name: 'Pager/Ops',
      description: 'day and night',
      timezone: 'Europe/Berlin',
      enabled: true,
      ownerTeam: { id: ops.id, name: 'Ops' },
      rotations: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          name: 'Week',
          startDate: '2026-11-02T08:10:00.000Z',
          type: 'weekly',
          length: 2,
          participants: [
            { type: 'user', id: bob.id, username: 'bob@example.com' },
            { type: 'user', id: ann.id, username: 'ann@example.com' },
            { type: 'team', id: ops.id, name: 'Ops' },
            { type: 'none' },
            { type: 'user', id: bob.id, username: 'bob@example.com' },
          ],
        },
      ],
    });
    const byName = await call('GET', '/v2/schedules/pager%2Fops?identifierType=name');
    expect(byName.body.data).toEqual(byId.body.data);
    const bySlash = await call('GET', '/v2/schedules/Pager/Ops?identifierType=name');
    expect(bySlash.body.data).toEqual(byId.body.data);
  });

  test('are listed without rotations, or with expand=rotation', async () => {
    const call = await anAccount('list');
    await createdId(call, '/v2/schedules', { name: 'a', rotations: [ROTATION] });
    await createdId(call, '/v2/schedules', { name: 'b' });
    const plain = await call('GET', '/v2/schedules');
    expect(plain.body.expandable).toEqual(['rotation']);
    expect(plain.body.data.map((one: object) => 'rotations' in one)).toEqual([false, false]);
    const expanded = await call('GET', '/v2/schedules?expand=rotation');
    const rotations = new Map(
      expanded.body.data.map((one: { name: string; rotations: unknown[] }) => [
        one.name,
        one.rotations.length,
      ]),
    );
    expect(rotations).toEqual(
      new Map([
        ['a', 1],
        ['b', 0],
      ]),
    );
  });

  test('are updated partially; repeating an update changes nothing', async () => {
    const call = await anAccount('update');
    const id = await createdId(call, '/v2/schedules', { name: 'a', rotations: [ROTATION] });
    for (let times = 0; times < 2; times++) {
      const response = await call('PATCH', '/v2/schedules/a?identifierType=name', {
        enabled: false,
        timezone: 'Asia/Kolkata',
      });
      expect(response).toMatchObject({
        status: 200,
        body: { result: 'Updated', data: { id, enabled: false } },
      });
    }
    const { data } = (await call('GET', `/v2/schedules/${id}`)).body;
    expect(data).toMatchObject({ name: 'a', timezone: 'Asia/Kolkata', enabled: false });
    expect(data.rotations).toHaveLength(1);
  });

  test('keep the ids of rotations with the same name, and drop overrides of removed rotations', async () => {
    const call = await anAccount('replace');
    const id = await createdId(call, '/v2/schedules', {
      name: 'a',
      rotations: [ROTATION, { ...ROTATION, name: 'Night' }],
    });
    const before = (await call('GET', `/v2/schedules/${id}`)).body.data.rotations;
    for (const name of ['Week', 'Night']) {
      await call('POST', `/v2/schedules/${id}/overrides`, {
        alias: `for ${name}`,
        user: { type: 'user', id: ann.id },
        startDate: '2026-11-03T00:00:00Z',
        endDate: '2026-11-04T00:00:00Z',
        rotations: [{ name }],
      });
    }
    await call('PATCH', `/v2/schedules/${id}`, { rotations: [{ ...ROTATION, length: 3 }] });
    const after = (await call('GET', `/v2/schedules/${id}`)).body.data.rotations;
    expect(after).toEqual([{ ...before[0], length: 3 }]);
    const overrides = (await call('GET', `/v2/schedules/${id}/overrides`)).body.data;
    expect(overrides.map(({ alias }: { alias: string }) => alias)).toEqual(['for Week']);
  });

  test('have unique names', async () => {
    const call = await anAccount('names');
    await createdId(call, '/v2/schedules', { name: 'a' });
    const other = await createdId(call, '/v2/schedules', { name: 'b' });
    expect((await call('POST', '/v2/schedules', { name: 'A' })).status).toBe(409);
    expect((await call('PATCH', `/v2/schedules/${other}`, { name: 'a' })).status).toBe(409);
    expect((await call('GET', `/v2/schedules/${other}`)).body.data.name).toBe('b');
  });

  test('cannot be deleted while an escalation or a routing rule uses them', async () => {
    const call = await anAccount('delete');
    const id = await createdId(call, '/v2/schedules', { name: 'a' });
    const { escalations } = createDirectory(table());
    await escalations.create(
      'delete',
      anEscalation({
        name: 'night',
        rules: [
          {
            condition: 'if-not-acked',
            notifyType: 'default',
            delayMinutes: 0,
            recipient: { type: 'schedule', id },
          },
        ],
      }),
    );
    const refused = await call('DELETE', `/v2/schedules/${id}`);
    expect(refused.status).toBe(428);
    expect(refused.body.message).toContain('escalation [night]');
    await escalations.delete('delete', anEscalation({ name: 'night' }).id);
    expect(await call('DELETE', `/v2/schedules/${id}`)).toMatchObject({
      status: 200,
      body: { result: 'Deleted' },
    });
    expect((await call('DELETE', `/v2/schedules/${id}`)).status).toBe(404);
  });

  test.each([
    ['without a name', {}, 'name'],
    ['with an unknown zone', { name: 'x', timezone: 'Mars/Olympus' }, 'timezone'],
    ['with an unknown owner', { name: 'x', ownerTeam: { name: 'nobody' } }, 'ownerTeam'],
    [
      'with no participants',
      { name: 'x', rotations: [{ ...ROTATION, participants: [] }] },
      'rotations[0].participants',
    ],
    [
      'with an unknown participant',
      {
        name: 'x',
        rotations: [{ ...ROTATION, participants: [{ type: 'user', username: 'nobody@example.com' }] }],
      },
      'rotations[0].participants[0]',
    ],
    [
      'with a schedule as participant',
      { name: 'x', rotations: [{ ...ROTATION, participants: [{ type: 'schedule', name: 'x' }] }] },
      'rotations[0].participants[0].type',
    ],
    [
      'with a rotation that ends before it starts',
      { name: 'x', rotations: [{ ...ROTATION, endDate: '2026-11-01T00:00:00Z' }] },
      'rotations[0].endDate',
    ],
    [
      'with turns of no length',
      { name: 'x', rotations: [{ ...ROTATION, length: 0 }] },
      'rotations[0].length',
    ],
    [
      'with a date that is none',
      { name: 'x', rotations: [{ ...ROTATION, startDate: 'soon' }] },
      'rotations[0].startDate',
    ],
    [
      'with a date of another age',
      { name: 'x', rotations: [{ ...ROTATION, startDate: '0001-01-01T00:00:00Z' }] },
      'rotations[0].startDate',
    ],
    [
      'with an hour that no day has',
      {
        name: 'x',
        rotations: [
          {
            ...ROTATION,
            timeRestriction: {
              type: 'time-of-day',
              restriction: { startHour: 25, startMin: 0, endHour: 1, endMin: 0 },
            },
          },
        ],
      },
      'rotations[0].timeRestriction.restriction.startHour',
    ],
  ])('are refused %s, and nothing is stored', async (_, body, field) => {
    const call = await anAccount('wrong');
    const response = await call('POST', '/v2/schedules', body);
    expect(response.status).toBe(422);
    expect(Object.keys(response.body.errors)).toEqual([field]);
    expect((await call('GET', '/v2/schedules')).body.data).toEqual([]);
  });

  test("of another account do not exist, nor can another account's users be put on call", async () => {
    const theirs = await anAccount('theirs');
    const id = await createdId(theirs, '/v2/schedules', { name: 'a', rotations: [ROTATION] });
    const [rotation] = (await theirs('GET', `/v2/schedules/${id}`)).body.data.rotations;
    const mine = configurationApi(table(), { accountId: 'mine' });
    for (const [method, path, body] of [
      ['GET', `/v2/schedules/${id}`],
      ['PATCH', `/v2/schedules/${id}`, { enabled: false }],
      ['DELETE', `/v2/schedules/${id}`],
      ['GET', `/v2/schedules/${id}/rotations/${rotation.id}`],
      ['DELETE', `/v2/schedules/${id}/rotations/${rotation.id}`],
      ['GET', `/v2/schedules/${id}/overrides`],
      ['GET', `/v2/schedules/${id}/on-calls`],
      ['GET', `/v2/schedules/${id}/next-on-calls`],
      ['GET', `/v2/schedules/${id}/timeline`],
      ['GET', `/v2/schedules/${id}.ics`],
      ['GET', `/v2/schedules/on-calls/${ann.id}.ics`],
    ] as const) {
      expect([method, path, (await mine(method, path, body)).status]).toEqual([method, path, 404]);
    }
    const participants = [{ type: 'user', id: ann.id }];
    const response = await mine('POST', '/v2/schedules', {
      name: 'a',
      rotations: [{ ...ROTATION, participants }],
    });
    expect(response.status).toBe(422);
    expect((await theirs('GET', `/v2/schedules/${id}`)).body.data.enabled).toBe(true);
  });

  test("of another team are not accessible to a team's key, and those that it creates belong to its team", async () => {
    const account = await anAccount('teamkey');
    const others = await createdId(account, '/v2/schedules', { name: 'others' });
    const call = await anAccount('teamkey', ops.id);
    const own = await createdId(call, '/v2/schedules', { name: 'own' });
    expect((await call('GET', `/v2/schedules/${others}`)).status).toBe(404);
    expect((await call('GET', '/v2/schedules')).body.data).toMatchObject([
      { id: own, ownerTeam: { id: ops.id } },
    ]);
    expect((await call('GET', '/v2/schedules/on-calls')).body.data).toHaveLength(1);
  });

  test('need the right for each operation', async () => {
    await anAccount('rights');
    const reader = configurationApi(table(), { accountId: 'rights', rights: ['read'] });
    expect((await reader('GET', '/v2/schedules/on-calls')).status).toBe(200);
    expect((await reader('GET', '/v2/schedules')).status).toBe(403);
    const writer = configurationApi(table(), {
      accountId: 'rights',
      rights: ['read', 'create-update', 'configuration'],
    });
    const id = await createdId(writer, '/v2/schedules', { name: 'a' });
    expect((await writer('DELETE', `/v2/schedules/${id}`)).status).toBe(403);
  });
});

describe('rotations', () => {
  const RESTRICTION = {
    type: 'weekday-and-time-of-day',
    restrictions: [
      { startDay: 'monday', startHour: 9, startMin: 10, endDay: 'friday', endHour: 17, endMin: 0 },
    ],
  };

  test('are created, listed in order, updated partially and deleted', async () => {
    const call = await anAccount('rotations');
    const id = await createdId(call, '/v2/schedules', { name: 'a' });
    const first = await createdId(call, '/v2/schedules/a/rotations?scheduleIdentifierType=name', {
      ...ROTATION,
      endDate: '2027-01-01T00:00:00Z',
      timeRestriction: { ...RESTRICTION, restriction: {} },
    });
    const second = await createdId(call, `/v2/schedules/${id}/rotations`, { ...ROTATION, name: undefined });
    const listed = (await call('GET', `/v2/schedules/${id}/rotations`)).body.data;
    expect(listed.map((one: { id: string; name: string }) => [one.id, one.name])).toEqual([
      [first, 'Week'],
      [second, 'Rot1'],
    ]);

    const path = `/v2/schedules/${id}/rotations/${first}`;
    expect((await call('GET', path)).body.data).toMatchObject({
      _parent: { id, name: 'a', enabled: true },
      endDate: '2027-01-01T00:00:00.000Z',
      timeRestriction: RESTRICTION,
    });
    expect((await call('PATCH', path, { type: 'daily', length: 1 })).body).toMatchObject({
      result: 'Updated',
      data: { id: first, name: 'Week' },
    });
    expect((await call('PATCH', path, { endDate: null, timeRestriction: null })).status).toBe(200);
    const changed = (await call('GET', path)).body.data;
    expect(changed).toMatchObject({ type: 'daily', length: 1, name: 'Week' });
    expect(Object.keys(changed)).not.toContain('endDate');
    expect(Object.keys(changed)).not.toContain('timeRestriction');

    expect((await call('DELETE', path)).body.result).toBe('Deleted');
    expect((await call('DELETE', path)).status).toBe(404);
    expect((await call('GET', path)).status).toBe(404);
  });

  test('are created once if the same request is repeated', async () => {
    const call = await anAccount('rotation-again');
    const id = await createdId(call, '/v2/schedules', { name: 'a' });
    const made = [
      await createdId(call, `/v2/schedules/${id}/rotations`, ROTATION),
      await createdId(call, `/v2/schedules/${id}/rotations`, ROTATION),
    ];
    expect(made[0]).toBe(made[1]);
    expect((await call('GET', `/v2/schedules/${id}/rotations`)).body.data).toHaveLength(1);
  });

  test('are all kept if several are created concurrently', async () => {
    const call = await anAccount('rotation-race');
    const id = await createdId(call, '/v2/schedules', { name: 'a' });
    await Promise.all(
      ['x', 'y', 'z'].map((name) => createdId(call, `/v2/schedules/${id}/rotations`, { ...ROTATION, name })),
    );
    const listed = (await call('GET', `/v2/schedules/${id}/rotations`)).body.data;
    expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(['x', 'y', 'z']);
  });

  test('reject an end before the start', async () => {
    const call = await anAccount('rotation-wrong');
    const id = await createdId(call, '/v2/schedules', { name: 'a', rotations: [ROTATION] });
    const [rotation] = (await call('GET', `/v2/schedules/${id}/rotations`)).body.data;
    const path = `/v2/schedules/${id}/rotations/${rotation.id}`;
    const response = await call('PATCH', path, { length: 9, endDate: '2026-01-01T00:00:00Z' });
    expect([response.status, Object.keys(response.body.errors)]).toEqual([422, ['endDate']]);
    expect((await call('GET', path)).body.data.length).toBe(2);
  });
});

describe('overrides', () => {
  const OVERRIDE = {
    alias: 'swap/1',
    user: { type: 'user', username: 'ann@example.com' },
    startDate: '2026-11-03T00:00:00Z',
    endDate: '2026-11-04T00:00:00Z',
    rotations: [{ name: 'Week' }],
  };
  const withSchedule = async (accountId: string) => {
    const call = await anAccount(accountId);
    const id = await createdId(call, '/v2/schedules', { name: 'a', rotations: [ROTATION] });
    return { call, base: `/v2/schedules/${id}/overrides`, id };
  };

  test('are created, returned, replaced and deleted', async () => {
    const { call, base, id } = await withSchedule('overrides');
    const [rotation] = (await call('GET', `/v2/schedules/${id}/rotations`)).body.data;
    expect(await call('POST', base, OVERRIDE)).toMatchObject({
      status: 201,
      body: { data: { alias: 'swap/1' } },
    });
    const path = `${base}/swap%2F1`;
    expect((await call('GET', path)).body.data).toEqual({
      _parent: { id, name: 'a', enabled: true },
      alias: 'swap/1',
      user: { type: 'user', id: ann.id, username: 'ann@example.com' },
      startDate: '2026-11-03T00:00:00.000Z',
      endDate: '2026-11-04T00:00:00.000Z',
      rotations: [{ id: rotation.id, name: 'Week' }],
    });
    const replaced = await call('PUT', path, {
      user: { type: 'none' },
      startDate: '2026-11-05T00:00:00Z',
      endDate: '2026-11-06T00:00:00Z',
    });
    expect(replaced.body).toMatchObject({ result: 'Updated', data: { alias: 'swap/1' } });
    expect((await call('GET', base)).body.data).toMatchObject([
      { user: { type: 'none' }, startDate: '2026-11-05T00:00:00.000Z', rotations: [] },
    ]);
    expect((await call('DELETE', path)).body.result).toBe('Deleted');
    expect((await call('DELETE', path)).status).toBe(404);
    expect((await call('PUT', path, OVERRIDE)).status).toBe(404);
  });

  test('are created once if repeated; another override with the alias is a conflict', async () => {
    const { call, base } = await withSchedule('override-again');
    expect((await call('POST', base, OVERRIDE)).status).toBe(201);
    expect((await call('POST', base, OVERRIDE)).status).toBe(201);
    expect((await call('POST', base, { ...OVERRIDE, endDate: '2026-11-09T00:00:00Z' })).status).toBe(409);
    expect((await call('GET', base)).body.data).toMatchObject([{ endDate: '2026-11-04T00:00:00.000Z' }]);
  });

  test('get an alias if the request has none', async () => {
    const { call, base } = await withSchedule('override-alias');
    const { alias: _alias, ...nameless } = OVERRIDE;
    const { alias } = (await call('POST', base, nameless)).body.data;
    expect((await call('GET', `${base}/${alias}`)).status).toBe(200);
  });

  test.each([
    ['without a user', { ...OVERRIDE, user: undefined }, 'user'],
    ['of an unknown user', { ...OVERRIDE, user: { type: 'user', id: 'nobody' } }, 'user'],
    ['that end before they start', { ...OVERRIDE, endDate: '2026-11-02T00:00:00Z' }, 'endDate'],
    ['of an unknown rotation', { ...OVERRIDE, rotations: [{ name: 'Week' }, { name: 'x' }] }, 'rotations[1]'],
  ])('%s are refused', async (_, body, field) => {
    const { call, base } = await withSchedule(`override-wrong ${field} ${_}`);
    const response = await call('POST', base, body);
    expect([response.status, Object.keys(response.body.errors)]).toEqual([422, [field]]);
    expect((await call('GET', base)).body.data).toEqual([]);
  });
});
