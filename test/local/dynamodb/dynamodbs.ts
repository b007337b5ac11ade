import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createTable, startDynamoDb } from '../../../src/local/emulators/dynamodb.ts';
import { createDynamoDbClient } from '../../../src/platform/dynamodb.ts';

export const TABLE = 'compared';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A DynamoDB over the wire, with the table of the service. */
export interface DynamoDb {
  readonly send: (operation: string, input: object) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a';

async function connect(endpoint: string, stop: () => Promise<void>): Promise<DynamoDb> {
  const client = createDynamoDbClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  await createTable(client, TABLE);
  client.destroy();
  return {
    async send(operation, input) {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'content-type': 'application/x-amz-json-1.0',
          authorization: AUTHORIZATION,
          'x-amz-date': '20260101T000000Z',
        },
        body: JSON.stringify(input),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
    stop,
  };
}

/** The emulator of this project, in memory, or in the folder. */
export async function startOurs(folder?: string): Promise<DynamoDb> {
  const { endpoint, stop } = await startDynamoDb({ folder });
  return connect(endpoint, stop);
}

/** dynalite without a table. It has operations that the emulator of this project has not, such as Scan. */
export async function startEmptyDynalite(): Promise<{
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}> {
  const server = createRequire(require.resolve('dynalite'))('dynalite')({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** dynalite, whose answers were compared with those of DynamoDB by its authors. */
export async function startDynalite(): Promise<DynamoDb> {
  const { endpoint, stop } = await startEmptyDynalite();
  return connect(endpoint, stop);
}
