import { ALERT_LIMITS, getDetailsLength } from '../../kernel/limits.ts';
import { getRequesterName } from '../../requests/requester.ts';
import type { AlertAction, AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import { changeTo } from './changes.ts';
import { nextRun, withEventFlow } from './flows.ts';
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

/** Changes the content of an alert, open or closed. Notifications do not depend on it, except those about notes. */
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
      const flows = withEventFlow(state, alert.flows, 'add-note', resolved.actor, message.receivedAt);
      return change(flows ? { flows, run: nextRun(state) } : {}, `Note added ${by}`);
    }
    case 'CustomAction':
      return alert.actions.includes(action.name)
        ? change({}, `Action ${action.name} executed ${by}`)
        : refuse('Alert has no such action');
    case 'UpdateMessage':
      return change({ message: action.message }, `Message changed ${by}`);
    case 'UpdateDescription':
      return change({ description: action.description }, `Description changed ${by}`);
    case 'UpdatePriority':
      return change(
        { priority: action.priority },
        `Priority changed from ${alert.priority} to ${action.priority} ${by}`,
      );
  }
}
