import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { hashApiKey, RIGHTS } from '../../src/domain/accounts/model.ts';
import { putApiKey } from '../../src/domain/accounts/store.ts';
import type { ExecutionInput } from '../../src/domain/alerts/action.ts';
import type { Executions } from '../../src/platform/executions.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { AT_ONCE, configureRoutedAccount, EVENT } from '../routed-account.ts';
import { toSqsEvent } from '../sqs-event.ts';
import { functionName, interpret, readStateMachine } from '../state-machine.ts';
import { createFunctions, GIGABYTES, LOG_BYTES } from './functions.ts';
import { type Counts, createMeter } from './meter.ts';
import type { UnitsByPurpose } from './purposes.ts';

/** Of the event source of the alert worker. */
export const BATCH_SIZE = 10;

export const ACCOUNT = 'acc-0123456789';
const KEY = 'key-of-the-cost-test';
const ACCOUNT_KEY = 'key-of-the-account';

/** Someone on call by schedule, notified by an e-mail at once and a text ten minutes later; after an hour the team. */
export async function configure(table: Table): Promise<void> {
  await putApiKey(table, {
    keyId: 'operator',
    accountId: ACCOUNT,
    hash: hashApiKey(ACCOUNT_KEY),
    rights: RIGHTS,
    enabled: true,
    integration: { id: 'operator', name: 'Operator', type: 'API' },
  });
  await configureRoutedAccount(table, ACCOUNT, KEY, ({ scheduleId, teamId }) => [
    { ...AT_ONCE, recipient: { type: 'schedule', id: scheduleId } },
    {
      condition: 'if-not-acked',
      notifyType: 'all',
      delayMinutes: 60,
      recipient: { type: 'team', id: teamId },
    },
  ]);
}

const machine = readStateMachine('alert-escalation.asl.json');

/** An execution as far as it has come. */
interface Execution {
  /** Resolves when it waits or has ended. */
  idle: PromiseWithResolvers<void>;
  readonly ended: Promise<unknown>;
  abort: () => void;
  /** Ends its wait. */
  wake: () => void;
}

interface QueuedMessage {
  readonly body: object;
  readonly group: string;
}

/** The functions that answer requests. */
type ApiName = 'alerts-api' | 'configuration-api';

const ABORTED = Symbol('aborted');

/**
 * The service over the table. `warm`: each function has one instance, which keeps what it has cached, as under steady load;
 * otherwise every call has a new instance, which is the dearest that it gets. Every message is in a batch of its own, but for
 * a storm. The meter counts what is done.
 */
export function createMeteredService(inner: Table, { warm }: { readonly warm: boolean }) {
  const meter = createMeter(inner);
  const { counts } = meter;
  const messages: QueuedMessage[] = [];
  const webhookEvents: QueuedMessage[] = [];
  const running = new Map<string, Execution>();
  let now = Date.now();
  const clock = () => now;

  const createQueue = (queued: QueuedMessage[]): Queue => ({
    async send(body, { group }) {
      meter.called();
      counts.queueRequests++;
      queued.push({ body: structuredClone(body), group });
    },
  });
  /** Counts only the sending: what is done then depends on the rules. */
  const incidentActions: Queue = {
    async send() {
      meter.called();
      counts.queueRequests++;
    },
  };
  const executions: Executions = {
    async start(name, input) {
      meter.called();
      counts.logBytes += LOG_BYTES.start;
      startExecution(name, input as ExecutionInput);
    },
    async stop(name) {
      meter.called();
      const execution = running.get(name);
      execution?.abort();
      await execution?.ended;
    },
  };
  const functions = createFunctions(
    {
      meter,
      queue: createQueue(messages),
      incidentActions,
      webhookEvents: createQueue(webhookEvents),
      executions,
      clock,
      listExecutions: () => [...running.keys()],
    },
    warm,
  );

  function startExecution(name: string, input: ExecutionInput): void {
    // The step from the start to the first state is billed like any other.
    counts.transitions++;
    const ended = interpret(machine, input, {
      executionArn: `arn:aws:states:us-east-1:123456789012:execution:tocsin:${name}`,
      onState: () => {
        counts.transitions++;
      },
      task: async (resource, taskInput) => {
        const task = functions.tasks()[functionName(resource)];
        if (!task) throw new Error(`There is no function for ${resource}`);
        return task(structuredClone(taskInput) as never);
      },
      waitUntil: (until) =>
        new Promise<void>((resolve, reject) => {
          execution.abort = () => reject(ABORTED);
          execution.wake = () => {
            now = Math.max(now, Date.parse(until));
            execution.idle = Promise.withResolvers();
            resolve();
          };
          execution.idle.resolve();
        }),
      sleep: async () => {},
      chance: () => 0,
    }).then(
      () => {
        counts.transitions++;
        execution.idle.resolve();
      },
      (error) => {
        if (error !== ABORTED) execution.idle.reject(error);
      },
    );
    const execution: Execution = {
      idle: Promise.withResolvers(),
      ended,
      abort: () => {},
      wake: () => {},
    };
    running.set(name, execution);
  }

  const waitUntilIdle = () => Promise.all([...running.values()].map(({ idle }) => idle.promise));

  /** Returns the members of the answer. The configuration API is called with the key of the account. */
  async function request(
    path: string,
    body?: object,
    name: ApiName = 'alerts-api',
  ): Promise<Readonly<Record<string, unknown>>> {
    const event = toApiEvent(path, body, name === 'alerts-api' ? KEY : ACCOUNT_KEY);
    counts.logBytes += LOG_BYTES.request;
    const answer = await meter.http(() => meter.invoke(GIGABYTES[name], () => functions.api(name)(event)));
    if (answer.statusCode !== (body ? 202 : 200))
      throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    return JSON.parse(answer.body ?? '');
  }

  /** Works the queue off, so many messages a batch, until all executions are idle. */
  async function drain(batchSize: number): Promise<void> {
    while (messages.length > 0) {
      // Received, and deleted.
      counts.queueRequests += 2;
      const batch = toSqsEvent(messages.splice(0, batchSize));
      counts.logBytes += LOG_BYTES.batch + batch.Records.length * LOG_BYTES.message;
      const { batchItemFailures } = await meter.invoke(GIGABYTES['alert-worker'], () =>
        functions.worker()(batch),
      );
      if (batchItemFailures.length > 0) throw new Error('A message was not applied.');
      await waitUntilIdle();
    }
    await drainWebhookEvents();
  }

  /** Calls the webhooks, one event a batch: events of different alerts rarely share one. */
  async function drainWebhookEvents(): Promise<void> {
    while (webhookEvents.length > 0) {
      counts.queueRequests += 2;
      counts.logBytes += LOG_BYTES.batch;
      const batch = toSqsEvent(webhookEvents.splice(0, 1));
      const { batchItemFailures } = await meter.invoke(GIGABYTES['send-alert-webhook'], () =>
        functions.webhookSender()(batch),
      );
      if (batchItemFailures.length > 0) throw new Error('A webhook was not called.');
    }
  }

  return {
    /** An event for the alias; a duplicate where the alert is open. Returns the id of the request. */
    async event(alias: string): Promise<string> {
      const { requestId } = await request('/v2/alerts', { ...EVENT, alias });
      await drain(1);
      return String(requestId);
    },
    /** So many milliseconds pass. */
    pass(milliseconds: number): void {
      now += milliseconds;
    },
    /** A client asks for the status of a request. */
    async pollStatus(requestId: string): Promise<void> {
      await request(`/v2/alerts/requests/${requestId}`);
    },
    /** Somebody reads the story of an alert. */
    async readStory(alias: string): Promise<void> {
      await request(`/v2/alerts/${alias}/story?identifierType=alias`, undefined, 'configuration-api');
    },
    /** Somebody checks what may keep alerts from reaching people. */
    async checkReadiness(): Promise<void> {
      await request('/v2/account/readiness', undefined, 'configuration-api');
    },
    /** Events for these aliases that come together, a millisecond apart. Each full batch is worked off as soon as it is there. */
    async together(aliases: readonly string[]): Promise<void> {
      for (const alias of aliases) {
        await request('/v2/alerts', { ...EVENT, alias });
        now++;
        if (messages.length === BATCH_SIZE) await drain(BATCH_SIZE);
      }
      await drain(BATCH_SIZE);
    },
    async acknowledge(alias: string): Promise<void> {
      const path = `/v2/alerts/${alias}/acknowledge?identifierType=alias`;
      await request(path, { user: 'jane@example.com' });
      await drain(1);
    },
    /** One run of the reconciler, so many milliseconds from now. */
    async reconcile(laterMs: number): Promise<void> {
      now += laterMs;
      await meter.invoke(GIGABYTES.reconcile, async () => {
        await functions.reconcile();
      });
      await waitUntilIdle();
    },
    /** Lets the time of the latest execution's wait come, and waits until it is idle again. */
    async nextStep(): Promise<void> {
      [...running.values()].at(-1)?.wake();
      await waitUntilIdle();
    },
    /** What has been counted since the last time. */
    take(): Counts {
      const taken = { ...counts };
      for (const each of Object.keys(counts) as (keyof Counts)[]) counts[each] = 0;
      return taken;
    },
    /** The units of the table that have been counted since the last time, by what they are for. */
    takePurposes(): UnitsByPurpose {
      const taken = new Map(meter.purposes);
      meter.purposes.clear();
      return taken;
    },
    /** Stops what waits. */
    async stop(): Promise<void> {
      for (const { abort } of running.values()) abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function toApiEvent(path: string, body: object | undefined, key: string): APIGatewayProxyEventV2 {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: {
      host: 'tocsin.example.com',
      authorization: `GenieKey ${key}`,
      'content-type': 'application/json',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'tocsin.example.com',
      domainPrefix: 'tocsin',
      http: {
        method: body ? 'POST' : 'GET',
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
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}
