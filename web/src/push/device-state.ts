import type { ListElement } from '../client/operation-types.ts';

export type Contact = ListElement<'GET /v2/users/{identifier}/contacts'>;

/** Whether a browser can receive pushes. On an iPhone or iPad, only pages that were added to the home screen can. */
export type PushSupport = 'supported' | 'home-screen-first' | 'unsupported';

/** The stored facts about the contact of this browser. */
export interface RememberedDevice {
  readonly userId: string;
  readonly contactId: string;
}

/** The state of notifications in this browser. */
export interface DeviceFacts {
  readonly support: PushSupport;
  readonly permission: 'default' | 'granted' | 'denied';
  /** The endpoint of the browser's subscription, if it has one. */
  readonly endpoint: string | undefined;
  readonly remembered: RememberedDevice | undefined;
  readonly userId: string;
  readonly contacts: readonly Contact[];
}

/** Why a device that was set up gets no notification. */
export type LostReason = 'permission' | 'subscription' | 'ended-by-push-service';

/** Whether this browser shows the person's notifications. */
export type DeviceState =
  | { readonly kind: 'unsupported' | 'home-screen-first' | 'off' }
  /** The person has forbidden notifications of this site. */
  | { readonly kind: 'blocked' }
  /** The notification that confirms it has not been tapped. */
  | { readonly kind: 'unconfirmed'; readonly contact: Contact }
  | { readonly kind: 'on'; readonly contact: Contact }
  /** The person, or an administrator, has disabled the contact. */
  | { readonly kind: 'disabled'; readonly contact: Contact }
  /** It was set up, and does not receive notifications any more. */
  | { readonly kind: 'lost'; readonly contact: Contact; readonly reason: LostReason };

/** The reason on a contact whose push service says that it is gone (src/senders/web-push). */
const GONE = 'This device no longer receives notifications';

/** The contact of this browser: the one with its endpoint, or the one that it remembers. */
export const findDeviceContact = ({
  endpoint,
  remembered,
  userId,
  contacts,
}: Pick<DeviceFacts, 'endpoint' | 'remembered' | 'userId' | 'contacts'>): Contact | undefined => {
  const devices = contacts.filter(({ method }) => method === 'webpush');
  return (
    devices.find(({ to }) => to === endpoint) ??
    devices.find(({ id }) => remembered?.userId === userId && id === remembered.contactId)
  );
};

/** Whether its push service has ended the subscription of a contact. */
export const isGone = ({ status }: Contact): boolean => !status.enabled && status.disabledReason === GONE;

export function toDeviceState(facts: DeviceFacts): DeviceState {
  const { support, permission, endpoint } = facts;
  if (support !== 'supported') return { kind: support };
  const contact = findDeviceContact(facts);
  if (!contact) return { kind: permission === 'denied' ? 'blocked' : 'off' };
  if (isGone(contact)) return { kind: 'lost', contact, reason: 'ended-by-push-service' };
  if (!contact.status.enabled) return { kind: 'disabled', contact };
  if (permission !== 'granted') return { kind: 'lost', contact, reason: 'permission' };
  if (contact.to !== endpoint) return { kind: 'lost', contact, reason: 'subscription' };
  return { kind: contact.verification.state === 'verified' ? 'on' : 'unconfirmed', contact };
}
