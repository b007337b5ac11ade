import { toIso } from '../../../platform/clock.ts';
import { alertIndexAttributes, alertKey, tinyIdKey } from '../../../platform/keys.ts';
import type { Item } from '../../../platform/table.ts';
import type { Alert } from '../model.ts';

/** The alert as it is stored: its key, its index attributes and all its fields but the duplicates that are counted beside it. */
export const toAlertItem = ({ duplicates: _, ...alert }: Alert): Item => ({
  ...alertKey(alert.accountId, alert.id),
  ...alertIndexAttributes({
    accountId: alert.accountId,
    id: alert.id,
    createdAtIso: toIso(alert.createdAt),
    open: alert.status === 'open',
  }),
  ...alert,
});

/** The alert of an item that {@link toAlertItem} made, without duplicates that are counted beside it. */
export function toAlert(item: Item): Alert {
  const { pk: _pk, sk: _sk, gsi1pk: _1pk, gsi1sk: _1sk, gsi2pk: _2pk, gsi2sk: _2sk, ...alert } = item;
  return alert as unknown as Alert;
}

/** The pointer from an alert's tiny id to the alert. */
export const toTinyIdItem = ({ accountId, tinyId, id }: Alert): Item => ({
  ...tinyIdKey(accountId, tinyId),
  alertId: id,
});
