import { alertRoutes } from '../api/alerts/routes.ts';
import { userAccess } from '../api/roles/user-access.ts';
import { createMailAddressLookup } from '../domain/accounts/mail-addresses.ts';
import { createApiKeyLookup } from '../domain/accounts/store.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { createSavedSearchStore } from '../domain/saved-searches/store.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { createRateLimiter } from '../http/rate-limit.ts';
import {
  alertActionsQueueFromEnvironment,
  bulkActionsQueueFromEnvironment,
  contactMessagesQueueFromEnvironment,
  heartbeatChecksFromEnvironment,
  incidentActionsQueueFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { readVariable } from '../platform/environment.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { isVoiceOrigin } from '../platform/voice-origin.ts';
import { createDirectory } from './directory.ts';
import { rateLimitsFromEnvironment } from './rate-limits.ts';
import { createConfigurationApp } from './routes/configuration-app.ts';

const table = tableFromEnvironment();
const directory = createDirectory(table);
const rateLimits = rateLimitsFromEnvironment();
const alertActions = alertActionsQueueFromEnvironment();

/** The REST API of everything but alerts. */
export const handler = lambdaHandler(
  createConfigurationApp({
    configuration: {
      table,
      directory,
      incidentActions: incidentActionsQueueFromEnvironment(),
      alertActions,
      bulkActions: bulkActionsQueueFromEnvironment(),
      contactMessages: contactMessagesQueueFromEnvironment(),
      heartbeatChecks: heartbeatChecksFromEnvironment(),
      rateLimits,
      makesCalls: isVoiceOrigin(readVariable('VOICE_ORIGINATION_IDENTITY', '')),
      escalationStateMachineArn: readVariable('ESCALATION_STATE_MACHINE_ARN', ''),
      createMailAddressLookup: createMailAddressLookup(table, readVariable('INBOUND_EMAIL_DOMAIN', '')),
    },
    otherRoutes: alertRoutes({
      table,
      queue: alertActions,
      directory,
      savedSearches: createSavedSearchStore(table),
      blobs: async () => blobsFromEnvironment(),
    }),
    findKey: createApiKeyLookup(table, systemClock, createMaintenanceStore(table)),
    limiter: createRateLimiter(rateLimits),
    clock: systemClock,
    userAccess: userAccess(directory, systemClock),
  }),
);
