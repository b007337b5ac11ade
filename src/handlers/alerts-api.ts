import { apiKeyLookup } from '../accounts/store.ts';
import { savedSearchStore } from '../alerts/saved-searches.ts';
import { createAlertsApp } from '../api/alerts-app.ts';
import { lambdaHandler } from '../api/lambda.ts';
import { linkRoutes } from '../links/routes.ts';
import { maintenanceStore } from '../maintenance/store.ts';
import { alertActionsQueueFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { userAccess } from '../roles/access.ts';
import { directoryOf } from './directory.ts';
import { limiterFromEnvironment } from './rate-limits.ts';

const table = tableFromEnvironment();
const queue = alertActionsQueueFromEnvironment();
const directory = directoryOf(table);

/** The REST API of alerts, and the links in messages about them. */
export const handler = lambdaHandler(
  createAlertsApp({
    alerts: {
      table,
      queue,
      directory,
      savedSearches: savedSearchStore(table),
      blobs: async () => blobsFromEnvironment(),
    },
    linkRoutes: linkRoutes({ table, queue, directory }),
    findKey: apiKeyLookup(table, systemClock, maintenanceStore(table)),
    limiter: limiterFromEnvironment(),
    clock: systemClock,
    userAccess: userAccess(directory, systemClock),
  }),
);
