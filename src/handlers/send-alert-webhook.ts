import { createAccountSecrets } from '../domain/accounts/secrets.ts';
import { integrationStore } from '../domain/integrations/store.ts';
import { createMaintainedIntegrationSource } from '../domain/maintenance/apply-maintenance.ts';
import { createMaintenanceStore } from '../domain/maintenance/store.ts';
import { failedAlertWebhooksFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { SECOND, systemClock } from '../platform/clock.ts';
import { readVariable } from '../platform/environment.ts';
import { createAlertWebhookSender } from '../senders/alert-webhooks/sender.ts';

const table = tableFromEnvironment();

/** Limit of one call in ms. The ten events of a batch, one after the other, must fit into the function's timeout. */
const LIMIT_MS = 5 * SECOND;

/** Calls the webhooks of integrations for actions on alerts. The local runner allows http and localhost. */
export const handler = createAlertWebhookSender({
  integrations: createMaintainedIntegrationSource(
    integrationStore(table),
    createMaintenanceStore(table),
    systemClock,
  ),
  secrets: createAccountSecrets(table),
  clock: systemClock,
  failedMessages: failedAlertWebhooksFromEnvironment(),
  options: {
    timeoutMs: LIMIT_MS,
    allowPrivate: readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true',
  },
});
