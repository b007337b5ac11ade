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
  | { readonly type: 'note'; readonly note: string }
  /** The next rule of the escalation fires now. */
  | { readonly type: 'escalate'; readonly escalationId: string }
  | {
      readonly type: 'add-responder';
      readonly responder: { readonly type: 'user' | 'team' | 'escalation' | 'schedule'; readonly id: string };
    }
  | { readonly type: 'priority'; readonly priority: Priority };

/** The actions that ask something first. */
export type AskingAction =
  | 'acknowledge'
  | 'close'
  | 'snooze'
  | 'assign'
  | 'tag'
  | 'note'
  | 'escalate'
  | 'add-responder'
  | 'priority';

/** The operation that does the action, and the body of the request. */
export function toOperation(action: AlertAction): {
  readonly name: Exclude<
    Extract<OperationName, `POST /v2/alerts/{identifier}/${string}` | 'PUT /v2/alerts/{identifier}/priority'>,
    'POST /v2/alerts/{identifier}/actions/{actionName}'
  >;
  readonly body: object;
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
  }
}

export const PAST: Readonly<Record<AlertAction['type'], string>> = {
  acknowledge: 'Acknowledged',
  unacknowledge: 'Took back the acknowledgement of',
  close: 'Closed',
  snooze: 'Snoozed',
  assign: 'Assigned',
  tag: 'Tagged',
  note: 'Added a note to',
  escalate: 'Escalated',
  'add-responder': 'Added a responder to',
  priority: 'Changed the priority of',
};

export const PRESENT: Readonly<Record<AlertAction['type'], string>> = {
  acknowledge: 'Acknowledging',
  unacknowledge: 'Taking back the acknowledgement of',
  close: 'Closing',
  snooze: 'Snoozing',
  assign: 'Assigning',
  tag: 'Tagging',
  note: 'Adding a note to',
  escalate: 'Escalating',
  'add-responder': 'Adding a responder to',
  priority: 'Changing the priority of',
};

/** `Acknowledged #12 and #13`, or the number of alerts if there are many. */
export function formatDone(action: AlertAction, tinyIds: readonly string[]): string {
  return `${PAST[action.type]} ${formatNumbers(tinyIds)}`;
}

export const formatNumbers = (tinyIds: readonly string[]): string =>
  tinyIds.length > 3
    ? `${tinyIds.length} alerts`
    : new Intl.ListFormat('en-GB').format(tinyIds.map((tinyId) => `#${tinyId}`));
