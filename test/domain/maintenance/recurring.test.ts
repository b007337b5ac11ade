import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { hashApiKey } from '../../../src/domain/accounts/model.ts';
import { createApiKeyLookup, putApiKey } from '../../../src/domain/accounts/store.ts';
import {
  createMaintainedIntegrationSource,
  createMaintainedPolicySource,
} from '../../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../../src/domain/maintenance/store.ts';
import { createPolicyStores } from '../../../src/domain/policies/store.ts';
import { emptySnapshot } from '../../../src/engine/configuration-snapshot.ts';
import { readConfiguration } from '../../../src/engine/load-configuration.ts';
import { DAY, HOUR, MINUTE } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const ALL = '/v1/maintenance';

/** Sunday morning in Berlin; a month later, on 28 March, clocks are put forward at two. */
const FIRST = Date.parse('2027-02-28T02:00:00+01:00');

let now: number;
let accountId: string;
let call: Call;
let integrationId: string;
let policyId: string;
let silenceId: string;

beforeEach(async () => {
  now = FIRST - HOUR;
  accountId = newId();
  call = configurationApi(table(), { accountId, clock: () => now });
  integrationId = await createdId(call, '/v2/integrations', { name: 'Nagios', type: 'API' });
  policyId = await createdId(call, '/v2/policies', {
    type: 'alert',
    name: 'shout',
    enabled: true,
    filter: { type: 'match-all' },
    message: '!! {{message}}',
  });
  silenceId = await createdId(call, '/v2/policies', {
    type: 'notification',
    name: 'silence',
    enabled: true,
    filter: { type: 'match-all' },
    suppress: true,
  });
});

const SUNDAYS = { frequency: 'weekly', timezone: 'Europe/Berlin' };

const plan = (recurrence: object = SUNDAYS, time: object = {}) => ({
  description: 'Patches',
  time: {
    type: 'schedule',
    startDate: '2027-02-28T01:00:00Z',
    endDate: '2027-02-28T03:00:00Z',
    recurrence,
    ...time,
  },
  rules: [
    { entity: { type: 'integration', id: integrationId } },
    ...[policyId, silenceId].map((id) => ({ state: 'disabled', entity: { type: 'policy', id } })),
  ],
});

const shown = async (id: string) => (await call('GET', `${ALL}/${id}`)).body.data;
const statusAt = async (id: string, at: string | number) => {
  now = typeof at === 'string' ? Date.parse(at) : at;
  return (await shown(id)).status;
};

test('recurring maintenance is returned with its active or next occurrence', async () => {
  const { status, body } = await call('POST', ALL, plan({ ...SUNDAYS, until: '2027-04-01T00:00:00Z' }));
  expect(status).toBe(201);
  const { time } = plan({
    frequency: 'weekly',
    interval: 1,
    weekdays: ['sunday'],
    timezone: 'Europe/Berlin',
    until: '2027-04-01T00:00:00.000Z',
  });
  const meta = {
    id: body.data.id,
    status: 'planned',
    time: { ...time, startDate: '2027-02-28T01:00:00.000Z', endDate: '2027-02-28T03:00:00.000Z' },
    occurrence: { startDate: '2027-02-28T01:00:00.000Z', endDate: '2027-02-28T03:00:00.000Z' },
    description: 'Patches',
  };
  expect(body.data).toEqual(meta);
  now = FIRST;
  expect((await call('GET', ALL)).body.data).toEqual([{ ...meta, status: 'active' }]);
  now = Date.parse('2027-03-28T01:30:00Z');
  expect(await shown(meta.id)).toMatchObject({
    status: 'active',
    time: meta.time,
    occurrence: { startDate: '2027-03-28T01:00:00.000Z', endDate: '2027-03-28T02:00:00.000Z' },
  });
  now = Date.parse('2027-03-28T02:00:00Z');
  expect(await shown(meta.id)).toMatchObject({ status: 'past' });
  expect(await shown(meta.id)).not.toHaveProperty('occurrence');
});

test('recurs on several weekdays, every second week, a number of times', async () => {
  const again = { frequency: 'weekly', weekdays: ['sunday', 'monday'], interval: 2, count: 3 };
  const id = await createdId(call, ALL, plan({ ...again, timezone: 'Europe/Berlin' }));
  const starts: string[] = [];
  for (let day = 0; day < 30; day++) {
    now = FIRST + day * DAY;
    if ((await shown(id)).status === 'active') starts.push(new Date(now).toISOString().slice(0, 10));
  }
  expect(starts).toEqual(['2027-02-28', '2027-03-08', '2027-03-14']);
  expect((await shown(id)).time.recurrence.weekdays).toEqual(['monday', 'sunday']);
});

test('a recurring maintenance stays in the list of active and planned ones until its last occurrence is over', async () => {
  await createdId(call, ALL, plan({ ...SUNDAYS, count: 3 }));
  const countActiveOrPlanned = async () =>
    (await createMaintenanceStore(table()).listActiveOrPlanned(accountId)).length;
  const touch = () =>
    createdId(call, ALL, { time: { type: 'for-5-minutes' }, rules: plan().rules }).then(async (id) => {
      await call('POST', `${ALL}/${id}/cancel`);
      await call('DELETE', `${ALL}/${id}`);
    });
  now = FIRST + 14 * DAY + HOUR;
  await touch();
  expect(await countActiveOrPlanned()).toBe(1);
  now += HOUR;
  await touch();
  expect(await countActiveOrPlanned()).toBe(0);
  expect((await call('GET', `${ALL}?type=past`)).body.data).toMatchObject([{ status: 'past' }]);
});

describe('ending it', () => {
  let id: string;
  const week = 7 * DAY;
  const change = (path: string, body?: object) => call('POST', `${ALL}/${id}/${path}`, body);

  beforeEach(async () => {
    id = await createdId(call, ALL, plan());
    now = FIRST + HOUR;
  });

  test('cancel ends the series, during or between occurrences', async () => {
    expect((await change('cancel')).status).toBe(200);
    expect(await statusAt(id, FIRST + week)).toBe('cancelled');
    id = await createdId(call, ALL, plan());
    now = FIRST + 2 * DAY;
    expect((await change('cancel?scope=series')).status).toBe(200);
    expect(await statusAt(id, FIRST + week)).toBe('cancelled');
  });

  test('the active occurrence can be cancelled without the next', async () => {
    expect((await change('cancel?scope=occurrence')).status).toBe(200);
    expect(await shown(id)).toMatchObject({
      status: 'planned',
      occurrence: { startDate: '2027-03-07T01:00:00.000Z' },
    });
    expect((await change('cancel?scope=occurrence')).status).toBe(422);
    expect(await statusAt(id, FIRST + week)).toBe('active');
    expect((await change('cancel?scope=all')).status).toBe(422);
  });

  test('the end of an occurrence can be changed, but not past the next start', async () => {
    const to = (at: number) => change('change-end-date', { endDate: new Date(at).toISOString() });
    expect((await to(FIRST + week + 1)).status).toBe(422);
    expect((await to(FIRST + 5 * HOUR)).body.data).toMatchObject({
      status: 'active',
      time: { endDate: '2027-02-28T03:00:00.000Z' },
      occurrence: { endDate: '2027-02-28T06:00:00.000Z' },
    });
    expect(await statusAt(id, FIRST + 5 * HOUR - 1)).toBe('active');
    expect((await to(now + 1)).status).toBe(200);
    expect(await statusAt(id, FIRST + 5 * HOUR)).toBe('planned');
    expect((await to(FIRST + 6 * HOUR)).status).toBe(422);
    expect(await statusAt(id, FIRST + week + 2 * HOUR - 1)).toBe('active');
    expect(await statusAt(id, FIRST + week + 2 * HOUR)).toBe('planned');
  });

  test('it can be replaced between occurrences, and keeps a changed end if the times are the same', async () => {
    expect((await call('PUT', `${ALL}/${id}`, plan())).status).toBe(422);
    await change('cancel?scope=occurrence');
    const renamed = { ...plan(), description: 'Patches and updates' };
    expect((await call('PUT', `${ALL}/${id}`, renamed)).status).toBe(200);
    expect(await shown(id)).toMatchObject({ status: 'planned', description: 'Patches and updates' });
    const daily = plan({ frequency: 'daily', timezone: 'Europe/Berlin' });
    expect((await call('PUT', `${ALL}/${id}`, daily)).status).toBe(200);
    expect(await statusAt(id, FIRST + DAY)).toBe('active');
    now = FIRST + DAY + 12 * HOUR;
    expect((await call('DELETE', `${ALL}/${id}`)).status).toBe(200);
    expect((await call('GET', `${ALL}/${id}`)).status).toBe(404);
  });

  test('one-off maintenance accepts the same operations', async () => {
    id = await createdId(call, ALL, { ...plan(), time: { type: 'for-1-hour' } });
    expect((await change('cancel?scope=occurrence')).status).toBe(200);
    expect((await shown(id)).status).toBe('cancelled');
    expect(await shown(id)).not.toHaveProperty('occurrence');
  });
});

test.each([
  ['time.recurrence', { frequency: 'daily' }, { type: 'for-1-hour' }],
  ['time.recurrence.frequency', { frequency: 'hourly' }, {}],
  ['time.recurrence.interval', { frequency: 'daily', interval: 0 }, {}],
  ['time.recurrence.timezone', { frequency: 'daily', timezone: '+01:00' }, {}],
  ['time.recurrence.weekdays', { frequency: 'daily', weekdays: ['sunday'] }, {}],
  ['time.recurrence.weekdays', { frequency: 'weekly', weekdays: [] }, {}],
  ['time.recurrence.weekOfMonth', { frequency: 'weekly', weekOfMonth: 'last' }, {}],
  ['time.recurrence.until', { frequency: 'daily', until: '2027-02-28T00:59:59Z' }, {}],
  ['time.recurrence.until', { frequency: 'daily', until: '2028-02-28T00:59:59Z', count: 2 }, {}],
  ['time.startDate', { frequency: 'weekly', weekdays: ['saturday'], timezone: 'Europe/Berlin' }, {}],
  ['time.startDate', { frequency: 'monthly', weekOfMonth: 'first', timezone: 'Europe/Berlin' }, {}],
  ['time.endDate', { frequency: 'daily' }, { endDate: '2027-03-01T01:00:00.001Z' }],
  [
    'time.endDate',
    { frequency: 'weekly', weekdays: ['sunday', 'monday'] },
    { endDate: '2027-03-01T02:00:00Z' },
  ],
  // Clocks are put back between the two and show the same.
  [
    'time.endDate',
    { frequency: 'daily', timezone: 'Europe/Berlin' },
    { startDate: '2027-10-31T00:30:00Z', endDate: '2027-10-31T01:30:00Z' },
  ],
  [
    'time.recurrence',
    { frequency: 'daily', count: 2 },
    { startDate: '2027-02-26T01:00:00Z', endDate: '2027-02-26T02:00:00Z' },
  ],
])('rejects an invalid %s: %j %j', async (field, recurrence, time) => {
  const answer = await call('POST', ALL, plan(recurrence, time));
  expect({ status: answer.status, fields: Object.keys(answer.body.errors ?? {}) }).toEqual({
    status: 422,
    fields: [field],
  });
});

test('each occurrence takes effect everywhere, and nothing does in between', async () => {
  const secret = newId();
  await putApiKey(table(), {
    keyId: newId(),
    accountId,
    hash: hashApiKey(secret),
    rights: ['read'],
    enabled: true,
    suspended: false,
    integration: { id: integrationId, name: 'Nagios', type: 'API' },
  });
  await createdId(call, ALL, plan());
  const store = createMaintenanceStore(table());
  const clock = () => now;
  const key = createApiKeyLookup(table(), clock, store);
  const policies = createMaintainedPolicySource(createPolicyStores(table()).alert, store, clock);
  const integrations = createMaintainedIntegrationSource(
    { get: async (_: string, id: string) => ({ id, enabled: true as boolean }) },
    { listActiveOrPlanned: (of) => store.listActiveOrPlanned(of) },
    clock,
  );
  const isOff = ({ policies }: { policies: readonly { enabled: boolean }[] } = { policies: [] }) =>
    policies.map(({ enabled }) => !enabled);
  const silenced = async () => {
    const refs = [{ kind: 'policies', id: 'global' }] as const;
    const engine = await readConfiguration(table(), accountId, emptySnapshot(), refs, now);
    return {
      key: (await key(secret)) === undefined,
      webhook: (await integrations.get(accountId, integrationId))?.enabled === false,
      worker: isOff(await policies.get(accountId, 'global')),
      engine: isOff(engine.policies.get('global') ?? undefined),
    };
  };
  const story: boolean[] = [];
  for (const [week, after] of [
    [0, -1],
    [0, 0],
    [0, 2 * HOUR - 1],
    [0, 2 * HOUR],
    [1, -MINUTE],
    [1, MINUTE],
    [1, 2 * HOUR],
  ] as const) {
    now = FIRST + week * 7 * DAY + after;
    const found = await silenced();
    const { key } = found;
    expect(found).toEqual({ key, webhook: key, worker: [key], engine: [key] });
    story.push(key);
  }
  expect(story).toEqual([false, true, true, false, false, true, false]);
});
