import type { Instant } from '../../../platform/clock.ts';
import {
  ATTACHMENT_PREFIX,
  alertKey,
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
import type { Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';
import { type AliasClaim, expiresAt } from './items.ts';

/** What is left of a deleted alert, and what a repetition of its deletion needs to know. */
export interface Tombstone extends AliasClaim {
  readonly accountId: string;
  readonly alias: string;
  readonly requestId: string;
  /** The execution that was in charge; run 0: none. */
  readonly run: number;
  readonly continuation: number;
  /** When the mark goes, in seconds since the epoch. */
  readonly expiresAt: number;
}

const CLEARED_AT_ONCE = 50;

const expiring = (until: number): Expression => ({
  expression: 'SET expiresAt = :until',
  values: { ':until': until },
});

/** Deletes the content of an attachment; one that is not there counts as deleted. */
export type RemoveFile = (blobKey: string) => Promise<void>;

/** The part of the alert store that is about deletion. */
export const graves = (table: Table, removeFile: RemoveFile) => ({
  /** Marks the alert as deleted: from here on it does not exist, and the rest of it can go in any order. */
  async bury(alert: Alert, ledger: Ledger | undefined, requestId: string, now: Instant): Promise<Tombstone> {
    const tombstone: Tombstone = {
      accountId: alert.accountId,
      alertId: alert.id,
      tinyId: alert.tinyId,
      alias: alert.alias,
      requestId,
      run: alert.run,
      continuation: ledger?.run === alert.run ? ledger.continuation : 0,
      expiresAt: expiresAt(now),
    };
    await table.put({ ...tombstoneKey(alert.accountId, alert.id), ...tombstone });
    return tombstone;
  },

  /**
   * Removes alert and ledger, then all else in the alert's partition but the mark of its deletion. Records of
   * notifications expire instead: a sender that is late finds what was sent before, and does not send it again. The
   * content of an attachment goes before what leads to it.
   */
  async clear({ accountId, alertId, expiresAt: until }: Tombstone): Promise<void> {
    await table.delete(alertKey(accountId, alertId));
    await table.delete(ledgerKey(accountId, alertId));
    const mark = tombstoneKey(accountId, alertId);
    const letGo = async ({ pk, sk, blobKey }: Item): Promise<unknown> => {
      if (sk.startsWith(ATTACHMENT_PREFIX)) await removeFile(String(blobKey));
      if (!sk.startsWith(NOTIFICATION_PREFIX)) return table.delete({ pk, sk });
      return table.update({ pk, sk }, expiring(until), ifExists);
    };
    let after: QuerySpec['after'];
    do {
      const page: Page<Item> = await table.query({
        pk: mark.pk,
        limit: CLEARED_AT_ONCE,
        ...(after && { after }),
      });
      await Promise.all(page.items.filter(({ sk }) => sk !== mark.sk).map(letGo));
      after = page.next;
    } while (after);
  },

  /** Removes what leads from the alert's tiny id to it. */
  async removeTinyId({ accountId, tinyId }: Tombstone): Promise<void> {
    await table.delete(tinyIdKey(accountId, tinyId));
  },
});
