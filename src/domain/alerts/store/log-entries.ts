import { toIso } from '../../../platform/clock.ts';
import { alertLogKey, alertNoteKey } from '../../../platform/keys.ts';
import type { Item } from '../../../platform/table.ts';
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
