import { apiKeyLookup } from '../accounts/store.ts';
import { createConfigurationApp } from '../api/configuration-app.ts';
import { lambdaHandler } from '../api/lambda.ts';
import {
  alertActionsQueueFromEnvironment,
  heartbeatWatchesFromEnvironment,
  incidentActionsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { directoryOf } from './directory.ts';
import { limiterFromEnvironment } from './rate-limits.ts';

const table = tableFromEnvironment();

/** The API of the configuration, behind the HTTP API. */
export const handler = lambdaHandler(
  createConfigurationApp({
    configuration: {
      table,
      directory: directoryOf(table),
      incidentActions: incidentActionsQueueFromEnvironment(),
      alertActions: alertActionsQueueFromEnvironment(),
      heartbeatWatches: heartbeatWatchesFromEnvironment(),
    },
    findKey: apiKeyLookup(table, systemClock),
    limiter: limiterFromEnvironment(),
    clock: systemClock,
  }),
);
