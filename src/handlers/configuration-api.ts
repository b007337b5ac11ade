import { mailAddresses } from '../accounts/mail-addresses.ts';
import { apiKeyLookup } from '../accounts/store.ts';
import { alertRoutes } from '../alerts/routes.ts';
import { savedSearchStore } from '../alerts/saved-searches.ts';
import { createConfigurationApp } from '../api/configuration-app.ts';
import { lambdaHandler } from '../api/lambda.ts';
import { maintenanceStore } from '../maintenance/store.ts';
import {
  alertActionsQueueFromEnvironment,
  heartbeatWatchesFromEnvironment,
  incidentActionsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { optional } from '../platform/environment.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { userAccess } from '../roles/access.ts';
import { directoryOf } from './directory.ts';
import { limiterFromEnvironment } from './rate-limits.ts';

const table = tableFromEnvironment();
const directory = directoryOf(table);
const alertActions = alertActionsQueueFromEnvironment();

/** The API of the configuration, behind the HTTP API. */
export const handler = lambdaHandler(
  createConfigurationApp({
    configuration: {
      table,
      directory,
      incidentActions: incidentActionsQueueFromEnvironment(),
      alertActions,
      heartbeatWatches: heartbeatWatchesFromEnvironment(),
      mailAddresses: mailAddresses(table, optional('INBOUND_EMAIL_DOMAIN', '')),
    },
    strays: alertRoutes({
      table,
      queue: alertActions,
      directory,
      savedSearches: savedSearchStore(table),
      blobs: async () => blobsFromEnvironment(),
    }),
    findKey: apiKeyLookup(table, systemClock, maintenanceStore(table)),
    limiter: limiterFromEnvironment(),
    clock: systemClock,
    userAccess: userAccess(directory, systemClock),
  }),
);
