import { ALERT_LIMITS, getDetailsLength } from '../../kernel/limits.ts';
import type { AlertAction, AlertActionMessage } from '../action.ts';
import type { Alert } from '../model.ts';
import { nextRun, withEvent } from './flows.ts';
import { askerOf, logged, notesOf, successOf } from './texts.ts';
import { type AlertState, type Reduction, type Resolved, refused } from './types.ts';

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

/** Changes what an alert says, open or closed; nobody's notifications depend on it. */
export function contentChanged(
  state: AlertState,
  alert: Alert,
  message: AlertActionMessage,
  action: ContentAction,
  resolved: Resolved,
): Reduction {
  const by = `by ${askerOf(message)}`;
  const changed = (change: Partial<Alert>, log: string): Reduction => ({
    kind: 'changed',
    status: successOf(message, alert),
    alert: { ...alert, ...change, updatedAt: Math.max(alert.updatedAt, message.receivedAt) },
    log: [logged(message, log)],
    notes: notesOf(message),
  });

  switch (action.type) {
    case 'AddTags': {
      const wanted = [...new Set([...alert.tags, ...action.tags])];
      const tags = wanted.slice(0, Math.max(ALERT_LIMITS.tags, alert.tags.length));
      const left = wanted.length - tags.length;
      const rest = left > 0 ? `; ${left} left out, ${ALERT_LIMITS.tags} are the most` : '';
      return changed({ tags }, `Tags added ${by}: ${action.tags.join(', ')}${rest}`);
    }
    case 'RemoveTags':
      return changed(
        { tags: alert.tags.filter((tag) => !action.tags.includes(tag)) },
        `Tags removed ${by}: ${action.tags.join(', ')}`,
      );
    case 'AddDetails': {
      const details = { ...alert.details, ...action.details };
      if (getDetailsLength(details) > Math.max(ALERT_LIMITS.details, getDetailsLength(alert.details))) {
        return refused(`Details would be longer than ${ALERT_LIMITS.details} characters`);
      }
      return changed({ details }, `Details added ${by}: ${Object.keys(action.details).join(', ')}`);
    }
    case 'RemoveDetails':
      return changed(
        {
          details: Object.fromEntries(
            Object.entries(alert.details).filter(([key]) => !action.keys.includes(key)),
          ),
        },
        `Details removed ${by}: ${action.keys.join(', ')}`,
      );
    case 'AddNote': {
      if (!message.note) return refused('Note is empty');
      const flows = withEvent(state, alert.flows, 'add-note', resolved.actor, message.receivedAt);
      return changed(flows ? { flows, run: nextRun(state) } : {}, `Note added ${by}`);
    }
    case 'CustomAction':
      return alert.actions.includes(action.name)
        ? changed({}, `Action ${action.name} executed ${by}`)
        : refused('Alert has no such action');
    case 'UpdateMessage':
      return changed({ message: action.message }, `Message changed ${by}`);
    case 'UpdateDescription':
      return changed({ description: action.description }, `Description changed ${by}`);
    case 'UpdatePriority':
      return changed(
        { priority: action.priority },
        `Priority changed from ${alert.priority} to ${action.priority} ${by}`,
      );
  }
}
