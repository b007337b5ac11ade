import { toIso } from '../../../platform/clock.ts';
import { alertLogKey, alertNoteKey, alertPk, LOG_PREFIX, NOTE_PREFIX } from '../../../platform/keys.ts';
import type { Item, QuerySpec, Table } from '../../../platform/table.ts';
import type { AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import type { LogEntry, Note } from '../reducer/types.ts';

/** Log entries and notes of one action. A repetition of the action writes them under the same keys. */
export const toLogEntryItems = (
  alert: Alert,
  requestId: string,
  log: readonly LogEntry[],
  notes: readonly Note[],
): Item[] => [
  ...log.map((entry, i) => ({
    ...alertLogKey(alert.accountId, alert.id, toIso(entry.createdAt), `${requestId}-${i}`),
    ...entry,
  })),
  ...notes.map((note, i) => ({
    ...alertNoteKey(alert.accountId, alert.id, toIso(note.createdAt), `${requestId}-${i}`),
    ...note,
  })),
];

/** Deletes what attempts of the message, which was not applied to the alert, left on its log and among its notes. */
export async function deleteEntriesOfAttempts(
  table: Table,
  { accountId, id }: Pick<Alert, 'accountId' | 'id'>,
  { requestId, receivedAt }: AlertActionMessage,
): Promise<void> {
  const entry = `${requestId}-`;
  const keys = [
    alertLogKey(accountId, id, toIso(receivedAt), entry),
    alertNoteKey(accountId, id, toIso(receivedAt), entry),
  ];
  await Promise.all(keys.map(({ pk, sk }) => deleteAll(table, { pk, sk: { beginsWith: sk } })));
}

/** Deletes log and notes of an alert that was never stored. */
export async function deleteEntriesOfUnbornAlert(
  table: Table,
  accountId: string,
  alertId: string,
): Promise<void> {
  const pk = alertPk(accountId, alertId);
  await deleteAll(table, { pk, sk: { beginsWith: LOG_PREFIX } });
  await deleteAll(table, { pk, sk: { beginsWith: NOTE_PREFIX } });
}

/** Deletes everything that the query finds. */
async function deleteAll(table: Table, spec: QuerySpec): Promise<void> {
  let after: QuerySpec['after'];
  do {
    const page = await table.query({ ...spec, ...(after && { after }) });
    await Promise.all(page.items.map(({ pk, sk }) => table.delete({ pk, sk })));
    after = page.next;
  } while (after);
}
