import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import type { Table } from '../../src/platform/table.ts';
import { requireAccount } from './keys.ts';

/**
 * Gets the secret that signs the account's webhooks, in base64url, and creates it if it does not exist yet. Throws
 * {@link AdminError} if the account does not exist.
 */
export async function getWebhookSecret(table: Table, accountId: string): Promise<string> {
  await requireAccount(table, accountId);
  return (await createAccountSecrets(table).get(accountId, 'webhook')).toString('base64url');
}
