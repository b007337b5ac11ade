import { sha256 } from '../../platform/ids.ts';
import {
  alertKey,
  alertPk,
  aliasKey,
  LOG_PREFIX,
  ledgerKey,
  NOTE_PREFIX,
  tinyIdKey,
} from '../../platform/keys.ts';
import { type LogEntryCursor, type LogEntryPage, readLogEntries } from '../../platform/log-entries.ts';
import type { Item, Table } from '../../platform/table.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import { findRequestStatus, type RequestStatus } from '../requests/request-status.ts';
import type { AlertTarget } from './action.ts';
import { alertIdOfRequest } from './ids.ts';
import type { RecipientState } from './ledger.ts';
import type { Alert } from './model.ts';
import { toAlert } from './store/alert-item.ts';
import { readDuplicateLogItems } from './store/duplicate-log.ts';
import { findDuplicateStatuses } from './store/find-duplicates.ts';
import { withDuplicates } from './store/with-duplicates.ts';

/** The alert with that id, strongly consistent. */
export async function findAlertById(
  table: Table,
  accountId: string,
  alertId: string,
): Promise<Alert | undefined> {
  const item = await table.get(alertKey(accountId, alertId));
  return item && (await withDuplicates(table, [toAlert(item)]))[0];
}

/** The alerts with those ids that exist, in the order of the ids, strongly consistent. */
export async function findAlertsByIds(
  table: Table,
  accountId: string,
  alertIds: readonly string[],
): Promise<readonly Alert[]> {
  return withDuplicates(table, await findAlertsWithoutDuplicates(table, accountId, alertIds));
}

/**
 * The same without the duplicates that are counted beside an alert: `count`, `lastOccurredAt` and `occurrences` are those of the last
 * time that something else changed it.
 */
export async function findAlertsWithoutDuplicates(
  table: Table,
  accountId: string,
  alertIds: readonly string[],
): Promise<readonly Alert[]> {
  const items = await table.batchGet(alertIds.map((id) => alertKey(accountId, id)));
  const byId = new Map(items.map(toAlert).map((alert) => [alert.id, alert]));
  return alertIds.flatMap((id) => byId.get(id) ?? []);
}

type Pointer = Item & { readonly alertId: string };

/** The alert that a client identifies by id, by tiny id, or by alias (while it is open). */
export async function findAlert(
  table: Table,
  accountId: string,
  target: AlertTarget,
): Promise<Alert | undefined> {
  if (target.value === '') return undefined;
  if (target.type !== 'alias' && target.value.length > MAX_ID_LENGTH) return undefined;
  switch (target.type) {
    case 'id':
      return findAlertById(table, accountId, target.value);
    case 'tiny': {
      const pointer = await table.get<Pointer>(tinyIdKey(accountId, target.value));
      const alert = pointer && (await findAlertById(table, accountId, pointer.alertId));
      return alert?.tinyId === target.value ? alert : undefined;
    }
    case 'alias': {
      const claim = await table.get<Pointer>(aliasKey(accountId, sha256(target.value)));
      const alert = claim && (await findAlertById(table, accountId, claim.alertId));
      // A claim exists shortly before its alert does, and stays for a while after the alert is closed.
      return alert?.status === 'open' && alert.alias === target.value ? alert : undefined;
    }
  }
}

/**
 * The alert of a Create, by the id of that request: the alert that it created, or the open alert whose count it increased.
 */
export async function findAlertOfRequest(
  table: Table,
  accountId: string,
  requestId: string,
): Promise<Alert | undefined> {
  if (requestId.length > MAX_ID_LENGTH) return undefined;
  const created = await findAlertById(table, accountId, alertIdOfRequest(accountId, requestId));
  if (created) return created;
  const stored = await findRequestStatus<RequestStatus & { readonly alertId?: string }>(
    table,
    accountId,
    requestId,
  );
  // A redrive may have applied what was dead-lettered.
  const status =
    stored && !stored.deadLettered
      ? stored
      : (await findDuplicateStatuses(table, accountId, [requestId])).get(requestId);
  return status?.action === 'Create' && status.alertId
    ? findAlertById(table, accountId, status.alertId)
    : undefined;
}

/** The notification state of each recipient of the alert, by user id. */
export async function readRecipients(
  table: Table,
  accountId: string,
  alertId: string,
): Promise<Readonly<Record<string, RecipientState>>> {
  const ledger = await table.get<LedgerItem>(ledgerKey(accountId, alertId));
  return ledger?.recipients ?? {};
}

type LedgerItem = Item & {
  readonly alertId: string;
  readonly recipients?: Readonly<Record<string, RecipientState>>;
};

/** Ids of the notified users, by alert id. */
export async function readRecipientIds(
  table: Table,
  accountId: string,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ledgers = await table.batchGet<LedgerItem>(alertIds.map((id) => ledgerKey(accountId, id)));
  return new Map(ledgers.map(({ alertId, recipients }) => [alertId, Object.keys(recipients ?? {})]));
}

const PREFIXES = { logs: LOG_PREFIX, notes: NOTE_PREFIX } as const;

/** An identifier of an alert. */
export type AlertName = Pick<Alert, 'accountId' | 'id'>;

/** One page of an alert's log. */
export const readAlertLog = async (
  table: Table,
  alert: Alert,
  cursor: LogEntryCursor,
): Promise<LogEntryPage> =>
  readLogEntries(
    table,
    alertPk(alert.accountId, alert.id),
    LOG_PREFIX,
    cursor,
    await readDuplicateLogItems(table, alert),
  );

/** One page of an alert's notes, or of its log entries without those of duplicates that are counted beside it. */
export const readAlertLogEntries = (
  table: Table,
  { accountId, id }: AlertName,
  kind: keyof typeof PREFIXES,
  cursor: LogEntryCursor,
): Promise<LogEntryPage> => readLogEntries(table, alertPk(accountId, id), PREFIXES[kind], cursor);
