import { type Call, configurationApi, createdId } from '../../simulator/configuration-api.ts';
import { createApiKeyLookup } from '../../src/domain/accounts/store.ts';
import { createMaintainedPolicySource } from '../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../src/domain/maintenance/store.ts';
import { GLOBAL_SCOPE } from '../../src/domain/policies/model.ts';
import { createPolicyStores } from '../../src/domain/policies/store.ts';
import { HOUR, MINUTE, toIso } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { NOON } from '../support/builders.ts';
import { useTable } from '../support/table.ts';

/** The statements of Opsgenie's documents about maintenance; each title has the statement's number. */

const table = useTable();
const ALL = '/v1/maintenance';

let now: number;
let accountId: string;
let call: Call;

beforeEach(() => {
  now = NOON;
  accountId = newId();
  call = configurationApi(table(), { accountId, clock: () => now });
});

const aPolicy = (enabled: boolean) =>
  createdId(call, '/v2/policies', {
    type: 'alert',
    name: newId(),
    enabled,
    message: '!! {{message}}',
    filter: { type: 'match-all' },
  });

const create = (rules: readonly object[], from = NOON + HOUR, until = NOON + 2 * HOUR) =>
  createdId(call, ALL, {
    time: { type: 'schedule', startDate: toIso(from), endDate: toIso(until) },
    rules,
  });

const status = async (id: string) => (await call('GET', `${ALL}/${id}`)).body.data.status;
const about = (type: string, id: string, state: string) => ({ state, entity: { type, id } });

test('108: maintenance switches integrations and policies on or off from its start to its end', async () => {
  const { body } = await call('POST', '/v2/integrations', { type: 'API', name: 'Shop' });
  const { id: integration, apiKey } = body.data;
  const [on, off] = [await aPolicy(true), await aPolicy(false)];
  const id = await create([
    about('integration', integration, 'disabled'),
    about('policy', on, 'disabled'),
    about('policy', off, 'enabled'),
  ]);
  const maintenance = createMaintenanceStore(table());
  const policies = createMaintainedPolicySource(createPolicyStores(table()).alert, maintenance, () => now);
  const seen = [];
  for (const at of [NOON, NOON + HOUR, NOON + 2 * HOUR - 1, NOON + 2 * HOUR]) {
    now = at;
    const key = await createApiKeyLookup(table(), () => now, maintenance)(apiKey);
    const list = await policies.get(accountId, GLOBAL_SCOPE);
    const isEnabled = (policy: string) => list.policies.find((each) => each.id === policy)?.enabled;
    seen.push([await status(id), key !== undefined, isEnabled(on), isEnabled(off)]);
  }
  expect(seen).toEqual([
    ['planned', true, true, false],
    ['active', false, false, true],
    ['active', false, false, true],
    ['past', true, true, false],
  ]);
});

describe('109: active maintenance', () => {
  let id: string;

  beforeEach(async () => {
    id = await create([about('policy', await aPolicy(true), 'disabled')]);
    now = NOON + HOUR + MINUTE;
  });

  test('109: cannot be edited', async () => {
    const { body } = await call('GET', `${ALL}/${id}`);
    const edited = { description: 'Changed', time: body.data.time, rules: body.data.rules };
    expect((await call('PUT', `${ALL}/${id}`, edited)).status).toBe(422);
    expect((await call('GET', `${ALL}/${id}`)).body.data).toEqual(body.data);
  });

  test('109: cannot be deleted, and stays active', async () => {
    const { status: code, body } = await call('DELETE', `${ALL}/${id}`);
    expect([code, body.errors]).toEqual([
      422,
      { status: 'The maintenance is active; it must be planned or past or cancelled' },
    ]);
    expect(await status(id)).toBe('active');
  });

  test('109: can be cancelled, and then be deleted', async () => {
    expect((await call('POST', `${ALL}/${id}/cancel`)).status).toBe(200);
    expect(await status(id)).toBe('cancelled');
    expect((await call('DELETE', `${ALL}/${id}`)).status).toBe(200);
    expect((await call('GET', `${ALL}/${id}`)).status).toBe(404);
  });

  test('109: planned and past maintenance can be deleted', async () => {
    now = NOON;
    const planned = await create([about('policy', await aPolicy(true), 'disabled')]);
    expect((await call('DELETE', `${ALL}/${planned}`)).status).toBe(200);
    now = NOON + 3 * HOUR;
    expect((await call('DELETE', `${ALL}/${id}`)).status).toBe(200);
    expect((await call('DELETE', `${ALL}/${id}`)).status).toBe(404);
  });
});
