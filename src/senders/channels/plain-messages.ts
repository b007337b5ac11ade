import {
  device,
  emailAddress,
  ntfyTopic,
  phoneNumber,
  pushoverUser,
  pushSubscription,
  webhookUrl,
} from '../../domain/users/contact-address.ts';
import type { EmailContent } from '../templates/email-layout.ts';
import type { NtfyContent } from '../templates/ntfy.ts';
import type { PushContent } from '../templates/push.ts';
import type { PushoverContent } from '../templates/pushover.ts';
import type { SpokenContent } from '../templates/voice.ts';
import type { WebPushContent } from '../templates/web-push.ts';
import { type ChannelCalls, createChannelCall } from './channel-calls.ts';
import type { ChannelProviders } from './providers.ts';
import { toTopic, type WebPushMessage } from './web-push.ts';

/** The members that the context of every plain message has. */
interface PlainContext {
  readonly accountId: string;
  readonly notificationId: string;
  readonly user: { readonly id: string };
}

/** The texts of one kind of message in each channel, and how devices show it. */
export interface PlainTemplates<Context> {
  readonly email: (context: Context) => EmailContent;
  readonly sms: (context: Context) => string;
  readonly spoken: (context: Context) => SpokenContent;
  readonly push: (context: Context) => PushContent;
  /** The JSON body for a webhook. */
  readonly payload: (context: Context) => object;
  readonly webPush: (context: Context) => WebPushContent;
  readonly ntfy: (context: Context) => NtfyContent;
  readonly pushover: (context: Context) => PushoverContent;
  /** On a device, a message replaces an older one with the same key. */
  readonly collapseKey: (context: Context) => string;
  /** How long a push service keeps the message for a browser that is offline. */
  readonly ttlSeconds: number;
  readonly urgency: WebPushMessage['urgency'];
}

/**
 * Creates the channels of messages without links and reply codes: shift notices, tests and verification codes. `allowHttp`:
 * webhooks may also use plain http, on localhost.
 */
export const createPlainChannels = <Context extends PlainContext>(
  templates: PlainTemplates<Context>,
  providers: ChannelProviders,
  allowHttp: boolean,
): ChannelCalls<Context> => ({
  email: createChannelCall(emailAddress, providers.email, (context, to) => ({
    ...templates.email(context),
    to,
    notificationId: context.notificationId,
  })),
  sms: createChannelCall(phoneNumber, providers.sms, (context, to) => ({
    to,
    body: templates.sms(context),
    notificationId: context.notificationId,
  })),
  voice: createChannelCall(phoneNumber, providers.voice, (context, to) => ({
    to,
    ...templates.spoken(context),
    notificationId: context.notificationId,
  })),
  mobile: createChannelCall(device, providers.mobile, (context, to) => ({
    ...templates.push(context),
    device: to,
    collapseKey: templates.collapseKey(context),
    notificationId: context.notificationId,
  })),
  webhook: createChannelCall(
    (to) => webhookUrl(to, allowHttp),
    providers.webhook,
    (context, url) => ({
      url,
      body: JSON.stringify(templates.payload(context)),
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
      content: templates.webPush(context),
      topic: toTopic(context.accountId, templates.collapseKey(context)),
      ttlSeconds: templates.ttlSeconds,
      urgency: templates.urgency,
    }),
  ),
  ntfy: createChannelCall(
    (to, contact) => ntfyTopic(to, contact, allowHttp),
    providers.ntfy,
    (context, to) => ({ to, content: templates.ntfy(context) }),
  ),
  pushover: createChannelCall(pushoverUser, providers.pushover, (context, to) => ({
    to,
    content: templates.pushover(context),
  })),
});
