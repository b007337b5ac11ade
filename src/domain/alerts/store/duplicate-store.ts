import { type Instant, toIso } from '../../../platform/clock.ts';
import { shortHash } from '../../../platform/ids.ts';
import { duplicatedAlertKey, duplicatePagesPk, duplicatesKey } from '../../../platform/keys.ts';
import {
  ConditionFailed,
  conditionHolds,
  type Expression,
  type Item,
  ifExists,
  ifNotExists,
  ifVersion,
  type QuerySpec,
  type Table,
} from '../../../platform/table.ts';
import { markRequestsWithoutStatus } from '../../requests/applied-marks.ts';
import { type AlertDuplicates, LOGGED_DUPLICATES } from '../duplicates.ts';
import type { Alert } from '../model.ts';
import {
  fromPageItem,
  getPageTime,
  type StoredDuplicate,
  toDuplicatesItem,
  toPageItem,
  toRows,
} from './duplicate-items.ts';

/** What identifies an alert, also after its deletion. */
interface AlertRef {
  readonly accountId: string;
  readonly alertId: string;
}

/** The alert as the pointer from the hash of its alias names it. */
interface DuplicatedAlert extends AlertRef {
  readonly alias: string;
  readonly createdAt: Instant;
}

/** The item of the latest duplicates stays within a kilobyte, for which one unit is billed. */
const MAX_BYTES = 1_000;

/** Of an alert that has counted no duplicates beside it, and never will. */
const SEALED = {
  version: 1,
  sealed: true,
  count: 0,
  lastOccurredAt: 0,
  ...toRows([]),
};

const getSize = (item: Item): number => Buffer.byteLength(JSON.stringify(item));

const getPointerKey = ({ accountId, alertId, alias, createdAt }: DuplicatedAlert) =>
  duplicatedAlertKey(accountId, shortHash(alias), toIso(createdAt), alertId);

/** A worker that hung may write an older page of the same key, with fewer duplicates. */
const ifLarger = (size: number): Expression => ({
  expression: 'attribute_not_exists(pk) OR #size < :size',
  names: { '#size': 'size' },
  values: { ':size': size },
});

/** The part of the alert store that counts duplicates beside their alert. */
export const createDuplicateStore = (table: Table) => {
  /**
   * Moves the latest duplicates of the alert, as it was read, to a page, and returns its time. One whose status is in an item of
   * its own is found only there, so it must be there or have a mark before the alert forgets it.
   */
  async function movePage(read: Alert, entries: readonly StoredDuplicate[], now: Instant): Promise<Instant> {
    const { accountId, id, alias } = read;
    const own = entries.filter(({ hasOwnStatus }) => hasOwnStatus).map(({ requestId }) => requestId);
    await markRequestsWithoutStatus(table, accountId, own, { appliedTo: id, alias }, now);
    const pagedAt = getPageTime(read, entries);
    await conditionHolds(table.put(toPageItem(read, entries, pagedAt, now), ifLarger(entries.length)));
    return pagedAt;
  }

  return {
    /**
     * Stores the duplicates that `alert` has and `read` has not, with count and time of the latest. Does not write the alert
     * itself, so an alert that is acknowledged or closed in the meantime counts them: they came while it was open. Throws
     * ConditionFailed if others were stored since the alert was read, or if its alias belongs to another alert.
     */
    async countDuplicates(read: Alert, alert: Alert, now: Instant): Promise<Alert> {
      const before = read.duplicates;
      if (before?.sealed) throw new ConditionFailed('The alert counts no more duplicates.');
      const earlier = (before?.entries ?? []) as readonly StoredDuplicate[];
      const added = (alert.duplicates?.entries ?? [])
        .slice(earlier.length)
        .map((entry) => ({ ...entry, processedAt: now }));
      let duplicates: AlertDuplicates & { readonly entries: readonly StoredDuplicate[] } = {
        ...alert.duplicates,
        version: (before?.version ?? 0) + 1,
        entries: [...earlier, ...added],
      };
      let item = toDuplicatesItem(alert, duplicates, duplicates.entries);
      if (earlier.length > 0 && getSize(item) > MAX_BYTES) {
        duplicates = { ...duplicates, pagedAt: await movePage(read, earlier, now), entries: added };
        item = toDuplicatesItem(alert, duplicates, added);
      }
      if (!before) {
        const { accountId, id: alertId, alias, createdAt } = alert;
        await table.put({ ...getPointerKey({ accountId, alertId, alias, createdAt }), alertId, alias });
      }
      await table.put(item, before ? ifVersion(before.version) : ifNotExists);
      return { ...alert, duplicates };
    },

    /**
     * Ends the counting of duplicates of an alert that is closed or deleted, before another one takes over its alias: a worker that
     * hung must not count on the old alert what the new one has. Throws ConditionFailed if some were stored since `read`.
     */
    async sealDuplicates({ accountId, alertId }: AlertRef, read: AlertDuplicates | undefined): Promise<void> {
      const key = duplicatesKey(accountId, alertId);
      if (read?.sealed) return;
      if (!read) {
        await table.put({ ...key, ...SEALED }, ifNotExists);
        return;
      }
      const change = {
        expression: 'SET sealed = :true, #version = :version',
        names: { '#version': 'version' },
        values: { ':true': true, ':version': read.version + 1 },
      };
      await table.update(key, change, ifVersion(read.version));
    },

    /** Lets everything about the duplicates of a deleted alert expire; until then, their statuses are found. */
    async expireDuplicates(alert: DuplicatedAlert, expiresAt: number): Promise<void> {
      const expire = { expression: 'SET expiresAt = :expiresAt', values: { ':expiresAt': expiresAt } };
      const sealAndExpire = {
        expression: 'SET expiresAt = :expiresAt, sealed = :true, #version = #version + :one',
        names: { '#version': 'version' },
        values: { ':expiresAt': expiresAt, ':true': true, ':one': 1 },
      };
      const key = duplicatesKey(alert.accountId, alert.alertId);
      const exists = await conditionHolds(table.update(key, sealAndExpire, ifExists));
      if (!exists) await conditionHolds(table.put({ ...key, ...SEALED, expiresAt }, ifNotExists));
      await forEachLoggedPage(table, alert, ({ pk, sk }) =>
        conditionHolds(table.update({ pk, sk }, expire, ifExists)),
      );
      await conditionHolds(table.update(getPointerKey(alert), expire, ifExists));
    },

    /** Deletes what is stored about the duplicates of an old alert outside of its own partition. Pages without log entries expire. */
    async deleteDuplicates(alert: DuplicatedAlert): Promise<void> {
      await forEachLoggedPage(table, alert, ({ pk, sk }) => table.delete({ pk, sk }));
      await table.delete(getPointerKey(alert));
    },
  };
};

/** Calls `handle` for each page that has log entries. They are the first ones. */
export async function forEachLoggedPage(
  table: Table,
  { accountId, alertId }: AlertRef,
  handle: (item: Item) => unknown,
): Promise<void> {
  let after: QuerySpec['after'];
  do {
    const page = await table.query({
      pk: duplicatePagesPk(accountId, alertId),
      limit: LOGGED_DUPLICATES / 10,
      ...(after && { after }),
    });
    for (const item of page.items) {
      if ((fromPageItem(item)[0]?.count ?? 0) > LOGGED_DUPLICATES) return;
      await handle(item);
    }
    after = page.next;
  } while (after);
}
