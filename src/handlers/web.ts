import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createMailAddressLookup } from '../domain/accounts/mail-addresses.ts';
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
import { HOUR, systemClock } from '../platform/clock.ts';
import { readVariable, requireVariable } from '../platform/environment.ts';
import { newId } from '../platform/ids.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { isVoiceOrigin } from '../platform/voice-origin.ts';
import { sesProvider } from '../senders/channels/email.ts';
import { signInEmail } from '../senders/templates/sign-in-email.ts';
import { providerClientConfig } from '../senders/transport/client-configuration.ts';
import { createBuiltFiles } from '../web/files/built-files.ts';
import { oidcFromEnvironment } from './console/oidc-from-environment.ts';
import { createDirectory } from './directory.ts';
import { rateLimitsFromEnvironment } from './rate-limits.ts';
import { createConsoleApp } from './routes/web-app.ts';

/** Less than the function's timeout, in milliseconds. */
const EMAIL_TIMEOUT_MS = 6_000;

const table = tableFromEnvironment();
const directory = createDirectory(table);
const alertActions = alertActionsQueueFromEnvironment();
const rateLimits = rateLimitsFromEnvironment();

/**
 * The account whose people anybody may sign in as, on localhost. Lambda sets AWS_LAMBDA_FUNCTION_NAME by itself, and nobody
 * can unset it, so a stage has no such account whatever its settings are.
 */
const demoAccountId = process.env.AWS_LAMBDA_FUNCTION_NAME ? '' : readVariable('DEMO_ACCOUNT', '');

const configurationSet = readVariable('SES_CONFIGURATION_SET', '');
const sendThroughSes = sesProvider(new SESv2Client(providerClientConfig(EMAIL_TIMEOUT_MS)), {
  from: requireVariable('EMAIL_FROM'),
  ...(configurationSet && { configurationSet }),
});

const oidc = oidcFromEnvironment();

const consoleUrl = readVariable('CONSOLE_URL', '').replace(/\/$/, '');

/** The console: its files, its back end, and the REST API for the signed-in user. */
export const handler = lambdaHandler(
  createConsoleApp({
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
    alerts: {
      table,
      queue: alertActions,
      directory,
      savedSearches: createSavedSearchStore(table),
      blobs: async () => blobsFromEnvironment(),
    },
    limits: {
      idleMs: Number(requireVariable('SESSION_IDLE_HOURS')) * HOUR,
      totalMs: Number(requireVariable('SESSION_TOTAL_HOURS')) * HOUR,
    },
    // In the package as in the repository, the folder is two levels above this file.
    files: createBuiltFiles(fileURLToPath(new URL('../../dist-web', import.meta.url))),
    limiter: createRateLimiter(rateLimits),
    clock: systemClock,
    wait: (ms) => setTimeout(ms),
    sendEmail: ({ to, ...context }) =>
      sendThroughSes({ to, ...signInEmail(context), notificationId: newId() }),
    ...(oidc && { oidc }),
    ...(consoleUrl && { consoleUrl }),
    ...(demoAccountId && { demoAccountId }),
  }),
);
