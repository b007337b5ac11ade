import {
  device,
  emailAddress,
  ntfyTopic,
  phoneNumber,
  pushoverUser,
  pushSubscription,
  webhookUrl,
} from '../../domain/users/contact-address.ts';
import { type ChannelCalls, createChannelCall } from '../channels/channel-calls.ts';
import type { ChannelProviders } from '../channels/providers.ts';
import { PAGE_TTL_SECONDS, toTopic } from '../channels/web-push.ts';
import { shiftNtfy } from '../templates/ntfy.ts';
import { shiftPushover } from '../templates/pushover.ts';
import {
  type ShiftContext,
  shiftEmail,
  shiftPayload,
  shiftPush,
  shiftSms,
  shiftSpokenText,
} from '../templates/shift-notice.ts';
import { shiftWebPush } from '../templates/web-push.ts';

/** Creates the channels of shift notices. `allowHttp`: webhooks may also use plain http, on localhost. */
export function createShiftChannels(
  providers: ChannelProviders,
  allowHttp: boolean,
): ChannelCalls<ShiftContext> {
  return {
    email: createChannelCall(emailAddress, providers.email, (context, to) => ({
      ...shiftEmail(context),
      to,
      notificationId: context.notificationId,
    })),
    sms: createChannelCall(phoneNumber, providers.sms, (context, to) => ({
      to,
      body: shiftSms(context),
      notificationId: context.notificationId,
    })),
    voice: createChannelCall(phoneNumber, providers.voice, (context, to) => ({
      to,
      body: shiftSpokenText(context),
      notificationId: context.notificationId,
    })),
    // Each has a collapse key of its own: the end of one shift must not replace the begin of the next on the screen.
    mobile: createChannelCall(device, providers.mobile, (context, to) => ({
      ...shiftPush(context),
      device: to,
      collapseKey: context.notificationId,
      notificationId: context.notificationId,
    })),
    webhook: createChannelCall(
      (to) => webhookUrl(to, allowHttp),
      providers.webhook,
      (context, url) => ({
        url,
        body: JSON.stringify(shiftPayload(context)),
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
        content: shiftWebPush(context),
        topic: toTopic(context.accountId, context.notificationId),
        ttlSeconds: PAGE_TTL_SECONDS,
        urgency: 'normal' as const,
      }),
    ),
    ntfy: createChannelCall(
      (to, contact) => ntfyTopic(to, contact, allowHttp),
      providers.ntfy,
      (context, to) => ({ to, content: shiftNtfy(context) }),
    ),
    pushover: createChannelCall(pushoverUser, providers.pushover, (context, to) => ({
      to,
      content: shiftPushover(context),
    })),
  };
}
