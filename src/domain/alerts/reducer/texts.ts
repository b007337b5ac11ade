import type { AlertAction, AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import type { Alert } from '../model.ts';
import type { LogLine, Note } from './types.ts';

/** How the engine, and whoever has no name, appears on logs. */
const SYSTEM = 'System';

/** Who asked, in words: the user that the client names, else the integration. */
export const askerOf = (message: AlertActionMessage): string =>
  message.user || message.integration.name || SYSTEM;

const SUCCESS: Readonly<Record<AlertAction['type'], string>> = {
  Create: 'Created alert',
  Close: 'Closed alert',
  Acknowledge: 'Acknowledged alert',
  UnAcknowledge: 'Unacknowledged alert',
  Delete: 'Deleted alert',
  Snooze: 'Snoozed alert',
  EscalateToNext: 'Escalated alert to next',
  AssignOwnership: 'Assigned alert',
  AddResponder: 'Added responder to alert',
  AddTeam: 'Added team to alert',
  AddTags: 'Added tags to alert',
  RemoveTags: 'Removed tags from alert',
  AddDetails: 'Added details to alert',
  RemoveDetails: 'Removed details from alert',
  AddNote: 'Added note to alert',
  CustomAction: 'Executed custom action on alert',
  UpdateMessage: 'Updated message of alert',
  UpdateDescription: 'Updated description of alert',
  UpdatePriority: 'Updated priority of alert',
  EndSnooze: 'Ended snooze of alert',
  AutoClose: 'Closed alert',
};

/** The status of a request that was applied: always the same for it, so that a repetition says the same. */
export const successOf = (message: AlertActionMessage, alert: Pick<Alert, 'id'>): string =>
  message.action.type === 'Create' && alert.id !== alertIdOfRequest(message.accountId, message.requestId)
    ? 'Increased count of alert'
    : SUCCESS[message.action.type];

const DEEDS: Readonly<Partial<Record<AlertAction['type'], string>>> = {
  Close: 'Closed',
  Acknowledge: 'Acknowledged',
  UnAcknowledge: 'Unacknowledged',
  Delete: 'Deleted',
  Snooze: 'Snoozed',
  EscalateToNext: 'Escalated to next',
  AssignOwnership: 'Assigned',
  AddResponder: 'Responder added',
  AddTeam: 'Team added',
  AddNote: 'Note added',
  EndSnooze: 'Snooze ended',
  AutoClose: 'Closed automatically',
};

/** Why an execution is stopped, for who looks at it in the console: the latest of the messages that has to do with it. */
export function causeOf(messages: readonly AlertActionMessage[]): string {
  const message = messages.findLast(({ action }) => action.type in DEEDS) ?? messages.at(-1);
  return message
    ? `${DEEDS[message.action.type] ?? 'Changed'} by ${askerOf(message)}`
    : 'Superseded by a later run';
}

/** An entry for the alert's log, in the name of who asked. */
export const logged = (message: AlertActionMessage, log: string): LogLine => ({
  log,
  type: message.user && message.user !== SYSTEM ? 'userAction' : 'system',
  owner: askerOf(message),
  createdAt: message.receivedAt,
});

/** The note that came with the action, if one did. */
export const notesOf = (message: AlertActionMessage): readonly Note[] =>
  message.note ? [{ note: message.note, owner: askerOf(message), createdAt: message.receivedAt }] : [];
