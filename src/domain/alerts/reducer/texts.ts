import { truncate } from '../../kernel/limits.ts';
import { getRequesterName, SYSTEM_USER } from '../../requests/requester.ts';
import type { AlertAction, AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import type { LogFact } from '../log-facts.ts';
import type { Alert } from '../model.ts';
import type { LogEntry, Note } from './types.ts';

/** The status of a Create that has created an alert. */
export const CREATED_STATUS = 'Created alert';

/** The status of a Create that an open alert has counted. */
export const DUPLICATE_STATUS = 'Increased count of alert';

const SUCCESS: Readonly<Record<AlertAction['type'], string>> = {
  Create: CREATED_STATUS,
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
  MarkSeen: 'Marked alert as seen',
  EndSnooze: 'Ended snooze of alert',
  AutoClose: 'Closed alert',
  NotifyAccountOwners: 'Notified fallback responder or owners of the account',
};

/** The log text about a pattern that was not evaluated. A long pattern is truncated. */
export const describeSkippedPattern = (pattern: string): string =>
  `Pattern ${truncate(pattern, 100)} took too long and did not match; a slow pattern is skipped for an hour`;

/** The status of an applied request. Depends on request and alert only, so that a redelivery stores the same. */
export const getSuccessStatus = (message: AlertActionMessage, alert: Pick<Alert, 'id'>): string =>
  message.action.type === 'Create' && alert.id !== alertIdOfRequest(message.accountId, message.requestId)
    ? DUPLICATE_STATUS
    : SUCCESS[message.action.type];

const STOP_CAUSES: Readonly<Partial<Record<AlertAction['type'], string>>> = {
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
  UpdatePriority: 'Priority changed',
  EndSnooze: 'Snooze ended',
  AutoClose: 'Closed automatically',
  NotifyAccountOwners:
    'Nobody could be notified; the fallback responder or the owners of the account are notified',
};

/** Why an execution is stopped, as the Step Functions console shows it: the latest of the messages that can stop one. */
export function getStopCause(messages: readonly AlertActionMessage[]): string {
  const message = messages.findLast(({ action }) => action.type in STOP_CAUSES) ?? messages.at(-1);
  return message
    ? `${STOP_CAUSES[message.action.type] ?? 'Changed'} by ${getRequesterName(message)}`
    : 'Superseded by a later run';
}

/** An entry for the alert's log, in the name of the requester. Without a fact it says that the action took place. */
export const toLogEntry = (
  message: AlertActionMessage,
  log: string,
  fact: LogFact = { kind: 'action', action: message.action.type },
): LogEntry => ({
  log,
  fact,
  type: message.user && message.user !== SYSTEM_USER ? 'userAction' : 'system',
  owner: getRequesterName(message),
  createdAt: message.receivedAt,
});

/** The note of the request, if it has one. */
export const toNotes = (message: AlertActionMessage): readonly Note[] =>
  message.note
    ? [{ note: message.note, owner: getRequesterName(message), createdAt: message.receivedAt }]
    : [];
