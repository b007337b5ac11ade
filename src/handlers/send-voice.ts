import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { readVariable, requireVariable } from '../platform/environment.ts';
import { voiceComposer, voiceProvider } from '../senders/channels/phone.ts';
import { providerClientConfig } from '../senders/transport/client-configuration.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';

const configurationSet = readVariable('SMS_CONFIGURATION_SET', '');

/** Makes voice calls, from SMS_ORIGINATION_IDENTITY. */
export const handler = senderFromEnvironment(voiceComposer, () =>
  voiceProvider(new PinpointSMSVoiceV2Client(providerClientConfig()), {
    originationIdentity: requireVariable('SMS_ORIGINATION_IDENTITY'),
    ...(configurationSet && { configurationSet }),
  }),
);
