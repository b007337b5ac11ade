import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { hashApiKey } from '../../../src/domain/accounts/model.ts';
import { createApiKeyLookup, putApiKey } from '../../../src/domain/accounts/store.ts';
import { createMaintainedPolicySource } from '../../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../../src/domain/maintenance/store.ts';
import { createPolicyStores } from '../../../src/domain/policies/store.ts';
import { emptySnapshot } from '../../../src/engine/configuration-snapshot.ts';
import { readConfiguration } from '../../../src/engine/load-configuration.ts';
import { HOUR, MINUTE, toIso } from '../../../src/platform/clock.ts';
import { newId } from '../../../src/platform/ids.ts';
import { NOON } from '../../support/builders.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const ALL = '/v1/maintenance';

let now: number;
let accountId: string;
let call: Call;
let policyId: string;
let silenceId: string;
let integrationId: string;

const everything = { type: 'match-all' };

beforeEach(async () => {
  now = NOON;
  accountId = newId();
  call = configurationApi(table(), { accountId, clock: () => now });
  policyId = await createdId(call, '/v2/policies', {
    type: 'alert',
    name: 'shout',
    enabled: true,
    filter: everything,
    message: '!! {{message}}',
  });
  silenceId = await createdId(call, '/v2/policies', {
    type: 'notification',
    name: 'silence',
    enabled: false,
    filter: everything,
    suppress: true,
  });
  integrationId = await createdId(call, '/v2/integrations', { name: 'Nagios', type: 'API' });
});

const about = (type: string, id: string, state?: string) => ({
  ...(state && { state }),
  entity: { type, id },
});
const offPolicy = () => [about('policy', policyId, 'disabled')];
const begin = (type: string, rules: unknown[] = offPolicy()) =>
  createdId(call, ALL, { time: { type }, rules });
const plan = (startDate: number, endDate: number, rules: unknown[] = offPolicy()) => ({
  description: 'Move',
  time: { type: 'schedule', startDate: toIso(startDate), endDate: toIso(endDate) },
  rules,
});
const getMaintenanceStatus = async (id: string) => (await call('GET', `${ALL}/${id}`)).body.data.status;

test('a maintenance is created, returned and listed, with a status that follows from the time', async () => {
  const { status, body } = await call('POST', ALL, plan(NOON + HOUR, NOON + 2 * HOUR));
  expect(status).toBe(201);
  const { id } = body.data;
  const meta = {
    id,
    status: 'planned',
    time: { type: 'schedule', startDate: '2026-11-24T13:00:00.000Z', endDate: '2026-11-24T14:00:00.000Z' },
    description: 'Move',
  };
  expect(body.data).toEqual(meta);
  expect((await call('GET', `${ALL}/${id}`)).body.data).toEqual({ ...meta, rules: offPolicy() });
  expect((await call('GET', ALL)).body.data).toEqual([meta]);
  now = NOON + HOUR;
  expect(await getMaintenanceStatus(id)).toBe('active');
  now = NOON + 2 * HOUR;
  expect(await getMaintenanceStatus(id)).toBe('past');
});

test.each([
  ['for-5-minutes', 5],
  ['for-30-minutes', 30],
  ['for-1-hour', 60],
])('%s starts now and ends after %d minutes', async (type, minutes) => {
  const id = await begin(type);
  now = NOON + minutes * MINUTE - 1;
  expect(await getMaintenanceStatus(id)).toBe('active');
  now += 1;
  expect(await getMaintenanceStatus(id)).toBe('past');
});

test('past maintenance can be listed, read and deleted after newer ones were created', async () => {
  const first = await begin('for-5-minutes');
  now += HOUR;
  const second = await begin('indefinitely');
  const third = await createdId(call, ALL, plan(now + HOUR, now + 2 * HOUR));
  const ids = async (type: string) =>
    (await call('GET', `${ALL}?type=${type}`)).body.data.map(({ id }: { id: string }) => id);
  expect(await ids('all')).toEqual([third, second, first]);
  expect(await ids('non-expired')).toEqual([third, second]);
  expect(await ids('past')).toEqual([first]);
  expect(await getMaintenanceStatus(first)).toBe('past');
  expect(await createMaintenanceStore(table()).listActiveOrPlanned(accountId)).toHaveLength(2);
  expect((await call('POST', `${ALL}/${second}/cancel`)).status).toBe(200);
  for (const id of [first, second, third]) {
    expect((await call('DELETE', `${ALL}/${id}`)).status).toBe(200);
    expect((await call('GET', `${ALL}/${id}`)).status).toBe(404);
    expect((await call('DELETE', `${ALL}/${id}`)).status).toBe(404);
  }
  expect(await ids('all')).toEqual([]);
});

test('planned maintenance can be replaced, the end of an active one changed, and both cancelled', async () => {
  const planned = await createdId(call, ALL, plan(NOON + HOUR, NOON + 2 * HOUR));
  const sooner = plan(NOON + MINUTE, NOON + HOUR, [about('integration', integrationId)]);
  const endDate = toIso(NOON + 3 * HOUR);
  expect((await call('POST', `${ALL}/${planned}/change-end-date`, { endDate })).status).toBe(422);
  expect((await call('PUT', `${ALL}/${planned}`, sooner)).status).toBe(200);
  expect((await call('GET', `${ALL}/${planned}`)).body.data).toMatchObject({
    time: { startDate: toIso(NOON + MINUTE) },
    rules: [about('integration', integrationId, 'disabled')],
  });
  now = NOON + 2 * MINUTE;
  expect((await call('PUT', `${ALL}/${planned}`, sooner)).status).toBe(422);
  expect((await call('POST', `${ALL}/${planned}/change-end-date`, { endDate: toIso(now) })).status).toBe(422);
  expect((await call('POST', `${ALL}/${planned}/change-end-date`, { endDate })).status).toBe(200);
  now = NOON + 2 * HOUR;
  expect(await getMaintenanceStatus(planned)).toBe('active');
  expect((await call('POST', `${ALL}/${planned}/cancel`)).status).toBe(200);
  expect(await getMaintenanceStatus(planned)).toBe('cancelled');
  expect((await call('POST', `${ALL}/${planned}/cancel`)).status).toBe(422);
  expect((await call('PUT', `${ALL}/unknown`, plan(now + 1, now + 2))).status).toBe(404);
});

test.each([
  ['rules', () => ({ time: { type: 'for-1-hour' } })],
  ['rules', () => ({ time: { type: 'for-1-hour' }, rules: [] })],
  ['time.type', () => ({ time: { type: 'for-2-hours' }, rules: offPolicy() })],
  ['rules[0].state', () => ({ time: { type: 'for-1-hour' }, rules: [about('policy', policyId)] })],
  [
    'rules[1].entity',
    () => ({ time: { type: 'for-1-hour' }, rules: [...offPolicy(), about('policy', 'no', 'enabled')] }),
  ],
  ['rules[0].entity', () => ({ time: { type: 'for-1-hour' }, rules: [about('integration', policyId)] })],
  ['time.startDate', () => ({ time: { type: 'schedule', endDate: toIso(NOON + HOUR) }, rules: offPolicy() })],
  ['time.endDate', () => plan(NOON + HOUR, NOON + HOUR)],
  ['time.endDate', () => plan(NOON - HOUR, NOON)],
])('rejects an invalid %s', async (field, body) => {
  const answer = await call('POST', ALL, body());
  expect({ status: answer.status, fields: Object.keys(answer.body.errors) }).toEqual({
    status: 422,
    fields: [field],
  });
  expect((await call('GET', ALL)).body.data).toEqual([]);
});

test('the key of a team is rejected', async () => {
  const ofTeam = configurationApi(table(), { accountId, teamId: 'ops', clock: () => now });
  expect((await ofTeam('POST', ALL, { time: { type: 'for-1-hour' }, rules: offPolicy() })).status).toBe(403);
  expect((await ofTeam('GET', ALL)).status).toBe(403);
});

describe('while it is active', () => {
  const key = (suspended: boolean) => {
    const secret = newId();
    return putApiKey(table(), {
      keyId: newId(),
      accountId,
      hash: hashApiKey(secret),
      rights: ['read'],
      enabled: true,
      suspended,
      integration: { id: integrationId, name: 'Nagios', type: 'API' },
    }).then(() => secret);
  };

  test('the key of a disabled integration is rejected from start to end, cached or not', async () => {
    const secret = await key(false);
    await createdId(call, ALL, plan(NOON + 2_000, NOON + 4_000, [about('integration', integrationId)]));
    const find = createApiKeyLookup(table(), () => now, createMaintenanceStore(table()));
    const story: boolean[] = [];
    for (const after of [0, 1_999, 2_000, 3_999, 4_000]) {
      now = NOON + after;
      story.push((await find(secret)) !== undefined);
    }
    expect(story).toEqual([true, true, false, false, true]);
  });

  test('maintenance can enable a disabled integration; cancelling ends its effect', async () => {
    const secret = await key(true);
    const find = createApiKeyLookup(table(), () => now, createMaintenanceStore(table()));
    expect(await find(secret)).toBeUndefined();
    const id = await begin('indefinitely', [about('integration', integrationId, 'enabled')]);
    now += HOUR;
    expect(await find(secret)).toBeDefined();
    await call('POST', `${ALL}/${id}/cancel`);
    now += HOUR;
    expect(await find(secret)).toBeUndefined();
  });

  test('alert policies are enabled or disabled', async () => {
    const source = createMaintainedPolicySource(
      createPolicyStores(table()).alert,
      createMaintenanceStore(table()),
      () => now,
    );
    const enabled = async () =>
      (await source.get(accountId, 'global')).policies.map((policy) => policy.enabled);
    expect(await enabled()).toEqual([true]);
    await begin('for-5-minutes');
    expect(await enabled()).toEqual([false]);
    now += 5 * MINUTE;
    expect(await enabled()).toEqual([true]);
  });

  test('the engine sees notification policies enabled or disabled', async () => {
    const enabled = async () => {
      const refs = [{ kind: 'policies', id: 'global' }] as const;
      const { policies } = await readConfiguration(table(), accountId, emptySnapshot(), refs, now);
      return policies.get('global')?.policies.map((policy) => policy.enabled);
    };
    expect(await enabled()).toEqual([false]);
    await begin('for-30-minutes', [about('policy', silenceId, 'enabled')]);
    expect(await enabled()).toEqual([true]);
    now += 30 * MINUTE;
    expect(await enabled()).toEqual([false]);
  });
});

test('concurrent changes are all kept', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => begin('for-1-hour')));
  const listed = (await call('GET', ALL)).body.data.map(({ id }: { id: string }) => id);
  expect(new Set(listed)).toEqual(new Set(made));
});
