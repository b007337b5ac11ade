import type { AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import { getSuccessStatus, toLogEntry, toNotes } from './texts.ts';
import type { Reduction } from './types.ts';

/** The reduction of a message that changes the alert to `alert`, with one log entry and the note of the request. */
export const changeTo = (message: AlertActionMessage, alert: Alert, log: string): Reduction => ({
  kind: 'changed',
  status: getSuccessStatus(message, alert),
  alert: { ...alert, updatedAt: Math.max(alert.updatedAt, message.receivedAt) },
  log: [toLogEntry(message, log)],
  notes: toNotes(message),
});
