import { createAccount, createKey } from '../../scripts/admin/keys.ts';
import type { SentMessage, Service } from '../../simulator/local-service.ts';
import { RIGHTS } from '../../src/domain/accounts/model.ts';
import { createDynamoDbClient } from '../../src/platform/dynamodb.ts';
import { createDynamoTable } from '../../src/platform/table.ts';

/** The address of the rehearsal's stage, from the environment; undefined in other runs. */
export const deployedAt = process.env.TOCSIN_URL;

const TABLE = 'tocsin-rehearsal';

/**
 * The service that the rehearsal has deployed (scripts/rehearse.ts), with a new account, a key of the account and one of a
 * team. Its clock runs in real time.
 */
export async function deployedService(
  url: string,
): Promise<{ readonly service: Service; readonly accountKey: string }> {
  const table = createDynamoTable(createDynamoDbClient(), TABLE);
  const { id: accountId } = await createAccount(table, { name: 'Story' });
  const { secret: accountKey } = await createKey(table, accountId, { name: 'Story', rights: RIGHTS });
  const response = await fetch(`${url}/v2/teams`, {
    method: 'POST',
    headers: { authorization: `GenieKey ${accountKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Others' }),
  });
  const { data } = (await response.json()) as { data: { id: string } };
  const { secret: apiKey } = await createKey(table, accountId, {
    name: 'Others',
    rights: RIGHTS,
    team: data.id,
  });
  return {
    accountKey,
    service: {
      url,
      // A key of another team.
      apiKey,
      // Mail comes in by SES.
      smtpPort: 0,
      outbox: async () => (await fetch(`${url}/_outbox`)).json() as Promise<readonly SentMessage[]>,
      // The stage is not the story's to stop.
      stop: async () => 0,
    },
  };
}
