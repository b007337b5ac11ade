import { toIso } from '../../../platform/clock.ts';
import { alertIndexAttributes, alertKey } from '../../../platform/keys.ts';
import type { Item } from '../../../platform/table.ts';
import type { Alert } from '../model.ts';

/** The alert as it is stored: its key, its entries in the indexes, and all its fields. */
export const alertItem = (alert: Alert): Item => ({
  ...alertKey(alert.accountId, alert.id),
  ...alertIndexAttributes({
    accountId: alert.accountId,
    id: alert.id,
    createdAtIso: toIso(alert.createdAt),
    open: alert.status === 'open',
  }),
  ...alert,
});

/** The alert of an item that {@link alertItem} made. */
export function alertOfItem(item: Item): Alert {
  const { pk: _pk, sk: _sk, gsi1pk: _1pk, gsi1sk: _1sk, gsi2pk: _2pk, gsi2sk: _2sk, ...alert } = item;
  return alert as unknown as Alert;
}
