import { createAccountSecrets } from '../../src/domain/accounts/secrets.ts';
import { createApiKeyLookup } from '../../src/domain/accounts/store.ts';
import { createAlertWorker } from '../../src/domain/alert-worker/worker.ts';
import { createResponderFinder } from '../../src/domain/alerts/responders.ts';
import { createRuleCheckQueuer } from '../../src/domain/incidents/rule-checks.ts';
import { createWebhookDispatcher } from '../../src/domain/integrations/outgoing-webhooks.ts';
import { integrationStore } from '../../src/domain/integrations/store.ts';
import {
  createMaintainedIntegrationSource,
  createMaintainedPolicySource,
} from '../../src/domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../../src/domain/maintenance/store.ts';
import type { NotificationRequest } from '../../src/domain/notifications/model.ts';
import { createPolicyStores } from '../../src/domain/policies/store.ts';
import { createLinkSigner } from '../../src/domain/responder-actions/link-signer.ts';
import { createSavedSearchStore } from '../../src/domain/saved-searches/store.ts';
import { type AssessInvocation, createAssess } from '../../src/engine/assess-handler.ts';
import { createReconciler } from '../../src/engine/reconciler.ts';
import { createDirectory } from '../../src/handlers/directory.ts';
import { createAlertsApp } from '../../src/handlers/routes/alerts-app.ts';
import { createConfigurationApp } from '../../src/handlers/routes/configuration-app.ts';
import { lambdaHandler } from '../../src/http/lambda.ts';
import { linkRoutes } from '../../src/inbound/links/routes.ts';
import { createBatchingTable } from '../../src/platform/batching-table.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Executions } from '../../src/platform/executions.ts';
import type { Queue } from '../../src/platform/queue.ts';
import { createAlertSender } from '../../src/senders/alert-notifications/sender.ts';
import { createAlertWebhookSender } from '../../src/senders/alert-webhooks/sender.ts';
import { emailComposer } from '../../src/senders/channels/email.ts';
import { smsComposer } from '../../src/senders/channels/phone.ts';
import { createUnlimitedRequests } from '../unlimited-requests.ts';
import type { Meter } from './meter.ts';

/** Memory of the functions in serverless.yml, in gigabytes. */
export const GIGABYTES = {
  'alerts-api': 1,
  'configuration-api': 1,
  'alert-worker': 1,
  'send-alert-webhook': 0.5,
  assess: 0.5,
  sender: 0.5,
  reconcile: 1,
} as const;

/** Bytes that a function logs for a piece of work, metrics included: about what they are on localhost, and rather more. */
export const LOG_BYTES = {
  request: 350,
  message: 400,
  start: 450,
  batch: 300,
  pass: 550,
  notification: 1_300,
} as const;

/** A provider takes as long as so many calls of the table. */
const PROVIDER_CALLS = 10;

const NO_QUEUE: Queue = { send: () => Promise.reject(new Error('Nothing is sent there in this count.')) };

export interface FunctionDeps {
  readonly meter: Meter;
  readonly queue: Queue;
  /** Where the rules of incidents are checked. */
  readonly incidentActions: Queue;
  /** alert-webhooks.fifo. */
  readonly webhookEvents: Queue;
  readonly executions: Executions;
  readonly clock: Clock;
  /** The names of the executions. */
  readonly listExecutions: () => readonly string[];
}

/** The functions of an alert's path. `warm`: each has one instance; otherwise, each call has a new one. */
export function createFunctions(
  { meter, queue, incidentActions, webhookEvents, executions, clock, listExecutions }: FunctionDeps,
  warm: boolean,
) {
  const { counts } = meter;
  const instances = new Map<string, unknown>();
  const instance = <T>(name: string, create: () => T): T => {
    const known = warm ? instances.get(name) : undefined;
    const found = (known as T | undefined) ?? create();
    instances.set(name, found);
    return found;
  };
  /** As a function has it: reads and writes of one moment share a call. */
  const getTable = () => createBatchingTable(meter.table);

  const createApi = () => {
    const table = getTable();
    return lambdaHandler(
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
        findKey: createApiKeyLookup(table, clock, createMaintenanceStore(table)),
        limiter: createUnlimitedRequests(),
        clock,
      }),
    );
  };

  const createConfigurationApi = () => {
    const table = getTable();
    return lambdaHandler(
      createConfigurationApp({
        configuration: {
          table,
          directory: createDirectory(table),
          incidentActions,
          alertActions: queue,
          bulkActions: NO_QUEUE,
          contactMessages: NO_QUEUE,
          heartbeatChecks: executions,
        },
        findKey: createApiKeyLookup(table, clock, createMaintenanceStore(table)),
        limiter: createUnlimitedRequests(),
        clock,
      }),
    );
  };

  const createWorker = () => {
    const table = getTable();
    const maintenance = createMaintenanceStore(table);
    return createAlertWorker({
      table,
      executions,
      directory: createResponderFinder(createDirectory(table)),
      policies: createMaintainedPolicySource(createPolicyStores(table).alert, maintenance, clock),
      onCreated: createRuleCheckQueuer({ table, incidentActions, clock }),
      onApplied: createWebhookDispatcher({ table, queue: webhookEvents, clock, maintenance }),
      clock,
    });
  };

  const createWebhookSender = () => {
    const table = getTable();
    return createAlertWebhookSender({
      integrations: createMaintainedIntegrationSource(
        integrationStore(table),
        createMaintenanceStore(table),
        clock,
      ),
      secrets: createAccountSecrets(table),
      clock,
      options: { timeoutMs: 5_000, allowPrivate: false },
      call: async () => {
        meter.waited(PROVIDER_CALLS);
        return 200;
      },
    });
  };

  const sender = <Address, Message>(
    name: string,
    composer: Parameters<typeof createAlertSender<Address, Message>>[0]['composer'],
  ) =>
    instance(name, () => {
      const table = getTable();
      return createAlertSender<Address, Message>({
        table,
        clock,
        links: createLinkSigner(createAccountSecrets(table), 'https://tocsin.example.com'),
        composer,
        provider: async () => {
          meter.waited(PROVIDER_CALLS);
          return 'provider-id';
        },
      });
    });

  const send =
    <Address, Message>(
      name: string,
      composer: Parameters<typeof createAlertSender<Address, Message>>[0]['composer'],
    ) =>
    (input: NotificationRequest) =>
      meter.invoke(GIGABYTES.sender, () => {
        counts.logBytes += LOG_BYTES.notification;
        return sender(name, composer)(input);
      });

  const tasks: Readonly<Record<string, (input: never) => Promise<unknown>>> = {
    Assess: (input: AssessInvocation) =>
      meter.invoke(GIGABYTES.assess, () => {
        counts.logBytes += LOG_BYTES.pass;
        return instance('Assess', () => createAssess({ table: getTable(), queue, executions, clock }))(input);
      }),
    SendEmail: send('SendEmail', emailComposer),
    SendSms: send('SendSms', smsComposer),
  };

  return {
    api: (name: 'alerts-api' | 'configuration-api') =>
      name === 'alerts-api'
        ? instance('AlertsApi', createApi)
        : instance('ConfigurationApi', createConfigurationApi),
    webhookSender: () => instance('SendAlertWebhook', createWebhookSender),
    worker: () => instance('AlertWorker', createWorker),
    tasks: () => tasks,
    reconcile: async () => {
      const table = getTable();
      const running = async function* () {
        meter.called();
        yield listExecutions();
      };
      await createReconciler({
        table,
        executions: { ...executions, running },
        clock,
        pause: async () => {},
      })();
    },
  };
}
