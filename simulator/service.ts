import { hashApiKey, RIGHTS } from '../src/domain/accounts/model.ts';
import { createApiKeyLookup, putApiKey } from '../src/domain/accounts/store.ts';
import { createAlertWorker } from '../src/domain/alert-worker/worker.ts';
import type { AlertActionMessage, ExecutionInput } from '../src/domain/alerts/action.ts';
import { messageGroupId } from '../src/domain/alerts/message-group.ts';
import type { Alert } from '../src/domain/alerts/model.ts';
import { createResponderFinder } from '../src/domain/alerts/responders.ts';
import { ALL_RULES } from '../src/domain/forwarding-rules/model.ts';
import { CHANNELS, type Channel, type NotificationRequest } from '../src/domain/notifications/model.ts';
import { createPolicyStores } from '../src/domain/policies/store.ts';
import { createSavedSearchStore } from '../src/domain/saved-searches/store.ts';
import { type AssessOutput, createAssess } from '../src/engine/assess-handler.ts';
import { createReconciler } from '../src/engine/reconciler.ts';
import { createDirectory } from '../src/handlers/directory.ts';
import { createAlertsApp } from '../src/handlers/routes/alerts-app.ts';
import type { HttpResponse } from '../src/http/messages.ts';
import { createRateLimiter } from '../src/http/rate-limit.ts';
import { type Instant, MINUTE, SECOND } from '../src/platform/clock.ts';
import type { Executions, RunningExecutions } from '../src/platform/executions.ts';
import { configurationKey, nameClaimKey } from '../src/platform/keys.ts';
import { logger } from '../src/platform/logger.ts';
import type { Queue } from '../src/platform/queue.ts';
import type { Table } from '../src/platform/table.ts';
import {
  createFailureRecorder,
  type FailedSendInput,
} from '../src/senders/alert-notifications/record-failure.ts';
import { createAlertSender } from '../src/senders/alert-notifications/sender.ts';
import { ProviderError } from '../src/senders/delivery/provider-outcome.ts';
import {
  createConsumedQueue,
  failedMessagesForProcess,
  queueForProcess,
  tableForProcess,
  toSite,
} from './aws.ts';
import { createSimulatedClock } from './clock.ts';
import { type Configuration, START } from './configuration.ts';
import { createExecutions, type ExecutionsDeps } from './executions.ts';
import type { FaultPlan } from './faults.ts';
import { NO_DELAYS } from './fifo-queue.ts';
import { createInstantProcesses, createProcesses, type Process } from './processes.ts';
import type { Random } from './random.ts';
import { recording } from './recording.ts';
import { functionName, type Machine, readStateMachine } from './state-machine.ts';

// These failures are intended.
logger.setLogLevel('SILENT');

const SECRET = 'key-of-the-campaign';
const UNLIMITED = { perSecond: 1e9, burst: 1e9 };

/** A message that a provider has accepted. */
export interface Delivery {
  readonly at: Instant;
  readonly notificationId: string;
  readonly request: NotificationRequest;
  /** The alert as it was stored when the sender started, and when it called the provider. */
  readonly alerts: readonly (Alert | undefined)[];
}

export interface HandedOut {
  readonly at: Instant;
  readonly request: NotificationRequest;
  /** The alert as it was stored when the engine started, and when it finished: it read one of the two. */
  readonly alerts: readonly (Alert | undefined)[];
}

/** A request that was answered with 202. */
export interface Accepted {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
}

/**
 * The answer of a provider. `lost`: no answer, so it is unknown whether it accepted. `dies`: it accepts, and sender and
 * execution die before they learn of it.
 */
export type ProviderAnswer = 'accepted' | 'rejected' | 'unreachable' | 'lost' | 'dies';

export interface SimulatedServiceDeps {
  /** The account; several services may share a table. */
  readonly accountId: string;
  readonly table: Table;
  readonly random: Random;
  readonly plan: FaultPlan;
  readonly configuration: Configuration;
  /** The definition that executions begin with; absent: that of statemachines/. */
  readonly machine?: Machine | undefined;
  /** The answer of the provider to a notification; absent: it accepts each. */
  readonly provider?: (request: NotificationRequest) => ProviderAnswer;
  /**
   * `realistic` (the default): calls take milliseconds, and messages random seconds. `instant`: only waits take time, so
   * that everything happens at the minute at which it is due.
   */
  readonly timing?: 'realistic' | 'instant';
  /** Changes an output of the engine to that of another release. */
  readonly changeAssessOutput?: (output: AssessOutput) => AssessOutput;
  /** Called with each decision of the engine. */
  readonly onAssess?: (output: AssessOutput) => void;
  readonly beforeTask?: ExecutionsDeps['beforeTask'];
  /** Whether the reconciler skips this minute. */
  readonly skipsReconciler?: () => boolean;
}

const LISTED_AT_ONCE = 1_000;

const CURRENT_MACHINE = readStateMachine('alert-escalation.asl.json');

const SENDER_OF: Readonly<Record<Channel, string>> = {
  email: 'SendEmail',
  sms: 'SendSms',
  voice: 'SendVoice',
  mobile: 'SendPush',
  webhook: 'SendWebhook',
  webpush: 'SendWebPush',
  ntfy: 'SendNtfy',
  pushover: 'SendPushover',
};

export type SimulatedService = Awaited<ReturnType<typeof createSimulatedService>>;

/**
 * The path of an alert on a simulated clock: the real API, alert worker, engine, senders and reconciler, and the file of
 * the state machine. The simulator takes the place of AWS: table, queue, Step Functions and providers.
 */
export async function createSimulatedService(deps: SimulatedServiceDeps) {
  const { accountId, random, plan, configuration, provider = () => 'accepted' } = deps;
  const instant = deps.timing === 'instant';
  const simulation = createSimulatedClock(START, random, instant ? 1 : undefined);
  const clock = simulation.now;
  const stored = recording(deps.table, clock);
  const deliveries: Delivery[] = [];
  const handedOut: HandedOut[] = [];
  const accepted: Accepted[] = [];
  const deadLetters = new Map<string, object>();
  const pause = async (milliseconds: number) => {
    if (!instant) await simulation.sleep(milliseconds);
  };

  const processes = instant
    ? createInstantProcesses(plan)
    : createProcesses(simulation, plan, (what) => {
        if (what === 'killed') executions.killAll();
        else void reconcile();
      });
  const getTable = tableForProcess(processes, stored.table, { batched: !instant });
  const getQueue = queueForProcess(processes, () => queue);
  const getFailedMessages = failedMessagesForProcess(processes, () => queue, 'alert-actions-dlq');

  const getDeadLetterQueue = (process: Process): Queue => ({
    send: (body, { deduplicationId }) =>
      processes.call(process, toSite(process, 'write', 'SQS.SendMessage (notifications-dlq)'), async () => {
        deadLetters.set(deduplicationId, body);
      }),
  });

  const getExecutions = (process: Process): Executions => ({
    start: (name, input) =>
      processes.call(process, toSite(process, 'write', 'StepFunctions.StartExecution'), async () =>
        executions.start(name, input as ExecutionInput),
      ),
    stop: (name) =>
      processes.call(process, toSite(process, 'write', 'StepFunctions.StopExecution'), async () =>
        executions.stop(name),
      ),
  });

  const getRunningExecutions = (process: Process): RunningExecutions => ({
    async *running() {
      const names = executions.running().map(({ name }) => name);
      // Without running executions, the list has one empty page.
      for (let i = 0; i === 0 || i < names.length; i += LISTED_AT_ONCE) {
        yield await processes.call(
          process,
          toSite(process, 'read', 'StepFunctions.ListExecutions'),
          async () => names.slice(i, i + LISTED_AT_ONCE),
        );
      }
    },
  });

  const createSender = (channel: Channel) => (process: Process, request: NotificationRequest) => {
    const before = stored.currentAlert(request.alertId);
    return createAlertSender<string, string>({
      table: getTable(process),
      clock,
      links: async () => 'https://tocsin.example.com/link',
      composer: { channel, parseAddress: (to) => to, compose: ({ notificationId }) => notificationId },
      provider: (notificationId) =>
        processes.call(process, toSite(process, 'provider', `provider of ${channel}`), async () => {
          const answer = provider(request);
          if (answer === 'rejected') throw new ProviderError({ kind: 'answered', status: 400 });
          if (answer === 'unreachable') throw new ProviderError({ kind: 'answered', status: 503 });
          if (answer === 'lost') throw new ProviderError({ kind: 'lost', code: 'ECONNRESET' });
          const alerts = [before, stored.currentAlert(request.alertId)];
          deliveries.push({ at: clock(), notificationId, request, alerts });
          if (answer === 'dies') {
            executions.abortFor(request.alertId);
            process.die('Runtime.ExitError');
          }
          return 'provider-id';
        }),
    })(request);
  };

  const assess = async (process: Process, input: ExecutionInput) => {
    const before = stored.currentAlert(input.alertId);
    const output = await createAssess({
      table: getTable(process),
      queue: getQueue(process),
      executions: getExecutions(process),
      clock,
    })(input);
    const alerts = [before, stored.currentAlert(input.alertId)];
    for (const request of output.notifications) handedOut.push({ at: clock(), request, alerts });
    deps.onAssess?.(output);
    return deps.changeAssessOutput?.(output) ?? output;
  };

  const recordFailure = (process: Process, input: FailedSendInput) =>
    createFailureRecorder({ table: getTable(process), deadLetters: getDeadLetterQueue(process), clock })(
      input,
    );

  const functions: Readonly<Record<string, (process: Process, input: never) => Promise<unknown>>> = {
    Assess: assess,
    RecordFailure: recordFailure,
    ...Object.fromEntries(CHANNELS.map((channel) => [SENDER_OF[channel], createSender(channel)])),
  };

  const executions = createExecutions({
    simulation,
    machine: deps.machine ?? CURRENT_MACHINE,
    plan,
    beforeTask: deps.beforeTask,
    timeouts: !instant,
    interfere: (fault) => (fault === 'killed' ? executions.killAll() : void reconcile()),
    run: (resource, input) => {
      const name = functionName(resource);
      const found = functions[name];
      if (!found) throw new Error(`There is no function ${name}.`);
      return processes.invoke(name, 30 * SECOND, (process) =>
        found(process, structuredClone(input) as never),
      );
    },
  });

  const queue = createConsumedQueue(
    simulation,
    processes,
    'AlertWorker',
    (process) => {
      const table = getTable(process);
      return createAlertWorker({
        table,
        executions: getExecutions(process),
        directory: createResponderFinder(createDirectory(table)),
        policies: createPolicyStores(table).alert,
        clock,
        pause,
        failedMessages: getFailedMessages(process),
      });
    },
    { delays: instant ? NO_DELAYS : undefined },
  );

  async function reconcile(): Promise<void> {
    await processes
      .invoke('Reconcile', MINUTE, (process) =>
        createReconciler({
          table: getTable(process),
          executions: { ...getExecutions(process), ...getRunningExecutions(process) },
          clock,
          pause,
        })(),
      )
      .catch(() => {});
  }

  /** The alerts that have something due, now or later, but no running execution. */
  function lying(): readonly string[] {
    const alertIds = new Set(executions.running().map(({ input }) => input.alertId));
    return stored.dueAlerts().filter((alertId) => !alertIds.has(alertId));
  }

  /** Each minute in which it has something to do. */
  function reconcileFrom(instant: Instant): void {
    simulation.at(instant, () => {
      const hasWork = stored.earliestDue() <= clock() - MINUTE || lying().length > 0;
      if (hasWork && !deps.skipsReconciler?.()) void reconcile();
      reconcileFrom(instant + MINUTE);
    });
  }

  async function answerTo(method: string, path: string, body: object | undefined): Promise<HttpResponse> {
    return processes.invoke('AlertsApi', 10 * SECOND, (process) => {
      const table = getTable(process);
      const app = createAlertsApp({
        alerts: {
          table,
          queue: getQueue(process),
          directory: createDirectory(table),
          savedSearches: createSavedSearchStore(table),
          blobs: () => Promise.reject(new Error('There are no attachments here.')),
        },
        findKey: createApiKeyLookup(table, clock),
        limiter: createRateLimiter({
          alert: UNLIMITED,
          search: UNLIMITED,
          configuration: UNLIMITED,
          'schedule-oncall': UNLIMITED,
          heartbeat: UNLIMITED,
          incident: UNLIMITED,
        }),
        clock,
      });
      const headers = { authorization: `GenieKey ${SECRET}` };
      const request = new Request(`https://api.example.com${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      return app(request, { sourceIp: '192.0.2.1' });
    });
  }

  const put = async (type: Parameters<typeof configurationKey>[1], all: readonly { id: string }[] = []) => {
    for (const each of all)
      await stored.table.put({ ...configurationKey(accountId, type, each.id), ...each });
  };
  await put('USER', configuration.users);
  for (const { id, username } of configuration.users ?? []) {
    await stored.table.put({ ...nameClaimKey(accountId, 'USER', username), id });
  }
  await put('TEAM', configuration.teams);
  await put('SCHEDULE', configuration.schedules);
  await put('ESCALATION', configuration.escalations);
  await put('NOTIFICATIONPOLICIES', configuration.policies);
  await put('SETTINGS', configuration.settings && [configuration.settings]);
  if (configuration.forwarding) {
    await put('FORWARDINGRULES', [{ id: ALL_RULES, rules: configuration.forwarding } as { id: string }]);
  }
  await putApiKey(stored.table, {
    keyId: 'key',
    accountId,
    hash: hashApiKey(SECRET),
    rights: RIGHTS,
    enabled: true,
    integration: { id: 'integration', name: 'Campaign', type: 'API' },
  });
  reconcileFrom(START + MINUTE + (instant ? 0 : 17 * SECOND));

  return {
    accountId,
    simulation,
    stored,
    deliveries,
    handedOut,
    accepted,
    deadLetters,
    executions,
    queue,
    reconcile,
    lying,
    /** Whether a function hung for minutes and then continued: any, or those whose name contains `who`. */
    stalled: (who = '') => plan.injected.some((fault) => fault.startsWith('stall') && fault.includes(who)),
    /** Sends a request as an SDK does: repeats it until it is accepted. Returns false if it gives up. */
    async request(method: string, path: string, body?: object): Promise<boolean> {
      for (let attempt = 0; attempt < 12; attempt++) {
        const response = await answerTo(method, path, body).catch(() => undefined);
        if (response?.status === 202) {
          const { requestId } = (await response.json()) as { requestId: string };
          accepted.push({ requestId, method, path });
          return true;
        }
        if (response && response.status < 500 && response.status !== 429)
          throw new Error(`${method} ${path}: ${await response.text()}`);
        await pause(2 * SECOND * 1.5 ** attempt);
      }
      return false;
    },
    /** Queues an action, as the API does when it accepts a request. */
    enqueue(message: AlertActionMessage, alias: string): void {
      queue.send(message, {
        group: messageGroupId(accountId, alias),
        deduplicationId: message.requestId,
      });
    },
    put,
    /** Runs a task `minutes` after the start. */
    plan: (minutes: number, what: () => unknown) =>
      simulation.at(START + minutes * MINUTE, () => {
        void what();
      }),
    /** Advances the clock to `minutes` after the start. */
    until: (minutes: number) => simulation.runUntil(START + minutes * MINUTE),
  };
}
