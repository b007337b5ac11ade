import { device, emailAddress, phoneNumber, webhookUrl } from '../../domain/users/contact-address.ts';
import { type ChannelCalls, createChannelCall } from '../channels/channel-calls.ts';
import type { ChannelProviders } from '../channels/providers.ts';
import {
  type ContactMessageContext,
  contactEmail,
  contactPayload,
  contactPush,
  contactSms,
  contactSpokenText,
} from '../templates/contact-message.ts';

/** Creates the channels of messages to contacts. `allowHttp`: webhooks may also use plain http, on localhost. */
export const createContactChannels = (
  providers: ChannelProviders,
  allowHttp: boolean,
): ChannelCalls<ContactMessageContext> => ({
  email: createChannelCall(emailAddress, providers.email, (context, to) => ({
    ...contactEmail(context),
    to,
    notificationId: context.notificationId,
  })),
  sms: createChannelCall(phoneNumber, providers.sms, (context, to) => ({
    to,
    body: contactSms(context),
    notificationId: context.notificationId,
  })),
  voice: createChannelCall(phoneNumber, providers.voice, (context, to) => ({
    to,
    body: contactSpokenText(context),
    notificationId: context.notificationId,
  })),
  mobile: createChannelCall(device, providers.mobile, (context, to) => ({
    ...contactPush(context),
    device: to,
    // A newer code or test replaces the older one on the screen.
    collapseKey: context.contactId,
    notificationId: context.notificationId,
  })),
  webhook: createChannelCall(
    (to) => webhookUrl(to, allowHttp),
    providers.webhook,
    (context, url) => ({
      url,
      body: JSON.stringify(contactPayload(context)),
      accountId: context.accountId,
      notificationId: context.notificationId,
    }),
  ),
});
