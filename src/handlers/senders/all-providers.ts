import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createAccountSecrets } from '../../domain/accounts/secrets.ts';
import { systemClock } from '../../platform/clock.ts';
import { readVariable, requireVariable } from '../../platform/environment.ts';
import type { Table } from '../../platform/table.ts';
import { sesProvider } from '../../senders/channels/email.ts';
import { ntfyProvider } from '../../senders/channels/ntfy.ts';
import type { ChannelProviders } from '../../senders/channels/providers.ts';
import { pushProvider } from '../../senders/channels/push.ts';
import { webhookProvider } from '../../senders/channels/webhook.ts';
import { PROVIDER_TIMEOUT_MS, providerClientConfig } from '../../senders/transport/client-configuration.ts';
import { pushoverFromEnvironment } from './pushover-from-environment.ts';
import { smsFromEnvironment } from './sms-from-environment.ts';
import { voiceFromEnvironment } from './voice-from-environment.ts';
import { webPushFromEnvironment } from './web-push-from-environment.ts';

/** Creates the providers of all channels, for functions that send on any of them. `allowPrivate`: only on localhost. */
export function allProvidersFromEnvironment(table: Table, allowPrivate: boolean): ChannelProviders {
  const emailConfigurationSet = readVariable('SES_CONFIGURATION_SET', '');
  return {
    email: sesProvider(new SESv2Client(providerClientConfig()), {
      from: requireVariable('EMAIL_FROM'),
      ...(emailConfigurationSet && { configurationSet: emailConfigurationSet }),
    }),
    sms: smsFromEnvironment(),
    voice: voiceFromEnvironment(),
    mobile: pushProvider(
      new PinpointClient(providerClientConfig()),
      requireVariable('PINPOINT_APPLICATION_ID'),
    ),
    webhook: webhookProvider(createAccountSecrets(table), systemClock, {
      timeoutMs: PROVIDER_TIMEOUT_MS,
      allowPrivate,
    }),
    webpush: webPushFromEnvironment(table, allowPrivate),
    ntfy: ntfyProvider({ timeoutMs: PROVIDER_TIMEOUT_MS, allowPrivate }),
    pushover: pushoverFromEnvironment(allowPrivate),
  };
}
