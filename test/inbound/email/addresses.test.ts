import * as fc from 'fast-check';
import { type Call, configurationApi } from '../../../simulator/configuration-api.ts';
import {
  createMailAccountLookup,
  createMailAddressLookup,
  createRecipientToken,
  parseAddressTokens,
} from '../../../src/domain/accounts/mail-addresses.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();
const DOMAIN = 'in.example.com';
const heartbeat = (name: string) => ({ name, interval: 5, intervalUnit: 'minutes' });
const integration = (name: string, emailUsername = name) => ({ name, type: 'Email', emailUsername });

const api = (accountId: string): Call => configurationApi(table(), { accountId, emailDomain: DOMAIN });
const findMailAccount = async (address: string) =>
  (await createMailAccountLookup(table(), Date.now)(parseAddressTokens(address)?.account ?? ''))!;

test('an Email integration shows its address, and a PUT of the body that was read is accepted', async () => {
  const call = api('shows');
  const created = await call('POST', '/v2/integrations', integration('Backups', 'Backup.Jobs'));
  const { id, emailAddress } = created.body.data;
  expect(emailAddress).toMatch(/^backup-jobs\.[0-9a-v]{20}@in\.example\.com$/);

  const { data } = (await call('GET', `/v2/integrations/${id}`)).body;
  expect(data).toMatchObject({ emailUsername: 'Backup.Jobs', emailAddress });
  expect(data._readOnly).toContain('emailAddress');
  expect((await call('PUT', `/v2/integrations/${id}`, data)).status).toBe(200);
  expect((await call('GET', `/v2/integrations/${id}`)).body.data.emailAddress).toBe(emailAddress);
});

test('a heartbeat shows its address in the list and on its own', async () => {
  const call = api('beats');
  const { emailAddress } = (await call('POST', '/v2/heartbeats', heartbeat('Nächtliche Sicherung!'))).body
    .data;

  expect(emailAddress).toMatch(/^na-chtliche-sicherung\.[0-9a-v]{20}@in\.example\.com$/);
  const one = await call('GET', `/v2/heartbeats/${encodeURIComponent('Nächtliche Sicherung!')}`);
  const all = await call('GET', '/v2/heartbeats');
  expect([one.body.data, all.body.data.heartbeats[0]].map((each) => each.emailAddress)).toEqual([
    emailAddress,
    emailAddress,
  ]);
});

test('there is no address for other types, or if the service receives no e-mail', async () => {
  const without = configurationApi(table(), { accountId: 'none' });
  expect((await without('POST', '/v2/integrations', integration('A'))).body.data).not.toHaveProperty(
    'emailAddress',
  );
  expect((await without('POST', '/v2/heartbeats', heartbeat('A'))).body.data).not.toHaveProperty(
    'emailAddress',
  );
  const api2 = { name: 'B', type: 'API' };
  expect((await api('none')('POST', '/v2/integrations', api2)).body.data).not.toHaveProperty('emailAddress');
});

test('two integrations cannot have the same address', async () => {
  const call = api('unique');
  await call('POST', '/v2/integrations', integration('A', 'ops'));
  const taken = await call('POST', '/v2/integrations', integration('B', 'OPS'));
  expect([taken.status, taken.body.errors]).toEqual([422, { emailUsername: expect.any(String) }]);
  const { id } = (await call('POST', '/v2/integrations', integration('B', 'dev'))).body.data;
  expect((await call('PUT', `/v2/integrations/${id}`, integration('B', 'ops'))).status).toBe(422);
  expect((await call('PUT', `/v2/integrations/${id}`, integration('C', 'dev'))).status).toBe(200);
});

test('equal names give different addresses in different accounts and for different kinds of recipients', async () => {
  const addresses = await Promise.all(
    ['one', 'two'].map(async (account) => {
      const call = api(account);
      const mail = await call('POST', '/v2/integrations', integration('ops'));
      const beat = await call('POST', '/v2/heartbeats', heartbeat('ops'));
      return [mail.body.data.emailAddress, beat.body.data.emailAddress] as string[];
    }),
  );
  expect(new Set(addresses.flat()).size).toBe(4);
  const accounts = await Promise.all(addresses.flat().map(findMailAccount));
  expect(accounts.map(({ accountId }) => accountId)).toEqual(['one', 'one', 'two', 'two']);
});

test('every name gives a valid e-mail address that identifies it', async () => {
  const formatAddress = await createMailAddressLookup(table(), DOMAIN)!('property');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (name) => {
      const address = formatAddress('heartbeat', name);
      const [local = ''] = address.split('@');
      expect(local.length).toBeLessThanOrEqual(64);
      expect(address).toMatch(/^[a-z0-9_-]+\.[0-9a-v]{20}@in\.example\.com$/);
      const { secret } = await findMailAccount(address);
      for (const written of [address, address.toUpperCase(), address.replace('@', '+tag@')]) {
        expect(parseAddressTokens(written)?.recipient).toBe(createRecipientToken(secret, 'heartbeat', name));
      }
    }),
    { numRuns: 50 },
  );
});

test.each([
  'ops@in.example.com',
  'ops.short@in.example.com',
  '',
  '@',
  'ops.0123456789abcdefghiz@in.example.com',
])('%s has no token', (address) => expect(parseAddressTokens(address)).toBeUndefined());
