import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { toAuditEntry } from '../../../src/platform/audit-trail.ts';
import { createConfigurationStore } from '../../../src/platform/configuration-store.ts';
import { auditPk } from '../../../src/platform/keys.ts';
import { logger } from '../../../src/platform/logger.ts';
import { runInRequestContext } from '../../../src/platform/request-context.ts';
import { queryAll, type Table } from '../../../src/platform/table.ts';
import { SET_UP } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const HOUR = 3_600_000;
const DAY = '2026-11-02';

/** Each request comes a millisecond after the one before. */
function ticking(): () => number {
  let now = SET_UP;
  return () => now++;
}

const entriesOf = async (accountId: string) =>
  (await queryAll(table(), { pk: auditPk(accountId, DAY) })).map(toAuditEntry);

const jane = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'Admin' } };

describe('a change over the API', () => {
  test('records who, when, what, and the values before and after', async () => {
    const call = configurationApi(table(), { accountId: 'change', clock: ticking() });
    const id = await createdId(call, '/v2/schedules', { name: 'Rota', description: 'old' });
    await call('PATCH', `/v2/schedules/${id}`, { description: 'new' });
    await call('DELETE', `/v2/schedules/${id}`);
    const common = {
      date: expect.stringMatching(/^2026-11-02T09:00:00.00\dZ$/),
      actor: { type: 'integration', id: 'integration', name: 'Test', keyId: 'key' },
      resource: { type: 'schedule', id, name: 'Rota' },
      outcome: 'done',
    };
    expect(await entriesOf('change')).toMatchObject([
      { ...common, action: 'created', after: { name: 'Rota', description: 'old' } },
      {
        ...common,
        action: 'updated',
        changed: ['description'],
        before: { description: 'old' },
        after: { description: 'new' },
      },
      { ...common, action: 'deleted', before: { name: 'Rota', description: 'new' } },
    ]);
  });

  test('is recorded in the name of the user whose key made it', async () => {
    const account = configurationApi(table(), { accountId: 'by-user' });
    const userId = await createdId(account, '/v2/users', jane);
    const call = configurationApi(table(), { accountId: 'by-user', userId });
    await createdId(call, '/v2/schedules', { name: 'Rota' });
    const actor = { type: 'user', id: userId, name: 'jane@example.com' };
    expect(await entriesOf('by-user')).toEqual(
      expect.arrayContaining([expect.objectContaining({ actor: expect.objectContaining(actor) })]),
    );
  });

  test('records the changed elements of a list, and no contact address', async () => {
    const call = configurationApi(table(), { accountId: 'contacts', clock: ticking() });
    const id = await createdId(call, '/v2/users', jane);
    const contact = await createdId(call, `/v2/users/${id}/contacts`, { method: 'sms', to: '1-5550100' });
    await call('PATCH', `/v2/users/${id}/contacts/${contact}`, { to: '1-5550199' });
    const entries = await entriesOf('contacts');
    const changed = entries.filter(({ changed }) => changed.includes('contacts')).at(-1);
    expect(changed).toMatchObject({
      action: 'updated',
      before: { contacts: [{ id: contact, to: '***' }] },
      after: { contacts: [{ id: contact, to: '***' }] },
    });
    expect(JSON.stringify(entries)).not.toContain('55501');
  });

  test('that is rejected is not recorded', async () => {
    const call = configurationApi(table(), { accountId: 'refused' });
    await createdId(call, '/v2/schedules', { name: 'Rota' });
    expect((await call('POST', '/v2/schedules', { name: 'rota' })).status).toBe(409);
    expect((await call('PATCH', '/v2/schedules/nobody', { name: 'x' })).status).toBe(404);
    await call('GET', '/v2/schedules');
    expect((await entriesOf('refused')).map(({ action }) => action)).toEqual(['created']);
  });

  test('that changes nothing is not recorded', async () => {
    const call = configurationApi(table(), { accountId: 'same' });
    const id = await createdId(call, '/v2/schedules', { name: 'Rota', description: 'same' });
    await call('PATCH', `/v2/schedules/${id}`, { description: 'same' });
    expect(await entriesOf('same')).toHaveLength(1);
  });
});

describe('the files', () => {
  async function setUpAccount(accountId: string) {
    let now = SET_UP;
    const call = configurationApi(table(), { accountId, clock: () => now });
    for (const name of ['One', 'Two', 'Three']) {
      await createdId(call, '/v2/schedules', { name });
      now += HOUR;
    }
    const at = (then: number) => {
      now = then;
    };
    return { call, at };
  }

  const names = ['2026-11-02T09.jsonl', '2026-11-02T10.jsonl', '2026-11-02T11.jsonl'];

  test('are listed for complete hours, and a marker continues the list', async () => {
    const { call, at } = await setUpAccount('files');
    const list = async (marker: string, limit = 0) => {
      const { status, body } = await call('GET', `/v2/logs/list/${marker}?limit=${limit}`);
      return [status, body.data.map(({ filename }: { filename: string }) => filename), body.marker];
    };
    expect(await list('2026-11-01')).toEqual([200, names.slice(0, 2), names[1]]);
    at(SET_UP + 5 * HOUR);
    expect(await list('2026-11-01-00-00-00', 2)).toEqual([200, names.slice(0, 2), names[1]]);
    expect(await list(names[1] ?? '', 2)).toEqual([200, names.slice(2), names[2]]);
    expect(await list(names[2] ?? '')).toEqual([200, [], '']);
    expect(await list('2026-11-02-10')).toEqual([200, names.slice(1), names[2]]);
    const [file] = (await call('GET', '/v2/logs/list/2026')).body.data;
    expect(file).toEqual({ filename: names[0], date: SET_UP, size: expect.any(Number) });
  });

  test('are downloaded by a signed URL and have the listed size', async () => {
    const { call } = await setUpAccount('download');
    const [{ filename, size }] = (await call('GET', '/v2/logs/list/2026')).body.data;
    const { body: address } = await call('GET', `/v2/logs/download/${filename}`);
    const { pathname, search, origin } = new URL(address);
    expect(origin).toBe('https://api.example.com');
    const { status, body } = await call('GET', pathname + search);
    expect([status, Buffer.byteLength(body)]).toEqual([200, size]);
    expect(body.trim().split('\n').map(JSON.parse)).toMatchObject([
      { action: 'created', resource: { type: 'schedule', name: 'One' }, actor: { name: 'Test' } },
    ]);
  });

  test('need a valid, unexpired signature for this account and file', async () => {
    const { call, at } = await setUpAccount('forged');
    await setUpAccount('other');
    const { body } = await call('GET', `/v2/logs/download/${names[0]}`);
    const { pathname, search } = new URL(body);
    const fetched = async (path: string) => (await call('GET', path)).status;
    expect(await fetched(pathname.replace('forged', 'other') + search)).toBe(403);
    expect(await fetched(pathname.replace('T09', 'T10') + search)).toBe(403);
    expect(await fetched(pathname + search.replace(/expires=\d/, 'expires=9'))).toBe(403);
    expect(await fetched(pathname + search)).toBe(200);
    at(SET_UP + 4 * HOUR);
    expect(await fetched(pathname + search)).toBe(410);
    expect((await call('GET', '/v2/logs/download/2026-11-02T23.jsonl')).status).toBe(404);
    expect((await call('GET', '/v2/logs/download/passwd')).status).toBe(404);
  });

  test('are not available to keys of teams', async () => {
    const call = configurationApi(table(), { accountId: 'files', teamId: 'team' });
    expect((await call('GET', '/v2/logs/list/2026')).status).toBe(403);
  });
});

test('the logs of a team cover only the team and what it owns, page by page', async () => {
  const call = configurationApi(table(), { accountId: 'team', clock: ticking() });
  const id = await createdId(call, '/v2/teams', { name: 'Ops' });
  await createdId(call, '/v2/teams', { name: 'Dev' });
  await call('PATCH', '/v2/schedules/Ops_schedule?identifierType=name', { description: 'x' });
  const logs = async (query: string) =>
    (await call('GET', `/v2/teams/${id}/logs?order=asc&${query}`)).body.data;
  const all = await logs('limit=10');
  expect(all.logs.map(({ log }: { log: string }) => log)).toEqual([
    'Schedule [Ops_schedule] was created.',
    'Escalation [Ops_escalation] was created.',
    'Team [Ops] was created.',
    'Schedule [Ops_schedule] was updated: description.',
  ]);
  expect(all.logs[0]).toEqual({
    log: expect.any(String),
    owner: 'Test',
    // The clock of this test ticks with each look at it.
    createdDate: expect.stringMatching(/^2026-11-02T09:00:00\.00\dZ$/),
  });
  const first = await logs('limit=3');
  const second = await logs(`limit=3&offset=${encodeURIComponent(first.offset)}`);
  expect([...first.logs, ...second.logs]).toEqual(all.logs);
});

describe('the writer', () => {
  interface Thing {
    readonly id: string;
    readonly version: number;
    readonly text: string;
  }

  const request = {
    actor: { type: 'user', id: 'jane', name: 'jane', keyId: 'key' },
    requestId: 'request',
    now: SET_UP,
  } as const;

  test('that crashes leaves an entry with an unknown outcome, never a change without an entry', async () => {
    for (let survives = 0; survives < 5; survives++) {
      const accountId = `dying-${survives}`;
      let writes = 0;
      const dying: Table = {
        ...table(),
        put: async (...args) => {
          if (writes++ >= survives) throw new Error('died');
          return table().put(...args);
        },
        batchPut: async (items) => {
          if (writes++ >= survives) throw new Error('died');
          return table().batchPut(items);
        },
      };
      logger.setLogLevel('SILENT');
      const store = createConfigurationStore<Thing>(dying, 'ROLE');
      await runInRequestContext(request, () => store.create(accountId, { id: 'thing', text: 'x' })).catch(
        () => {},
      );
      const isThere = (await store.get(accountId, 'thing')) !== undefined;
      const entries = await entriesOf(accountId);
      expect([survives, isThere, entries.map(({ outcome }) => outcome)]).toEqual(
        [
          [0, false, []],
          [1, false, []],
          [2, false, ['unknown']],
          [3, true, ['unknown']],
          [4, true, ['done']],
        ][survives],
      );
    }
  });

  test('stores values that are too large for an item', async () => {
    const store = createConfigurationStore<Thing>(table(), 'ROLE');
    const text = 'long '.repeat(60_000);
    await runInRequestContext(request, () => store.create('large', { id: 'thing', text }));
    expect(await entriesOf('large')).toMatchObject([{ after: { id: 'thing', text } }]);
  });

  test('records nothing for changes that were not made over the API', async () => {
    await createConfigurationStore<Thing>(table(), 'ROLE').create('quiet', { id: 'thing', text: '' });
    expect(await entriesOf('quiet')).toEqual([]);
  });
});
