import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import { isContactUsable } from '../users/contact-verification.ts';
import type { User } from '../users/model.ts';
import type { ContactMessage, NoticeKind } from './model.ts';

/** A notice to a person about their account. */
export interface Notice extends Pick<ContactMessage, 'aboutContactId' | 'aboutPasskeyId'> {
  readonly kind: NoticeKind;
  /** Identifies the event: the same notice again, with the same event, is sent once. */
  readonly event: readonly string[];
}

/** Queues the notice for each e-mail contact of the user that may be used. */
export async function queueNotice(
  contactMessages: Queue,
  { accountId, user }: { readonly accountId: string; readonly user: Pick<User, 'id' | 'contacts'> },
  { kind, event, ...about }: Notice,
  now: Instant,
): Promise<void> {
  for (const email of user.contacts.filter((each) => each.method === 'email' && isContactUsable(each))) {
    const message: ContactMessage = {
      notificationId: derivedId(kind, accountId, user.id, ...event, email.id),
      accountId,
      userId: user.id,
      contactId: email.id,
      channel: 'email',
      kind,
      requestedAt: now,
      ...about,
    };
    const { notificationId } = message;
    await contactMessages.send(message, { group: notificationId, deduplicationId: notificationId });
  }
}
