import { createHash } from 'node:crypto';
import type { PushKeySource } from '../../domain/push-keys/store.ts';
import { type PushSubscription, pushSubscription } from '../../domain/users/contact-address.ts';
import { HOUR, MINUTE, SECOND } from '../../platform/clock.ts';
import { logger } from '../../platform/logger.ts';
import type { Provider } from '../delivery/provider.ts';
import { ProviderError } from '../delivery/provider-outcome.ts';
import type { MessageContext } from '../templates/message-context.ts';
import { isCallToAct } from '../templates/plan-sentences.ts';
import { type WebPushContent, webPushContent } from '../templates/web-push.ts';
import { type PostOptions, post } from '../transport/https-post.ts';
import type { Composer } from './composer.ts';

/** The library is loaded at the first use: functions of all channels need it for few messages. */
const loadLibrary = () => import('web-push');

export interface WebPushMessage {
  readonly subscription: PushSubscription;
  readonly accountId: string;
  readonly userId: string;
  readonly content: WebPushContent;
  /** A newer message about the same thing replaces one that the push service has not delivered yet. */
  readonly topic: string;
  /** How long the push service keeps the message for a device that is offline, in seconds. */
  readonly ttlSeconds: number;
  /** `high` wakes a phone that saves power. */
  readonly urgency: 'high' | 'normal';
}

/** A push service drops a message that it could not deliver for so long, in seconds: it is no news any more. */
export const LONGEST_TTL_SECONDS = HOUR / SECOND;

/** A device that is without a connection for a moment still gets the message, also if the next step is near or overdue. */
const SHORTEST_TTL_SECONDS = MINUTE / SECOND;

/**
 * A page is moot when the next step notifies its person: a device that comes back later must not show a page about what the
 * person has learned by other means. After the last step it stays for the longest time.
 */
const getPageTtlSeconds = ({ nextStepInMs }: Pick<MessageContext, 'nextStepInMs'>): number =>
  nextStepInMs === undefined
    ? LONGEST_TTL_SECONDS
    : Math.min(LONGEST_TTL_SECONDS, Math.max(SHORTEST_TTL_SECONDS, Math.ceil(nextStepInMs / SECOND)));

/** A Topic header: up to 32 characters of base64url (RFC 8030, section 5.4) that reveal nothing. */
export const toTopic = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);

/** `allowHttp`: push services may use plain http too, on localhost. */
export const webPushComposer = (allowHttp: boolean): Composer<PushSubscription, WebPushMessage> => ({
  channel: 'webpush',
  parseAddress: (to, contact) => pushSubscription(to, contact, allowHttp),
  compose: (context, subscription) => ({
    subscription,
    accountId: context.alert.accountId,
    userId: context.user.id,
    content: webPushContent(context),
    topic: toTopic(context.alert.accountId, context.alert.id),
    ttlSeconds: getPageTtlSeconds(context),
    urgency: isCallToAct(context) ? 'high' : 'normal',
  }),
});

/** A browser that has ended its subscription, according to its push service. */
export interface GoneDevice {
  readonly accountId: string;
  readonly userId: string;
  readonly contactId: string;
  /** The endpoint that is gone. */
  readonly to: string;
}

export interface WebPushProviderDeps {
  readonly keys: PushKeySource;
  /** Whom a push service can contact about us: an https or mailto URL (RFC 8292). */
  readonly subject: string;
  readonly options: PostOptions;
  /** Called when a push service says that a subscription no longer exists. */
  readonly retireDevice: (device: GoneDevice) => Promise<void>;
}

const isGone = (status: number): boolean => status === 404 || status === 410;

/** Encrypts and signs messages (RFC 8291, RFC 8292) and posts them to the browser's push service. */
export function webPushProvider({
  keys,
  subject,
  options,
  retireDevice,
}: WebPushProviderDeps): Provider<WebPushMessage> {
  async function createRequest({
    subscription: { endpoint, keys: encryptionKeys },
    content,
    ttlSeconds,
    topic,
    urgency,
  }: WebPushMessage) {
    const vapid = await keys().catch((error: Error) => {
      logger.error('Could not read the push keys', { errorName: error.name });
      throw new ProviderError({ kind: 'not-sent', code: 'NoPushKeys' });
    });
    const { default: webPush } = await loadLibrary();
    try {
      return webPush.generateRequestDetails(
        { endpoint: endpoint.href, keys: encryptionKeys },
        JSON.stringify(content),
        {
          vapidDetails: { subject, ...vapid },
          TTL: ttlSeconds,
          topic,
          urgency,
          contentEncoding: 'aes128gcm',
        },
      );
    } catch {
      // Its messages contain the keys.
      throw new ProviderError({ kind: 'refused', code: 'InvalidSubscription' });
    }
  }

  return async (message) => {
    const { headers, body } = await createRequest(message);
    const { 'Content-Length': _length, ...rest } = headers as Record<string, string | number>;
    const texts = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
    const { accountId, userId, subscription } = message;
    const status = await post(subscription.endpoint, texts, body ?? Buffer.alloc(0), options);
    if (status >= 200 && status <= 299) return undefined;
    if (isGone(status)) {
      const { contactId, endpoint } = subscription;
      await retireDevice({ accountId, userId, contactId, to: endpoint.href }).catch((error: Error) =>
        // The next notification to the device tries again.
        logger.error('Could not retire a device', { accountId, userId, contactId, errorName: error.name }),
      );
    }
    throw new ProviderError({
      kind: 'answered',
      status,
      ...(isGone(status) && { code: 'SubscriptionGone' }),
    });
  };
}
