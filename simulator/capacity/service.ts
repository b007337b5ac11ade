import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import { createAccountSettingsStore } from '../../src/domain/accounts/settings.ts';
import { createApiKeyLookup } from '../../src/domain/accounts/store.ts';
import { createAlertWorker } from '../../src/domain/alert-worker/worker.ts';
import type { ExecutionInput } from '../../src/domain/alerts/action.ts';
import { createResponderFinder } from '../../src/domain/alerts/responders.ts';
import { createRuleCheckQueuer } from '../../src/domain/incidents/rule-checks.ts';
import { createWebhookDispatcher } from '../../src/domain/integrations/outgoing-webhooks.ts';
import { createMaintainedPolicySource } from '../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../src/domain/maintenance/store.ts';
import { createPolicyStores } from '../../src/domain/policies/store.ts';
import { createLinkSigner } from '../../src/domain/responder-actions/link-signer.ts';
import { createSavedSearchStore } from '../../src/domain/saved-searches/store.ts';
import { createAssess } from '../../src/engine/assess-handler.ts';
import { createReconciler } from '../../src/engine/reconciler.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { createAlertsApp } from '../../src/handlers/routes/alerts-app.ts';
import { createBatchingTable } from '../../src/platform/batching-table.ts';
import type { Executions } from '../../src/platform/executions.ts';
import { createHotItems } from '../../src/platform/hot-items.ts';
import type { Queue } from '../../src/platform/queue.ts';
import type { Table } from '../../src/platform/table.ts';
import { createAlertSender } from '../../src/senders/alert-notifications/sender.ts';
import { emailComposer } from '../../src/senders/channels/email.ts';
import { EVENT } from '../routed-account.ts';
import { toSqsEvent } from '../sqs-event.ts';
import { functionName, interpret, readStateMachine } from '../state-machine.ts';
import { createUnlimitedRequests } from '../unlimited-requests.ts';
import { API_KEY, configureAccount, USERNAME } from './account.ts';
import { createObserver, type Observer } from './observer.ts';

const machine = readStateMachine('alert-escalation.asl.json');

/** The functions of the service, by the names of their executions in serverless.yml. */
export type FunctionName = 'alerts-api' | 'alert-worker' | 'assess' | 'send-email' | 'reconcile';

/** What else than the table the functions called, and how often they ran. */
export interface CallCounts {
  readonly invocations: Map<FunctionName, number>;
  requests: number;
  messages: number;
  starts: number;
  stops: number;
  transitions: number;
}

export interface MeasuredService {
  readonly observer: Observer;
  readonly counts: CallCounts;
  /** New alerts, each with an alias of its own, worked off in batches of so many. */
  create(aliases: readonly string[], batchSize: number): Promise<void>;
  acknowledge(aliases: readonly string[], batchSize: number): Promise<void>;
  close(aliases: readonly string[], batchSize: number): Promise<void>;
  reconcile(): Promise<void>;
  advance(milliseconds: number): void;
  reset(): void;
  /** Ends the executions that wait. */
  end(): Promise<void>;
}

interface Execution {
  readonly idle: Promise<void>;
  readonly ended: Promise<void>;
  abort: () => void;
}

/**
 * The path of an alert on a table in memory, as the handlers put it together: one warm instance of each function, which have all
 * alerts. `keepsHotItems`: whether they keep what they read all the time, as they do on AWS; without it, every read is counted.
 */
export async function createMeasuredService(
  inner: Table,
  { policyBytes, keepsHotItems }: { readonly policyBytes: number; readonly keepsHotItems: boolean },
): Promise<MeasuredService> {
  await configureAccount(inner, policyBytes);
  const observer = createObserver(inner);
  const counts: CallCounts = {
    invocations: new Map(),
    requests: 0,
    messages: 0,
    starts: 0,
    stops: 0,
    transitions: 0,
  };
  let now = Date.now();
  const clock = () => now;
  const invoked = (name: FunctionName) =>
    void counts.invocations.set(name, (counts.invocations.get(name) ?? 0) + 1);
  const messages: { readonly body: object; readonly group: string }[] = [];
  const running = new Map<string, Execution>();

  const queue: Queue = {
    async send(body, { group }) {
      counts.messages++;
      messages.push({ body: structuredClone(body), group });
    },
  };
  const noQueue: Queue = { send: () => Promise.reject(new Error('Nothing is sent there in this run.')) };
  const executions: Executions = {
    async start(name, input) {
      counts.starts++;
      startExecution(name, input as ExecutionInput);
    },
    async stop(name) {
      counts.stops++;
      running.get(name)?.abort();
      await running.get(name)?.ended;
      running.delete(name);
    },
  };

  const tableFor = (name: FunctionName) => createBatchingTable(observer.tableOf(name));
  /** The table of a function for reads that may be answered from memory. */
  const hotTableFor = (name: FunctionName, reads: 'recent' | 'all') => {
    const table = createBatchingTable(observer.tableOf(name, reads));
    return keepsHotItems ? createHotItems({ table, clock, reads }) : table;
  };

  const apiTable = tableFor('alerts-api');
  const api = createAlertsApp({
    alerts: {
      table: apiTable,
      queue,
      directory: createDirectory(apiTable),
      savedSearches: createSavedSearchStore(apiTable),
      blobs: () => Promise.reject(new Error('There are no attachments here.')),
    },
    findKey: createApiKeyLookup(apiTable, clock, createMaintenanceStore(apiTable)),
    limiter: createUnlimitedRequests(),
    clock,
  });

  const workerTable = tableFor('alert-worker');
  const configuration = hotTableFor('alert-worker', 'all');
  const maintenance = createMaintenanceStore(configuration);
  const worker = createAlertWorker({
    table: workerTable,
    executions,
    directory: createResponderFinder({
      ...createDirectory(configuration),
      settings: createAccountSettingsStore(configuration),
    }),
    policies: createMaintainedPolicySource(createPolicyStores(configuration).alert, maintenance, clock),
    onCreated: createRuleCheckQueuer({ table: workerTable, incidentActions: noQueue, clock }),
    onApplied: createWebhookDispatcher({ table: workerTable, queue: noQueue, clock, maintenance }),
    clock,
  });

  const senderTable = tableFor('send-email');
  const tasks: Readonly<Record<string, readonly [FunctionName, (input: never) => Promise<unknown>]>> = {
    Assess: ['assess', createAssess({ table: hotTableFor('assess', 'recent'), queue, executions, clock })],
    SendEmail: [
      'send-email',
      createAlertSender({
        table: senderTable,
        clock,
        links: createLinkSigner(createAccountSecrets(senderTable), 'https://tocsin.example.com'),
        composer: emailComposer,
        provider: async () => 'provider-id',
      }),
    ],
  };

  const reconciler = createReconciler({
    table: tableFor('reconcile'),
    executions: {
      ...executions,
      async *running() {
        yield [...running.keys()];
      },
    },
    clock,
    pause: async () => {},
  });

  function startExecution(name: string, input: ExecutionInput): void {
    // The step from the start to the first state is a transition like any other.
    counts.transitions++;
    const idle = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<never>();
    const ended = interpret(machine, input, {
      executionArn: `arn:aws:states:eu-west-1:123456789012:execution:tocsin:${name}`,
      onState: () => {
        counts.transitions++;
      },
      task: async (resource, taskInput) => {
        const found = tasks[functionName(resource)];
        if (!found) throw new Error(`There is no function for ${resource}`);
        invoked(found[0]);
        return found[1](structuredClone(taskInput) as never);
      },
      waitUntil: () => {
        idle.resolve();
        return aborted.promise;
      },
      sleep: async () => {},
      chance: () => 0,
    }).then(
      () => idle.resolve(),
      (error) => {
        if (error !== ABORTED) idle.reject(error);
      },
    );
    running.set(name, { idle: idle.promise, ended, abort: () => aborted.reject(ABORTED) });
  }

  const waitUntilIdle = () => Promise.all([...running.values()].map(({ idle }) => idle));

  async function request(path: string, body: object): Promise<void> {
    invoked('alerts-api');
    counts.requests++;
    const response = await api(
      new Request(`https://tocsin.example.com${path}`, {
        method: 'POST',
        headers: { authorization: `GenieKey ${API_KEY}` },
        body: JSON.stringify(body),
      }),
      { sourceIp: '192.0.2.1' },
    );
    if (response.status !== 202) throw new Error(`${path}: ${response.status}`);
  }

  async function drain(batchSize: number): Promise<void> {
    while (messages.length > 0) {
      invoked('alert-worker');
      const { batchItemFailures } = await worker(toSqsEvent(messages.splice(0, batchSize)));
      if (batchItemFailures.length > 0) throw new Error('A message was not applied.');
      await waitUntilIdle();
    }
  }

  const act = (action: 'acknowledge' | 'close') => async (aliases: readonly string[], batchSize: number) => {
    for (const alias of aliases) {
      await request(`/v2/alerts/${alias}/${action}?identifierType=alias`, { user: USERNAME });
      if (messages.length >= batchSize) await drain(batchSize);
    }
    await drain(batchSize);
  };

  return {
    observer,
    counts,
    async create(aliases, batchSize) {
      for (const alias of aliases) {
        await request('/v2/alerts', { ...EVENT, alias });
        if (messages.length >= batchSize) await drain(batchSize);
      }
      await drain(batchSize);
    },
    acknowledge: act('acknowledge'),
    close: act('close'),
    async reconcile() {
      invoked('reconcile');
      await reconciler();
      await waitUntilIdle();
    },
    advance(milliseconds) {
      now += milliseconds;
    },
    reset() {
      observer.reset();
      counts.invocations.clear();
      Object.assign(counts, { requests: 0, messages: 0, starts: 0, stops: 0, transitions: 0 });
    },
    async end() {
      for (const { abort } of running.values()) abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

const ABORTED = Symbol('aborted');
