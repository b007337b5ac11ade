import { systemClock } from '../platform/clock.ts';
import { readVariable } from '../platform/environment.ts';
import { webhookComposer, webhookProvider } from '../senders/channels/webhook.ts';
import { PROVIDER_TIMEOUT_MS } from '../senders/transport/client-configuration.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';

/** The local runner allows http and localhost. */
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

/** Calls the webhooks that are contact methods. */
export const handler = senderFromEnvironment(webhookComposer(allowPrivate), (secrets) =>
  webhookProvider(secrets, systemClock, { timeoutMs: PROVIDER_TIMEOUT_MS, allowPrivate }),
);
