import { readVariable } from '../../platform/environment.ts';
import { type PushoverMessage, pushoverProvider } from '../../senders/channels/pushover.ts';
import type { Provider } from '../../senders/delivery/provider.ts';
import { PROVIDER_TIMEOUT_MS } from '../../senders/transport/client-configuration.ts';

/** Creates the provider of Pushover. The local runner sets PUSHOVER_URL to its outbox. */
export const pushoverFromEnvironment = (allowPrivate: boolean): Provider<PushoverMessage> =>
  pushoverProvider(readVariable('PUSHOVER_URL', 'https://api.pushover.net'), {
    timeoutMs: PROVIDER_TIMEOUT_MS,
    allowPrivate,
  });
