import { createIncidentWorker } from '../domain/incident-worker/worker.ts';
import {
  alertActionsQueueFromEnvironment,
  failedIncidentActionsFromEnvironment,
  stakeholderNotificationsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { createDirectory } from './directory.ts';

const table = tableFromEnvironment();

/** Applies the messages of incident-actions.fifo. */
export const handler = createIncidentWorker({
  table,
  directory: createDirectory(table),
  alertActions: alertActionsQueueFromEnvironment(),
  stakeholderNotifications: stakeholderNotificationsQueueFromEnvironment(),
  clock: systemClock,
  failedMessages: failedIncidentActionsFromEnvironment(),
});
