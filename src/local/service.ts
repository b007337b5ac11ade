import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsQuotas } from '../platform/aws-quotas.ts';
import { createDynamoDbClient } from '../platform/dynamodb.ts';
import { encodeQueueBody } from '../platform/queue.ts';
import { announceService, findRunningService, hasOlderTables, withdrawService } from './data-folder.ts';
import { answerInProcess } from './dynamodb/in-process.ts';
import { createTable, deleteExpiredItems, startDynamoDb } from './emulators/dynamodb.ts';
import { LOCAL_ACCOUNT, queueUrl, startQueues } from './emulators/queues.ts';
import { createPage } from './page/page.ts';
import { emulateProviders } from './providers/endpoint.ts';
import { callDirectly } from './runtime/direct-calls.ts';
import { setEnvironment } from './runtime/environment.ts';
import { loadFunctions } from './runtime/functions.ts';
import { createRouteFinder, serve } from './runtime/http-api.ts';
import { startMail } from './runtime/mail.ts';
import { pollQueue } from './runtime/queue-poller.ts';
import { enforceRoles } from './runtime/role-check.ts';
import { callEvery } from './runtime/schedule.ts';
import { SettingsError } from './settings.ts';
import { serveEmulator } from './shared/emulated-http.ts';
import { openJournal } from './shared/journal.ts';
import { createOutbox, type OutboxEntry } from './shared/outbox.ts';
import { scaleTime } from './shared/scaled-time.ts';
import type { Definition } from './step-functions/definition.ts';
import { stepFunctionsOperations } from './step-functions/endpoint.ts';
import type { Execution } from './step-functions/execution.ts';
import { createRunner, type JournaledExecution, type Runner } from './step-functions/runner.ts';
import { throttleOperations } from './step-functions/throttle.ts';
import { readService } from './template/service.ts';

export interface LocalOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Port for inbound e-mail by SMTP; any free port if it is in use or undefined. */
  readonly smtpPort?: number;
  /** Address to listen on; default: loopback. */
  readonly host?: string;
  /** Folder for all data; undefined: in memory only. */
  readonly dataFolder?: string;
  /** How many times faster than real time the service's clock runs. */
  readonly timeScale?: number;
  /** Whether the functions call the table without an AWS client, to measure them alone. Roles are not checked then. */
  readonly tableInProcess?: boolean;
  /** Quotas by which the emulators throttle; undefined: they do not. */
  readonly quotas?: AwsQuotas | undefined;
  /** The API key of the demo account, instead of a random one. It can be chosen when the demo data are created. */
  readonly accountKey?: string;
}

/** The running service, in this process and its threads. */
export interface Local {
  readonly url: string;
  /** Port for inbound e-mail to integrations and heartbeats. */
  readonly smtpPort: number;
  /** API key of the demo team, with all rights in this team. */
  readonly apiKey: string;
  /** API key of the whole demo account, with all rights. */
  readonly accountKey: string;
  /** How far the service's clock is ahead of the machine's, in milliseconds. */
  readonly clockAheadMs: number;
  readonly outbox: () => readonly OutboxEntry[];
  readonly executions: () => readonly Execution[];
  /** Finishes work in progress and stops. Persisted state continues at the next start. */
  readonly stop: () => Promise<void>;
}

const SERVERLESS_FILE = 'serverless.yml';
const STAGE = 'local';
const LOOPBACK = '127.0.0.1';
/** Localhost has no topic for inbound SMS: they go straight to the queue of this function. */
const RECEIVE_SMS = 'receive-sms';

/**
 * Runs the service of serverless.yml on localhost: functions, DynamoDB, Step Functions and the providers of e-mail, SMS, voice
 * and push in this thread, SQS and S3 in one of their own. Call it once per process: it sets the environment, the way of AWS
 * calls and, with a time scale, the clock of the process.
 */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const {
    port,
    smtpPort = 0,
    host = LOOPBACK,
    dataFolder,
    timeScale = 1,
    accountKey,
    quotas,
    tableInProcess,
  } = options;
  const inFolder = (name: string) => (dataFolder === undefined ? undefined : join(dataFolder, name));
  if (dataFolder !== undefined) await requireUsableFolder(dataFolder);
  const time = scaleTime(timeScale, inFolder('clock.json'));
  const service = readService(SERVERLESS_FILE, STAGE);
  const outbox = createOutbox(inFolder('outbox.jsonl'), time.now);

  const runners = new Map<string, Runner>();
  const providers = emulateProviders(outbox, () => operations);
  const awsServer = serveEmulator(providers);
  const operations = throttleOperations(stepFunctionsOperations(runners), quotas?.stepFunctions ?? {}, () =>
    performance.now(),
  );

  let handleRequest: (request: IncomingMessage, response: ServerResponse) => void;
  const ready = Promise.withResolvers<void>();
  const httpServer = createServer((request, response) => {
    if (handleRequest) handleRequest(request, response);
    else void ready.promise.then(() => handleRequest(request, response));
  });
  httpServer.keepAliveTimeout = 60_000;

  const [dynamoDb, queues, awsPort, httpPort] = await Promise.all([
    startDynamoDb({ folder: dataFolder, quotas: quotas?.dynamoDbPartition }),
    startQueues({
      ...(dataFolder !== undefined && { folder: dataFolder }),
      region: service.region,
      queues: service.queues,
      buckets: service.buckets,
      quotas: quotas?.sqsFifo,
    }),
    listen(awsServer, 0, LOOPBACK),
    listen(httpServer, port, host).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new SettingsError(`Port ${port} is in use. Choose another one: PORT=${port + 1} npm start`);
    }),
  ]);
  const url = `http://localhost:${httpPort}`;
  if (dataFolder !== undefined) {
    announceService(dataFolder, {
      processId: process.pid,
      url,
      dynamoDb: dynamoDb.endpoint,
      alertActions: queueUrl(queues.endpoint, `tocsin-${STAGE}-alert-actions.fifo`),
    });
  }
  const toQueueUrl = (queue: string) => queueUrl(queues.endpoint, queue);
  setEnvironment(
    service,
    { apiUrl: url, queueUrl: toQueueUrl },
    { dynamoDb: dynamoDb.endpoint, queues: queues.endpoint, aws: `http://127.0.0.1:${awsPort}` },
  );

  callDirectly(
    new Map([
      [dynamoDb.port, dynamoDb.emulate],
      [awsPort, providers],
    ]),
  );
  if (tableInProcess) answerInProcess(dynamoDb.operations);
  enforceRoles({ region: service.region, account: LOCAL_ACCOUNT }, service.buckets);
  const dynamoDbClient = createDynamoDbClient();
  const [functions] = await Promise.all([
    loadFunctions(service.functions),
    ...service.tables.map((table) =>
      createTable(dynamoDbClient, table).then(() => deleteExpiredItems(dynamoDbClient, table)),
    ),
  ]);

  // Each poller holds a connection while it waits. With the default limit of 50 sockets, deletions would have to wait too.
  const sqs = new SQSClient({ requestHandler: { httpAgent: { maxSockets: 1_000 } } });
  const sendTo = async (queue: string, body: object) => {
    const message = { QueueUrl: toQueueUrl(queue), MessageBody: encodeQueueBody(body) };
    await sqs.send(new SendMessageCommand(message));
  };
  const smsQueue = service.queueSources.find(({ functionName }) => functionName === RECEIVE_SMS);
  const receiveSms = async (published: object) => {
    if (!smsQueue) throw new Error(`No function ${RECEIVE_SMS} with a queue.`);
    await sendTo(smsQueue.queueName, published);
  };
  const page = createPage({ outbox, runners, functions, time, receiveSms });
  const journal = openJournal<JournaledExecution>(inFolder('executions.jsonl'));
  for (const { arn, definition } of service.stateMachines) {
    const runner = createRunner({
      stateMachineArn: arn,
      definition: definition as unknown as Definition,
      // Step Functions gets the result of a function as JSON.
      invoke: async (functionArn, input) =>
        JSON.parse(JSON.stringify((await functions.invoke(functions.getName(functionArn), input)) ?? null)),
      time,
      journal,
      onChange: page.executionChanged,
    });
    runners.set(arn, runner);
  }

  const find = createRouteFinder(service.routes);
  handleRequest = (request, response) => {
    if (page.handles(request)) void page.serve(request, response);
    else void serve(request, response, find, functions.invoke);
  };
  ready.resolve();

  // The log begins with the requests of the user. The logger takes its level and name from the environment as it is now.
  const [{ logger }, { seedOnce }] = await Promise.all([
    import('../platform/logger.ts'),
    import('./seed.ts'),
  ]);
  const level = logger.getLevelName();
  logger.setLogLevel('ERROR');
  const keys = await seedOnce({
    dynamoDb: dynamoDbClient,
    tableName: String(process.env.TABLE_NAME),
    url,
    keyFile: inFolder('demo-key'),
    accountKeyFile: inFolder('account-key'),
    ...(accountKey && { accountKey }),
    now: time.now,
  });
  logger.setLogLevel(level);
  page.useApi({ url, ...keys });

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
    pollQueue(sqs, toQueueUrl(source.queueName), { ...source, region: service.region }, (event) =>
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
    apiKey: keys.teamKey,
    accountKey: keys.accountKey,
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
      if (dataFolder !== undefined) withdrawService(dataFolder);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Time for open requests to finish when the service stops. */
const SHUTDOWN_TIMEOUT_MS = 5_000;

/** Accepts no new connections, closes idle ones and waits for open requests. */
async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const all = setTimeout(() => server.closeAllConnections(), SHUTDOWN_TIMEOUT_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(all);
}

/** The event that EventBridge sends on a schedule. */
const scheduledEvent = (now: number) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  time: new Date(now).toISOString(),
  detail: {},
});

/** Throws if another service uses the data folder, or if it was written by a version whose format is not known. */
async function requireUsableFolder(dataFolder: string): Promise<void> {
  if (hasOlderTables(dataFolder)) {
    throw new SettingsError(
      `The data folder ${dataFolder} was written by an earlier version and cannot be read. ` +
        'Delete it, or choose another one: TOCSIN_DATA=.tocsin-2 npm start',
    );
  }
  const other = await findRunningService(dataFolder);
  if (!other) return;
  throw new SettingsError(
    `The data folder ${dataFolder} is in use by the service at ${other.url} (process ${other.processId}). ` +
      'Stop that one, or choose another folder and port: TOCSIN_DATA=.tocsin-2 PORT=3001 npm start',
  );
}
