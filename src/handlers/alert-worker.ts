import { createAccountSettingsStore } from '../domain/accounts/settings.ts';
import { createAlertWorker } from '../domain/alert-worker/worker.ts';
import { createResponderFinder } from '../domain/alerts/responders.ts';
import { createEscalationStore } from '../domain/escalations/store.ts';
import { createRuleCheckQueuer } from '../domain/incidents/rule-checks.ts';
import { createWebhookDispatcher } from '../domain/integrations/outgoing-webhooks.ts';
import { createMaintainedPolicySource } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { createPolicyStores } from '../domain/policies/store.ts';
import { createScheduleStore } from '../domain/schedules/store.ts';
import { createTeamStore } from '../domain/teams/store.ts';
import { createUserStore } from '../domain/users/store.ts';
import {
  alertWebhooksQueueFromEnvironment,
  executionsFromEnvironment,
  failedAlertActionsFromEnvironment,
  incidentActionsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { createHotItems } from '../platform/hot-items.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';

const table = tableFromEnvironment();
/** Configuration by which actions are applied, and which the worker never changes. */
const configuration = createHotItems({ table, clock: systemClock, reads: 'all' });
const maintenance = createMaintenanceStore(configuration);
const metrics = metricsFromEnvironment();

const work = createAlertWorker({
  table,
  executions: executionsFromEnvironment(),
  directory: createResponderFinder({
    users: createUserStore(configuration),
    teams: createTeamStore(configuration),
    escalations: createEscalationStore(configuration),
    schedules: createScheduleStore(configuration, systemClock),
    settings: createAccountSettingsStore(configuration),
  }),
  policies: createMaintainedPolicySource(createPolicyStores(configuration).alert, maintenance, systemClock),
  onCreated: createRuleCheckQueuer({
    table,
    incidentActions: incidentActionsQueueFromEnvironment(),
    clock: systemClock,
  }),
  onApplied: createWebhookDispatcher({
    table,
    queue: alertWebhooksQueueFromEnvironment(),
    clock: systemClock,
    maintenance,
  }),
  blobs: async () => blobsFromEnvironment(),
  clock: systemClock,
  metrics,
  failedMessages: failedAlertActionsFromEnvironment(),
});

/** Applies the messages of alert-actions.fifo. */
export const handler = publishMetricsAfter(metrics, work);
