import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createAccountSecrets } from '../../domain/accounts/secrets.ts';
import { systemClock } from '../../platform/clock.ts';
import { readVariable, requireVariable } from '../../platform/environment.ts';
import type { Table } from '../../platform/table.ts';
import { sesProvider } from '../../senders/channels/email.ts';
import { voiceProvider } from '../../senders/channels/phone.ts';
import type { ChannelProviders } from '../../senders/channels/providers.ts';
import { pushProvider } from '../../senders/channels/push.ts';
import { webhookProvider } from '../../senders/channels/webhook.ts';
import { PROVIDER_TIMEOUT_MS, providerClientConfig } from '../../senders/transport/client-configuration.ts';
import { smsFromEnvironment } from './sms-from-environment.ts';

/** Creates the providers of all channels, for functions that send on any of them. `allowPrivate`: only on localhost. */
export function allProvidersFromEnvironment(table: Table, allowPrivate: boolean): ChannelProviders {
  const emailConfigurationSet = readVariable('SES_CONFIGURATION_SET', '');
  const phoneConfigurationSet = readVariable('SMS_CONFIGURATION_SET', '');
  return {
    email: sesProvider(new SESv2Client(providerClientConfig()), {
      from: requireVariable('EMAIL_FROM'),
      ...(emailConfigurationSet && { configurationSet: emailConfigurationSet }),
    }),
    sms: smsFromEnvironment(),
    voice: voiceProvider(new PinpointSMSVoiceV2Client(providerClientConfig()), {
      originationIdentity: requireVariable('SMS_ORIGINATION_IDENTITY'),
      ...(phoneConfigurationSet && { configurationSet: phoneConfigurationSet }),
    }),
    mobile: pushProvider(
      new PinpointClient(providerClientConfig()),
      requireVariable('PINPOINT_APPLICATION_ID'),
    ),
    webhook: webhookProvider(createAccountSecrets(table), systemClock, {
      timeoutMs: PROVIDER_TIMEOUT_MS,
      allowPrivate,
    }),
  };
}
