import { createAccountSecrets } from '../domain/accounts/secrets.ts';
import { integrationStore } from '../domain/integrations/store.ts';
import { createMaintainedIntegrationSource } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { tableFromEnvironment } from '../platform/clients.ts';
import { SECOND, systemClock } from '../platform/clock.ts';
import { readVariable } from '../platform/environment.ts';
import { createAlertWebhookSender } from '../senders/alert-webhooks/sender.ts';

const table = tableFromEnvironment();

/** Ten events of one alert, one after the other, must fit into the function's minute. */
const LIMIT_MS = 5 * SECOND;

/** Tells webhook integrations what was done to alerts. On localhost they may be on localhost, and of plain http. */
export const handler = createAlertWebhookSender({
  integrations: createMaintainedIntegrationSource(
    integrationStore(table),
    createMaintenanceStore(table),
    systemClock,
  ),
  secrets: createAccountSecrets(table),
  clock: systemClock,
  options: {
    timeoutMs: LIMIT_MS,
    allowPrivate: readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true',
  },
});
