import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import { getAccount } from '../../src/domain/accounts/store.ts';
import type { Table } from '../../src/platform/table.ts';
import { AdminError } from './keys.ts';

/**
 * Gets the secret that signs the account's webhooks, in base64url, and creates it if it does not exist yet. Throws
 * {@link AdminError} if the account does not exist.
 */
export async function getWebhookSecret(table: Table, accountId: string): Promise<string> {
  if (!(await getAccount(table, accountId))) throw new AdminError(`Account ${accountId} does not exist.`);
  return (await createAccountSecrets(table).get(accountId, 'webhook')).toString('base64url');
}
