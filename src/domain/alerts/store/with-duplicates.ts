import { duplicatesKey } from '../../../platform/keys.ts';
import type { Table } from '../../../platform/table.ts';
import { hasDuplicates } from '../duplicates.ts';
import type { Alert } from '../model.ts';
import { withDuplicatesItem } from './duplicate-items.ts';

/**
 * The alerts with the duplicates that are counted beside them, strongly consistent. Alerts that have none, or have theirs
 * already, cost nothing.
 */
export async function withDuplicates(table: Table, alerts: readonly Alert[]): Promise<readonly Alert[]> {
  const lacking = alerts.filter((alert) => hasDuplicates(alert) && !alert.duplicates);
  const keys = lacking.map(({ accountId, id }) => duplicatesKey(accountId, id));
  if (keys.length === 0) return alerts;
  const items = new Map((await table.batchGet(keys)).map((item) => [item.pk, item]));
  return alerts.map((alert) =>
    withDuplicatesItem(alert, items.get(duplicatesKey(alert.accountId, alert.id).pk)),
  );
}
