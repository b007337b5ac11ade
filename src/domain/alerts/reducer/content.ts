import { ALERT_LIMITS, describeWithTitle, getDetailsLength } from '../../kernel/limits.ts';
import type { Priority } from '../../kernel/priority.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertAction, AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import { changeTo } from './changes.ts';
import { nextRun, withEventFlow, withNotificationsRestarted } from './flows.ts';
import { type AlertState, type Reduction, type ResolvedReferences, refuse } from './types.ts';

export type ContentAction = Extract<
  AlertAction,
  {
    type:
      | 'AddTags'
      | 'RemoveTags'
      | 'AddDetails'
      | 'RemoveDetails'
      | 'AddNote'
      | 'CustomAction'
      | 'UpdateMessage'
      | 'UpdateDescription'
      | 'UpdatePriority';
  }
>;

/** Changes the content of an alert, open or closed. Only a note and a raised priority cause notifications. */
export function changeContent(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  action: ContentAction,
  resolved: ResolvedReferences,
): Reduction {
  const by = `by ${getRequesterName(message)}`;
  const change = (changes: Partial<Alert>, log: string) => changeTo(message, { ...alert, ...changes }, log);

  switch (action.type) {
    case 'AddTags': {
      const wanted = [...new Set([...alert.tags, ...action.tags])];
      const tags = wanted.slice(0, Math.max(ALERT_LIMITS.tags, alert.tags.length));
      const dropped = wanted.length - tags.length;
      const surplus = dropped > 0 ? `; ${dropped} dropped, the maximum is ${ALERT_LIMITS.tags}` : '';
      return change({ tags }, `Tags added ${by}: ${action.tags.join(', ')}${surplus}`);
    }
    case 'RemoveTags':
      return change(
        { tags: alert.tags.filter((tag) => !action.tags.includes(tag)) },
        `Tags removed ${by}: ${action.tags.join(', ')}`,
      );
    case 'AddDetails': {
      const details = { ...alert.details, ...action.details };
      if (getDetailsLength(details) > Math.max(ALERT_LIMITS.details, getDetailsLength(alert.details))) {
        return refuse(`Details would be longer than ${ALERT_LIMITS.details} characters`);
      }
      return change({ details }, `Details added ${by}: ${Object.keys(action.details).join(', ')}`);
    }
    case 'RemoveDetails':
      return change(
        {
          details: Object.fromEntries(
            Object.entries(alert.details).filter(([key]) => !action.keys.includes(key)),
          ),
        },
        `Details removed ${by}: ${action.keys.join(', ')}`,
      );
    case 'AddNote': {
      if (!message.note) return refuse('Note is empty');
      const flows = withEventFlow(state, alert.flows, 'add-note', resolved.actor, message);
      return change(flows ? { flows, run: nextRun(state) } : {}, `Note added ${by}`);
    }
    case 'CustomAction':
      return alert.actions.includes(action.name)
        ? change({}, `Action ${action.name} executed ${by}`)
        : refuse('Alert has no such action');
    case 'UpdateMessage':
      return change(
        {
          message: action.message,
          description: describeWithTitle(action.fullTitle, alert.description),
        },
        `Message changed ${by}`,
      );
    case 'UpdateDescription':
      return change({ description: action.description }, `Description changed ${by}`);
    case 'UpdatePriority':
      return updatePriority(state, alert, message, action.priority);
  }
}

/**
 * Changes the priority. If it is raised while the alert is open, the alert becomes unacknowledged and all responders are
 * notified from the start, by the routing rules for the new priority: the alert is now more urgent than what somebody
 * acknowledged, or than what nobody was notified of. Source: Opsgenie, "What are alert priorities?".
 */
function updatePriority(
  state: AlertState,
  before: Alert,
  message: AlertActionMessage,
  priority: Priority,
): Reduction {
  const alert = { ...before, priority };
  const isRaised = priority < before.priority;
  const hasResponderFlows = alert.flows.some(({ kind }) => kind === 'responder');
  const restarts = isRaised && alert.status === 'open' && (alert.acknowledged || hasResponderFlows);
  const log = `Priority changed from ${before.priority} to ${priority} by ${getRequesterName(message)}`;
  return restarts
    ? changeTo(
        message,
        withNotificationsRestarted(alert, nextRun(state), message.receivedAt),
        `${log}; notifications start again`,
      )
    : changeTo(message, alert, log);
}
