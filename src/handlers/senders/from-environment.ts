import { type AccountSecrets, createAccountSecrets } from '../../domain/accounts/secrets.ts';
import { createLinkSigner } from '../../domain/responder-actions/link-signer.ts';
import { tableFromEnvironment } from '../../platform/clients.ts';
import { systemClock } from '../../platform/clock.ts';
import { consoleUrlFromEnvironment } from '../../platform/console-url.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../../platform/emf-metrics.ts';
import { requireVariable } from '../../platform/environment.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertSender } from '../../senders/alert-notifications/sender.ts';
import { type AlertSenderDeps, createAlertSender } from '../../senders/alert-notifications/sender.ts';
import type { Composer } from '../../senders/channels/composer.ts';
import type { Provider } from '../../senders/delivery/provider.ts';

/**
 * Creates a sender from the environment: the table TABLE_NAME, links to PUBLIC_URL. Webhooks need the account secrets for
 * their signature, and web push its keys in the table. Pass `replyCode` if people can reply to messages of the channel.
 */
export function senderFromEnvironment<Address, Message>(
  composer: Composer<Address, Message>,
  provider: (secrets: AccountSecrets, table: Table) => Provider<Message>,
  replyCode?: (table: Table) => NonNullable<AlertSenderDeps<Address, Message>['replyCode']>,
): AlertSender {
  const table = tableFromEnvironment();
  const secrets = createAccountSecrets(table);
  const metrics = metricsFromEnvironment();
  const publicUrl = requireVariable('PUBLIC_URL');
  const send = createAlertSender({
    table,
    clock: systemClock,
    links: createLinkSigner(secrets, publicUrl),
    consoleUrl: consoleUrlFromEnvironment(),
    composer,
    provider: provider(secrets, table),
    metrics,
    ...(replyCode && { replyCode: replyCode(table) }),
  });
  return publishMetricsAfter(metrics, send);
}
