import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createS3Blobs } from '../../src/platform/s3-blobs.ts';

/**
 * A connection may break without a sign: the server accepts the request and never answers. Each client then gives up and
 * retries, and the call ends within the shortest timeout of a function that makes it.
 */

const API_TIMEOUT_MS = 10_000;

const ARN = 'arn:aws:states:eu-west-1:000000000000:stateMachine:x:live';
const RECORD = { messageId: 'm', body: '{}', attributes: { MessageGroupId: 'g' } } as never;

type Clients = typeof import('../../src/platform/clients.ts');

/** Calls by the operation that they request, with the number of attempts. */
const CALLS: Readonly<
  Record<string, readonly [attempts: number, call: (clients: Clients) => Promise<unknown>]>
> = {
  'DynamoDB_20120810.GetItem': [3, (clients) => clients.tableFromEnvironment().get({ pk: 'a', sk: 'b' })],
  'DynamoDB_20120810.PutItem': [3, (clients) => clients.tableFromEnvironment().put({ pk: 'a', sk: 'b' })],
  'AmazonSQS.SendMessage': [
    3,
    (clients) => clients.alertActionsQueueFromEnvironment().send({}, { group: 'g', deduplicationId: 'd' }),
  ],
  'AmazonSQS.ChangeMessageVisibilityBatch': [
    3,
    (clients) => clients.failedAlertActionsFromEnvironment().retrySoon([RECORD]),
  ],
  'AWSStepFunctions.StartExecution': [3, (clients) => clients.executionsFromEnvironment().start('n', {})],
  // Best effort.
  'AWSStepFunctions.StopExecution': [1, (clients) => clients.executionsFromEnvironment().stop('n', 'c')],
  'AWSStepFunctions.ListExecutions': [
    3,
    async (clients) => {
      for await (const page of clients.executionsFromEnvironment().running()) void page;
    },
  ],
  'PUT /bucket/k': [
    2,
    () =>
      createS3Blobs({
        bucketUrl: `${process.env.AWS_ENDPOINT_URL}/bucket`,
        region: 'eu-west-1',
        credentials: () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
        clock: () => Date.now(),
      }).put('k', new Uint8Array(1), 'text/plain'),
  ],
};

let server: Server;
const sockets = new Set<Socket>();
const requests = new Map<string, number>();
const results = new Map<string, { readonly error: unknown; readonly tookMs: number }>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (data) => {
      const text = data.toString('latin1');
      const operation = /x-amz-target: (\S+)/i.exec(text)?.[1] ?? /^\w+ [^? ]+/.exec(text)?.[0] ?? '';
      requests.set(operation, (requests.get(operation) ?? 0) + 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: url,
    TABLE_NAME: 'x',
    ALERT_ACTIONS_QUEUE_URL: `${url}/q`,
    ALERT_ACTIONS_DLQ_URL: `${url}/d`,
    ESCALATION_STATE_MACHINE_ARN: ARN,
  });
  const clients = await import('../../src/platform/clients.ts');
  await Promise.all(
    Object.entries(CALLS).map(async ([operation, [, call]]) => {
      const startedAt = performance.now();
      const error = await call(clients).then(
        () => undefined,
        (reason) => reason,
      );
      results.set(operation, { error, tookMs: performance.now() - startedAt });
    }),
  );
}, 30_000);

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(resolve));
});

test.each(Object.keys(CALLS))(
  '%s times out, is retried, and ends within the timeout of the API',
  (operation) => {
    const { error, tookMs } = results.get(operation) ?? {};
    expect(String(error)).toContain('TimeoutError');
    expect(requests.get(operation)).toBe(CALLS[operation]?.[0]);
    expect(tookMs).toBeLessThan(API_TIMEOUT_MS - 1_500);
  },
);

test('an answer that stops in the middle times out, is retried, and ends within the timeout of the API', async () => {
  let attempts = 0;
  const stalling = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      attempts++;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{');
    });
  });
  await new Promise<void>((resolve) => stalling.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(stalling.address() as AddressInfo).port}`;
  const { tableFromEnvironment } = await import('../../src/platform/clients.ts');
  const startedAt = performance.now();
  const call = tableFromEnvironment().get({ pk: 'a', sk: 'b' });
  await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(attempts).toBe(3);
  expect(performance.now() - startedAt).toBeLessThan(API_TIMEOUT_MS - 1_500);
  stalling.close();
}, 12_000);
