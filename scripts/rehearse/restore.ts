import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { restoreTable } from '../restore/copy-table.ts';
import type { ClientSettings } from './removal.ts';

/** What the rehearsal does with the service through its API. */
export interface StageApi {
  readonly call: (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ readonly status: number; readonly body: string }>;
}

/**
 * Rehearses a restore. The emulator has no point-in-time recovery, so a copy of the stage's table stands for the restored one. A
 * user is deleted through the API; `npm run restore` brings the items back, and the API finds the user again. Throws if not.
 */
export async function rehearseRestore(
  stage: string,
  access: ClientSettings,
  { call }: StageApi,
  restore: (...options: readonly string[]) => Promise<string>,
): Promise<void> {
  const table = `tocsin-${stage}`;
  const copy = `${table}-restored`;
  const user = { username: 'restored@example.com', fullName: 'Restored', role: { name: 'User' } };
  await expectStatus(201, call('POST', '/v2/users', user));

  const client = new DynamoDBClient(access);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  await client.send(
    new CreateTableCommand({
      TableName: copy,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Table?.AttributeDefinitions?.filter(({ AttributeName }) =>
        ['pk', 'sk'].includes(String(AttributeName)),
      ),
      KeySchema: Table?.KeySchema,
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: copy });
  await restoreTable({ client, from: table, to: copy, mode: 'all', nowSeconds: 0 });

  await expectStatus(200, call('DELETE', `/v2/users/${user.username}`));
  await expectStatus(404, call('GET', `/v2/users/${user.username}`));
  const compared = await restore('--from', copy);
  if (/ 0 missing/.test(compared)) throw new Error(`The comparison found nothing missing:\n${compared}`);
  await expectStatus(404, call('GET', `/v2/users/${user.username}`));
  await restore('--from', copy, '--missing');
  await expectStatus(200, call('GET', `/v2/users/${user.username}`));
}

async function expectStatus(
  expected: number,
  response: Promise<{ readonly status: number; readonly body: string }>,
): Promise<void> {
  const { status, body } = await response;
  if (status !== expected) throw new Error(`The API answered ${status}, not ${expected}: ${body}`);
}
