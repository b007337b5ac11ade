import { createMailAccountLookup } from '../domain/accounts/mail-addresses.ts';
import { pingHeartbeat } from '../domain/heartbeats/ping.ts';
import { createHeartbeatStore } from '../domain/heartbeats/store.ts';
import { integrationStore } from '../domain/integrations/store.ts';
import { createMaintainedIntegrationSource } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { createMailboxFinder } from '../inbound/email/mailboxes.ts';
import { createReceiveEmail } from '../inbound/email/receive.ts';
import {
  alertActionsQueueFromEnvironment,
  heartbeatChecksFromEnvironment,
  tableFromEnvironment,
} from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { requireVariable } from '../platform/environment.ts';
import { blobsFromEnvironment } from '../platform/s3-blobs.ts';
import { limiterFromEnvironment } from './rate-limits.ts';

const table = tableFromEnvironment();
const queue = alertActionsQueueFromEnvironment();
const integrations = integrationStore(table);
const heartbeats = createHeartbeatStore(table);
const heartbeatChecks = heartbeatChecksFromEnvironment();

/** Processes an e-mail when SES notifies of it. */
export const handler = createReceiveEmail({
  stored: blobsFromEnvironment('INBOUND_EMAIL_BUCKET'),
  mailboxes: createMailboxFinder({
    findAccount: createMailAccountLookup(table, systemClock),
    integrations,
    heartbeats,
    clock: systemClock,
  }),
  integrations: createMaintainedIntegrationSource(integrations, createMaintenanceStore(table), systemClock),
  ping: (received, now) => pingHeartbeat({ heartbeats, alertActions: queue, heartbeatChecks }, received, now),
  queue,
  limiter: limiterFromEnvironment(),
  ownFrom: requireVariable('EMAIL_FROM'),
  clock: systemClock,
});
