import { CODE_LIFETIME_MS } from '../../domain/contact-messages/model.ts';
import {
  device,
  emailAddress,
  ntfyTopic,
  phoneNumber,
  pushoverUser,
  pushSubscription,
  webhookUrl,
} from '../../domain/users/contact-address.ts';
import { SECOND } from '../../platform/clock.ts';
import { type ChannelCalls, createChannelCall } from '../channels/channel-calls.ts';
import type { ChannelProviders } from '../channels/providers.ts';
import { toTopic } from '../channels/web-push.ts';
import {
  type ContactMessageContext,
  contactEmail,
  contactPayload,
  contactPush,
  contactSms,
  contactSpokenText,
} from '../templates/contact-message.ts';
import { contactNtfy } from '../templates/ntfy.ts';
import { contactPushover } from '../templates/pushover.ts';
import { contactWebPush } from '../templates/web-push.ts';

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
  webpush: createChannelCall(
    (to, contact) => pushSubscription(to, contact, allowHttp),
    providers.webpush,
    (context, subscription) => ({
      subscription,
      accountId: context.accountId,
      userId: context.user.id,
      content: contactWebPush(context),
      topic: toTopic(context.accountId, context.contactId),
      ttlSeconds: CODE_LIFETIME_MS / SECOND,
      urgency: 'high' as const,
    }),
  ),
  ntfy: createChannelCall(
    (to, contact) => ntfyTopic(to, contact, allowHttp),
    providers.ntfy,
    (context, to) => ({ to, content: contactNtfy(context) }),
  ),
  pushover: createChannelCall(pushoverUser, providers.pushover, (context, to) => ({
    to,
    content: contactPushover(context),
  })),
});
