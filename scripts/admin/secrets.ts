import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import { getAccount } from '../../src/domain/accounts/store.ts';
import type { Table } from '../../src/platform/table.ts';
import { AdminError } from './keys.ts';

/**
 * What the account's webhooks are signed with, in base64url; made where nothing was signed yet. Throws {@link AdminError}
 * where there is no such account.
 */
export async function webhookSecret(table: Table, accountId: string): Promise<string> {
  if (!(await getAccount(table, accountId))) throw new AdminError(`There is no account ${accountId}.`);
  return (await createAccountSecrets(table).get(accountId, 'webhook')).toString('base64url');
}
