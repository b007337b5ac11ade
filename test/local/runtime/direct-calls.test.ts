import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createTable, type EmulatedDynamoDb, startDynamoDb } from '../../../src/local/emulators/dynamodb.ts';
import { emulateProviders } from '../../../src/local/providers/endpoint.ts';
import { callDirectly } from '../../../src/local/runtime/direct-calls.ts';
import type { Emulate, EmulatedRequest } from '../../../src/local/shared/emulated-http.ts';
import { createOutbox } from '../../../src/local/shared/outbox.ts';
import { createDynamoDbClient } from '../../../src/platform/dynamodb.ts';
import { ConditionFailed, createDynamoTable, ifNotExists } from '../../../src/platform/table.ts';

/** Nothing listens at this port. */
const NO_SERVER = 1;
const TABLE = 'direct';
const common = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  endpoint: `http://127.0.0.1:${NO_SERVER}`,
};

let dynamoDb: EmulatedDynamoDb;
let undo: () => void = () => undefined;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterEach(() => undo());
afterAll(() => dynamoDb.stop());

const answerAt = (port: number, emulate: Emulate) => {
  undo = callDirectly(new Map([[port, emulate]]));
};

test('a client gets the answer of the emulator without a socket', async () => {
  answerAt(NO_SERVER, dynamoDb.emulate);
  const client = createDynamoDbClient(common);
  await createTable(client, TABLE);
  const table = createDynamoTable(client, TABLE);
  const item = { pk: 'a', sk: '1', text: 'zwölf 🔔', bytes: new Uint8Array([1, 2]) };
  await table.put(item, ifNotExists);
  expect(await table.get({ pk: 'a', sk: '1' })).toMatchObject({ text: 'zwölf 🔔' });
  await expect(table.put(item, ifNotExists)).rejects.toThrow(ConditionFailed);
});

test('a client retries what the emulator throttles', async () => {
  let calls = 0;
  answerAt(NO_SERVER, (request) => {
    calls++;
    const body = JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' });
    return calls < 3 ? { status: 400, headers: {}, body } : dynamoDb.emulate(request);
  });
  const client = createDynamoDbClient(common);
  await createTable(client, 'throttled');
  expect(calls).toBeGreaterThanOrEqual(4);
});

test('other work goes on before an answer comes, as with a network', async () => {
  answerAt(NO_SERVER, dynamoDb.emulate);
  const client = createDynamoDbClient(common);
  await createTable(client, 'turns');
  const order: string[] = [];
  const key = { pk: { S: 'a' }, sk: { S: '1' } };
  const called = client
    .call('PutItem', { TableName: 'turns', Item: key })
    .then(() => client.call('GetItem', { TableName: 'turns', Key: key }))
    .then(() => order.push('answered'));
  await new Promise<void>((resolve) => setImmediate(resolve));
  order.push('next turn');
  await called;
  expect(order).toEqual(['next turn', 'answered']);
});

test('Step Functions and the providers are called directly, too, with their headers', async () => {
  const seen: EmulatedRequest[] = [];
  const providers = emulateProviders(
    createOutbox(undefined, () => 0),
    () => ({ StartExecution: () => ({ executionArn: 'arn', startDate: 0 }) }),
  );
  answerAt(NO_SERVER, (request) => {
    seen.push(request);
    return providers(request);
  });
  const { executionArn } = await new SFNClient(common).send(
    new StartExecutionCommand({ stateMachineArn: 'arn', input: '{}' }),
  );
  expect(executionArn).toBe('arn');
  expect(seen[0]?.headers['x-amz-target']).toBe('AWSStepFunctions.StartExecution');
});

test('calls to other addresses go over the network', async () => {
  answerAt(NO_SERVER, () => {
    throw new Error('This emulator is not called.');
  });
  const client = createDynamoDbClient({ ...common, endpoint: dynamoDb.endpoint });
  await createTable(client, 'network');
  const table = createDynamoTable(client, 'network');
  await table.put({ pk: 'a', sk: '1' });
  expect(await table.get({ pk: 'a', sk: '1' })).toEqual({ pk: 'a', sk: '1' });
  client.destroy();
});
