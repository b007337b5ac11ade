import type { ContactMessage } from '../../domain/contact-messages/model.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { isContactUsable } from '../../domain/users/contact-verification.ts';
import { withContactEnabled } from '../../domain/users/contacts.ts';
import type { Contact, User } from '../../domain/users/model.ts';
import type { Clock } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { GoneDevice } from '../channels/web-push.ts';

export const GONE_REASON = 'This device no longer receives notifications';

export interface DeviceRetirementDeps {
  readonly directory: Pick<Directory, 'users'>;
  /** contact-messages.fifo. */
  readonly contactMessages: Queue;
  readonly clock: Clock;
}

/**
 * Creates what happens when a browser has ended its subscription: an e-mail to its user, and the contact is disabled. In
 * this order, because nothing tries again once it is disabled; the e-mail's id is derived from the subscription, so it is
 * sent once. A contact that has a new subscription by now is left alone.
 */
export function createDeviceRetirement({ directory, contactMessages, clock }: DeviceRetirementDeps) {
  return async ({ accountId, userId, contactId, to }: GoneDevice): Promise<void> => {
    const findDevice = (user: User | undefined): Contact | undefined =>
      user?.contacts.find((each) => each.id === contactId && isSameEndpoint(each.to, to) && each.enabled);
    const user = await directory.users.get(accountId, userId);
    if (!user || !findDevice(user)) return;
    for (const email of user.contacts.filter((each) => each.method === 'email' && isContactUsable(each))) {
      const message: ContactMessage = {
        notificationId: derivedId('device-gone', accountId, userId, contactId, to, email.id),
        accountId,
        userId,
        contactId: email.id,
        channel: 'email',
        kind: 'device-gone',
        requestedAt: clock(),
        aboutContactId: contactId,
      };
      const { notificationId } = message;
      await contactMessages.send(message, { group: notificationId, deduplicationId: notificationId });
    }
    await directory.users.update(accountId, userId, (current) =>
      findDevice(current) ? withContactEnabled(current, contactId, false, GONE_REASON) : current,
    );
  };
}

/** Compares as URLs: the stored address may be written differently from what was called. */
const isSameEndpoint = (stored: string, called: string): boolean =>
  stored === called || URL.parse(stored)?.href === called;
