import { toIso } from '../../../platform/clock.ts';
import { alertLogKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';
import { type Duplicate, hasDuplicates, toDuplicateLogEntry } from '../duplicates.ts';
import type { Alert } from '../model.ts';
import { fromPageItem } from './duplicate-items.ts';
import { forEachLoggedPage } from './duplicate-store.ts';

/**
 * The log entries of the duplicates that are counted beside the alert, in the form of stored log entries, oldest first. `alert` has
 * its latest duplicates.
 */
export async function readDuplicateLogItems(table: Table, alert: Alert): Promise<readonly Item[]> {
  if (!hasDuplicates(alert)) return [];
  const found = new Map<string, Duplicate>();
  const add = (entries: readonly Duplicate[]) => {
    for (const entry of entries) found.set(entry.requestId, entry);
  };
  await forEachLoggedPage(table, { accountId: alert.accountId, alertId: alert.id }, (page) =>
    add(fromPageItem(page)),
  );
  add(alert.duplicates?.entries ?? []);
  return [...found.values()].flatMap((duplicate) => {
    const entry = toDuplicateLogEntry(duplicate);
    const { receivedAt, requestId } = duplicate;
    return entry
      ? [{ ...alertLogKey(alert.accountId, alert.id, toIso(receivedAt), `${requestId}-0`), ...entry }]
      : [];
  });
}
