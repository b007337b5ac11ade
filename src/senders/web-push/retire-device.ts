import { queueNotice } from '../../domain/contact-messages/notices.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { withContactEnabled } from '../../domain/users/contacts.ts';
import type { Contact, User } from '../../domain/users/model.ts';
import type { Clock } from '../../platform/clock.ts';
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
    const notice = { kind: 'device-gone', event: [contactId, to], aboutContactId: contactId } as const;
    await queueNotice(contactMessages, { accountId, user }, notice, clock());
    await directory.users.update(accountId, userId, (current) =>
      findDevice(current) ? withContactEnabled(current, contactId, false, GONE_REASON) : current,
    );
  };
}

/** Compares as URLs: the stored address may be written differently from what was called. */
const isSameEndpoint = (stored: string, called: string): boolean =>
  stored === called || URL.parse(stored)?.href === called;
