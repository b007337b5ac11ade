import { alertFor } from '../../simulator/configuration.ts';
import { toAlertItem } from '../../src/domain/alerts/store/alert-item.ts';
import { ACCOUNT, type ConsoleHarness, createHarness, signInAs } from './harness.ts';

let service: ConsoleHarness;
let janeId: string;

beforeEach(async () => {
  service = await createHarness();
  janeId = await service.addUser('jane@example.com');
});

const put = (id: string, responders: Parameters<typeof alertFor>[0] = []) =>
  service.table.put(toAlertItem({ ...alertFor(responders), accountId: ACCOUNT, id, alias: id }));

async function readPlans(ids: string) {
  const browser = service.browser();
  await signInAs(browser, 'jane@example.com');
  return browser.call('GET', `/web/alert-plans?ids=${ids}`);
}

test('the plan of an alert that nobody can be notified of says why', async () => {
  await service.api('PATCH', `/v2/users/${janeId}`, { role: { name: 'Admin' } });
  await put('a-1');
  const { status, body } = await readPlans('a-1,a-1,unknown');
  expect(status).toBe(200);
  expect(body.plans).toEqual([
    { alertId: 'a-1', since: expect.any(String), reason: { code: 'NoResponders' }, hasReached: false },
  ]);
});

test.each(['User', 'Observer'])(
  'the role %s sees the plans of the alerts that it can reach, and of no others',
  async (role) => {
    await service.api('PATCH', `/v2/users/${janeId}`, { role: { name: role } });
    await put('mine', [{ type: 'user', id: janeId }]);
    await put('foreign', [{ type: 'user', id: 'somebody-else' }]);
    const { body } = await readPlans('mine,foreign');
    expect(body.plans.map(({ alertId }: { alertId: string }) => alertId)).toEqual(['mine']);
  },
);

test('the request needs a session', async () => {
  expect((await service.browser().call('GET', '/web/alert-plans?ids=a-1')).status).toBe(401);
});

test.each([
  { what: 'no id', ids: ',', message: 'must name an alert' },
  {
    what: 'more than a hundred ids',
    ids: Array.from({ length: 101 }, (_, i) => `a-${i}`).join(','),
    message: 'must name at most 100 alerts',
  },
])('$what is refused', async ({ ids, message }) => {
  const { status, body } = await readPlans(ids);
  expect(status).toBe(422);
  expect(body.errors.ids).toBe(message);
});
