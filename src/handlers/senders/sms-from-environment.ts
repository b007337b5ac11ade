import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { readVariable } from '../../platform/environment.ts';
import { type PhoneMessage, smsProvider } from '../../senders/channels/phone.ts';
import type { Provider } from '../../senders/delivery/provider.ts';
import { providerClientConfig } from '../../senders/transport/client-configuration.ts';

/** Creates the SMS provider. Without SMS_ORIGINATION_IDENTITY, AWS chooses a number of the AWS account. */
export function smsFromEnvironment(): Provider<PhoneMessage> {
  const originationIdentity = readVariable('SMS_ORIGINATION_IDENTITY', '');
  const configurationSet = readVariable('SMS_CONFIGURATION_SET', '');
  return smsProvider(new PinpointSMSVoiceV2Client(providerClientConfig()), {
    ...(originationIdentity && { originationIdentity }),
    ...(configurationSet && { configurationSet }),
  });
}
