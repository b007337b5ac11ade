import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { hashApiKey, RIGHTS } from '../../src/domain/accounts/model.ts';
import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import { createApiKeyLookup, putApiKey } from '../../src/domain/accounts/store.ts';
import { createAlertWorker } from '../../src/domain/alert-worker/worker.ts';
import type { ExecutionInput } from '../../src/domain/alerts/action.ts';
import { createResponderFinder as alertDirectoryOf } from '../../src/domain/alerts/responders.ts';
import { createRuleCheckQueuer } from '../../src/domain/incidents/rule-checks.ts';
import type { NotificationRequest } from '../../src/domain/notifications/model.ts';
import { createPolicyStores } from '../../src/domain/policies/store.ts';
import { createLinkSigner } from '../../src/domain/responder-actions/link-signer.ts';
import { createSavedSearchStore } from '../../src/domain/saved-searches/store.ts';
import { createAssess } from '../../src/engine/assess-handler.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { createAlertsApp } from '../../src/handlers/routes/alerts-app.ts';
import { lambdaHandler } from '../../src/http/lambda.ts';
import { createRateLimiter } from '../../src/http/rate-limit.ts';
import { linkRoutes } from '../../src/inbound/links/routes.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Executions } from '../../src/platform/executions.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { createAlertSender } from '../../src/senders/alert-notifications/sender.ts';
import { emailComposer } from '../../src/senders/channels/email.ts';
import { anEscalation, aRotation, aSchedule, aTeam, aUser } from '../builders.ts';
import { functionName, interpret, readStateMachine } from '../state-machine.ts';
import { type Counts, createMeter, type Meter } from './meter.ts';

/** Memory of the functions in serverless.yml, in gigabytes. */
const GIGABYTES = { 'alerts-api': 1, 'alert-worker': 1, assess: 0.5, 'send-email': 0.5 } as const;

/** Bytes that a function logs for a piece of work, metrics included: about what they are on localhost, and rather more. */
const LOG_BYTES = {
  request: 350,
  message: 400,
  start: 450,
  batch: 300,
  pass: 550,
  notification: 1_300,
} as const;

/** Of the event source of the alert worker. */
const BATCH_SIZE = 10;

/** So many duplicates make up a storm. */
const STORM = 50;

const ACCOUNT = 'acc-0123456789';
const KEY = 'key-of-the-cost-test';
const NO_LIMIT = { perSecond: 1e9, burst: 1e9 };

/** Someone on call by schedule, notified by an e-mail at once and a text ten minutes later; after an hour the team. */
export async function configure(table: Table): Promise<void> {
  const user = aUser();
  const team = aTeam({ members: [{ userId: user.id, role: 'admin' }] });
  const schedule = aSchedule([aRotation([user.id])], { ownerTeamId: team.id });
  const escalation = anEscalation({
    ownerTeamId: team.id,
    rules: [
      {
        condition: 'if-not-acked',
        notifyType: 'default',
        delayMinutes: 0,
        recipient: { type: 'schedule', id: schedule.id },
      },
      {
        condition: 'if-not-acked',
        notifyType: 'all',
        delayMinutes: 60,
        recipient: { type: 'team', id: team.id },
      },
    ],
  });
  const [defaultRule] = team.routingRules;
  const routed = {
    ...team,
    routingRules: defaultRule
      ? [{ ...defaultRule, notify: { type: 'escalation' as const, id: escalation.id } }]
      : [],
  };
  const stores = createDirectory(table);
  await stores.users.create(ACCOUNT, user);
  await stores.teams.create(ACCOUNT, routed);
  await stores.schedules.create(ACCOUNT, schedule);
  await stores.escalations.create(ACCOUNT, escalation);
  await createAccountSecrets(table).get(ACCOUNT, 'links');
  await putApiKey(table, {
    keyId: 'cost',
    accountId: ACCOUNT,
    hash: hashApiKey(KEY),
    rights: RIGHTS,
    enabled: true,
    teamId: team.id,
    integration: { id: 'cost', name: 'Alertmanager', type: 'API' },
  });
}

/** What a monitoring tool sends. */
const EVENT = {
  message: 'Checkout answers with errors: 12 % of requests',
  description: 'The share of answers with status 5xx has been above 5 % for ten minutes. '.repeat(4),
  tags: ['checkout', 'production'],
  details: { cluster: 'eu-1', service: 'checkout', runbook: 'https://wiki.example.com/checkout' },
  priority: 'P1',
  source: 'Alertmanager',
};

const machine = readStateMachine('alert-escalation.asl.json');

/**
 * The service over the table, with every function as cold as can be (nothing is cached from call to call) and every
 * message in a batch of its own, which is the dearest that it gets; but for a storm. What is done is counted by the meter.
 */
export function createLife(inner: Table) {
  const meter = createMeter(inner);
  const { counts, table } = meter;
  const messages: object[] = [];
  const waiting: Promise<void>[] = [];
  const running = new Map<string, { abort: () => void; waits: Promise<void>; ended: Promise<unknown> }>();

  const queue: Queue = {
    async send(body) {
      meter.called();
      counts.queueRequests++;
      messages.push(structuredClone(body));
    },
  };
  const executions: Executions = {
    async start(name, input) {
      meter.called();
      counts.logBytes += LOG_BYTES.start;
      waiting.push(startExecution(name, input as ExecutionInput));
    },
    async stop(name) {
      meter.called();
      const execution = running.get(name);
      execution?.abort();
      await execution?.ended;
    },
  };

  /** Resolves when the execution has ended or begun to wait. */
  async function startExecution(name: string, input: ExecutionInput): Promise<void> {
    const rests = Promise.withResolvers<void>();
    let abort: () => void = () => {};
    // The step from the start to the first state is billed like any other.
    counts.transitions++;
    const aborted = Symbol('aborted');
    const ended = interpret(machine, input, {
      executionArn: `arn:aws:states:us-east-1:123456789012:execution:tocsin:${name}`,
      onState: () => {
        counts.transitions++;
      },
      task: async (resource, taskInput) => {
        const task = tasks(meter, queue, executions)[functionName(resource)];
        if (!task) throw new Error(`There is no function for ${resource}`);
        return task(structuredClone(taskInput) as never);
      },
      waitUntil: () =>
        new Promise<void>((_, reject) => {
          abort = () => reject(aborted);
          rests.resolve();
        }),
      sleep: async () => {},
      chance: () => 0,
    }).then(
      () => {
        counts.transitions++;
        rests.resolve();
      },
      (error) => {
        if (error !== aborted) rests.reject(error);
      },
    );
    running.set(name, { abort: () => abort(), waits: rests.promise, ended });
    await rests.promise;
  }

  /** The function as it is when it has just been started: it has read nothing yet. */
  const newApi = () =>
    lambdaHandler(
      createAlertsApp({
        alerts: {
          table,
          queue,
          directory: createDirectory(table),
          savedSearches: createSavedSearchStore(table),
          blobs: () => Promise.reject(new Error('no attachments here')),
        },
        linkRoutes: linkRoutes({
          table,
          queue,
          contactMessages: { send: async () => {} },
          directory: createDirectory(table),
        }),
        findKey: createApiKeyLookup(table, systemClock),
        limiter: createRateLimiter({
          alert: NO_LIMIT,
          search: NO_LIMIT,
          configuration: NO_LIMIT,
          'schedule-oncall': NO_LIMIT,
          heartbeat: NO_LIMIT,
          incident: NO_LIMIT,
        }),
        clock: systemClock,
      }),
    );

  async function request(path: string, body: object, api = newApi()): Promise<void> {
    const event = toApiEvent(path, body);
    counts.logBytes += LOG_BYTES.request;
    const answer = await meter.http(() => meter.invoke(GIGABYTES['alerts-api'], () => api(event)));
    if (answer.statusCode !== 202) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
  }

  /** Works the queue off, so many messages a batch, until all executions rest. */
  async function workOff(batchSize: number): Promise<void> {
    while (messages.length > 0) {
      // Received, and deleted.
      counts.queueRequests += 2;
      const worker = createAlertWorker({
        table,
        executions,
        directory: alertDirectoryOf(createDirectory(table)),
        policies: createPolicyStores(table).alert,
        onCreated: createRuleCheckQueuer({ table, incidentActions: queue }),
        clock: systemClock,
      });
      const batch = toSqsEvent(messages.splice(0, batchSize));
      counts.logBytes += LOG_BYTES.batch + batch.Records.length * LOG_BYTES.message;
      const { batchItemFailures } = await meter.invoke(GIGABYTES['alert-worker'], () => worker(batch));
      if (batchItemFailures.length > 0) throw new Error('A message was not applied.');
      await Promise.all(waiting.splice(0));
    }
  }

  return {
    /** An event for the alias; a duplicate where the alert is open. */
    async event(alias: string): Promise<void> {
      await request('/v2/alerts', { ...EVENT, alias });
      await workOff(1);
    },
    /** Events for the alias that come together, through one instance of the API, and are worked off in full batches. */
    async storm(alias: string, events: number): Promise<void> {
      const api = newApi();
      for (let i = 0; i < events; i++) await request('/v2/alerts', { ...EVENT, alias }, api);
      await workOff(BATCH_SIZE);
    },
    async acknowledge(alias: string): Promise<void> {
      const path = `/v2/alerts/${alias}/acknowledge?identifierType=alias`;
      await request(path, { user: 'jane@example.com' });
      await workOff(1);
    },
    /** What has been counted since the last time. */
    take(): Counts {
      const taken = { ...counts };
      for (const each of Object.keys(counts) as (keyof Counts)[]) counts[each] = 0;
      return taken;
    },
    /** Stops what waits. */
    async stop(): Promise<void> {
      for (const { abort } of running.values()) abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** The tasks of the state machine, each by a function that has just been started. */
function tasks(
  { table, counts, called, invoke }: Meter,
  queue: Queue,
  executions: Executions,
): Readonly<Record<string, (input: never) => Promise<unknown>>> {
  return {
    Assess: (input: ExecutionInput) =>
      invoke(GIGABYTES.assess, async () => {
        counts.logBytes += LOG_BYTES.pass;
        return createAssess({ table, queue, executions, clock: systemClock })(input);
      }),
    SendEmail: (input: NotificationRequest) =>
      invoke(GIGABYTES['send-email'], () => {
        counts.logBytes += LOG_BYTES.notification;
        return createAlertSender({
          table,
          clock: systemClock,
          links: createLinkSigner(createAccountSecrets(table), 'https://tocsin.example.com'),
          composer: emailComposer,
          provider: async () => {
            // SES takes as long as a good many calls of the table.
            for (let i = 0; i < 10; i++) called();
            return 'provider-id';
          },
        })(input);
      }),
  };
}

function toApiEvent(path: string, body: object): APIGatewayProxyEventV2 {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: {
      host: 'tocsin.example.com',
      authorization: `GenieKey ${KEY}`,
      'content-type': 'application/json',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'tocsin.example.com',
      domainPrefix: 'tocsin',
      http: {
        method: 'POST',
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'Alertmanager',
      },
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

const toSqsEvent = (messages: readonly object[]): SQSEvent => ({
  Records: messages.map((message, i) => ({
    messageId: `message-${i}`,
    receiptHandle: 'receipt',
    body: JSON.stringify(message),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
      MessageGroupId: 'group',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
  })),
});

export interface Costs {
  /** Created, notified of once, acknowledged. */
  readonly alert: Counts;
  /** One more event of an open alert, of a storm of them. */
  readonly duplicate: Counts;
  /** One more event that comes alone. */
  readonly loneDuplicate: Counts;
}

const dividedBy = (counts: Counts, divisor: number): Counts =>
  Object.fromEntries(
    Object.entries(counts).map(([what, count]) => [what, count / divisor]),
  ) as unknown as Counts;

/** What an alert costs, and a duplicate of it; `others`: how many other alerts are open meanwhile. */
export async function countCosts(table: Table, others = 0): Promise<Costs> {
  const run = createLife(table);
  try {
    const [duplicated, measured] = [`duplicated-${others}`, `measured-${others}`];
    for (let i = 0; i < others; i++) await run.event(`other-${i}`);
    await run.event(duplicated);
    await run.event(duplicated);
    run.take();
    await run.event(duplicated);
    const loneDuplicate = run.take();
    await run.storm(duplicated, STORM);
    const duplicate = dividedBy(run.take(), STORM);
    await run.event(measured);
    await run.acknowledge(measured);
    return { alert: run.take(), duplicate, loneDuplicate };
  } finally {
    await run.stop();
  }
}
