import {
  type PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  SendVoiceMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { phoneNumber } from '../../domain/users/contact-address.ts';
import { HOUR, SECOND } from '../../platform/clock.ts';
import type { Provider } from '../delivery/provider.ts';
import { ProviderError } from '../delivery/provider-outcome.ts';
import { smsText } from '../templates/sms.ts';
import { type SpokenContent, spokenContent } from '../templates/voice.ts';
import type { Composer } from './composer.ts';

export interface PhoneMessage {
  /** E.164 */
  readonly to: string;
  readonly body: string;
  readonly notificationId: string;
}

/** A call, in the voice of its language. */
export interface VoiceMessage extends PhoneMessage, SpokenContent {}

export const smsComposer: Composer<string, PhoneMessage> = {
  channel: 'sms',
  parseAddress: phoneNumber,
  compose: (context, to) => ({ to, body: smsText(context), notificationId: context.notificationId }),
};

export const voiceComposer: Composer<string, VoiceMessage> = {
  channel: 'voice',
  parseAddress: phoneNumber,
  compose: (context, to) => ({ to, ...spokenContent(context), notificationId: context.notificationId }),
};

export interface PhoneOptions {
  /** The id or ARN of a pool, phone number or sender id. */
  readonly originationIdentity?: string;
  readonly configurationSet?: string;
}

/** The carrier drops a message that it could not deliver within this time. */
const TIME_TO_LIVE_SECONDS = HOUR / SECOND;

const commonInput = ({ originationIdentity, configurationSet }: PhoneOptions, message: PhoneMessage) => ({
  DestinationPhoneNumber: message.to,
  MessageBody: message.body,
  TimeToLive: TIME_TO_LIVE_SECONDS,
  Context: { notificationId: message.notificationId },
  ...(originationIdentity && { OriginationIdentity: originationIdentity }),
  ...(configurationSet && { ConfigurationSetName: configurationSet }),
});

/** Sends SMS through AWS End User Messaging. */
export const smsProvider =
  (client: PinpointSMSVoiceV2Client, options: PhoneOptions): Provider<PhoneMessage> =>
  async (message) => {
    const { MessageId } = await client.send(
      new SendTextMessageCommand({ ...commonInput(options, message), MessageType: 'TRANSACTIONAL' }),
    );
    return MessageId;
  };

/** Makes voice calls through AWS End User Messaging, which speaks the text and hangs up. */
export const voiceProvider =
  (
    client: PinpointSMSVoiceV2Client,
    options: PhoneOptions & { readonly originationIdentity: string },
  ): Provider<VoiceMessage> =>
  async (message) => {
    const { MessageId } = await client.send(
      new SendVoiceMessageCommand({
        ...commonInput(options, message),
        OriginationIdentity: options.originationIdentity,
        MessageBodyTextType: 'TEXT',
        ...(message.voiceId && { VoiceId: message.voiceId }),
      }),
    );
    return MessageId;
  };

/** The provider of a stage that makes no calls. */
export const noCalls: Provider<VoiceMessage> = async () => {
  throw new ProviderError({
    kind: 'switched-off',
    code: 'this stage makes no calls: its parameter voiceOriginationIdentity names no phone number or pool',
  });
};
