import {
  type DirectMessageConfiguration,
  type MessageResult,
  type PinpointClient,
  SendMessagesCommand,
} from '@aws-sdk/client-pinpoint';
import { type Device, device } from '../../domain/users/contact-address.ts';
import { HOUR, SECOND } from '../../platform/clock.ts';
import type { Composer, Provider } from '../delivery/contract.ts';
import { type Fault, ProviderFault } from '../delivery/provider-outcome.ts';
import { type PushContent, pushContent } from '../templates/push.ts';

export interface PushMessage extends PushContent {
  readonly device: Device;
  /** Of two messages with the same on a device, the newer takes the place of the older. */
  readonly about: string;
  readonly notificationId: string;
}

export const pushComposer: Composer<Device, PushMessage> = {
  channel: 'mobile',
  address: device,
  compose: (notice, to) => ({
    ...pushContent(notice),
    device: to,
    about: notice.alert.id,
    notificationId: notice.notificationId,
  }),
};

/** Push by the messages operation of Amazon Pinpoint, which AWS End User Messaging Push goes on offering. */
export function pushProvider(client: PinpointClient, applicationId: string): Provider<PushMessage> {
  return async (message) => {
    const { platform, token } = message.device;
    const { MessageResponse } = await client.send(
      new SendMessagesCommand({
        ApplicationId: applicationId,
        MessageRequest: {
          Addresses: { [token]: { ChannelType: platform } },
          Context: { notificationId: message.notificationId },
          MessageConfiguration: configurationFor(message),
        },
      }),
    );
    return messageIdOf(MessageResponse?.Result?.[token]);
  };
}

/** One push service's form of the message. */
function configurationFor({ device, title, body, data, about }: PushMessage): DirectMessageConfiguration {
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
          CollapseId: about,
          ThreadId: about,
        },
      }
    : { GCMMessage: { ...common, Priority: 'high', Sound: 'default', CollapseKey: about } };
}

/** The call succeeds whatever becomes of its one address; what became of it stands in the answer. */
function messageIdOf(result: MessageResult | undefined): string | undefined {
  const status = result?.DeliveryStatus;
  if (status === 'SUCCESSFUL' || status === 'DUPLICATE') return result?.MessageId;
  throw new ProviderFault(faultOfDelivery(status));
}

function faultOfDelivery(status: MessageResult['DeliveryStatus']): Fault {
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
