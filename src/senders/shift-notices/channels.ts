import type { Channel } from '../../domain/notifications/model.ts';
import { device, emailAddress, phoneNumber, webhookUrl } from '../../domain/users/contact-address.ts';
import type { EmailMessage } from '../channels/email.ts';
import type { PhoneMessage } from '../channels/phone.ts';
import type { PushMessage } from '../channels/push.ts';
import type { WebhookMessage } from '../channels/webhook.ts';
import type { Provider, ProviderCall } from '../delivery/provider.ts';
import {
  type ShiftContext,
  shiftEmail,
  shiftPayload,
  shiftPush,
  shiftSms,
  shiftSpokenText,
} from '../templates/shift-notice.ts';

/** The provider of each channel. */
export interface ShiftProviders {
  readonly email: Provider<EmailMessage>;
  readonly sms: Provider<PhoneMessage>;
  readonly voice: Provider<PhoneMessage>;
  readonly mobile: Provider<PushMessage>;
  readonly webhook: Provider<WebhookMessage>;
}

/** Composes the message and returns the call that sends it. */
export type PrepareShiftCall = (context: ShiftContext) => ProviderCall;

/** Parses a contact's address; undefined if it is not valid for the channel. */
export type ShiftChannel = (to: string) => PrepareShiftCall | undefined;

/** Creates the channels of shift notices. `allowHttp`: webhooks may also use plain http, on localhost. */
export function createShiftChannels(
  providers: ShiftProviders,
  allowHttp: boolean,
): Readonly<Record<Channel, ShiftChannel>> {
  return {
    email: createChannel(emailAddress, providers.email, (context, to) => ({
      ...shiftEmail(context),
      to,
      notificationId: context.notificationId,
    })),
    sms: createChannel(phoneNumber, providers.sms, (context, to) => ({
      to,
      body: shiftSms(context),
      notificationId: context.notificationId,
    })),
    voice: createChannel(phoneNumber, providers.voice, (context, to) => ({
      to,
      body: shiftSpokenText(context),
      notificationId: context.notificationId,
    })),
    // Each has a collapse key of its own: the end of one shift must not replace the begin of the next on the screen.
    mobile: createChannel(device, providers.mobile, (context, to) => ({
      ...shiftPush(context),
      device: to,
      collapseKey: context.notificationId,
      notificationId: context.notificationId,
    })),
    webhook: createChannel(
      (to) => webhookUrl(to, allowHttp),
      providers.webhook,
      (context, url) => ({
        url,
        body: JSON.stringify(shiftPayload(context)),
        accountId: context.accountId,
        notificationId: context.notificationId,
      }),
    ),
  };
}

/** The message is composed when the call is prepared, so that everything that can fail before the claim does. */
const createChannel =
  <Address, Message>(
    parseAddress: (to: string) => Address | undefined,
    provider: Provider<Message>,
    compose: (context: ShiftContext, address: Address) => Message,
  ): ShiftChannel =>
  (to) => {
    const address = parseAddress(to);
    if (address === undefined) return undefined;
    return (context) => {
      const message = compose(context, address);
      return () => provider(message);
    };
  };
