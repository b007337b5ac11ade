import { type Clock, DAY, type Instant, MINUTE } from '../../platform/clock.ts';
import { ALERT_SHARDS, alertIdFromIndexSk, allAlertsPk } from '../../platform/keys.ts';
import { logger } from '../../platform/logger.ts';
import type { Page, QuerySpec, Table } from '../../platform/table.ts';
import type { Alert } from './model.ts';
import { findAlertsWithoutDuplicates } from './queries.ts';
import { toCreationRange } from './search/creation-range.ts';
import { createAlertStore } from './store/alert-store.ts';
import type { DeleteAttachmentContent } from './store/deletion.ts';

export interface OldAlertDeletionDeps {
  readonly table: Table;
  readonly listAccountIds: () => Promise<readonly string[]>;
  readonly deleteContent: DeleteAttachmentContent;
  /** How many days an alert is kept after it was closed or, if that was later, changed. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

export interface OldAlertReport {
  readonly deleted: number;
  /** Alerts whose deletion failed; the next sweep finds them again. */
  readonly failed: number;
  /** Whether everything was deleted before the time ran out. */
  readonly complete: boolean;
}

/** Time budget of a sweep. */
const SWEEP_BUDGET = 4 * MINUTE;

const PAGE_SIZE = 100;

/** How many alerts are deleted at the same time. More would take write capacity from new alerts. */
const DELETIONS_AT_ONCE = 5;

const isOld = ({ status, updatedAt }: Alert, before: Instant): boolean =>
  status === 'closed' && updatedAt <= before;

/**
 * Creates the sweep that deletes old alerts with everything that belongs to them: log, notes, attachments and their content,
 * notification records, ledger, tiny id and alias. An alert is gone from searches and counts at the same moment, because they
 * read the index of the alert itself. No webhook is called and no request status is written: nobody has deleted the alert.
 * Open alerts are kept, however old they are.
 */
export function createOldAlertDeletion({
  table,
  listAccountIds,
  deleteContent,
  retentionDays,
  clock,
}: OldAlertDeletionDeps): () => Promise<OldAlertReport> {
  const store = createAlertStore(table, deleteContent);

  /** Repeats a deletion that stopped half-way. False if the alert has changed, or something is still to be done for it. */
  async function deleteIfOld({ accountId, id }: Alert, before: Instant): Promise<boolean> {
    const { alert, ledger, tombstone } = await store.readState(accountId, id);
    if (alert && (!isOld(alert, before) || ledger?.dueAt !== undefined)) return false;
    const mark = tombstone ?? (alert && (await store.markDeleted(alert, ledger, 'retention', clock())));
    if (!mark) return false;
    await store.deleteTinyIdPointer(mark);
    await store.releaseClaim(mark);
    await store.deleteOldItems(mark);
    return true;
  }

  async function tryDelete(alert: Alert, before: Instant): Promise<'deleted' | 'kept' | 'failed'> {
    try {
      return (await deleteIfOld(alert, before)) ? 'deleted' : 'kept';
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      logger.error('Could not delete an old alert', {
        accountId: alert.accountId,
        alertId: alert.id,
        error: name,
      });
      return 'failed';
    }
  }

  return async () => {
    const startedAt = clock();
    const until = startedAt + SWEEP_BUDGET;
    const before = startedAt - retentionDays * DAY;
    const counts = { deleted: 0, kept: 0, failed: 0 };

    /** False if the time ran out. */
    async function deletePage(accountId: string, ids: readonly string[]): Promise<boolean> {
      const alerts = await findAlertsWithoutDuplicates(table, accountId, ids);
      const old = alerts.filter((alert) => isOld(alert, before));
      for (let i = 0; i < old.length; i += DELETIONS_AT_ONCE) {
        if (clock() >= until) return false;
        const results = await Promise.all(
          old.slice(i, i + DELETIONS_AT_ONCE).map((alert) => tryDelete(alert, before)),
        );
        for (const result of results) counts[result]++;
      }
      return true;
    }

    async function sweepShard(accountId: string, shard: number): Promise<boolean> {
      const sk = toCreationRange({ to: before });
      if (!sk) return true;
      let after: QuerySpec['after'];
      do {
        if (clock() >= until) return false;
        const page: Page<{ pk: string; sk: string; gsi1sk?: string }> = await table.query({
          index: 'gsi1',
          pk: allAlertsPk(accountId, shard),
          sk,
          limit: PAGE_SIZE,
          ...(after && { after }),
        });
        const ids = page.items.map(({ gsi1sk }) => alertIdFromIndexSk(String(gsi1sk)));
        if (!(await deletePage(accountId, ids))) return false;
        after = page.next;
      } while (after);
      return true;
    }

    async function sweepAll(): Promise<boolean> {
      const accountIds = await listAccountIds();
      // Another account is the first one each time, so that a large one does not keep the others from their turn.
      const first = accountIds.length > 0 ? Math.floor(startedAt / MINUTE) % accountIds.length : 0;
      for (const accountId of [...accountIds.slice(first), ...accountIds.slice(0, first)]) {
        for (let shard = 0; shard < ALERT_SHARDS; shard++) {
          if (!(await sweepShard(accountId, shard))) return false;
        }
      }
      return true;
    }

    const complete = await sweepAll();
    const report = { deleted: counts.deleted, failed: counts.failed, complete };
    if (counts.deleted + counts.failed > 0) logger.info('Old alerts deleted', report);
    return report;
  };
}
