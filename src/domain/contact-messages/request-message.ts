import { DAY, HOUR, type Instant, SECOND } from '../../platform/clock.ts';
import { TooMuchContention } from '../../platform/configuration-store.ts';
import { contactMessageKey, contactMessagesSentKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import { conditionHolds, type Item, ifNotExists, ifVersion, type Table } from '../../platform/table.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import { readNotification } from '../notifications/store.ts';
import type { ContactMessage, ContactMessageKind } from './model.ts';

/** Messages that may be requested within an hour for the contacts of one user. Each SMS and call costs money. */
export const MAX_MESSAGES_PER_HOUR = 15;

/** The shortest time between two messages to a contact, in milliseconds. */
export const MIN_MESSAGE_INTERVAL_MS = 20 * SECOND;

interface SentMessages {
  readonly version: number;
  readonly sent: readonly { readonly contactId: string; readonly at: Instant }[];
}

/** `limited`: too many messages; the next may be requested after so many milliseconds. */
export type MessageRequest =
  | { readonly kind: 'queued' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

const ATTEMPTS = 5;

/** Counts the message against the limits of the user and of the contact. */
async function countMessage(
  table: Table,
  { accountId, userId, contactId, requestedAt: now }: ContactMessage,
): Promise<MessageRequest> {
  const key = contactMessagesSentKey(accountId, userId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await table.get<Item & SentMessages>(key);
    const recent = (stored?.sent ?? []).filter(({ at }) => at > now - HOUR);
    const ofContact = recent.filter((each) => each.contactId === contactId).at(-1);
    const limits = [
      ...(ofContact ? [ofContact.at + MIN_MESSAGE_INTERVAL_MS] : []),
      ...(recent.length >= MAX_MESSAGES_PER_HOUR ? [(recent[0]?.at ?? now) + HOUR] : []),
    ];
    const allowedAt = Math.max(now, ...limits);
    if (allowedAt > now) return { kind: 'limited', retryAfterMs: allowedAt - now };
    const item = {
      ...key,
      version: (stored?.version ?? 0) + 1,
      sent: [...recent, { contactId, at: now }],
      expiresAt: Math.floor((now + DAY) / SECOND),
    };
    const condition = stored ? ifVersion(stored.version) : ifNotExists;
    if (await conditionHolds(table.put(item, condition))) return { kind: 'queued' };
  }
  throw new TooMuchContention(`messages to the contacts of user ${userId}`);
}

/** The known facts about a message. The log of the request has the requester. */
export interface RequestedMessage {
  readonly contactId: string;
  readonly kind: ContactMessageKind;
  readonly requestedAt: Instant;
}

export interface ContactMessageDeps {
  readonly table: Table;
  /** contact-messages.fifo. */
  readonly contactMessages: Queue;
}

/**
 * Requests a message to a contact: counts it, notes it, runs `prepare`, and queues it. Repeating it with the same
 * notification id queues it once more, which its sender notices.
 */
export async function requestContactMessage(
  { table, contactMessages }: ContactMessageDeps,
  message: ContactMessage,
  prepare: () => Promise<void> = async () => {},
): Promise<MessageRequest> {
  const counted = await countMessage(table, message);
  if (counted.kind === 'limited') return counted;
  const { accountId, userId, contactId, notificationId, kind, requestedAt } = message;
  await table.put({
    ...contactMessageKey(accountId, userId, notificationId),
    contactId,
    kind,
    requestedAt,
    expiresAt: Math.floor((requestedAt + DAY) / SECOND),
  });
  await prepare();
  await contactMessages.send(message, { group: notificationId, deduplicationId: notificationId });
  return counted;
}

/** A requested message and what has become of it; `record` is absent until a sender has taken it up. */
export async function findContactMessage(
  table: Table,
  accountId: string,
  userId: string,
  messageId: string,
): Promise<{ readonly message: RequestedMessage; readonly record?: NotificationRecord } | undefined> {
  const [item, record] = await Promise.all([
    table.get<Item & RequestedMessage>(contactMessageKey(accountId, userId, messageId)),
    readNotification(table, { accountId, contactsOf: userId, notificationId: messageId }),
  ]);
  if (!item) return undefined;
  const { contactId, kind, requestedAt } = item;
  return { message: { contactId, kind, requestedAt }, ...(record && { record }) };
}
