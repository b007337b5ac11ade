import type { Instant } from '../../../platform/clock.ts';
import { alertKey, type ItemKey, tinyIdKey } from '../../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, ifVersion, type Table } from '../../../platform/table.ts';
import { ifNoResult } from '../../requests/request-status.ts';
import type { AlertActionMessage } from '../action.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';
import { toAlertItem } from './alert-item.ts';
import { readAlertState } from './alert-state.ts';
import { createAliasClaims } from './alias-claims.ts';
import { createAlertDeletion, type DeleteAttachmentContent } from './deletion.ts';
import { addDuplicateStatuses, type DuplicatesOfMoment } from './duplicate-statuses.ts';
import { type ForgottenRequests, markForgottenRequests } from './forgotten-requests.ts';
import { beginRun, endRun, readLedger } from './ledger-store.ts';
import { deleteEntriesOfAttempts, deleteEntriesOfUnbornAlert } from './log-entries.ts';
import { readRequestTraces } from './request-traces.ts';

/** Reads and writes of the alert worker. Every write can be repeated. */
export type AlertStore = ReturnType<typeof createAlertStore>;

export function createAlertStore(table: Table, deleteContent: DeleteAttachmentContent = async () => {}) {
  return {
    ...createAliasClaims(table),
    ...createAlertDeletion(table, deleteContent),

    readState: (accountId: string, alertId: string) => readAlertState(table, accountId, alertId),
    readLedger: (accountId: string, alertId: string) => readLedger(table, accountId, alertId),
    readTraces: (messages: readonly AlertActionMessage[]) => readRequestTraces(table, messages),
    markForgotten: (forgotten: ForgottenRequests, now: Instant) =>
      markForgottenRequests(table, forgotten, now),
    deleteEntriesOfAttempts: (alert: Pick<Alert, 'accountId' | 'id'>, message: AlertActionMessage) =>
      deleteEntriesOfAttempts(table, alert, message),
    deleteEntriesOfUnbornAlert: (accountId: string, alertId: string) =>
      deleteEntriesOfUnbornAlert(table, accountId, alertId),
    beginRun: (alert: Alert, now: Instant) => beginRun(table, alert, now),
    endRun: (ledger: Ledger) => endRun(table, ledger),

    /** The id of the alert with that tiny id. */
    async findIdByTinyId(accountId: string, tinyId: string): Promise<string | undefined> {
      const item = await table.get<Item & { readonly alertId: string }>(tinyIdKey(accountId, tinyId));
      return item?.alertId;
    },

    /** Stores a new alert. Throws ConditionFailed if it exists. */
    async insert(alert: Alert): Promise<Alert> {
      const stored = { ...alert, version: 1 };
      await table.put(toAlertItem(stored), ifNotExists);
      return stored;
    },

    /** Replaces the version that was read. Throws ConditionFailed if another version is stored. */
    async replace(read: Alert, alert: Alert): Promise<Alert> {
      const stored = { ...alert, version: read.version + 1 };
      await table.put(toAlertItem(stored), ifVersion(read.version));
      return stored;
    },

    /**
     * Stores only what duplicates change, so that no index entry is written. Throws ConditionFailed if another version
     * than the one read is stored.
     */
    async updateCount(read: Alert, alert: Alert): Promise<Alert> {
      const stored = { ...alert, version: read.version + 1 };
      await table.update(
        alertKey(alert.accountId, alert.id),
        {
          expression: `SET #count = :count, lastOccurredAt = :at, appliedRequests = :requests, #version = :version${
            stored.occurrences ? ', occurrences = :occurrences' : ''
          }`,
          names: { '#count': 'count', '#version': 'version' },
          values: {
            ':count': stored.count,
            ':at': stored.lastOccurredAt,
            ':requests': stored.appliedRequests,
            ...(stored.occurrences && { ':occurrences': stored.occurrences }),
            ':version': stored.version,
          },
        },
        ifVersion(read.version),
      );
      return stored;
    },

    addDuplicateStatuses: (alert: Alert, moment: DuplicatesOfMoment, now: Instant): Promise<boolean> =>
      addDuplicateStatuses(table, alert, moment, now),

    putAll: (items: readonly Item[]): Promise<void> => table.batchPut(items),

    /** Stores the status of a request unless it has a result. */
    async putFirstResult(status: Item): Promise<void> {
      await conditionHolds(table.put(status, ifNoResult));
    },

    /** Deletes log entries that an attempt wrote before it lost a race. */
    async deleteAll(keys: readonly ItemKey[]): Promise<void> {
      await Promise.all(keys.map(({ pk, sk }) => table.delete({ pk, sk })));
    },
  };
}
