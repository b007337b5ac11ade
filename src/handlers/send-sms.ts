import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { optional } from '../platform/environment.ts';
import { senderFromEnvironment } from '../senders/from-environment.ts';
import { oneAttempt } from '../senders/one-attempt.ts';
import { smsComposer, smsProvider } from '../senders/phone.ts';

const originationIdentity = optional('SMS_ORIGINATION_IDENTITY', '');
const configurationSet = optional('SMS_CONFIGURATION_SET', '');

/** Sends text messages, from SMS_ORIGINATION_IDENTITY or, without it, from whatever number the account has. */
export const handler = senderFromEnvironment(smsComposer, () =>
  smsProvider(new PinpointSMSVoiceV2Client(oneAttempt()), {
    ...(originationIdentity && { originationIdentity }),
    ...(configurationSet && { configurationSet }),
  }),
);
