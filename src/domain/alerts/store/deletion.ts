import type { Instant } from '../../../platform/clock.ts';
import {
  ATTACHMENT_PREFIX,
  alertKey,
  duplicatesKey,
  ledgerKey,
  NOTIFICATION_PREFIX,
  tinyIdKey,
  tombstoneKey,
} from '../../../platform/keys.ts';
import {
  type Expression,
  type Item,
  ifExists,
  type Page,
  type QuerySpec,
  type Table,
} from '../../../platform/table.ts';
import { getExpiry } from '../../requests/retention.ts';
import { hasDuplicates } from '../duplicates.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';
import type { AliasClaim } from './alias-claims.ts';
import { createDuplicateStore } from './duplicate-store.ts';

/** The tombstone of a deleted alert, with the values that a retry of the deletion needs. */
export interface Tombstone extends AliasClaim {
  readonly accountId: string;
  readonly alias: string;
  readonly requestId: string;
  /** The execution that was in charge; run 0: none. */
  readonly run: number;
  readonly continuation: number;
  /** When the tombstone expires, in seconds since the epoch. */
  readonly expiresAt: number;
  /** For the status of the request that created the alert. Absent on tombstones of earlier releases, which stored it. */
  readonly created?: { readonly createdAt: Instant; readonly integrationId: string };
  /** The alert had duplicates. */
  readonly isDuplicated?: true;
}

const PAGE_SIZE = 50;

const expireAt = (expiresAt: number): Expression => ({
  expression: 'SET expiresAt = :expiresAt',
  values: { ':expiresAt': expiresAt },
});

/** Deletes the content of an attachment. Content that does not exist counts as deleted. */
export type DeleteAttachmentContent = (blobKey: string) => Promise<void>;

type AlertRef = Pick<Tombstone, 'accountId' | 'alertId'>;

/** Calls `handle` for everything in the alert's partition except the tombstone, a page at a time. */
async function forEachPart(
  table: Table,
  { accountId, alertId }: AlertRef,
  handle: (item: Item) => Promise<unknown>,
): Promise<void> {
  const tombstone = tombstoneKey(accountId, alertId);
  let after: QuerySpec['after'];
  do {
    const page: Page<Item> = await table.query({
      pk: tombstone.pk,
      limit: PAGE_SIZE,
      ...(after && { after }),
    });
    await Promise.all(page.items.filter(({ sk }) => sk !== tombstone.sk).map(handle));
    after = page.next;
  } while (after);
}

async function deletePart(
  table: Table,
  deleteContent: DeleteAttachmentContent,
  { pk, sk, blobKey }: Item,
): Promise<void> {
  if (sk.startsWith(ATTACHMENT_PREFIX)) await deleteContent(String(blobKey));
  await table.delete({ pk, sk });
}

/** The alert as its duplicates name it, if it had some. */
const findDuplicated = ({ accountId, alertId, alias, created, isDuplicated }: Tombstone) =>
  isDuplicated && created ? { accountId, alertId, alias, createdAt: created.createdAt } : undefined;

/** The part of the alert store that deletes alerts. */
export const createAlertDeletion = (table: Table, deleteContent: DeleteAttachmentContent) => ({
  /** Marks the alert as deleted. From now on it does not exist, and the rest can be removed in any order. */
  async markDeleted(
    alert: Alert,
    ledger: Ledger | undefined,
    requestId: string,
    now: Instant,
  ): Promise<Tombstone> {
    const tombstone: Tombstone = {
      accountId: alert.accountId,
      alertId: alert.id,
      tinyId: alert.tinyId,
      alias: alert.alias,
      requestId,
      run: alert.run,
      continuation: ledger?.run === alert.run ? ledger.continuation : 0,
      expiresAt: getExpiry(now),
      created: { createdAt: alert.createdAt, integrationId: alert.integration.id },
      ...(hasDuplicates(alert) && { isDuplicated: true as const }),
    };
    await table.put({ ...tombstoneKey(alert.accountId, alert.id), ...tombstone });
    return tombstone;
  },

  /**
   * Deletes alert and ledger, then everything else in the alert's partition except the tombstone. Notification records
   * expire instead: a late sender finds that a notification was sent, and does not send it again. So do duplicates, which are the
   * status of their requests. The content of an attachment is deleted before the item that leads to it.
   */
  async deleteItems(tombstone: Tombstone): Promise<void> {
    const { accountId, alertId, expiresAt } = tombstone;
    await table.delete(alertKey(accountId, alertId));
    await table.delete(ledgerKey(accountId, alertId));
    const duplicated = findDuplicated(tombstone);
    if (duplicated) await createDuplicateStore(table).expireDuplicates(duplicated, expiresAt);
    const { sk: ofDuplicates } = duplicatesKey(accountId, alertId);
    await forEachPart(table, { accountId, alertId }, async (item) => {
      if (item.sk === ofDuplicates) return;
      await (item.sk.startsWith(NOTIFICATION_PREFIX)
        ? table.update({ pk: item.pk, sk: item.sk }, expireAt(expiresAt), ifExists)
        : deletePart(table, deleteContent, item));
    });
  },

  /**
   * Deletes everything in the partition of an alert that no message or sender can still change, except the tombstone. The
   * alert itself comes last: if the sweep dies in between, the next one finds it in the index.
   */
  async deleteOldItems(tombstone: Tombstone): Promise<void> {
    const { accountId, alertId } = tombstone;
    const alert = alertKey(accountId, alertId);
    const duplicated = findDuplicated(tombstone);
    if (duplicated) await createDuplicateStore(table).deleteDuplicates(duplicated);
    await forEachPart(table, { accountId, alertId }, async (item) => {
      if (item.sk !== alert.sk) await deletePart(table, deleteContent, item);
    });
    await table.delete(alert);
    // A worker that had read the alert before it was marked may have written a log entry in the meantime.
    await forEachPart(table, { accountId, alertId }, (item) => deletePart(table, deleteContent, item));
  },

  /** Deletes the pointer from the alert's tiny id to the alert. */
  async deleteTinyIdPointer({ accountId, tinyId }: Tombstone): Promise<void> {
    await table.delete(tinyIdKey(accountId, tinyId));
  },
});
