import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createAccountSecrets } from '../domain/accounts/secrets.ts';
import { notificationsDlqFromEnvironment, tableFromEnvironment } from '../platform/clients.ts';
import { systemClock } from '../platform/clock.ts';
import { metricsFromEnvironment, publishMetricsAfter } from '../platform/emf-metrics.ts';
import { readVariable, requireVariable } from '../platform/environment.ts';
import { sesProvider } from '../senders/channels/email.ts';
import { voiceProvider } from '../senders/channels/phone.ts';
import { pushProvider } from '../senders/channels/push.ts';
import { webhookProvider } from '../senders/channels/webhook.ts';
import { createShiftChannels } from '../senders/shift-notices/channels.ts';
import { createShiftSender } from '../senders/shift-notices/sender.ts';
import { PROVIDER_TIMEOUT_MS, providerClientConfig } from '../senders/transport/client-configuration.ts';
import { createDirectory } from './directory.ts';
import { smsFromEnvironment } from './senders/sms-from-environment.ts';

const table = tableFromEnvironment();
const metrics = metricsFromEnvironment();
const emailConfigurationSet = readVariable('SES_CONFIGURATION_SET', '');
const phoneConfigurationSet = readVariable('SMS_CONFIGURATION_SET', '');
const allowPrivate = readVariable('WEBHOOK_ALLOW_PRIVATE', 'false') === 'true';

const channels = createShiftChannels(
  {
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
  },
  allowPrivate,
);

/** Notifies people of their on-call shifts. The local runner allows webhooks on localhost. */
export const handler = publishMetricsAfter(
  metrics,
  createShiftSender({
    table,
    directory: createDirectory(table),
    clock: systemClock,
    channels,
    deadLetters: notificationsDlqFromEnvironment(),
    metrics,
  }),
);
