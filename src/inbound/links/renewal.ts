import { requestContactMessage } from '../../domain/contact-messages/request-message.ts';
import type { Channel } from '../../domain/notifications/model.ts';
import { LINK_RENEWAL_MS, type LinkClaims } from '../../domain/responder-actions/link-token.ts';
import { isContactUsable } from '../../domain/users/contact-verification.ts';
import type { Contact, User } from '../../domain/users/model.ts';
import { DAY, type Instant, SECOND } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import { renewedLinkKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import { conditionHolds, ifNotExists, type Table } from '../../platform/table.ts';

/** Contacts that can show a link, the best first. */
const CHANNELS = ['email', 'sms', 'mobile', 'ntfy', 'pushover'] as const satisfies readonly Channel[];

function findContact({
  contacts,
}: User): { readonly contact: Contact; readonly channel: Channel } | undefined {
  const usable = contacts.filter(isContactUsable);
  for (const channel of CHANNELS) {
    const contact = usable.find(({ method }) => method === channel);
    if (contact) return { contact, channel };
  }
  return undefined;
}

/** Whether a link that ended then can still be exchanged for a new one. */
export const canRenew = (expiredAt: Instant, now: Instant): boolean => now < expiredAt + LINK_RENEWAL_MS;

/**
 * Sends the user a new link in the place of an expired one, to a contact of their own: once for each link, and within the
 * limits on messages to contacts. The new link is in the message only, so that an old message that was passed on gives
 * nobody else access. If the limit refuses it, the person may press the button again later.
 */
export async function renewLink(
  deps: { readonly table: Table; readonly contactMessages: Queue },
  token: string,
  { accountId, alertId }: LinkClaims,
  user: User,
  now: Instant,
): Promise<void> {
  const found = findContact(user);
  const key = renewedLinkKey(accountId, user.id, token);
  if (!found || (await deps.table.get(key))) return;
  const requested = await requestContactMessage(deps, {
    // Derived, so that two requests at the same time cause one message.
    notificationId: derivedId('renewed-link', accountId, user.id, token),
    accountId,
    userId: user.id,
    contactId: found.contact.id,
    channel: found.channel,
    kind: 'alert-link',
    aboutAlertId: alertId,
    requestedAt: now,
  });
  if (requested.kind === 'limited') return;
  const expiresAt = Math.floor((now + LINK_RENEWAL_MS + DAY) / SECOND);
  await conditionHolds(deps.table.put({ ...key, expiresAt }, ifNotExists));
}
