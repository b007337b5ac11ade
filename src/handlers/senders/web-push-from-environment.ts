import { createPushKeySource } from '../../domain/push-keys/store.ts';
import { createUserStore } from '../../domain/users/store.ts';
import { contactMessagesQueueFromEnvironment } from '../../platform/clients.ts';
import { systemClock } from '../../platform/clock.ts';
import { requireVariable } from '../../platform/environment.ts';
import type { Table } from '../../platform/table.ts';
import { type WebPushMessage, webPushProvider } from '../../senders/channels/web-push.ts';
import type { Provider } from '../../senders/delivery/provider.ts';
import { PROVIDER_TIMEOUT_MS } from '../../senders/transport/client-configuration.ts';
import { createDeviceRetirement } from '../../senders/web-push/retire-device.ts';

/** Push services demand an https or mailto URL; on localhost there is none. */
const NO_PUBLIC_URL = 'mailto:nobody@example.com';

/** Creates the provider of web push. `allowPrivate`: push services may be on localhost. */
export function webPushFromEnvironment(table: Table, allowPrivate: boolean): Provider<WebPushMessage> {
  const publicUrl = requireVariable('PUBLIC_URL');
  return webPushProvider({
    keys: createPushKeySource(table),
    subject: publicUrl.startsWith('https://') ? publicUrl : NO_PUBLIC_URL,
    options: { timeoutMs: PROVIDER_TIMEOUT_MS, allowPrivate },
    retireDevice: createDeviceRetirement({
      directory: { users: createUserStore(table) },
      contactMessages: contactMessagesQueueFromEnvironment(),
      clock: systemClock,
    }),
  });
}
