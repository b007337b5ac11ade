import { setTimeout } from 'node:timers/promises';
import { createBulkActionWorker } from '../domain/bulk-actions/worker.ts';
import {
  alertActionsQueueFromEnvironment,
  bulkActionsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';

/** Applies bulk actions, a page of alerts at a time. */
export const handler = createBulkActionWorker({
  table: tableFromEnvironment(),
  alertActions: alertActionsQueueFromEnvironment(),
  bulkActions: bulkActionsQueueFromEnvironment(),
  clock: systemClock,
  pause: (ms) => setTimeout(ms),
});
