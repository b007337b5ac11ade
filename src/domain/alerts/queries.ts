import { sha256 } from '../../platform/ids.ts';
import {
  alertKey,
  alertPk,
  aliasKey,
  LOG_PREFIX,
  ledgerKey,
  NOTE_PREFIX,
  requestKey,
  tinyIdKey,
} from '../../platform/keys.ts';
import { type LogEntryCursor, type LogEntryPage, readLogEntries } from '../../platform/log-entries.ts';
import type { Item, Table } from '../../platform/table.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import type { AlertTarget } from './action.ts';
import type { RecipientState } from './ledger.ts';
import type { Alert } from './model.ts';
import { alertOfItem } from './store/alert-item.ts';

/** The alert of that id, strongly consistent. */
export async function alertById(
  table: Table,
  accountId: string,
  alertId: string,
): Promise<Alert | undefined> {
  const item = await table.get(alertKey(accountId, alertId));
  return item && alertOfItem(item);
}

/** The alerts of those ids that exist, in the order of the ids, strongly consistent. */
export async function alertsByIds(
  table: Table,
  accountId: string,
  alertIds: readonly string[],
): Promise<readonly Alert[]> {
  const items = await table.batchGet(alertIds.map((id) => alertKey(accountId, id)));
  const byId = new Map(items.map(alertOfItem).map((alert) => [alert.id, alert]));
  return alertIds.flatMap((id) => byId.get(id) ?? []);
}

type Pointer = Item & { readonly alertId: string };

/** The alert that a client names: by its id, its tiny id, or the alias that it has while it is open. */
export async function findAlert(
  table: Table,
  accountId: string,
  target: AlertTarget,
): Promise<Alert | undefined> {
  if (target.value === '') return undefined;
  if (target.type !== 'alias' && target.value.length > MAX_ID_LENGTH) return undefined;
  switch (target.type) {
    case 'id':
      return alertById(table, accountId, target.value);
    case 'tiny': {
      const pointer = await table.get<Pointer>(tinyIdKey(accountId, target.value));
      const alert = pointer && (await alertById(table, accountId, pointer.alertId));
      return alert?.tinyId === target.value ? alert : undefined;
    }
    case 'alias': {
      const claim = await table.get<Pointer>(aliasKey(accountId, sha256(target.value)));
      const alert = claim && (await alertById(table, accountId, claim.alertId));
      // A claim may be there for a moment before its alert is, and for a moment after its alert was closed.
      return alert?.status === 'open' && alert.alias === target.value ? alert : undefined;
    }
  }
}

/** What became of a request that was answered 202. */
export interface RequestStatus {
  readonly requestId: string;
  readonly success: boolean;
  readonly action: string;
  readonly processedAt: number;
  readonly integrationId: string;
  readonly status: string;
  readonly alertId: string;
  readonly alias: string;
}

/** Undefined while the request waits to be processed, and where there never was one. */
export const requestStatus = async (
  table: Table,
  accountId: string,
  requestId: string,
): Promise<(Item & RequestStatus) | undefined> =>
  requestId.length > MAX_ID_LENGTH ? undefined : table.get(requestKey(accountId, requestId));

/** How far each user has been told of the alert, by the user's id. */
export async function recipientsOf(
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

/** Ids of the users who have been told of each of the alerts. */
export async function recipientIdsOf(
  table: Table,
  accountId: string,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ledgers = await table.batchGet<LedgerItem>(alertIds.map((id) => ledgerKey(accountId, id)));
  return new Map(ledgers.map(({ alertId, recipients }) => [alertId, Object.keys(recipients ?? {})]));
}

const PREFIXES = { logs: LOG_PREFIX, notes: NOTE_PREFIX } as const;

/** One page of an alert's log entries or notes. */
export const entriesOf = (
  table: Table,
  { accountId, id }: Alert,
  kind: keyof typeof PREFIXES,
  cursor: LogEntryCursor,
): Promise<LogEntryPage> => readLogEntries(table, alertPk(accountId, id), PREFIXES[kind], cursor);
