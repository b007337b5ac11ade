import { setTimeout } from 'node:timers/promises';
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
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { isVoiceOrigin } from '../platform/voice-origin.ts';
import type { SendSignInEmail } from '../web/sign-in/email-routes.ts';
import { oidcFromEnvironment } from './console/oidc-from-environment.ts';
import { createDirectory } from './directory.ts';
import { rateLimitsFromEnvironment } from './rate-limits.ts';
import { createConsoleApp } from './routes/web-app.ts';

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
const sender = { from: requireVariable('EMAIL_FROM'), ...(configurationSet && { configurationSet }) };

let sendThroughSes: SendSignInEmail | undefined;

/** The client of SES is loaded with the first e-mail: it is large, and most requests send none. */
const sendEmail: SendSignInEmail = async (email) => {
  const { createSignInEmails } = await import('./console/sign-in-emails.ts');
  sendThroughSes ??= createSignInEmails(sender);
  return sendThroughSes(email);
};

const oidc = oidcFromEnvironment();

const consoleUrl = readVariable('CONSOLE_URL', '').replace(/\/$/, '');

/** The back end of the console, and the REST API for the signed-in user. */
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
    limiter: createRateLimiter(rateLimits),
    clock: systemClock,
    wait: (ms) => setTimeout(ms),
    sendEmail,
    ...(oidc && { oidc }),
    ...(consoleUrl && { consoleUrl }),
    ...(demoAccountId && { demoAccountId }),
  }),
);
