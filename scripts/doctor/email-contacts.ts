import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { listAccounts } from '../../src/domain/accounts/store.ts';
import { createUserStore } from '../../src/domain/users/store.ts';
import { createDynamoDbClient } from '../../src/platform/dynamodb.ts';
import { createDynamoTable, type Table } from '../../src/platform/table.ts';

/** An enabled e-mail contact of a user. */
export interface EmailContact {
  readonly account: string;
  /** The user name. */
  readonly user: string;
  readonly address: string;
}

/** The enabled e-mail contacts of all users of all accounts. */
export async function listEmailContacts(table: Table): Promise<readonly EmailContact[]> {
  const users = createUserStore(table);
  const contacts: EmailContact[] = [];
  for (const account of await listAccounts(table)) {
    for (const user of await users.list(account.id)) {
      for (const { method, enabled, to } of user.contacts) {
        if (method === 'email' && enabled)
          contacts.push({ account: account.name, user: user.username, address: to });
      }
    }
  }
  return contacts;
}

/** The table of a deployed stage, read with the credentials of the AWS CLI. */
export const tableOfStage = (stage: string, region: string): Table =>
  createDynamoTable(
    createDynamoDbClient({ region, credentials: new DynamoDBClient({ region }).config.credentials }),
    `tocsin-${stage}`,
  );
