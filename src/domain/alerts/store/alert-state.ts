import {
  ALERT_STATE_PREFIX,
  alertKey,
  alertPk,
  duplicatesKey,
  type ItemKey,
  ledgerKey,
  tombstoneKey,
} from '../../../platform/keys.ts';
import type { Table } from '../../../platform/table.ts';
import type { AlertDuplicates } from '../duplicates.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';
import { toAlert } from './alert-item.ts';
import type { Tombstone } from './deletion.ts';
import { toDuplicates, withDuplicatesItem } from './duplicate-items.ts';
import { toLedger } from './ledger-store.ts';

/** An alert with its ledger, or the tombstone that a deletion left. A deleted alert is absent. */
export interface StoredAlertState {
  readonly alert?: Alert;
  readonly ledger?: Ledger;
  readonly tombstone?: Tombstone;
  /** The latest duplicates of the alert, which has them as well; also those of a deleted alert. */
  readonly duplicates?: AlertDuplicates;
}

/** Alert, ledger, duplicates and tombstone, strongly consistent, in one query. */
export async function readAlertState(
  table: Table,
  accountId: string,
  alertId: string,
): Promise<StoredAlertState> {
  const { items } = await table.query({
    pk: alertPk(accountId, alertId),
    sk: { beginsWith: ALERT_STATE_PREFIX },
  });
  const find = ({ sk }: ItemKey) => items.find((item) => item.sk === sk);
  const alert = find(alertKey(accountId, alertId));
  const ledger = find(ledgerKey(accountId, alertId));
  const tombstone = find(tombstoneKey(accountId, alertId));
  const duplicates = find(duplicatesKey(accountId, alertId));
  return {
    ...(alert && !tombstone && { alert: withDuplicatesItem(toAlert(alert), duplicates) }),
    ...(duplicates && { duplicates: toDuplicates(duplicates) }),
    ...(ledger && { ledger: toLedger(ledger) }),
    ...(tombstone && { tombstone: tombstone as unknown as Tombstone }),
  };
}
