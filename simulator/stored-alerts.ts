import { type Duplicate, toDuplicateLogEntry } from '../src/domain/alerts/duplicates.ts';
import type { Alert } from '../src/domain/alerts/model.ts';
import { fromPageItem, withDuplicatesItem } from '../src/domain/alerts/store/duplicate-items.ts';
import { toIso } from '../src/platform/clock.ts';
import { alertLogKey } from '../src/platform/keys.ts';
import type { Item } from '../src/platform/table.ts';

/** The alerts among the items, with the duplicates that are counted beside them. Deleted ones are not left out. */
export const listAlerts = (items: readonly Item[]): readonly (Alert & Item)[] =>
  items
    .filter(({ sk }) => sk === 'STATE#ALERT')
    .map((alert) => {
      const duplicates = items.find(({ pk, sk }) => pk === alert.pk && sk === 'STATE#DUPLICATES');
      return withDuplicatesItem(alert as unknown as Alert, duplicates) as Alert & Item;
    });

/** The duplicates that are counted beside alerts, each once, with the id of the alert. */
export function listCountedDuplicates(
  items: readonly Item[],
): readonly (Duplicate & { readonly alertId: string })[] {
  const counted = items.filter(isCountOfDuplicates).flatMap((item) => {
    const alertId = item.pk.split('#').at(-1) ?? '';
    return fromPageItem(item).map((duplicate) => ({ ...duplicate, alertId }));
  });
  return [...new Map(counted.map((each) => [`${each.alertId} ${each.requestId}`, each])).values()];
}

/** Whether the item counts duplicates beside their alert. */
export const isCountOfDuplicates = ({ pk, sk }: Item): boolean =>
  sk === 'STATE#DUPLICATES' || pk.includes('#DUPLICATES#');

/** The log entries of the duplicates that are counted beside alerts; one that is not logged has only its key. */
export const listDuplicateLogItems = (accountId: string, items: readonly Item[]): readonly Item[] =>
  listCountedDuplicates(items).map((duplicate) => ({
    ...alertLogKey(accountId, duplicate.alertId, toIso(duplicate.receivedAt), `${duplicate.requestId}-0`),
    ...toDuplicateLogEntry(duplicate),
  }));
