import { userAccess } from '../api/roles/user-access.ts';
import { createApiKeyLookup } from '../domain/accounts/store.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { createSavedSearchStore } from '../domain/saved-searches/store.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { linkRoutes } from '../inbound/links/routes.ts';
import {
  alertActionsQueueFromEnvironment,
  contactMessagesQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { consoleUrlFromEnvironment } from '../platform/console-url.ts';
import { createDirectory } from './directory.ts';
import { limiterFromEnvironment } from './rate-limits.ts';
import { createAlertsApp } from './routes/alerts-app.ts';

const table = tableFromEnvironment();
const queue = alertActionsQueueFromEnvironment();
const directory = createDirectory(table);

/** The REST API of alerts, and the signed links in notifications. */
export const handler = lambdaHandler(
  createAlertsApp({
    alerts: {
      table,
      queue,
      directory,
      savedSearches: createSavedSearchStore(table),
      blobs: async () => (await import('../platform/s3-blobs.ts')).blobsFromEnvironment(),
    },
    linkRoutes: linkRoutes({
      table,
      queue,
      contactMessages: contactMessagesQueueFromEnvironment(),
      directory,
      consoleUrl: consoleUrlFromEnvironment(),
    }),
    findKey: createApiKeyLookup(table, systemClock, createMaintenanceStore(table)),
    limiter: limiterFromEnvironment(),
    clock: systemClock,
    userAccess: userAccess(directory, systemClock),
  }),
);
