import type { AlertActionMessage } from '../action.ts';
import { alertIdOfRequest } from '../ids.ts';
import { type Alert, REMEMBERED_REQUESTS } from '../model.ts';
import { contentChanged } from './content.ts';
import { opened, repeated } from './create.ts';
import { acknowledged, closed, snoozed, snoozeEnded, unacknowledged } from './lifecycle.ts';
import { assigned, escalated, responderAdded } from './responders.ts';
import { successOf } from './texts.ts';
import { type AlertState, type Reduction, type Resolved, refused } from './types.ts';

const belongsTo = (alert: Alert, teamId: string): boolean =>
  alert.ownerTeamId === teamId ||
  [...alert.responders, ...alert.visibleTo].some(({ type, id }) => type === 'team' && id === teamId);

/** Whether the alert has applied the message before. That it is the message's own says so for ever. */
export const hasApplied = (alert: Alert, { accountId, requestId, action }: AlertActionMessage): boolean =>
  alert.appliedRequests.includes(requestId) ||
  (action.type === 'Create' && alert.id === alertIdOfRequest(accountId, requestId));

function reduced(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  resolved: Resolved,
): Reduction {
  const { action } = message;
  switch (action.type) {
    case 'Create':
      return repeated(state, alert, message);
    case 'Delete':
      return { kind: 'deleted', status: successOf(message, alert), alert };
    case 'Close':
      return closed(state, alert, message, resolved);
    case 'AddTags':
    case 'RemoveTags':
    case 'AddDetails':
    case 'RemoveDetails':
    case 'AddNote':
    case 'CustomAction':
    case 'UpdateMessage':
    case 'UpdateDescription':
    case 'UpdatePriority':
      return contentChanged(state, alert, message, action, resolved);
  }
  if (alert.status === 'closed') return refused('Alert is closed');
  switch (action.type) {
    case 'Acknowledge':
      return acknowledged(state, alert, message, resolved);
    case 'UnAcknowledge':
      return unacknowledged(state, alert, message);
    case 'Snooze':
      return snoozed(state, alert, message, action.until);
    case 'EndSnooze':
      return snoozeEnded(state, alert, message, action.run);
    case 'EscalateToNext':
      return escalated(state, alert, message, resolved.escalationId);
    case 'AssignOwnership':
      return assigned(state, alert, message, resolved.owner);
    case 'AddResponder':
    case 'AddTeam':
      return responderAdded(state, alert, message, resolved.responder);
    case 'AutoClose':
      return alert.run === action.run
        ? closed(state, alert, message, resolved)
        : refused('Escalation was superseded before');
  }
}

/**
 * What one action makes of an alert. Pure: the time is the message's, names have been looked up. A closed alert can
 * still be written on (notes, tags, details, texts, priority, actions, delete); all else is refused. A Create opens a
 * new alert where there is none open, and counts up else.
 */
export function applyAction(state: AlertState, message: AlertActionMessage, resolved: Resolved): Reduction {
  const { alert } = state;
  if (alert && hasApplied(alert, message)) {
    return { kind: 'replayed', status: successOf(message, alert), alert };
  }
  const { action } = message;
  if (action.type === 'Create' && alert?.status !== 'open') {
    return remembering(opened({ storedRun: 0 }, message, action, resolved), message.requestId);
  }
  if (!alert) return refused('Alert does not exist');
  if (message.teamId && !belongsTo(alert, message.teamId)) {
    return refused('Alert belongs to another team');
  }
  return remembering(reduced(state, alert, message, resolved), message.requestId);
}

function remembering(reduction: Reduction, requestId: string): Reduction {
  if (!('log' in reduction)) return reduction;
  const { alert } = reduction;
  const appliedRequests = [...alert.appliedRequests, requestId].slice(-REMEMBERED_REQUESTS);
  return { ...reduction, alert: { ...alert, appliedRequests } };
}
