import { listEmailContacts } from '../../../scripts/doctor/email-contacts.ts';
import { configurationApi, createdId } from '../../../simulator/configuration-api.ts';
import { putAccount } from '../../../src/domain/accounts/store.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

test('the enabled e-mail contacts of all users of all accounts are listed', async () => {
  for (const name of ['Acme', 'Beta']) {
    const accountId = name.toLowerCase();
    await putAccount(table(), { id: accountId, name });
    const call = configurationApi(table(), { accountId });
    const username = `jane@${accountId}.example.com`;
    const contacts = `/v2/users/${username}/contacts`;
    await createdId(call, '/v2/users', { username, fullName: 'Jane', role: { name: 'User' } });
    await call('POST', contacts, { method: 'sms', to: '1-2025550123' });
    const other = await createdId(call, contacts, { method: 'email', to: `off@${accountId}.example.com` });
    await call('POST', `${contacts}/${other}/disable`);
  }
  expect(await listEmailContacts(table())).toEqual([
    { account: 'Acme', user: 'jane@acme.example.com', address: 'jane@acme.example.com' },
    { account: 'Beta', user: 'jane@beta.example.com', address: 'jane@beta.example.com' },
  ]);
});
