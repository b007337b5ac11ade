import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ExecutionInput } from '../../src/domain/alerts/action.ts';
import { MINUTE } from '../../src/platform/clock.ts';
import type { Executions } from '../../src/platform/executions.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { AT_ONCE, configureRoutedAccount, EVENT } from '../routed-account.ts';
import { toSqsEvent } from '../sqs-event.ts';
import { functionName, interpret, readStateMachine } from '../state-machine.ts';
import { createFunctions, GIGABYTES, LOG_BYTES } from './functions.ts';
import { type Counts, createMeter, noCounts } from './meter.ts';
import type { UnitsByPurpose } from './purposes.ts';

/** Of the event source of the alert worker. */
const BATCH_SIZE = 10;

/** So many duplicates make up a storm, one in each millisecond. */
const STORM = 1_000;

export const ACCOUNT = 'acc-0123456789';
const KEY = 'key-of-the-cost-test';

/** Someone on call by schedule, notified by an e-mail at once and a text ten minutes later; after an hour the team. */
export async function configure(table: Table): Promise<void> {
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
  const running = new Map<string, Execution>();
  let now = Date.now();
  const clock = () => now;

  const queue: Queue = {
    async send(body, { group }) {
      meter.called();
      counts.queueRequests++;
      messages.push({ body: structuredClone(body), group });
    },
  };
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
    { meter, queue, incidentActions, executions, clock, listExecutions: () => [...running.keys()] },
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

  /** Returns the members of the answer. */
  async function request(path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    const event = toApiEvent(path, body);
    counts.logBytes += LOG_BYTES.request;
    const answer = await meter.http(() =>
      meter.invoke(GIGABYTES['alerts-api'], () => functions.api()(event)),
    );
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
  }

  return {
    /** An event for the alias; a duplicate where the alert is open. Returns the id of the request. */
    async event(alias: string): Promise<string> {
      const { requestId } = await request('/v2/alerts', { ...EVENT, alias });
      await drain(1);
      return String(requestId);
    },
    /** A client asks for the status of a request. */
    async pollStatus(requestId: string): Promise<void> {
      await request(`/v2/alerts/requests/${requestId}`);
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

function toApiEvent(path: string, body: object | undefined): APIGatewayProxyEventV2 {
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

export interface Costs {
  /** Created, notified of once, acknowledged, by warm functions. */
  readonly alert: Counts;
  /** The first part of it: created, and notified of once. */
  readonly page: Counts;
  /** The same as `page`, for an alert of a full batch. */
  readonly pageInBatch: Counts;
  /** The alert with functions that have just started, which have read nothing yet. */
  readonly coldAlert: Counts;
  /** A further step with one notification, after which the execution waits for another. */
  readonly step: Counts;
  /** The reconciler's part of an alert that nobody acknowledges within a minute. */
  readonly reconciliation: Counts;
  /** One more event of an open alert, of a storm of them. */
  readonly duplicate: Counts;
  /** One more event that comes alone. */
  readonly loneDuplicate: Counts;
}

const combined = (combine: (what: keyof Counts) => number): Counts =>
  Object.fromEntries(
    (Object.keys(noCounts()) as (keyof Counts)[]).map((what) => [what, combine(what)]),
  ) as unknown as Counts;
const dividedBy = (counts: Counts, divisor: number) => combined((what) => counts[what] / divisor);
const plus = (a: Counts, b: Counts) => combined((what) => a[what] + b[what]);
export const minus = (a: Counts, b: Counts) => combined((what) => a[what] - b[what]);

/** What an alert costs, and what it costs more; `others`: how many other alerts are open meanwhile. */
export async function countCosts(table: Table, others = 0): Promise<Costs> {
  const warm = createMeteredService(table, { warm: true });
  const cold = createMeteredService(table, { warm: false });
  try {
    const alias = (name: string) => `${name}-${others}`;
    for (let i = 0; i < others; i++) await warm.event(`other-${i}`);
    // So that every function has cached what it can.
    await warm.event(alias('stepping'));
    await warm.nextStep();
    await warm.event(alias('duplicated'));
    await warm.event(alias('duplicated'));
    await warm.acknowledge(alias('duplicated'));
    warm.take();

    await warm.event(alias('duplicated'));
    const loneDuplicate = warm.take();
    await warm.together(Array.from({ length: STORM }, () => alias('duplicated')));
    const duplicate = dividedBy(warm.take(), STORM);

    await warm.event(alias('measured'));
    const page = warm.take();
    await warm.acknowledge(alias('measured'));
    const alert = plus(page, warm.take());

    await warm.together(Array.from({ length: BATCH_SIZE }, (_, i) => alias(`together-${i}`)));
    const pageInBatch = dividedBy(warm.take(), BATCH_SIZE);

    await warm.reconcile(2 * MINUTE);
    warm.take();
    await warm.reconcile(0);
    const idleRun = warm.take();
    await warm.event(alias('stepping again'));
    warm.take();
    await warm.reconcile(2 * MINUTE);
    const reconciliation = minus(warm.take(), idleRun);
    await warm.nextStep();
    const step = warm.take();

    await cold.event(alias('cold'));
    await cold.acknowledge(alias('cold'));
    const coldAlert = cold.take();
    return { alert, page, pageInBatch, coldAlert, step, reconciliation, duplicate, loneDuplicate };
  } finally {
    await warm.stop();
    await cold.stop();
  }
}
