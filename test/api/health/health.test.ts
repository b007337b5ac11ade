import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { withResponseValidation } from '../../../simulator/response-validation.ts';
import { CACHE_MS, type Check, ComponentUnhealthy, createHealth } from '../../../src/api/health/checks.ts';
import { healthRoutes } from '../../../src/api/health/routes.ts';
import {
  createQueueCheck,
  createStateMachineCheck,
  createTableCheck,
} from '../../../src/api/health/stage-checks.ts';
import { createApp } from '../../../src/http/app.ts';
import { createRateLimiter } from '../../../src/http/rate-limit.ts';
import type { RateDomain } from '../../../src/http/route.ts';
import { createDynamoDbClient } from '../../../src/platform/dynamodb.ts';
import { logger } from '../../../src/platform/logger.ts';
import { createDynamoTable } from '../../../src/platform/table.ts';
import { type StandIn, startStandIn } from '../../support/provider.ts';
import { useTable } from '../../support/table.ts';

logger.setLogLevel('SILENT');

const START = Date.parse('2026-11-24T12:00:00Z');
const well: Check = async () => 'here';
const failing =
  (name: string, more: object = {}): Check =>
  async () => {
    throw Object.assign(new Error('arn:aws:sqs:eu-central-1:123456789012:secret'), { name, ...more });
  };
const silent: Check = () => new Promise(() => {});

/** The endpoint over the checks; `at` is the time, and `from` the address that asks. */
function aService(checks: Readonly<Record<string, Check>>, limitMs = 50) {
  let now = START;
  const clock = () => now;
  const limit = { perSecond: 1, burst: 3 };
  const domains: readonly RateDomain[] = [
    'alert',
    'search',
    'configuration',
    'schedule-oncall',
    'heartbeat',
    'incident',
  ];
  const limiter = createRateLimiter(
    Object.fromEntries(domains.map((domain) => [domain, limit])) as Record<RateDomain, typeof limit>,
  );
  const app = withResponseValidation(
    createApp({
      routes: healthRoutes({ health: createHealth(checks, clock, limitMs), limiter, clock }),
      findKey: async () => undefined,
      limiter,
      clock,
    }),
  );
  return {
    pass(milliseconds: number) {
      now += milliseconds;
    },
    async ask(sourceIp = '192.0.2.1') {
      const response = await app(new Request('https://api.example.com/v2/health'), { sourceIp });
      // biome-ignore lint/suspicious/noExplicitAny: the expectations say what it is
      const json = (await response.json()) as any;
      return { status: response.status, headers: response.headers, json };
    },
  };
}

test('a healthy service returns 200 with each component, without a key', async () => {
  const { status, json } = await aService({ table: well, queue: well }).ask();
  expect(status).toBe(200);
  expect(json).toMatchObject({
    data: {
      status: 'healthy',
      checkedAt: '2026-11-24T12:00:00.000Z',
      parts: [
        { name: 'table', status: 'healthy' },
        { name: 'queue', status: 'healthy' },
      ],
    },
    requestId: expect.any(String),
    took: expect.any(Number),
  });
});

test.each<[string, Check, string]>([
  ['never answers', silent, 'does not respond in time'],
  ['runs out of time by itself', failing('TimeoutError'), 'does not respond in time'],
  ['is throttled', failing('ThrottlingException'), 'is throttled'],
  ['is gone', failing('StateMachineDoesNotExist'), 'does not exist'],
  ['denies access to the check', failing('AccessDeniedException'), 'denies access'],
  ['is not reached', failing('Error', { code: 'ECONNREFUSED' }), 'cannot be reached'],
  [
    'is being deleted',
    () => Promise.reject(new ComponentUnhealthy('accepts no executions')),
    'accepts no executions',
  ],
  ['fails in some way', failing('InternalServerError'), 'fails'],
])('a component that %s returns 503 with a reason that reveals no internals', async (_, check, reason) => {
  const { status, json, headers } = await aService({ table: well, broken: check }).ask();
  expect(status).toBe(503);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(json.data.status).toBe('unhealthy');
  expect(json.data.parts).toEqual([
    { name: 'table', status: 'healthy' },
    { name: 'broken', status: 'unhealthy', reason },
  ]);
  expect(json.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.stringify(json)).not.toMatch(/arn:|secret/);
});

test('a repeated request within the cache time checks no component again', async () => {
  let asked = 0;
  const service = aService({
    table: async () => {
      asked++;
      if (asked > 1) throw new Error('gone');
    },
  });
  await Promise.all([service.ask('192.0.2.1'), service.ask('192.0.2.2')]);
  service.pass(CACHE_MS - 1);
  expect((await service.ask()).status).toBe(200);
  expect(asked).toBe(1);
  service.pass(1);
  expect((await service.ask()).status).toBe(503);
  expect(asked).toBe(2);
});

test('only the IP address that exceeds the rate limit is refused', async () => {
  const service = aService({ table: well });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await service.ask('192.0.2.1')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await service.ask('192.0.2.2')).status).toBe(200);
});

describe('the check of a component', () => {
  const table = useTable();
  let aws: StandIn;
  const client = () => ({
    endpoint: aws.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const MACHINE = 'arn:aws:states:eu-central-1:123456789012:stateMachine:tocsin-test-alert-escalation';

  beforeAll(async () => {
    aws = await startStandIn();
  });
  afterAll(() => aws.stop());

  test('succeeds for a table and fails if it does not exist', async () => {
    await expect(createTableCheck(table())()).resolves.toBeUndefined();
    aws.behave({ status: 400, body: { __type: 'ResourceNotFoundException' } });
    const gone = createTableCheck(createDynamoTable(createDynamoDbClient(client()), 'gone'));
    await expect(gone()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('succeeds for a queue and fails if it does not exist', async () => {
    const queue = createQueueCheck(new SQSClient(client()), `${aws.endpoint}/1/actions.fifo`);
    aws.behave({ status: 200, body: { Attributes: { QueueArn: 'arn' } } });
    await expect(queue()).resolves.toBeDefined();
    aws.behave({ status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist' } });
    await expect(queue()).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('succeeds for an active state machine, fails for one that is being deleted, and resolves an alias to its state machine', async () => {
    const machine = createStateMachineCheck(new SFNClient(client()), `${MACHINE}:live`);
    aws.behave({ status: 200, body: { status: 'ACTIVE' } });
    await machine();
    expect(JSON.parse(aws.requests.at(-1)?.body ?? '{}')).toEqual({ stateMachineArn: MACHINE });
    aws.behave({ status: 200, body: { status: 'DELETING' } });
    await expect(machine()).rejects.toBeInstanceOf(ComponentUnhealthy);
  });
});
