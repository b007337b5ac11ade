import { type Call, configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { parseContactAddress } from '../../../src/domain/users/contact-address.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

/** What a contact that was created with an API key says. */
const VERIFIED = {
  state: 'verified',
  method: 'administrator',
  at: '2026-11-02T09:00:00.000Z',
  by: 'Test',
};

async function withJane(accountId: string): Promise<{ call: Call; contacts: string }> {
  const call = configurationApi(table(), { accountId });
  await createdId(call, '/v2/users', {
    username: 'jane@example.com',
    fullName: 'Jane',
    role: { name: 'User' },
  });
  return { call, contacts: '/v2/users/jane@example.com/contacts' };
}

test.each([
  ['email', 'jane@example.org', true],
  ['email', 'jane', false],
  ['sms', '90-123', true],
  ['sms', '1-9999999999', true],
  ['sms', '+19999999999', false],
  ['voice', '49-30123456', true],
  ['voice', '49-30 123456', false],
  ['mobile', 'a-device-token', true],
  ['webhook', 'https://hooks.example.com/page?x=1', true],
  ['webhook', 'http://hooks.example.com/page', false],
  ['webhook', 'https://user:secret@hooks.example.com', false],
  ['webhook', 'hooks', false],
] as const)('an address for %s: %s is taken: %s', (method, to, taken) => {
  expect('to' in parseContactAddress(method, to)).toBe(taken);
});

test('a contact is created, returned, updated, disabled, enabled and deleted', async () => {
  const { call, contacts } = await withJane('life');
  const id = await createdId(call, contacts, { method: 'sms', to: '1-9999999999' });
  expect((await call('GET', `${contacts}/${id}`)).body.data).toEqual({
    id,
    method: 'sms',
    to: '1-9999999999',
    status: { enabled: true },
    verification: VERIFIED,
  });
  await call('PATCH', `${contacts}/${id}`, { to: '1-8888888888' });
  expect((await call('POST', `${contacts}/${id}/disable`, { Id: id })).status).toBe(200);
  expect((await call('GET', contacts)).body.data).toEqual([
    expect.objectContaining({ method: 'email', to: 'jane@example.com', applyOrder: 0 }),
    {
      id,
      method: 'sms',
      to: '1-8888888888',
      status: { enabled: false, disabledReason: 'Disabled by user' },
      verification: VERIFIED,
      applyOrder: 1,
    },
  ]);
  await call('POST', `${contacts}/${id}/enable`);
  expect((await call('GET', `${contacts}/${id}`)).body.data.status).toEqual({ enabled: true });
  expect((await call('DELETE', `${contacts}/${id}`)).body.result).toBe('Deleted');
  expect((await call('DELETE', `${contacts}/${id}`)).status).toBe(404);
});

test('invalid addresses, unknown methods and duplicate contacts are rejected', async () => {
  const { call, contacts } = await withJane('wrong');
  const errorsOf = async (body: unknown) => (await call('POST', contacts, body)).body.errors;
  expect(await errorsOf({ method: 'pigeon', to: 'x' })).toHaveProperty('method');
  expect(await errorsOf({ method: 'sms', to: '12' })).toHaveProperty('to');
  expect(await errorsOf({ method: 'sms' })).toHaveProperty('to');
  const again = await call('POST', contacts, { method: 'email', to: 'jane@example.com' });
  expect(again.status).toBe(409);
  const id = await createdId(call, contacts, { method: 'email', to: 'jane@example.org' });
  expect((await call('PATCH', `${contacts}/${id}`, { to: 'jane' })).status).toBe(422);
  expect((await call('PATCH', `${contacts}/${id}`, { to: 'jane@example.com' })).status).toBe(409);
  expect((await call('GET', contacts)).body.data).toHaveLength(2);
  expect((await call('GET', `${contacts}/unknown`)).status).toBe(404);
  expect((await call('POST', `${contacts}/unknown/enable`)).status).toBe(404);
});

test("steps follow a contact's new address and are deleted with the contact", async () => {
  const { call, contacts } = await withJane('steps');
  const rules = '/v2/users/jane@example.com/notification-rules';
  const id = await createdId(call, contacts, { method: 'sms', to: '1-111' });
  const sms = { contact: { method: 'sms', to: '1-111' }, sendAfter: { timeAmount: 5 }, enabled: true };
  const ruleId = await createdId(call, rules, {
    name: 'r',
    actionType: 'create-alert',
    enabled: true,
    steps: [sms],
  });
  const steps = async () =>
    (await call('GET', `${rules}/${ruleId}/steps`)).body.data.map(
      ({ contact }: { contact: unknown }) => contact,
    );
  await call('PATCH', `${contacts}/${id}`, { to: '1-222' });
  expect(await steps()).toEqual([{ method: 'sms', to: '1-222' }]);
  await call('DELETE', `${contacts}/${id}`);
  expect(await steps()).toEqual([]);
});
