import { createIncidentWorker } from '../domain/incident-worker/worker.ts';
import {
  alertActionsQueueFromEnvironment,
  failedIncidentActionsFromEnvironment,
  stakeholderNotificationsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { createDirectory } from './directory.ts';

const table = tableFromEnvironment();
const metrics = metricsFromEnvironment();

/** Applies the messages of incident-actions.fifo. */
export const handler = publishMetricsAfter(
  metrics,
  createIncidentWorker({
    table,
    directory: createDirectory(table),
    alertActions: alertActionsQueueFromEnvironment(),
    stakeholderNotifications: stakeholderNotificationsQueueFromEnvironment(),
    clock: systemClock,
    failedMessages: failedIncidentActionsFromEnvironment(),
    metrics,
  }),
);
