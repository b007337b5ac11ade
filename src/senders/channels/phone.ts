import {
  type PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  SendVoiceMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { phoneNumber } from '../../domain/users/contact-address.ts';
import { HOUR, SECOND } from '../../platform/clock.ts';
import type { Composer, Provider } from '../delivery/contract.ts';
import { smsText } from '../templates/sms.ts';
import { spokenText } from '../templates/voice.ts';

export interface PhoneMessage {
  /** E.164 */
  readonly to: string;
  readonly body: string;
  readonly notificationId: string;
}

export const smsComposer: Composer<string, PhoneMessage> = {
  channel: 'sms',
  address: phoneNumber,
  compose: (notice, to) => ({ to, body: smsText(notice), notificationId: notice.notificationId }),
};

export const voiceComposer: Composer<string, PhoneMessage> = {
  channel: 'voice',
  address: phoneNumber,
  compose: (notice, to) => ({ to, body: spokenText(notice), notificationId: notice.notificationId }),
};

export interface PhoneOptions {
  /** A pool, phone number or sender id, by its id or ARN. */
  readonly originationIdentity?: string;
  readonly configurationSet?: string;
}

/** A page that arrives later than this helps nobody. */
const TIME_TO_LIVE_SECONDS = HOUR / SECOND;

const common = ({ originationIdentity, configurationSet }: PhoneOptions, message: PhoneMessage) => ({
  DestinationPhoneNumber: message.to,
  MessageBody: message.body,
  TimeToLive: TIME_TO_LIVE_SECONDS,
  Context: { notificationId: message.notificationId },
  ...(originationIdentity && { OriginationIdentity: originationIdentity }),
  ...(configurationSet && { ConfigurationSetName: configurationSet }),
});

/** Text messages by AWS End User Messaging. */
export const smsProvider =
  (client: PinpointSMSVoiceV2Client, options: PhoneOptions): Provider<PhoneMessage> =>
  async (message) => {
    const { MessageId } = await client.send(
      new SendTextMessageCommand({ ...common(options, message), MessageType: 'TRANSACTIONAL' }),
    );
    return MessageId;
  };

/** Calls by AWS End User Messaging: it speaks the text and hangs up. */
export const voiceProvider =
  (
    client: PinpointSMSVoiceV2Client,
    options: PhoneOptions & { readonly originationIdentity: string },
  ): Provider<PhoneMessage> =>
  async (message) => {
    const { MessageId } = await client.send(
      new SendVoiceMessageCommand({
        ...common(options, message),
        OriginationIdentity: options.originationIdentity,
        MessageBodyTextType: 'TEXT',
      }),
    );
    return MessageId;
  };
