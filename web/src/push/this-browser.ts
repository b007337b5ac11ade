import { registerServiceWorker } from '../app/service-worker-registration.ts';
import { call } from '../client/call.ts';
import type { PushSupport } from './device-state.ts';

/** A subscription of this browser, as a contact needs it. */
export interface Subscription {
  readonly to: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** The person has refused notifications of this site. */
export class PermissionRefused extends Error {
  override readonly name = 'PermissionRefused';
}

/** The browser got no subscription from its push service. */
export class PushServiceFailed extends Error {
  override readonly name = 'PushServiceFailed';
}

const SCOPE = '/console/';

export function getPushSupport(): PushSupport {
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) return 'supported';
  // An iPad says that it is a Mac, which has no touch screen.
  const isApplePhone =
    /\b(iPhone|iPad)\b/.test(navigator.userAgent) ||
    (/\bMac OS X\b/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  return isApplePhone ? 'home-screen-first' : 'unsupported';
}

export const getPermission = (): NotificationPermission =>
  'Notification' in window ? Notification.permission : 'default';

async function findSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** The endpoint of the subscription that this browser has. */
export const findEndpoint = async (): Promise<string | undefined> =>
  getPushSupport() === 'supported' ? (await findSubscription())?.endpoint : undefined;

/** Asks the person for permission. To be called at a press only. Throws {@link PermissionRefused}. */
export async function askPermission(): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') throw new PermissionRefused();
}

/**
 * Subscribes this browser, or returns the subscription that it has; permission must have been given. `isFresh`: the push
 * service has ended the subscription that the browser still has. Throws {@link PushServiceFailed}.
 */
export async function subscribeThisBrowser({ isFresh = false } = {}): Promise<Subscription> {
  const [{ pushManager }, { data }] = await Promise.all([
    registerServiceWorker(),
    call('GET /v2/account/push-key'),
  ]);
  if (isFresh) await unsubscribeThisBrowser();
  const subscribe = () =>
    pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: data.publicKey });
  const subscription = await subscribe()
    .catch(async (error: unknown) => {
      // It is subscribed with another key: that of another stage, or of one that was set up anew.
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      await unsubscribeThisBrowser();
      return subscribe();
    })
    .catch((error: unknown) => {
      throw new PushServiceFailed(error instanceof Error ? error.message : String(error));
    });
  const { endpoint = '', keys = {} } = subscription.toJSON();
  return { to: endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' } };
}

/** Ends the subscription of this browser, if it has one. */
export async function unsubscribeThisBrowser(): Promise<void> {
  await (await findSubscription())?.unsubscribe();
}
