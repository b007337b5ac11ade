import { DAY, type Instant, SECOND } from '../../platform/clock.ts';
import { notUnderstoodEventKey, notUnderstoodEventsKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import { truncate } from '../kernel/limits.ts';

/** An event that no mapping could read. It opened an alert, which has the whole of it. */
export interface UnreadableEvent {
  readonly receivedAt: Instant;
  readonly requestId: string;
  readonly alertId: string;
  /** The beginning of the payload. */
  readonly excerpt: string;
}

/** The last events of an integration that no mapping could read, kept for a week, so that somebody can repair the sender. */
export interface UnreadableEvents {
  record(accountId: string, integrationId: string, event: UnreadableEvent): Promise<void>;
  /** The newest ones first, ten at most. */
  list(accountId: string, integrationId: string): Promise<readonly UnreadableEvent[]>;
}

const KEPT_MS = 7 * DAY;
const SHOWN = 10;
const EXCERPT_MAX = 300;

export const createUnreadableEvents = (table: Table): UnreadableEvents => ({
  async record(accountId, integrationId, { receivedAt, requestId, alertId, excerpt }) {
    await table.put({
      ...notUnderstoodEventKey(accountId, integrationId, receivedAt, requestId),
      receivedAt,
      requestId,
      alertId,
      excerpt: truncate(excerpt, EXCERPT_MAX),
      expiresAt: Math.floor((receivedAt + KEPT_MS) / SECOND),
    });
  },

  async list(accountId, integrationId) {
    const { items } = await table.query<Item & UnreadableEvent>({
      pk: notUnderstoodEventsKey(accountId, integrationId),
      descending: true,
      limit: SHOWN,
    });
    return items.map(({ receivedAt, requestId, alertId, excerpt }) => ({
      receivedAt,
      requestId,
      alertId,
      excerpt,
    }));
  },
});
