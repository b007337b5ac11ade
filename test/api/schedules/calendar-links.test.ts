import fc from 'fast-check';
import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { createCalendar } from '../../../src/api/schedules/calendar.ts';
import { createDirectory } from '../../../src/handlers/directory.ts';
import { createConfigurationApp } from '../../../src/handlers/routes/configuration-app.ts';
import { createRateLimiter, DEFAULT_RATE_LIMITS } from '../../../src/http/rate-limit.ts';
import { HOUR } from '../../../src/platform/clock.ts';
import { aRotation, aSchedule, aTeam, aUser, SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const ann = aUser({ username: 'ann@example.com' });
const bob = aUser({ username: 'bob@example.com' });
const watcher = aUser({ username: 'watcher@example.com', role: { id: 'Observer', name: 'Observer' } });
const holder = aUser({ username: 'holder@example.com', role: { id: 'Stakeholder', name: 'Stakeholder' } });
const ops = aTeam({ name: 'Ops', members: [{ userId: ann.id, role: 'admin' }] });

async function anAccount(accountId: string) {
  const directory = createDirectory(table());
  for (const user of [ann, bob, watcher, holder]) await directory.users.create(accountId, user);
  await directory.teams.create(accountId, ops);
  const schedule = aSchedule([aRotation([ann.id, bob.id])], {
    name: `Rota of ${accountId}`,
    ownerTeamId: ops.id,
  });
  await directory.schedules.create(accountId, schedule);
  const as = (userId?: string, more: { teamId?: string } = {}) =>
    configurationApi(table(), { accountId, ...(userId && { userId }), ...more });
  return { directory, schedule, as, links: `/v2/schedules/${schedule.id}/calendar-links` };
}

const pathOf = (link: { url: string }) => new URL(link.url).pathname;

const events = (file: string) =>
  file
    .replaceAll('\r\n ', '')
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((text) => Object.fromEntries(text.split('\r\n').map((line) => line.split(/:(.*)/s).slice(0, 2))));

test('a link shows the calendar of a schedule without a key until it is revoked', async () => {
  const { as, links, schedule } = await anAccount('schedule');
  const call = as();
  const { status, body } = await call('POST', links);
  expect(status).toBe(201);
  expect(body.data.webcalUrl).toBe(body.data.url.replace(/^https/, 'webcal'));
  const stranger = configurationApi(table(), { accountId: 'stranger' });
  const read = () => stranger('GET', pathOf(body.data));
  expect((await read()).body).toBe((await call('GET', `/v2/schedules/${schedule.id}.ics`)).body);
  expect((await call('GET', links)).body.data).toEqual([
    { id: body.data.id, createdAt: expect.any(String), createdBy: 'Test' },
  ]);
  expect((await call('DELETE', `${links}/${body.data.id}`)).body.result).toBe('Deleted');
  expect((await read()).status).toBe(404);
  expect((await call('GET', links)).body.data).toEqual([]);
  expect((await call('DELETE', `${links}/${body.data.id}`)).status).toBe(404);
});

test('the secret is stored nowhere, and no other secret opens the calendar', async () => {
  const { as, links } = await anAccount('secret');
  const { data } = (await as()('POST', links)).body;
  const secret = /([^/]+)\.ics$/.exec(data.url)?.[1] ?? '';
  expect(secret).toMatch(/^[\w-]{43}$/);
  const { items } = await table().query({ pk: 'A#secret#CALENDARLINK' });
  expect(items).toHaveLength(1);
  expect(JSON.stringify(items)).not.toContain(secret);
  for (const wrong of ['x', `${secret}x`, secret.slice(1), 'A'.repeat(43)]) {
    expect((await as()('GET', pathOf(data).replace(secret, wrong))).status).toBe(404);
  }
  const otherAccount = pathOf(data).replace('/secret/', '/stranger/');
  expect((await as()('GET', otherAccount)).status).toBe(404);
});

test("a user's link shows their shifts in all schedules, and those of their teams", async () => {
  const { as, directory } = await anAccount('personal');
  const ofTeam = aSchedule([aRotation([], { participants: [{ type: 'team', id: ops.id }] })], {
    name: 'team',
  });
  await directory.schedules.create('personal', ofTeam);
  await directory.schedules.create('personal', aSchedule([aRotation([bob.id])], { name: 'others' }));
  const { body } = await as(ann.id)('POST', '/v2/users/ann@example.com/calendar-links');
  const file = (await as()('GET', pathOf(body.data))).body;
  expect(new Set(events(file).map(({ SUMMARY }) => SUMMARY))).toEqual(
    new Set(['ann@example.com on call: Rota of personal', 'Ops on call: team']),
  );
});

test('whoever sees who is on call can create links of a schedule; users create those of their own shifts', async () => {
  const { as, links } = await anAccount('rights');
  const create = async (userId: string, path: string) => (await as(userId)('POST', path)).status;
  expect(await create(watcher.id, links)).toBe(201);
  expect(await create(holder.id, links)).toBe(403);
  expect(await create(holder.id, `/v2/users/${holder.id}/calendar-links`)).toBe(201);
  expect(await create(watcher.id, `/v2/users/${bob.id}/calendar-links`)).toBe(403);
  const other = as(undefined, { teamId: 'another-team' });
  expect((await other('POST', links)).status).toBe(404);
});

test('users list and revoke their own links only', async () => {
  const { as, links } = await anAccount('own');
  const { data } = (await as(watcher.id)('POST', links)).body;
  expect((await as(watcher.id)('GET', links)).body.data).toHaveLength(1);
  expect((await as(bob.id)('GET', links)).body.data).toEqual([]);
  expect((await as(bob.id)('DELETE', `${links}/${data.id}`)).status).toBe(404);
  expect((await as()('GET', links)).body.data).toMatchObject([{ createdBy: 'watcher@example.com' }]);
  const elsewhere = `/v2/users/${watcher.id}/calendar-links/${data.id}`;
  expect((await as(watcher.id)('DELETE', elsewhere)).status).toBe(404);
  expect((await as(watcher.id)('DELETE', `${links}/${data.id}`)).status).toBe(200);
});

test.each([
  ['is blocked', { blocked: true }],
  ['gets a role that does not see who is on call', { role: { id: 'Stakeholder', name: 'Stakeholder' } }],
])('a link stops working when the user who created it %s', async (why, change) => {
  const { as, links, directory } = await anAccount(`shrinks ${why}`.replaceAll(' ', '-'));
  const accountId = `shrinks ${why}`.replaceAll(' ', '-');
  const { data } = (await as(watcher.id)('POST', links)).body;
  expect((await as()('GET', pathOf(data))).status).toBe(200);
  await directory.users.update(accountId, watcher.id, (user) => ({ ...user, ...change }));
  expect((await as()('GET', pathOf(data))).status).toBe(404);
});

test('a link stops working when its schedule is deleted or leaves the team whose key created it', async () => {
  const { as, links, directory, schedule } = await anAccount('leaves');
  const ofAccount = (await as()('POST', links)).body.data;
  const ofTeam = (await as(undefined, { teamId: ops.id })('POST', links)).body.data;
  const read = async (link: { url: string }) => (await as()('GET', pathOf(link))).status;
  expect([await read(ofAccount), await read(ofTeam)]).toEqual([200, 200]);
  await directory.schedules.update('leaves', schedule.id, ({ ownerTeamId: _, ...rest }) => rest);
  expect([await read(ofAccount), await read(ofTeam)]).toEqual([200, 404]);
  await directory.schedules.delete('leaves', schedule.id);
  expect(await read(ofAccount)).toBe(404);
});

test('a schedule has at most 20 links, and repeated reads count towards the rate limit of the account', async () => {
  const { as, links, directory } = await anAccount('many');
  const first = (await as()('POST', links)).body.data;
  for (let i = 1; i < 20; i++) await createdId(as(), links, undefined);
  expect((await as()('POST', links)).status).toBe(422);
  const app = createConfigurationApp({
    configuration: {
      table: table(),
      directory,
      incidentActions: { send: async () => {} },
      alertActions: { send: async () => {} },
      bulkActions: { send: async () => {} },
      contactMessages: { send: async () => {} },
      heartbeatChecks: { start: async () => {}, stop: async () => {} },
    },
    findKey: async () => undefined,
    limiter: createRateLimiter({ ...DEFAULT_RATE_LIMITS, 'schedule-oncall': { perSecond: 1, burst: 2 } }),
    clock: () => SET_UP,
  });
  const statuses = [];
  for (let i = 0; i < 3; i++) {
    statuses.push((await app(new Request(first.url), { sourceIp: '192.0.2.1' })).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
});

describe('changes of shifts', () => {
  async function exportTwice(
    accountId: string,
    change: (api: Awaited<ReturnType<typeof anAccount>>) => Promise<unknown>,
  ) {
    const account = await anAccount(accountId);
    const read = async () =>
      events((await account.as()('GET', `/v2/schedules/${account.schedule.id}.ics`)).body);
    const before = await read();
    await change(account);
    return { before, after: await read() };
  }

  test.each([
    [
      'an override',
      (schedule: { id: string }) => [
        'POST',
        `/v2/schedules/${schedule.id}/overrides`,
        {
          user: { type: 'user', username: 'bob@example.com' },
          startDate: '2026-11-04T09:00:00Z',
          endDate: '2026-11-04T12:00:00Z',
        },
      ],
    ],
    [
      'other participants',
      (schedule: ReturnType<typeof aSchedule>) => [
        'PATCH',
        `/v2/schedules/${schedule.id}/rotations/${schedule.rotations[0]?.id}`,
        {
          participants: [
            { type: 'user', username: 'bob@example.com' },
            { type: 'user', username: 'ann@example.com' },
          ],
        },
      ],
    ],
    [
      'a later hour',
      (schedule: ReturnType<typeof aSchedule>) => [
        'PATCH',
        `/v2/schedules/${schedule.id}/rotations/${schedule.rotations[0]?.id}`,
        { startDate: '2026-11-02T11:00:00Z' },
      ],
    ],
    [
      'a forwarding rule',
      () => [
        'POST',
        '/v2/forwarding-rules',
        {
          fromUser: { username: 'ann@example.com' },
          toUser: { username: 'bob@example.com' },
          startDate: '2026-11-04T00:00:00Z',
          endDate: '2026-11-20T00:00:00Z',
        },
      ],
    ],
  ])(
    '%s keeps the UID of a shift that changes, and changes SEQUENCE and LAST-MODIFIED',
    async (what, request) => {
      const { before, after } = await exportTwice(what.replaceAll(' ', '-'), async ({ as, schedule }) => {
        const [method, path, body] = request(schedule) as [string, string, object];
        const { status } = await as()(method, path, body);
        expect(status).toBeLessThan(300);
      });
      const byUid = new Map(after.map((event) => [event.UID, event]));
      expect(byUid.size).toBe(after.length);
      const changed = before.filter((event) => {
        const now = byUid.get(event.UID);
        return now && ['DTSTART', 'DTEND', 'SUMMARY'].some((name) => now[name] !== event[name]);
      });
      expect(changed.length).toBeGreaterThan(0);
      for (const event of changed) {
        const now = byUid.get(event.UID);
        expect(Number(now?.SEQUENCE)).toBeGreaterThan(Number(event.SEQUENCE));
        expect(now?.['LAST-MODIFIED']).toMatch(/^\d{8}T\d{6}Z$/);
      }
    },
  );

  test('a shift has the same UID in exports at any later time', async () => {
    const { as, schedule } = await anAccount('later');
    await as()('POST', `/v2/schedules/${schedule.id}/overrides`, {
      user: { type: 'user', username: 'bob@example.com' },
      startDate: '2026-11-10T13:00:00Z',
      endDate: '2026-11-10T15:00:00Z',
    });
    const uids = new Map<string, string>();
    for (let hours = 0; hours < 50 * 24; hours += 7) {
      const call = configurationApi(table(), { accountId: 'later', clock: () => SET_UP + hours * HOUR });
      for (const { DTSTART, UID } of events((await call('GET', `/v2/schedules/${schedule.id}.ics`)).body)) {
        expect(uids.get(DTSTART) ?? UID).toBe(UID);
        uids.set(DTSTART, UID);
      }
    }
    expect(new Set(uids.values()).size).toBe(uids.size);
  });
});

test('no name of a schedule, rotation or person adds a line or property to the file', async () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\u2028',
        '\u0085',
        '\0',
        ':',
        ';',
        ',',
        '\\',
        '\\n',
        '"',
        'BEGIN:VEVENT',
        'END:VCALENDAR',
        'é',
        '😀',
        'x'.repeat(70),
      ),
      { maxLength: 12 },
    )
    .map((parts) => `x${parts.join('')}`);
  const shape = (name: string, schedule: string, layer: string, who: string) =>
    createCalendar(
      name,
      [
        {
          schedule: aSchedule([], { id: 'id', name: schedule }),
          layer: { id: 'layer', name: layer },
          slot: { day: 1, number: 0 },
          period: { start: SET_UP, end: SET_UP + HOUR, party: { type: 'user', id: ann.id }, type: 'default' },
          who,
        },
      ],
      undefined,
      SET_UP,
    );
  // Unfolded lines (RFC 5545, 3.1), and of each only its property.
  const properties = (file: string) =>
    file
      .replaceAll('\r\n ', '')
      .split('\r\n')
      .map((line) => line.split(':')[0]);
  const harmless = properties(await shape('a', 'b', 'c', 'd'));
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, hostile, async (name, schedule, layer, who) => {
      const file = await shape(name, schedule, layer, who);
      expect(properties(file)).toEqual(harmless);
      expect(file.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\u2028]/u);
      // A comma or semicolon in a text is always escaped.
      for (const line of file.replaceAll('\r\n ', '').split('\r\n')) {
        if (/^(SUMMARY|DESCRIPTION):/.test(line)) expect(line.replaceAll(/\\./g, '')).not.toMatch(/[,;\\]/);
      }
    }),
  );
});
