import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { encodeQueueBody } from '../platform/queue.ts';
import { createTable, startDynamoDb } from './emulators/dynamodb.ts';
import { queueUrl, startQueues } from './emulators/queues.ts';
import { createPage } from './page/page.ts';
import { createAwsEndpoint } from './providers/endpoint.ts';
import { setEnvironment } from './runtime/environment.ts';
import { loadFunctions } from './runtime/functions.ts';
import { createRouteFinder, serve } from './runtime/http-api.ts';
import { startMail } from './runtime/mail.ts';
import { pollQueue } from './runtime/queue-poller.ts';
import { callEvery } from './runtime/schedule.ts';
import { seedOnce } from './seed.ts';
import { openJournal } from './shared/journal.ts';
import { createOutbox, type OutboxEntry } from './shared/outbox.ts';
import { scaleTime } from './shared/scaled-time.ts';
import type { Definition } from './step-functions/definition.ts';
import { stepFunctionsOperations } from './step-functions/endpoint.ts';
import type { Execution } from './step-functions/execution.ts';
import { createRunner, type JournaledExecution, type Runner } from './step-functions/runner.ts';
import { readService } from './template/service.ts';

export interface LocalOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Where e-mail is taken, by SMTP; any that is free where it is taken itself, or nothing else is said. */
  readonly smtpPort?: number;
  /** Which address to listen on; only this machine's own where nothing else is said. */
  readonly host?: string;
  /** Where everything is kept; undefined: in memory, gone with the process. */
  readonly dataFolder?: string;
  /** How many times as fast as the machine's the service's clock runs. */
  readonly timeScale?: number;
  /** A key of the whole demo account that is to be valid, where the account is seeded. */
  readonly accountKey?: string;
}

/** The whole service, running in this process and its threads. */
export interface Local {
  readonly url: string;
  /** Where e-mail for integrations and heartbeats is taken. */
  readonly smtpPort: number;
  /** A key of the demo team with all rights. */
  readonly apiKey: string;
  /** How far the service's clock is ahead of the machine's, in milliseconds. */
  readonly clockAheadMs: number;
  readonly outbox: () => readonly OutboxEntry[];
  readonly executions: () => readonly Execution[];
  /** Finishes what is under way and lets go of everything; what is kept goes on at the next start. */
  readonly stop: () => Promise<void>;
}

const SERVERLESS_FILE = 'serverless.yml';
const STAGE = 'local';
const LOOPBACK = '127.0.0.1';
/** The topic of received texts is left out on localhost: what is published goes to the queue that this one reads. */
const RECEIVES_TEXTS = 'receive-sms';

/**
 * Brings the service up on localhost as serverless.yml describes it: its functions in this process, DynamoDB, SQS and S3
 * in threads, Step Functions, e-mail, SMS, calls and push on an endpoint of their own. To be called once a process: it
 * sets the process's environment and, with a time scale, its clock.
 */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const { port, smtpPort = 0, host = LOOPBACK, dataFolder, timeScale = 1, accountKey } = options;
  const inFolder = (name: string) => (dataFolder === undefined ? undefined : join(dataFolder, name));
  const time = scaleTime(timeScale, inFolder('clock.json'));
  const service = readService(SERVERLESS_FILE, STAGE);
  const outbox = createOutbox(inFolder('outbox.jsonl'), time.now);

  const runners = new Map<string, Runner>();
  const awsServer = createAwsEndpoint(outbox, () => operations);
  const operations = stepFunctionsOperations(runners);

  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const ready = Promise.withResolvers<void>();
  const httpServer = createServer((request, response) => {
    if (answer) answer(request, response);
    else void ready.promise.then(() => answer(request, response));
  });
  httpServer.keepAliveTimeout = 60_000;

  const [dynamoDb, queues, awsPort, httpPort] = await Promise.all([
    startDynamoDb(inFolder('dynamodb')),
    startQueues({
      ...(dataFolder !== undefined && { folder: dataFolder }),
      region: service.region,
      queues: service.queues,
      buckets: service.buckets,
    }),
    listen(awsServer, 0, LOOPBACK),
    listen(httpServer, port, host),
  ]);
  const url = `http://localhost:${httpPort}`;
  const addressOf = (queue: string) => queueUrl(queues.endpoint, queue);
  setEnvironment(
    service,
    { apiUrl: url, queueUrl: addressOf },
    { dynamoDb: dynamoDb.endpoint, queues: queues.endpoint, aws: `http://127.0.0.1:${awsPort}` },
  );

  const dynamoDbClient = new DynamoDBClient();
  const [functions] = await Promise.all([
    loadFunctions(service.functions),
    ...service.tables.map((table) => createTable(dynamoDbClient, table)),
  ]);

  // Each poller holds a connection while it waits; with the client's own limit of fifty, what is to be deleted would wait too.
  const sqs = new SQSClient({ requestHandler: { httpAgent: { maxSockets: 1_000 } } });
  const sendTo = async (queue: string, body: object) => {
    const message = { QueueUrl: addressOf(queue), MessageBody: encodeQueueBody(body) };
    await sqs.send(new SendMessageCommand(message));
  };
  const texts = service.queueSources.find(({ functionName }) => functionName === RECEIVES_TEXTS);
  const receiveText = async (published: object) => {
    if (!texts) throw new Error(`There is no function ${RECEIVES_TEXTS} that reads a queue.`);
    await sendTo(texts.queueName, published);
  };
  const page = createPage({ outbox, runners, functions, time, receiveText });
  const journal = openJournal<JournaledExecution>(inFolder('executions.jsonl'));
  for (const { arn, definition } of service.stateMachines) {
    const runner = createRunner({
      stateMachineArn: arn,
      definition: definition as unknown as Definition,
      // Through JSON, as Step Functions takes what a function returns.
      invoke: async (functionArn, input) =>
        JSON.parse(JSON.stringify((await functions.invoke(functions.nameOfArn(functionArn), input)) ?? null)),
      time,
      journal,
      onChange: page.executionChanged,
    });
    runners.set(arn, runner);
  }

  const find = createRouteFinder(service.routes);
  answer = (request, response) => {
    if (page.handles(request)) void page.serve(request, response);
    else void serve(request, response, find, functions.invoke);
  };
  ready.resolve();

  const apiKey = await seedOnce({
    dynamoDb: dynamoDbClient,
    tableName: String(process.env.TABLE_NAME),
    url,
    keyFile: inFolder('demo-key'),
    ...(accountKey && { accountKey }),
    now: time.now,
  });
  page.useApi(url, apiKey);

  const mail = await startMail({
    rules: service.receiptRules,
    port: smtpPort,
    host,
    now: time.now,
    bucketUrl: (bucket) => `${queues.endpoint}/${bucket}`,
    send: (queue, body) => sendTo(queue, body),
  });

  for (const runner of runners.values()) runner.resume();
  const pollers = service.queueSources.map((source) =>
    pollQueue(sqs, addressOf(source.queueName), { ...source, region: service.region }, (event) =>
      functions.invoke(source.functionName, event),
    ),
  );
  const schedules = service.schedules.map(({ functionName, everySeconds }) =>
    callEvery(
      time.realDuration(everySeconds * 1000),
      () => functions.invoke(functionName, scheduledEvent(time.now())),
      functionName,
    ),
  );

  return {
    url,
    smtpPort: mail.port,
    apiKey,
    clockAheadMs: time.ahead(),
    outbox: () => outbox.entries(),
    executions: () => [...runners.values()].flatMap((runner) => runner.list()),
    async stop() {
      page.stop();
      await Promise.all([close(httpServer), mail.stop()]);
      for (const stopSchedule of schedules) stopSchedule();
      for (const runner of runners.values()) runner.halt();
      await Promise.all(pollers.map((poller) => poller.stop()));
      await functions.idle();
      sqs.destroy();
      dynamoDbClient.destroy();
      await close(awsServer);
      await Promise.all([dynamoDb.stop(), queues.stop()]);
      journal.close();
      time.stop();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Requests under way have so long to be answered when the service stops. */
const LAST_ANSWERS_MS = 5_000;

/** Takes no new connection; requests under way are answered, idle connections closed. */
async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const all = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(all);
}

/** What EventBridge sends on a schedule. */
const scheduledEvent = (now: number) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  time: new Date(now).toISOString(),
  detail: {},
});
