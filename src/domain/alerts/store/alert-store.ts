import type { Instant } from '../../../platform/clock.ts';
import { type ItemKey, tinyIdKey } from '../../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, ifVersion, type Table } from '../../../platform/table.ts';
import { ifNoResult } from '../../requests/request-status.ts';
import type { AlertActionMessage } from '../action.ts';
import type { Ledger } from '../ledger.ts';
import type { Alert } from '../model.ts';
import { toAlertItem } from './alert-item.ts';
import { readAlertState } from './alert-state.ts';
import { createAliasClaims } from './alias-claims.ts';
import { createAlertDeletion, type DeleteAttachmentContent } from './deletion.ts';
import { createDuplicateStore } from './duplicate-store.ts';
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
    ...createDuplicateStore(table),

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
