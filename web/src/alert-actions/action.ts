import type { OperationName } from '../client/operation-types.ts';
import type { Priority } from '../components/priority-mark.tsx';

/** What a person can do with one or several alerts. */
export type AlertAction =
  | { readonly type: 'acknowledge' }
  | { readonly type: 'unacknowledge' }
  | { readonly type: 'close'; readonly note?: string }
  /** `until` in milliseconds since the epoch. */
  | { readonly type: 'snooze'; readonly until: number }
  /** To the user with this username. */
  | { readonly type: 'assign'; readonly owner: string }
  | { readonly type: 'tag'; readonly tags: readonly string[] }
  | { readonly type: 'untag'; readonly tags: readonly string[] }
  /** Adds the detail, or gives it another value. */
  | { readonly type: 'detail'; readonly name: string; readonly value: string }
  | { readonly type: 'remove-detail'; readonly name: string }
  | { readonly type: 'note'; readonly note: string }
  /** The next rule of the escalation fires now. */
  | { readonly type: 'escalate'; readonly escalationId: string }
  | {
      readonly type: 'add-responder';
      readonly responder: { readonly type: 'user' | 'team' | 'escalation' | 'schedule'; readonly id: string };
    }
  | { readonly type: 'priority'; readonly priority: Priority }
  /** One of the actions that the alert names. */
  | { readonly type: 'custom'; readonly name: string; readonly note?: string };

/** The actions that ask something first. */
export type AskingAction =
  | 'acknowledge'
  | 'close'
  | 'snooze'
  | 'assign'
  | 'tag'
  | 'change-tags'
  | 'detail'
  | 'note'
  | 'escalate'
  | 'add-responder'
  | 'priority'
  | 'custom';

/** An operation on one alert. */
type AlertOperation = Extract<
  OperationName,
  | `POST /v2/alerts/{identifier}/${string}`
  | 'PUT /v2/alerts/{identifier}/priority'
  | `DELETE /v2/alerts/{identifier}/${'tags' | 'details'}`
>;

/** The operation that does the action, with the body, the query and the parameters of the path besides the alert. */
export function toOperation(action: AlertAction): {
  readonly name: AlertOperation;
  readonly body: object;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
} {
  switch (action.type) {
    case 'acknowledge':
      return { name: 'POST /v2/alerts/{identifier}/acknowledge', body: {} };
    case 'unacknowledge':
      return { name: 'POST /v2/alerts/{identifier}/unacknowledge', body: {} };
    case 'close':
      return { name: 'POST /v2/alerts/{identifier}/close', body: action.note ? { note: action.note } : {} };
    case 'snooze':
      return {
        name: 'POST /v2/alerts/{identifier}/snooze',
        body: { endTime: new Date(action.until).toISOString() },
      };
    case 'assign':
      return { name: 'POST /v2/alerts/{identifier}/assign', body: { owner: { username: action.owner } } };
    case 'tag':
      return { name: 'POST /v2/alerts/{identifier}/tags', body: { tags: action.tags } };
    case 'untag':
      return {
        name: 'DELETE /v2/alerts/{identifier}/tags',
        body: {},
        query: { tags: action.tags.join(',') },
      };
    case 'detail':
      return {
        name: 'POST /v2/alerts/{identifier}/details',
        body: { details: { [action.name]: action.value } },
      };
    case 'remove-detail':
      return { name: 'DELETE /v2/alerts/{identifier}/details', body: {}, query: { keys: action.name } };
    case 'note':
      return { name: 'POST /v2/alerts/{identifier}/notes', body: { note: action.note } };
    case 'escalate':
      return {
        name: 'POST /v2/alerts/{identifier}/escalate',
        body: { escalation: { id: action.escalationId } },
      };
    case 'add-responder':
      return { name: 'POST /v2/alerts/{identifier}/responders', body: { responder: action.responder } };
    case 'priority':
      return { name: 'PUT /v2/alerts/{identifier}/priority', body: { priority: action.priority } };
    case 'custom':
      return {
        name: 'POST /v2/alerts/{identifier}/actions/{actionName}',
        body: action.note ? { note: action.note } : {},
        params: { actionName: action.name },
      };
  }
}

export const PAST: Readonly<Record<AlertAction['type'], string>> = {
  acknowledge: 'Acknowledged',
  unacknowledge: 'Took back the acknowledgement of',
  close: 'Closed',
  snooze: 'Snoozed',
  assign: 'Assigned',
  tag: 'Tagged',
  untag: 'Removed tags from',
  detail: 'Set a detail of',
  'remove-detail': 'Removed a detail of',
  note: 'Added a note to',
  escalate: 'Escalated',
  'add-responder': 'Added a responder to',
  priority: 'Changed the priority of',
  custom: 'Ran an action on',
};

export const PRESENT: Readonly<Record<AlertAction['type'], string>> = {
  acknowledge: 'Acknowledging',
  unacknowledge: 'Taking back the acknowledgement of',
  close: 'Closing',
  snooze: 'Snoozing',
  assign: 'Assigning',
  tag: 'Tagging',
  untag: 'Removing tags from',
  detail: 'Setting a detail of',
  'remove-detail': 'Removing a detail of',
  note: 'Adding a note to',
  escalate: 'Escalating',
  'add-responder': 'Adding a responder to',
  priority: 'Changing the priority of',
  custom: 'Running an action on',
};

/** `Acknowledged #12 and #13`, or the number of alerts if there are many. */
export function formatDone(action: AlertAction, tinyIds: readonly string[]): string {
  const done = action.type === 'custom' ? `Ran “${action.name}” on` : PAST[action.type];
  return `${done} ${formatNumbers(tinyIds)}`;
}

export const formatNumbers = (tinyIds: readonly string[]): string =>
  tinyIds.length > 3
    ? `${tinyIds.length} alerts`
    : new Intl.ListFormat('en-GB').format(tinyIds.map((tinyId) => `#${tinyId}`));
