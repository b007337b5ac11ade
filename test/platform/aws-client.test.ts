import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsV4Signer } from 'aws4fetch';
import { isThrottled } from '../../src/platform/aws-errors.ts';
import { createDynamoDbClient } from '../../src/platform/dynamodb.ts';
import { isTransient } from '../../src/platform/failed-messages.ts';
import { createSqsClient } from '../../src/platform/sqs.ts';
import { createStepFunctionsClient } from '../../src/platform/step-functions.ts';

/** A server in the place of AWS, which gives the next answer of a list, and remembers the requests. */

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly socket: Socket;
}

type Answer = (response: ServerResponse) => void;

const answer =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const well = answer(200, {});

let server: Server;
let endpoint: string;
let answers: Answer[] = [];
let requests: Request[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      socket: request.socket,
    });
    (answers.shift() ?? well)(response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  answers = [];
  requests = [];
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(resolve));
});

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session/token+1' };
const options = (maxAttempts = 3) => ({ endpoint, region: 'eu-west-1', credentials, maxAttempts });
const GET = { TableName: 't', Key: { pk: { S: 'ü' } } } as const;
const SEND = { QueueUrl: 'https://sqs/1/q.fifo', MessageBody: 'grün 🔥', MessageGroupId: 'g' };

const failureOf = (call: Promise<unknown>): Promise<Record<string, unknown>> =>
  call.then(
    () => {
      throw new Error('The call did not fail.');
    },
    (error) => error,
  );

/** The Authorization header by an independent implementation of signature version 4. */
async function expectedAuthorization({ headers, body }: Request, service: string): Promise<string | null> {
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const signed = Object.fromEntries(
    names
      .split(';')
      .filter((name) => !['host', 'x-amz-date', 'x-amz-security-token'].includes(name))
      .map((name) => [name, String(headers[name])]),
  );
  const { headers: own } = await new AwsV4Signer({
    ...credentials,
    method: 'POST',
    url: `${endpoint}/`,
    headers: signed,
    body,
    service,
    region: 'eu-west-1',
    datetime: String(headers['x-amz-date']),
    allHeaders: true,
  }).sign();
  return own.get('authorization');
}

test('a call is a signed request with operation, credentials and input', async () => {
  answers = [answer(200, { Item: { pk: { S: 'ü' } } })];
  expect(await createDynamoDbClient(options()).call('GetItem', GET)).toEqual({ Item: { pk: { S: 'ü' } } });
  const [request] = requests as [Request];
  expect(request.headers).toMatchObject({
    'x-amz-target': 'DynamoDB_20120810.GetItem',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-security-token': 'session/token+1',
  });
  expect(JSON.parse(request.body)).toEqual(GET);
  expect(request.headers.authorization).toContain('Credential=AKID/');
});

test.each([
  ['dynamodb', () => createDynamoDbClient(options()).call('GetItem', GET)],
  ['sqs', () => createSqsClient(options()).call('SendMessage', SEND)],
  [
    'states',
    () =>
      createStepFunctionsClient(options()).call('StartExecution', {
        stateMachineArn: 'a',
        name: 'n',
        input: '{}',
      }),
  ],
])('the signature of a request to %s is that of another implementation', async (service, call) => {
  await call();
  const [request] = requests as [Request];
  expect(request.headers.authorization).toBe(await expectedAuthorization(request, service));
});

test('calls one after the other share a connection', async () => {
  const client = createDynamoDbClient(options());
  await client.call('GetItem', GET);
  await client.call('GetItem', GET);
  expect(requests[1]?.socket).toBe(requests[0]?.socket);
});

test('the credentials of the environment are read for each call', async () => {
  const client = createDynamoDbClient({ endpoint, region: 'eu-west-1' });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'first', AWS_SECRET_ACCESS_KEY: 's' });
  await client.call('GetItem', GET);
  process.env.AWS_ACCESS_KEY_ID = 'second';
  await client.call('GetItem', GET);
  expect(requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
    'first',
    'second',
  ]);
});

test('in Lambda, a call carries the id of the trace', async () => {
  Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: 'f', _X_AMZN_TRACE_ID: 'Root=1-2-3;Sampled=1' });
  await createDynamoDbClient(options()).call('GetItem', GET);
  delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  await createDynamoDbClient(options()).call('GetItem', GET);
  delete process.env._X_AMZN_TRACE_ID;
  expect(requests.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual([
    'Root=1-2-3;Sampled=1',
    undefined,
  ]);
});

/** Answers, with the attempts of two that they cause. */
const FAILURES: Readonly<Record<string, readonly [Answer, attempts: number]>> = {
  'an error of the request': [
    answer(400, {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'No.',
    }),
    1,
  ],
  'an error with a capital message': [
    answer(400, { __type: 'com.amazon.coral.validate#ValidationException', Message: 'Wrong.' }),
    1,
  ],
  'an error that names its code in a header only': [
    answer(400, {}, { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/' }),
    1,
  ],
  throttling: [
    answer(400, { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' }),
    2,
  ],
  'another throttling': [
    answer(400, { __type: 'com.amazon.coral.availability#ThrottlingException', message: 'Rate exceeded' }),
    2,
  ],
  'status 429': [answer(429, {}), 2],
  'an internal error': [answer(500, { __type: 'InternalServerError', message: 'Later.' }), 2],
};

const attemptsAndError = async (failing: Answer, call: () => Promise<unknown>) => {
  requests = [];
  answers = [failing, failing, failing];
  const error = await failureOf(call());
  return { attempts: requests.length, error };
};

describe.each(Object.entries(FAILURES))('after %s', (name, [failing, attempts]) => {
  test('the client does what the client of the AWS SDK does', async () => {
    const ours = await attemptsAndError(failing, () => createDynamoDbClient(options(2)).call('GetItem', GET));
    const sdk = new DynamoDBClient(options(2));
    const theirs = await attemptsAndError(failing, () => sdk.send(new GetItemCommand(GET as never)));
    const summary = ({ attempts: made, error }: typeof ours) => ({
      made,
      name: error.name,
      fault: error.$fault,
      isTransient: isTransient(error),
      isThrottled: isThrottled(error),
    });
    expect(summary(ours)).toMatchObject({ made: attempts });
    // Without a code, the SDK calls it after its own model.
    const named = name === 'status 429' && { name: 'Unknown' };
    expect(summary(ours)).toEqual({ ...summary(theirs), ...named });
  });
});

test('a status without JSON, as a proxy answers it, is an error that may pass', async () => {
  const unavailable = answer(503, '<h1>Service Unavailable</h1>');
  const { attempts, error } = await attemptsAndError(unavailable, () =>
    createDynamoDbClient(options(2)).call('GetItem', GET),
  );
  expect({ attempts, fault: error.$fault, isTransient: isTransient(error) }).toEqual({
    attempts: 2,
    fault: 'server',
    isTransient: true,
  });
});

test.each<[string, Answer]>([
  ['before the answer', (response) => void response.socket?.destroy()],
  [
    'within the answer',
    (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.socket?.destroy());
    },
  ],
])(
  'a call whose connection breaks %s is repeated, and fails with the code of the socket',
  async (_when, breaking) => {
    const { attempts, error } = await attemptsAndError(breaking, () =>
      createDynamoDbClient(options(2)).call('GetItem', GET),
    );
    expect({ attempts, code: error.code }).toEqual({ attempts: 2, code: 'ECONNRESET' });
  },
);

test('a call whose answer stops in the middle is repeated, and times out', async () => {
  const stalling: Answer = (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{');
  };
  const { attempts, error } = await attemptsAndError(stalling, () =>
    createDynamoDbClient({ ...options(2), http: { socketTimeout: 50 } }).call('GetItem', GET),
  );
  expect({ attempts, name: error.name }).toEqual({ attempts: 2, name: 'TimeoutError' });
});

test('an answer without JSON, although its status is 200, is an error that may pass', async () => {
  const { attempts, error } = await attemptsAndError(answer(200, '<h1>Welcome</h1>'), () =>
    createDynamoDbClient(options(2)).call('GetItem', GET),
  );
  expect({ attempts, isTransient: isTransient(error) }).toEqual({ attempts: 2, isTransient: true });
});

test('a call without credentials fails with an error that may pass', async () => {
  const { AWS_ACCESS_KEY_ID } = process.env;
  delete process.env.AWS_ACCESS_KEY_ID;
  const error = await failureOf(createDynamoDbClient({ endpoint, region: 'eu-west-1' }).call('GetItem', GET));
  if (AWS_ACCESS_KEY_ID) process.env.AWS_ACCESS_KEY_ID = AWS_ACCESS_KEY_ID;
  expect(isTransient(error)).toBe(true);
});

test.each([
  [
    'a code of its own',
    answer(
      400,
      { __type: 'com.amazonaws.sqs#InvalidParameterValueException', message: 'Bad.' },
      { 'x-amzn-query-error': 'InvalidParameterValue;Sender' },
    ),
  ],
  [
    'a code of the model',
    answer(
      400,
      { __type: 'com.amazonaws.sqs#InvalidMessageContents', message: 'Bad.' },
      { 'x-amzn-query-error': 'InvalidMessageContents;Sender' },
    ),
  ],
  [
    'throttling',
    answer(
      403,
      { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'Slow down.' },
      { 'x-amzn-query-error': 'RequestThrottled;Sender' },
    ),
  ],
])('an error of SQS with %s has the name that the AWS SDK gives it', async (_case, failing) => {
  const ours = await attemptsAndError(failing, () => createSqsClient(options(1)).call('SendMessage', SEND));
  expect(requests[0]?.headers['x-amzn-query-mode']).toBe('true');
  const sdk = new SQSClient({ ...options(1), useQueueUrlAsEndpoint: false });
  const theirs = await attemptsAndError(failing, () => sdk.send(new SendMessageCommand(SEND)));
  expect(ours.error.name).toBe(theirs.error.name);
});

test('a queue whose key is used too often is called again', async () => {
  answers = [
    answer(
      400,
      { __type: 'com.amazonaws.sqs#KmsThrottled', message: 'Rate exceeded' },
      { 'x-amzn-query-error': 'KMS.ThrottlingException;Sender' },
    ),
  ];
  await createSqsClient(options()).call('SendMessage', SEND);
  expect(requests).toHaveLength(2);
});

test('a call that succeeds at its second attempt succeeds', async () => {
  answers = [answer(500, { __type: 'InternalServerError' }), answer(200, { Item: { pk: { S: '1' } } })];
  expect(await createDynamoDbClient(options()).call('GetItem', GET)).toEqual({ Item: { pk: { S: '1' } } });
  expect(requests).toHaveLength(2);
});

describe('if the clock of this machine is an hour behind', () => {
  const hourAhead = () => new Date(Date.now() + 3_600_000).toUTCString();
  const refused: Answer = (response) =>
    answer(
      400,
      { __type: 'InvalidSignatureException', message: 'Signature expired' },
      { date: hourAhead() },
    )(response);
  const signedAheadMs = ({ headers }: Request): number => {
    const basic = String(headers['x-amz-date']);
    const iso = basic.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z');
    return Date.parse(iso) - Date.now();
  };

  test('the next attempt and later calls are signed with the time of the service', async () => {
    const client = createDynamoDbClient(options());
    answers = [refused];
    await client.call('GetItem', GET);
    await client.call('GetItem', GET);
    const ahead = requests.map(signedAheadMs);
    expect(ahead[0]).toBeLessThan(60_000);
    expect(ahead[1]).toBeGreaterThan(3_500_000);
    expect(ahead[2]).toBeGreaterThan(3_500_000);
  });

  test('an error of another kind is not repeated', async () => {
    answers = [answer(400, { __type: 'ConditionalCheckFailedException' }, { date: hourAhead() })];
    await failureOf(createDynamoDbClient(options()).call('GetItem', GET));
    expect(requests).toHaveLength(1);
  });
});

test.each([
  ['eu-west-1', 'https://dynamodb.eu-west-1.amazonaws.com/'],
  ['cn-north-1', 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
])('in %s, the endpoint is %s', async (region, url) => {
  const client = createDynamoDbClient({ region, credentials });
  expect(String((client as unknown as { url: URL }).url)).toBe(url);
});
