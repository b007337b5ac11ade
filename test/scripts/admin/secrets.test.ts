import { createHmac } from 'node:crypto';
import { AdminError, createAccount } from '../../../scripts/admin/keys.ts';
import { getWebhookSecret } from '../../../scripts/admin/secrets.ts';
import { createAccountSecrets } from '../../../src/domain/accounts/secrets.ts';
import { newId } from '../../../src/platform/ids.ts';
import { webhookSignature } from '../../../src/senders/channels/webhook.ts';
import { useTable } from '../../support/table.ts';

const table = useTable();

const anAccount = async () => (await createAccount(table(), { id: newId(), name: 'Acme' })).id;

test('a receiver can verify signatures with the printed secret', async () => {
  const accountId = await anAccount();
  const printed = await getWebhookSecret(table(), accountId);
  const signing = await createAccountSecrets(table()).get(accountId, 'webhook');
  const mac = createHmac('sha256', Buffer.from(printed, 'base64url')).update('7.{"a":1}').digest('hex');
  expect(webhookSignature('{"a":1}', signing, 7)).toBe(`t=7,v1=${mac}`);
});

test('a secret has 256 bits, does not change, and belongs to one account', async () => {
  const [mine, other] = [await anAccount(), await anAccount()];
  const printed = await getWebhookSecret(table(), mine);
  expect(Buffer.from(printed, 'base64url')).toHaveLength(32);
  expect(await getWebhookSecret(table(), mine)).toBe(printed);
  expect(await getWebhookSecret(table(), other)).not.toBe(printed);
});

test('an unknown account is rejected and gets no secret', async () => {
  const unknown = newId();
  await expect(getWebhookSecret(table(), unknown)).rejects.toThrow(
    new AdminError(`Account ${unknown} does not exist.`),
  );
  expect(await createAccountSecrets(table()).find(unknown, 'webhook')).toBeUndefined();
});
