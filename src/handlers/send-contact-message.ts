import { createAccountSecrets } from '../domain/accounts/secrets.ts';
import { createContactCodes } from '../domain/contact-messages/codes.ts';
import { tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { readVariable } from '../platform/environment.ts';
import { createContactChannels } from '../senders/contact-messages/channels.ts';
import { createContactMessageSender } from '../senders/contact-messages/sender.ts';
import { createDirectory } from './directory.ts';
import { allProvidersFromEnvironment } from './senders/all-providers.ts';

const table = tableFromEnvironment();
const metrics = metricsFromEnvironment();
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

/** Sends tests and verification codes to contacts. The local runner allows webhooks on localhost. */
export const handler = publishMetricsAfter(
  metrics,
  createContactMessageSender({
    table,
    directory: createDirectory(table),
    codes: createContactCodes(table, createAccountSecrets(table)),
    clock: systemClock,
    channels: createContactChannels(allProvidersFromEnvironment(table, allowPrivate), allowPrivate),
    metrics,
  }),
);
