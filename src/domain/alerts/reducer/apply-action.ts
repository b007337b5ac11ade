import { withAppliedRequest } from '../../requests/redelivery.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertActionMessage } from '../action.ts';
import { findDuplicate } from '../duplicates.ts';
import { alertIdOfRequest } from '../ids.ts';
import type { Alert } from '../model.ts';
import { withSeenBy } from '../seen.ts';
import { isVisibleTo } from '../visibility.ts';
import { notifyAccountOwners } from './account-owners.ts';
import { changeTo } from './changes.ts';
import { changeContent } from './content.ts';
import { countDuplicate, createAlert } from './create.ts';
import { acknowledgeAlert, closeAlert, endSnooze, snoozeAlert, unacknowledgeAlert } from './lifecycle.ts';
import { addResponder, assignAlert, escalateAlert } from './responders.ts';
import { getSuccessStatus } from './texts.ts';
import { type AlertState, type Reduction, type ResolvedReferences, refuse } from './types.ts';

/** Whether the alert has applied the message before. An alert never forgets the request that created it. */
export const hasApplied = (alert: Alert, { accountId, requestId, action }: AlertActionMessage): boolean =>
  alert.appliedRequests.includes(requestId) ||
  findDuplicate(alert, requestId) !== undefined ||
  (action.type === 'Create' && alert.id === alertIdOfRequest(accountId, requestId));

function changeAlert(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  resolved: ResolvedReferences,
): Reduction {
  const { action } = message;
  switch (action.type) {
    case 'Create':
      return countDuplicate(state, alert, message);
    case 'Delete':
      return { kind: 'deleted', status: getSuccessStatus(message, alert), alert };
    case 'Close':
      return closeAlert(state, alert, message, resolved);
    case 'AddTags':
    case 'RemoveTags':
    case 'AddDetails':
    case 'RemoveDetails':
    case 'AddNote':
    case 'CustomAction':
    case 'UpdateMessage':
    case 'UpdateDescription':
    case 'UpdatePriority':
      return changeContent(state, alert, message, action, resolved);
  }
  if (alert.status === 'closed') return refuse('Alert is closed');
  switch (action.type) {
    case 'Acknowledge':
      return acknowledgeAlert(state, alert, message, resolved);
    case 'UnAcknowledge':
      return unacknowledgeAlert(state, alert, message);
    case 'Snooze':
      return snoozeAlert(state, alert, message, action.until);
    case 'EndSnooze':
      return endSnooze(state, alert, message, action.run);
    case 'EscalateToNext':
      return escalateAlert(state, alert, message, resolved.escalation);
    case 'AssignOwnership':
      return assignAlert(state, alert, message, resolved.owner);
    case 'AddResponder':
    case 'AddTeam':
      return addResponder(state, alert, message, resolved.responder);
    case 'MarkSeen':
      return changeTo(
        message,
        withSeenBy(alert, action.userId, message.receivedAt),
        `Alert seen by ${getRequesterName(message)}`,
      );
    case 'NotifyAccountOwners':
      return notifyAccountOwners(state, alert, message, action, resolved);
    case 'AutoClose':
      return alert.run === action.run
        ? closeAlert(state, alert, message, resolved)
        : refuse('A later run has superseded the automatic close');
  }
}

/**
 * Applies one action to an alert. Pure: the message has the time, and names are resolved. A Create creates an alert if none
 * is open, otherwise it counts a duplicate. A closed alert accepts only deletion and changes of its content (notes, tags,
 * details, texts, priority, custom actions).
 */
export function applyAction(
  state: AlertState,
  message: AlertActionMessage,
  resolved: ResolvedReferences,
): Reduction {
  const { alert } = state;
  if (alert && hasApplied(alert, message)) {
    return { kind: 'already-applied', status: getSuccessStatus(message, alert), alert };
  }
  const { action } = message;
  if (action.type === 'Create' && alert?.status !== 'open') {
    return withRequestId(createAlert({ storedRun: 0 }, message, action, resolved), message.requestId);
  }
  if (!alert) return refuse('Alert does not exist');
  if (!isVisibleTo(alert, message)) {
    return refuse(message.alertReach ? 'The user cannot access this alert' : 'Alert belongs to another team');
  }
  return withRequestId(changeAlert(state, alert, message, resolved), message.requestId);
}

function withRequestId(reduction: Reduction, requestId: string): Reduction {
  if (!('log' in reduction)) return reduction;
  const { alert } = reduction;
  // A duplicate that is counted beside the alert is remembered there.
  if (findDuplicate(alert, requestId)) return reduction;
  return {
    ...reduction,
    alert: { ...alert, appliedRequests: withAppliedRequest(alert.appliedRequests, requestId) },
  };
}
