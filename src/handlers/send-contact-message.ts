import { createAccountSecrets } from '../domain/accounts/secrets.ts';
import { createContactCodes } from '../domain/contact-messages/codes.ts';
import { createLinkSigner } from '../domain/responder-actions/link-signer.ts';
import { tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { readVariable, requireVariable } from '../platform/environment.ts';
import { createContactChannels } from '../senders/contact-messages/channels.ts';
import { createContactMessageSender } from '../senders/contact-messages/sender.ts';
import { createDirectory } from './directory.ts';
import { allProvidersFromEnvironment } from './senders/all-providers.ts';

const table = tableFromEnvironment();
const secrets = createAccountSecrets(table);
const metrics = metricsFromEnvironment();
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

/** Sends tests, verification codes and new links to contacts. The local runner allows webhooks on localhost. */
export const handler = publishMetricsAfter(
  metrics,
  createContactMessageSender({
    table,
    directory: createDirectory(table),
    codes: createContactCodes(table, secrets),
    links: createLinkSigner(secrets, requireVariable('PUBLIC_URL')),
    clock: systemClock,
    channels: createContactChannels(allProvidersFromEnvironment(table, allowPrivate), allowPrivate),
    metrics,
  }),
);
