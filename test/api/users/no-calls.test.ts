import { configurationApi } from '../../../simulator/configuration-api.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { newId } from '../../../src/platform/ids.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

test('a stage that makes no calls refuses voice contacts with the reason, and accepts others', async () => {
  const accountId = newId();
  await putAccount(table(), { id: accountId, name: 'Demo' });
  const call = configurationApi(table(), { accountId, makesCalls: false });
  await call('POST', '/v2/users', { username: 'jane@example.com', fullName: 'Jane', role: { name: 'User' } });
  const add = (method: string) =>
    call('POST', '/v2/users/jane@example.com/contacts', { method, to: '1-2025550111' });
  expect(await add('voice')).toMatchObject({
    status: 422,
    body: { errors: { method: expect.stringContaining('voiceOriginationIdentity') } },
  });
  expect(await add('sms')).toMatchObject({ status: 201 });
});
