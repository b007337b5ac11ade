import { type AccountSecrets, createAccountSecrets } from '../../domain/accounts/secrets.ts';
import { createLinkSigner } from '../../domain/responder-actions/link-signer.ts';
import { tableFromEnvironment } from '../../platform/clients.ts';
import { systemClock } from '../../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../../platform/emf-metrics.ts';
import { requireVariable } from '../../platform/environment.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertSender } from '../../senders/alert-notifications/sender.ts';
import { type AlertSenderDeps, createAlertSender } from '../../senders/alert-notifications/sender.ts';
import type { Composer } from '../../senders/channels/composer.ts';
import type { Provider } from '../../senders/delivery/provider.ts';

/**
 * A sender on the table that TABLE_NAME names, with links that lead to PUBLIC_URL. `provider` is given the accounts'
 * secrets, of which webhooks need one. `replyCode` is given the table, where the channel's messages can be answered.
 */
export function senderFromEnvironment<Address, Message>(
  composer: Composer<Address, Message>,
  provider: (secrets: AccountSecrets) => Provider<Message>,
  replyCode?: (table: Table) => NonNullable<AlertSenderDeps<Address, Message>['replyCode']>,
): AlertSender {
  const table = tableFromEnvironment();
  const secrets = createAccountSecrets(table);
  const metrics = metricsFromEnvironment();
  const send = createAlertSender({
    table,
    clock: systemClock,
    links: createLinkSigner(secrets, requireVariable('PUBLIC_URL')),
    composer,
    provider: provider(secrets),
    metrics,
    ...(replyCode && { replyCode: replyCode(table) }),
  });
  return publishMetricsAfter(metrics, send);
}
