import { hashApiKey, RIGHTS } from '../src/domain/accounts/model.ts';
import { createAccountSecrets } from '../src/domain/accounts/secrets.ts';
import { createApiKeyLookup, putApiKey } from '../src/domain/accounts/store.ts';
import { createAlertWorker } from '../src/domain/alert-worker/worker.ts';
import type { ExecutionInput } from '../src/domain/alerts/action.ts';
import { createResponderFinder } from '../src/domain/alerts/responders.ts';
import { createCheckDueHeartbeats } from '../src/domain/heartbeats/check-due-heartbeats.ts';
import { createCheckScheduler } from '../src/domain/heartbeats/schedule-checks.ts';
import { CHECK_HORIZON, type ScheduledChecksInput } from '../src/domain/heartbeats/scheduled-checks.ts';
import { createHeartbeatStore } from '../src/domain/heartbeats/store.ts';
import { createIncidentWorker } from '../src/domain/incident-worker/worker.ts';
import { createRuleCheckQueuer } from '../src/domain/incidents/rule-checks.ts';
import { createWebhookDispatcher } from '../src/domain/integrations/outgoing-webhooks.ts';
import { integrationStore } from '../src/domain/integrations/store.ts';
import { createUnreadableEvents } from '../src/domain/integrations/unreadable-events.ts';
import { createDirectory } from '../src/handlers/directory.ts';
import { createConfigurationApp } from '../src/handlers/routes/configuration-app.ts';
import { createInboundApp } from '../src/handlers/routes/inbound-app.ts';
import type { HttpResponse } from '../src/http/messages.ts';
import { createRateLimiter } from '../src/http/rate-limit.ts';
import { type Instant, MINUTE, SECOND } from '../src/platform/clock.ts';
import type { Executions } from '../src/platform/executions.ts';
import type { Queue } from '../src/platform/queue.ts';
import type { Item, Table } from '../src/platform/table.ts';
import { createAlertWebhookSender } from '../src/senders/alert-webhooks/sender.ts';
import { createStakeholderSender } from '../src/senders/stakeholder-emails/sender.ts';
import {
  createConsumedQueue,
  failedMessagesForProcess,
  queueForProcess,
  tableForProcess,
  toSite,
} from './aws.ts';
import { createSimulatedClock } from './clock.ts';
import { START } from './configuration.ts';
import { configurationApi, createdId } from './configuration-api.ts';
import { createExecutions } from './executions.ts';
import type { FaultPlan } from './faults.ts';
import type { FifoQueue } from './fifo-queue.ts';
import { createProcesses, type Process } from './processes.ts';
import type { Random } from './random.ts';
import { recording } from './recording.ts';
import { readStateMachine } from './state-machine.ts';

const SECRET = 'secondary-key';
const UNLIMITED = { perSecond: 1e9, burst: 1e9 };
const LIMITS = {
  alert: UNLIMITED,
  search: UNLIMITED,
  configuration: UNLIMITED,
  'schedule-oncall': UNLIMITED,
  heartbeat: UNLIMITED,
  incident: UNLIMITED,
};

const machine = readStateMachine('heartbeat-checks.asl.json');

/** A message that a stakeholder has received. */
export interface Delivery {
  readonly at: Instant;
  readonly notificationId: string;
}

export interface SecondaryServiceDeps {
  readonly accountId: string;
  readonly table: Table;
  readonly random: Random;
  readonly plan: FaultPlan;
}

/** Configures the account: an incident rule, a stakeholder, a webhook and a heartbeat. */
async function setUp(table: Table, accountId: string): Promise<void> {
  const call = configurationApi(table, { accountId, clock: () => START });
  const jane = { username: 'jane@example.com', fullName: 'Jane', role: { name: 'User' } };
  const userId = await createdId(call, '/v2/users', jane);
  const teamId = await createdId(call, '/v2/teams', { name: 'Ops' });
  const serviceId = await createdId(call, '/v1/services', { name: 'Shop', teamId });
  await createdId(call, `/v1/services/${serviceId}/incident-rules`, {
    conditionMatchType: 'match-all',
    incidentProperties: {
      message: 'Incident: {{message}}',
      priority: 'P1',
      stakeholderProperties: { enable: true, message: 'We look into it' },
    },
  });
  await call('PATCH', `/v1/services/${serviceId}/audience-templates`, {
    stakeholder: { individuals: [userId] },
  });
  await createdId(call, '/v2/integrations', {
    name: 'Webhook',
    type: 'Webhook',
    url: 'https://hooks.example.com/tocsin',
  });
  await createdId(call, '/v2/heartbeats', {
    name: 'Backup',
    interval: 5,
    intervalUnit: 'minutes',
    enabled: true,
  });
  await putApiKey(table, {
    keyId: 'key',
    accountId,
    hash: hashApiKey(SECRET),
    rights: RIGHTS,
    enabled: true,
    alerts: { responders: [{ type: 'team', id: teamId }] },
    integration: { id: 'integration', name: 'Prometheus', type: 'API' },
  });
}

export type SecondaryService = Awaited<ReturnType<typeof createSecondaryService>>;

/**
 * Runs everything except the escalation of alerts on a simulated clock, with the real functions: events of tools,
 * heartbeats and their checks, incidents and their stakeholders, outgoing webhooks. Nobody is paged.
 */
export async function createSecondaryService({ accountId, random, plan, ...parts }: SecondaryServiceDeps) {
  const simulation = createSimulatedClock(START, random);
  const clock = simulation.now;
  const stored = recording(parts.table, clock);
  const pause = async (milliseconds: number) => simulation.sleep(milliseconds);
  const posted: { readonly eventId: string; readonly alertId: string; readonly action: string }[] = [];
  const mailed: Delivery[] = [];
  const accepted: string[] = [];
  const deadLetters = new Map<string, object>();

  const processes = createProcesses(simulation, plan, (what) => {
    if (what === 'killed') heartbeatChecks.killAll();
    else void sweep();
  });
  const getTable = tableForProcess(processes, stored.table);
  const callAws = (process: Process, operation: string, call: () => unknown) =>
    processes.call(process, toSite(process, 'write', operation), async () => void call());

  const alertActions = createConsumedQueue(simulation, processes, 'AlertWorker', (process) => {
    const table = getTable(process);
    return createAlertWorker({
      table,
      executions: getEscalations(process),
      directory: createResponderFinder(createDirectory(table)),
      onCreated: createRuleCheckQueuer({ table, incidentActions: toIncidents(process), clock }),
      onApplied: createWebhookDispatcher({ table, queue: toWebhooks(process), clock }),
      clock,
      pause,
    });
  });
  const failedIncidentActions = failedMessagesForProcess(
    processes,
    () => incidentActions,
    'incident-actions-dlq',
  );
  const incidentActions: FifoQueue = createConsumedQueue(
    simulation,
    processes,
    'IncidentWorker',
    (process) => {
      const table = getTable(process);
      return createIncidentWorker({
        table,
        directory: createDirectory(table),
        alertActions: toAlerts(process),
        stakeholderNotifications: toStakeholders(process),
        clock,
        failedMessages: failedIncidentActions(process),
      });
    },
  );
  const failedWebhooks = failedMessagesForProcess(processes, () => webhooks, 'alert-webhooks-dlq');
  const failedStakeholderNotifications = failedMessagesForProcess(
    processes,
    () => stakeholders,
    'stakeholder-notifications-dlq',
  );
  const webhooks: FifoQueue = createConsumedQueue(
    simulation,
    processes,
    'SendAlertWebhook',
    (process) => {
      const table = getTable(process);
      return createAlertWebhookSender({
        integrations: integrationStore(table),
        secrets: createAccountSecrets(table),
        clock,
        options: { timeoutMs: 5 * SECOND, allowPrivate: false },
        failedMessages: failedWebhooks(process),
        call: async (_url, headers, body) => {
          const { action, alert } = JSON.parse(String(body));
          await processes.call(process, toSite(process, 'provider', 'receiver of webhooks'), async () => {
            posted.push({ eventId: String(headers['X-Tocsin-Event']), alertId: alert.alertId, action });
          });
          return 200;
        },
      });
    },
    { timeoutMs: MINUTE, visibility: 6 * MINUTE },
  );
  const stakeholders: FifoQueue = createConsumedQueue(
    simulation,
    processes,
    'SendStakeholderEmail',
    (process) => {
      const table = getTable(process);
      return createStakeholderSender({
        table,
        directory: createDirectory(table),
        clock,
        provider: ({ to, subject }) =>
          processes.call(process, toSite(process, 'provider', 'provider of email'), async () => {
            mailed.push({ at: clock(), notificationId: `${to}: ${subject}` });
            return 'provider-id';
          }),
        deadLetters: createDlq(process),
        failedMessages: failedStakeholderNotifications(process),
      });
    },
  );
  const queues = { alertActions, incidentActions, webhooks, stakeholders };
  const toAlerts = queueForProcess(processes, () => alertActions, 'alert-actions');
  const toIncidents = queueForProcess(processes, () => incidentActions, 'incident-actions');
  const toWebhooks = queueForProcess(processes, () => webhooks, 'alert-webhooks');
  const toStakeholders = queueForProcess(processes, () => stakeholders, 'stakeholder-notifications');
  const createDlq = (process: Process): Queue => ({
    send: (body, { deduplicationId }) =>
      callAws(process, 'SQS.SendMessage (notifications-dlq)', () => deadLetters.set(deduplicationId, body)),
  });

  const getEscalations = (process: Process): Executions => ({
    start: () => callAws(process, 'StepFunctions.StartExecution', () => {}),
    stop: () => callAws(process, 'StepFunctions.StopExecution', () => {}),
  });
  const getHeartbeatChecks = (process: Process): Executions => ({
    start: (name, input) =>
      callAws(process, 'StepFunctions.StartExecution (heartbeat-checks)', () =>
        heartbeatChecks.start(name, input as ExecutionInput),
      ),
    stop: (name) =>
      callAws(process, 'StepFunctions.StopExecution (heartbeat-checks)', () => heartbeatChecks.stop(name)),
  });
  const getHeartbeatDeps = (process: Process) => ({
    heartbeats: createHeartbeatStore(getTable(process)),
    queue: toAlerts(process),
    clock,
  });
  const heartbeatChecks = createExecutions({
    simulation,
    machine,
    plan,
    interfere: (fault) => (fault === 'killed' ? heartbeatChecks.killAll() : void sweep()),
    run: (_, input) =>
      processes.invoke('CheckHeartbeats', 30 * SECOND, (process) =>
        createCheckDueHeartbeats(getHeartbeatDeps(process))(structuredClone(input) as ScheduledChecksInput),
      ),
  });

  const sweep = (): Promise<void> =>
    processes
      .invoke('ScheduleHeartbeatChecks', MINUTE, (process) =>
        createCheckScheduler({ ...getHeartbeatDeps(process), executions: getHeartbeatChecks(process) })(),
      )
      .then(
        () => {},
        () => {},
      );
  /** Runs the sweep each minute in which it has something to do. */
  const sweepFrom = (instant: Instant): void =>
    simulation.at(instant, () => {
      if (stored.earliestCheck() <= clock() + CHECK_HORIZON) void sweep();
      sweepFrom(instant + MINUTE);
    });

  const createApp = (process: Process, path: string) => {
    const table = getTable(process);
    const common = { findKey: createApiKeyLookup(table, clock), limiter: createRateLimiter(LIMITS), clock };
    if (path.startsWith('/v1/json/')) {
      const fetchText = () => Promise.reject(new Error('The simulator fetches nothing.'));
      const integrations = integrationStore(table);
      const unreadable = createUnreadableEvents(table);
      return createInboundApp({ queue: toAlerts(process), integrations, fetchText, unreadable, ...common });
    }
    return createConfigurationApp({
      configuration: {
        table,
        directory: createDirectory(table),
        incidentActions: toIncidents(process),
        alertActions: toAlerts(process),
        bulkActions: { send: async () => {} },
        contactMessages: { send: async () => {} },
        heartbeatChecks: getHeartbeatChecks(process),
      },
      ...common,
    });
  };

  const sendRequest = (method: string, path: string, body: object | undefined): Promise<HttpResponse> =>
    processes.invoke(
      path.startsWith('/v1/json/') ? 'InboundApi' : 'ConfigurationApi',
      10 * SECOND,
      (process) =>
        createApp(process, path)(
          new Request(`https://api.example.com${path}`, {
            method,
            headers: { authorization: `GenieKey ${SECRET}` },
            ...(body && { body: JSON.stringify(body) }),
          }),
          { sourceIp: '192.0.2.1' },
        ),
    );

  await setUp(stored.table, accountId);
  sweepFrom(START + 13 * SECOND);

  return {
    accountId,
    simulation,
    stored,
    posted,
    deliveries: mailed,
    accepted,
    deadLetters,
    queues,
    /** Whether a function hung for minutes and then continued. */
    stalled: () => plan.injected.some((fault) => fault.startsWith('stall')),
    /**
     * Sends a request and retries like a tool until it is accepted. Returns false if it gives up. `{incident}` in the path
     * is replaced by the id of the only incident.
     */
    async request(method: string, pattern: string, body?: object): Promise<boolean> {
      const isIncident = ({ sk }: Item) => sk === 'STATE#INCIDENT';
      const incident = (await stored.items()).find(isIncident);
      const path = pattern.replace('{incident}', String(incident?.id));
      for (let attempt = 0; attempt < 12; attempt++) {
        const response = await sendRequest(method, path, body).catch(() => undefined);
        if (response?.status === 202) {
          const { requestId } = (await response.json()) as { requestId: string };
          accepted.push(requestId);
          return true;
        }
        if (response && response.status < 500 && response.status !== 429)
          throw new Error(`${method} ${path}: ${await response.text()}`);
        await pause(2 * SECOND * 1.5 ** attempt);
      }
      return false;
    },
    plan: (minutes: number, action: () => unknown) =>
      simulation.at(START + minutes * MINUTE, () => {
        void action();
      }),
    until: (minutes: number) => simulation.runUntil(START + minutes * MINUTE),
  };
}
