import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidExecutionInput,
  InvalidName,
  ListExecutionsCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { waitFor } from '../../../simulator/local-service.ts';
import { createAwsEndpoint } from '../../../src/local/providers/endpoint.ts';
import { type Journal, openJournal } from '../../../src/local/shared/journal.ts';
import { createOutbox } from '../../../src/local/shared/outbox.ts';
import type { Definition } from '../../../src/local/step-functions/definition.ts';
import { stepFunctionsOperations } from '../../../src/local/step-functions/endpoint.ts';
import { createRunner, type JournaledExecution } from '../../../src/local/step-functions/runner.ts';
import type { AwsClientOptions } from '../../../src/platform/aws-client.ts';
import { createStepFunctionsExecutions } from '../../../src/platform/executions.ts';
import { createStepFunctionsClient } from '../../../src/platform/step-functions.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:test';
const executionArn = (name: string) => `arn:aws:states:eu-central-1:000000000000:execution:test:${name}`;
const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:work';

const retrier = { ErrorEquals: ['Transient'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 };

/** Works, then waits until the instant that the work said, then works again; ends when it says no instant. */
const definition: Definition = {
  StartAt: 'Work',
  States: {
    Work: { Type: 'Task', Resource: functionArn, Retry: [retrier], Next: 'Again' },
    Again: {
      Type: 'Choice',
      Choices: [{ Variable: '$.until', IsPresent: true, Next: 'Hold' }],
      Default: 'Done',
    },
    Hold: { Type: 'Wait', TimestampPath: '$.until', Next: 'Work' },
    Done: { Type: 'Succeed' },
  },
};

const realTime = { scale: 1, now: () => Date.now(), realDuration: (ms: number) => ms };
const iso = (instant: number) => new Date(instant).toISOString();

let server: Server;
let options: AwsClientOptions & SFNClientConfig;
let client: SFNClient;
let work: (input: unknown) => Promise<unknown>;
const calls: unknown[] = [];

function startMachine(journal: Journal<JournaledExecution> = openJournal(undefined), time = realTime) {
  const runner = createRunner({
    stateMachineArn,
    definition,
    invoke: (arn, input) => {
      expect(arn).toBe(functionArn);
      calls.push(input);
      return work(input);
    },
    time,
    journal,
  });
  runners.set(stateMachineArn, runner);
  return runner;
}

const runners = new Map();

beforeAll(async () => {
  const outbox = createOutbox(undefined, Date.now);
  server = createAwsEndpoint(outbox, () => stepFunctionsOperations(runners));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  options = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  client = new SFNClient(options);
});

afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  calls.length = 0;
  work = async () => ({ until: iso(Date.now() + 3_600_000) });
});

afterEach(() => {
  for (const runner of runners.values()) runner.halt();
});

const start = (name: string, input: object = {}) =>
  client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
const describeExecution = (name: string) =>
  client.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
const reaches = (name: string, status: string) =>
  waitFor(
    () => describeExecution(name),
    (answer) => answer.status === status,
  );

test('a name identifies one execution: the same input finds it while it runs, anything else is refused', async () => {
  startMachine();
  const first = await start('one', { a: 1 });
  const again = await start('one', { a: 1 });

  expect(again.executionArn).toBe(first.executionArn);
  expect(again.startDate).toEqual(first.startDate);
  await expect(start('one', { a: 2 })).rejects.toThrow(ExecutionAlreadyExists);

  await client.send(new StopExecutionCommand({ executionArn: executionArn('one') }));
  await expect(start('one', { a: 1 })).rejects.toThrow(ExecutionAlreadyExists);
});

test('a stopped execution records error and cause and does not continue', async () => {
  startMachine();
  await start('stopped');
  await waitFor(
    async () => calls.length,
    (n) => n === 1,
  );

  await client.send(
    new StopExecutionCommand({
      executionArn: executionArn('stopped'),
      error: 'Superseded',
      cause: 'by Jane',
    }),
  );

  expect(await describeExecution('stopped')).toMatchObject({
    status: 'ABORTED',
    error: 'Superseded',
    cause: 'by Jane',
    stopDate: expect.any(Date),
  });
});

test('an execution ends with the output of its last state', async () => {
  work = async (input) => ({ doubled: (input as { n: number }).n * 2 });
  startMachine();
  await start('ends', { n: 21 });

  const { output } = await reaches('ends', 'SUCCEEDED');

  expect(JSON.parse(output!)).toEqual({ doubled: 42 });
});

test('errors are retried by name and fail the execution after the last retry', async () => {
  const failing = (name: string) => async () => {
    throw Object.assign(new Error('no'), { name });
  };
  startMachine(undefined, { ...realTime, scale: 1_000, realDuration: (ms) => ms / 1_000 });

  work = failing('Transient');
  await start('retried');
  expect(await reaches('retried', 'FAILED')).toMatchObject({ error: 'Transient', cause: 'no' });
  expect(calls).toHaveLength(3);

  work = failing('Rejected');
  await start('not-retried');
  await reaches('not-retried', 'FAILED');
  expect(calls).toHaveLength(4);
});

test('the history lists states with their input and output', async () => {
  startMachine();
  await start('recorded', { n: 1 });
  const { events } = await waitFor(
    () => client.send(new GetExecutionHistoryCommand({ executionArn: executionArn('recorded') })),
    (answer) => answer.events!.some(({ type }) => type === 'WaitStateEntered'),
  );

  expect(events!.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskStateExited',
    'ChoiceStateEntered',
    'ChoiceStateExited',
    'WaitStateEntered',
  ]);
  expect(events![1]!.stateEnteredEventDetails).toMatchObject({ name: 'Work', input: '{"n":1}' });
});

test('lists executions by status, newest first, page after page', async () => {
  startMachine();
  for (const name of ['a', 'b', 'c']) await start(name);
  await client.send(new StopExecutionCommand({ executionArn: executionArn('b') }));
  const list = (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));

  const first = await list({ statusFilter: 'RUNNING', maxResults: 1 });
  const second = await list({ statusFilter: 'RUNNING', maxResults: 1, nextToken: first.nextToken });

  expect([...first.executions!, ...second.executions!].map(({ name }) => name)).toEqual(['c', 'a']);
  expect(second.nextToken).toBeUndefined();
});

test('executions that end while pages are read hide no others', async () => {
  startMachine();
  for (const name of ['a', 'b', 'c', 'd']) await start(name);
  const list = (more: object) =>
    client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', ...more }));
  const first = await list({ maxResults: 2 });
  await client.send(new StopExecutionCommand({ executionArn: executionArn('c') }));
  await start('e');

  const second = await list({ maxResults: 2, nextToken: first.nextToken });

  expect(second.executions!.map(({ name }) => name)).toEqual(['b', 'a']);
});

test('all running executions of all versions are listed, ended ones are not', async () => {
  startMachine();
  const executions = createStepFunctionsExecutions(
    { client: createStepFunctionsClient(options) },
    `${stateMachineArn}:live`,
  );
  const names = Array.from({ length: 1_001 }, (_, i) => `e${i}`);
  for (const name of [...names, 'stopped']) await executions.start(name, {});
  await executions.stop('stopped', 'By hand');
  const pages: number[] = [];
  const listed: string[] = [];
  for await (const page of executions.running()) {
    pages.push(page.length);
    listed.push(...page);
  }
  expect(pages).toEqual([1_000, 1]);
  expect(new Set(listed)).toEqual(new Set(names));
});

test.each([
  ['no such execution', () => describeExecution('never'), ExecutionDoesNotExist],
  ['a name that is none', () => start('a b'), InvalidName],
  ['a name that is too long', () => start('x'.repeat(81)), InvalidName],
  [
    'an input that is no JSON',
    () => client.send(new StartExecutionCommand({ stateMachineArn, name: 'x', input: '{' })),
    InvalidExecutionInput,
  ],
])('refuses %s', async (_, call, error) => {
  startMachine();
  await expect(call()).rejects.toThrow(error);
});

test('a wait of months does not end early and does not start again after a restart', async () => {
  const until = Math.ceil(Date.now() / 1000) * 1000 + 90 * 86_400_000;
  work = async () => ({ until: iso(until) });
  const journal = openJournal<JournaledExecution>(undefined);
  const before = startMachine(journal);
  await start('long');
  await waitFor(
    async () => journal.live.get(executionArn('long'))?.waiting?.until,
    (instant) => instant === until,
  );
  before.halt();

  const after = startMachine(journal);
  after.resume();
  await waitFor(
    async () => after.find('long')?.visits.at(-1)?.until,
    (instant) => instant === until,
  );

  expect(calls).toHaveLength(1);
  expect(after.find('long')).toMatchObject({ status: 'RUNNING', input: '{}' });
});

test('an interrupted task is repeated after a restart, a completed one is not', async () => {
  const journal = openJournal<JournaledExecution>(undefined);
  work = async () => ({});
  const before = startMachine(journal);
  await start('ended');
  await reaches('ended', 'SUCCEEDED');
  const stuck = Promise.withResolvers<unknown>();
  work = () => stuck.promise;
  await start('interrupted', { n: 7 });
  before.halt();

  work = async () => ({});
  calls.length = 0;
  const after = startMachine(journal);
  after.resume();

  await waitFor(
    async () => after.find('interrupted')?.status,
    (status) => status === 'SUCCEEDED',
  );
  expect(calls).toEqual([{ n: 7 }]);
  expect(journal.live.size).toBe(0);
  stuck.resolve({});
});

test('waits follow the given clock', async () => {
  const startedAt = Date.now();
  const now = () => startedAt + (Date.now() - startedAt) * 3_600;
  work = async () => (calls.length > 1 ? {} : { until: iso(now() + 3_600_000) });
  const runner = startMachine(undefined, { scale: 3_600, now, realDuration: (ms) => ms / 3_600 });

  await start('quick');
  await reaches('quick', 'SUCCEEDED');

  const { startedAt: from, stoppedAt = 0 } = runner.find('quick')!;
  expect(stoppedAt - from).toBeGreaterThanOrEqual(3_599_000);
  expect(Date.now() - startedAt).toBeLessThan(15_000);
});

test('ten thousand waiting executions fit into memory and can be stopped', async () => {
  const runner = startMachine();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 10_000; i++) runner.start(`many-${i}`, '{}');
  await waitFor(
    async () => runner.list().filter(({ visits }) => visits.at(-1)?.until !== undefined).length,
    (waiting) => waiting === 10_000,
    25_000,
  );

  global.gc?.();
  expect((process.memoryUsage().heapUsed - before) / 10_000).toBeLessThan(40_000);
  for (let i = 0; i < 10_000; i++) runner.stop(`many-${i}`);
  expect(runner.list().every(({ status }) => status === 'ABORTED')).toBe(true);
});
