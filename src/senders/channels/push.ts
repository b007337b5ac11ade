import {
  type DirectMessageConfiguration,
  type MessageResult,
  type PinpointClient,
  SendMessagesCommand,
} from '@aws-sdk/client-pinpoint';
import { type Device, device } from '../../domain/users/contact-address.ts';
import { HOUR, SECOND } from '../../platform/clock.ts';
import type { Provider } from '../delivery/provider.ts';
import { ProviderError, type ProviderFailure } from '../delivery/provider-outcome.ts';
import { type PushContent, pushContent } from '../templates/push.ts';
import type { Composer } from './composer.ts';

export interface PushMessage extends PushContent {
  readonly device: Device;
  /** A newer message with the same key replaces the older one on the device. */
  readonly collapseKey: string;
  readonly notificationId: string;
}

export const pushComposer: Composer<Device, PushMessage> = {
  channel: 'mobile',
  parseAddress: device,
  compose: (context, to) => ({
    ...pushContent(context),
    device: to,
    collapseKey: context.alert.id,
    notificationId: context.notificationId,
  }),
};

/** Sends push notifications with Amazon Pinpoint's SendMessages, which AWS End User Messaging Push still offers. */
export function pushProvider(client: PinpointClient, applicationId: string): Provider<PushMessage> {
  return async (message) => {
    const { platform, token } = message.device;
    const { MessageResponse } = await client.send(
      new SendMessagesCommand({
        ApplicationId: applicationId,
        MessageRequest: {
          Addresses: { [token]: { ChannelType: platform } },
          Context: { notificationId: message.notificationId },
          MessageConfiguration: toMessageConfiguration(message),
        },
      }),
    );
    return requireMessageId(MessageResponse?.Result?.[token]);
  };
}

/** The message in the format of the device's push service. */
function toMessageConfiguration({
  device,
  title,
  body,
  data,
  collapseKey,
}: PushMessage): DirectMessageConfiguration {
  const common = {
    Action: 'OPEN_APP' as const,
    Title: title,
    Body: body,
    Data: { ...data },
    TimeToLive: HOUR / SECOND,
  };
  return device.platform === 'APNS'
    ? {
        APNSMessage: {
          ...common,
          APNSPushType: 'alert',
          Priority: '10',
          Sound: 'default',
          CollapseId: collapseKey,
          ThreadId: collapseKey,
        },
      }
    : { GCMMessage: { ...common, Priority: 'high', Sound: 'default', CollapseKey: collapseKey } };
}

/** SendMessages succeeds even if its only address fails: the outcome is in the response. */
function requireMessageId(result: MessageResult | undefined): string | undefined {
  const status = result?.DeliveryStatus;
  if (status === 'SUCCESSFUL' || status === 'DUPLICATE') return result?.MessageId;
  throw new ProviderError(toDeliveryFailure(status));
}

function toDeliveryFailure(status: MessageResult['DeliveryStatus']): ProviderFailure {
  switch (status) {
    case 'THROTTLED':
      return { kind: 'answered', status: 429, code: status };
    case 'TEMPORARY_FAILURE':
      return { kind: 'answered', status: 503, code: status };
    case 'PERMANENT_FAILURE':
      return { kind: 'answered', status: 410, code: status };
    case 'OPT_OUT':
      return { kind: 'answered', status: 403, code: status };
    default:
      return { kind: 'lost', code: status ?? 'NoResult' };
  }
}
