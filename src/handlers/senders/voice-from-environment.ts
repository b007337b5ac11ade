import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { readVariable, requireVariable } from '../../platform/environment.ts';
import { isVoiceOrigin } from '../../platform/voice-origin.ts';
import { noCalls, type VoiceMessage, voiceProvider } from '../../senders/channels/phone.ts';
import type { Provider } from '../../senders/delivery/provider.ts';
import { providerClientConfig } from '../../senders/transport/client-configuration.ts';

/** Creates the provider of calls, from VOICE_ORIGINATION_IDENTITY. If that can make none, every call is rejected. */
export function voiceFromEnvironment(): Provider<VoiceMessage> {
  const originationIdentity = requireVariable('VOICE_ORIGINATION_IDENTITY');
  if (!isVoiceOrigin(originationIdentity)) return noCalls;
  const configurationSet = readVariable('VOICE_CONFIGURATION_SET', '');
  return voiceProvider(new PinpointSMSVoiceV2Client(providerClientConfig()), {
    originationIdentity,
    ...(configurationSet && { configurationSet }),
  });
}
