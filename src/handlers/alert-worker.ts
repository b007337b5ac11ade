import { directoryOf } from '../alerts/responders.ts';
import { createAlertWorker } from '../alerts/worker.ts';
import { escalationStore } from '../escalations/store.ts';
import { ruleChecks } from '../incidents/rule-checks.ts';
import { webhookEvents } from '../integrations/outgoing.ts';
import { underMaintenance } from '../maintenance/effect.ts';
import { maintenanceStore } from '../maintenance/store.ts';
import {
  alertWebhooksQueueFromEnvironment,
  executionsFromEnvironment,
  incidentActionsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishing } from '../platform/emf-metrics.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { policyStores } from '../policies/store.ts';
import { scheduleStore } from '../schedules/store.ts';
import { teamStore } from '../teams/store.ts';
import { userStore } from '../users/store.ts';

const table = tableFromEnvironment();
const maintenance = maintenanceStore(table);
const metrics = metricsFromEnvironment();

const work = createAlertWorker({
  table,
  executions: executionsFromEnvironment(),
  directory: directoryOf({
    users: userStore(table),
    teams: teamStore(table),
    escalations: escalationStore(table),
    schedules: scheduleStore(table),
  }),
  policies: underMaintenance(policyStores(table).alert, maintenance, systemClock),
  onOpened: ruleChecks({ table, incidentActions: incidentActionsQueueFromEnvironment() }),
  onApplied: webhookEvents({
    table,
    queue: alertWebhooksQueueFromEnvironment(),
    clock: systemClock,
    maintenance,
  }),
  blobs: async () => blobsFromEnvironment(),
  clock: systemClock,
  metrics,
});

/** Applies the messages of alert-actions.fifo. */
export const handler = publishing(metrics, work);
