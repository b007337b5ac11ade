import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { hashApiKey, RIGHTS } from '../../../src/domain/accounts/model.ts';
import { putApiKey } from '../../../src/domain/accounts/store.ts';
import { messageGroupId } from '../../../src/domain/alerts/message-group.ts';
import { createTable, startDynamoDb } from '../../../src/local/emulators/dynamodb.ts';
import { queueUrl, startQueues } from '../../../src/local/emulators/queues.ts';
import type { Emulator } from '../../../src/local/emulators/thread.ts';
import { tableFromEnvironment } from '../../../src/platform/clients.ts';
import { createDynamoDbClient } from '../../../src/platform/dynamodb.ts';
import type { Table } from '../../../src/platform/table.ts';
import { anAlert } from '../../support/builders.ts';
import { aService } from './harness.ts';

/** The deployed function, with DynamoDB, SQS and S3 over the wire. */

const REGION = 'eu-central-1';
let dynamoDb: Emulator;
let services: Emulator;
let table: Table;
let sqs: SQSClient;
let url: string;
let handler: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

beforeAll(async () => {
  dynamoDb = await startDynamoDb();
  services = await startQueues({
    region: REGION,
    queues: [
      {
        name: 'alert-actions.fifo',
        arn: `arn:aws:sqs:${REGION}:000000000000:alert-actions.fifo`,
        attributes: { FifoQueue: 'true' },
      },
    ],
    buckets: ['attachments'],
  });
  url = queueUrl(services.endpoint, 'alert-actions.fifo');
  Object.assign(process.env, {
    PUBLIC_URL: 'https://tocsin.example.com',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_SQS: services.endpoint,
    AWS_ENDPOINT_URL_S3: services.endpoint,
    TABLE_NAME: 'tocsin-test',
    ALERT_ACTIONS_QUEUE_URL: url,
    CONTACT_MESSAGES_QUEUE_URL: url,
    ATTACHMENTS_BUCKET: 'attachments',
  });
  sqs = new SQSClient({ endpoint: services.endpoint, region: REGION });
  const client = createDynamoDbClient();
  await createTable(client, 'tocsin-test');
  client.destroy();
  table = tableFromEnvironment();
  ({ handler } = await import('../../../src/handlers/alerts-api.ts'));
  await putApiKey(table, {
    keyId: 'key',
    accountId: 'deployed',
    hash: hashApiKey('secret'),
    rights: RIGHTS,
    enabled: true,
    integration: { id: 'int', name: 'Demo', type: 'API' },
  });
});

afterAll(async () => {
  sqs.destroy();
  await Promise.all([dynamoDb.stop(), services.stop()]);
});

async function call(method: string, path: string, body?: Request | string, key = 'secret') {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const isForm = body instanceof Request;
  const event = {
    rawPath,
    rawQueryString,
    headers: {
      host: 'api.example.com',
      authorization: `GenieKey ${key}`,
      ...(isForm && { 'content-type': body.headers.get('content-type') ?? '' }),
    },
    requestContext: { http: { method, sourceIp: '192.0.2.1' }, domainName: 'api.example.com' },
    ...(body !== undefined && {
      body: isForm ? Buffer.from(await body.arrayBuffer()).toString('base64') : body,
    }),
    isBase64Encoded: isForm,
  } as unknown as APIGatewayProxyEventV2;
  const { statusCode, body: answer = '' } = await handler(event);
  return { status: statusCode, json: JSON.parse(answer) };
}

test('a create responds after the message is on the queue', async () => {
  const { status, json } = await call(
    'POST',
    '/v2/alerts',
    JSON.stringify({ message: 'Disk full', alias: 'disk' }),
  );
  expect(status).toBe(202);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['MessageGroupId', 'MessageDeduplicationId'],
    }),
  );
  expect(Messages.map(({ Attributes }) => Attributes)).toEqual([
    expect.objectContaining({
      MessageGroupId: messageGroupId('deployed', 'disk'),
      MessageDeduplicationId: json.requestId,
    }),
  ]);
  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
    accountId: 'deployed',
    requestId: json.requestId,
    action: { type: 'Create', message: 'Disk full' },
  });
});

test('an unknown key gives 401', async () => {
  expect((await call('GET', '/v2/alerts/count', undefined, 'wrong')).status).toBe(401);
  expect((await call('GET', '/v2/alerts/count')).json.data).toEqual({ count: 0 });
});

test('an attachment can be downloaded as a file by its link until it is deleted', async () => {
  const { id } = await aService(table).store(anAlert({ accountId: 'deployed', tinyId: '1' }));
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
  const form = new FormData();
  form.append('file', new File([bytes], 'gräph.html', { type: 'text/html' }));
  const upload = new Request('https://x.example.com', { method: 'POST', body: form });
  const created = await call('POST', `/v2/alerts/${id}/attachments`, upload);
  expect(created.status).toBe(201);

  const path = `/v2/alerts/${id}/attachments/${created.json.data.id}`;
  const link = (await call('GET', path)).json.data.url;
  const download = await fetch(link);
  // The emulator does not apply these parameters as S3 does.
  expect(new URL(link).searchParams.get('response-content-disposition')).toBe(
    "attachment; filename*=UTF-8''gr%C3%A4ph.html",
  );
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);

  expect((await call('DELETE', path)).status).toBe(200);
  expect((await fetch(link)).status).toBe(404);
});
