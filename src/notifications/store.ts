import { notificationKey } from '../platform/keys.ts';
import type { Item, Table } from '../platform/table.ts';
import type { NotificationRecord } from './model.ts';

/** The records of those of the notifications that a sender has touched, in no order. */
export async function readNotifications(
  table: Table,
  accountId: string,
  alertId: string,
  ids: readonly string[],
): Promise<readonly NotificationRecord[]> {
  if (ids.length === 0) return [];
  const keys = [...new Set(ids)].map((id) => notificationKey(accountId, alertId, id));
  return (await table.batchGet<Item & NotificationRecord>(keys)).map(recordOfItem);
}

/** The record without what belongs to its storage. */
function recordOfItem(item: Item & NotificationRecord): NotificationRecord {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...record } = item;
  return record as unknown as NotificationRecord;
}
