import type { OperationName } from '../client/operation-types.ts';

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
  | { readonly type: 'note'; readonly note: string };

/** The operation that does the action, and the body of the request. */
export function toOperation(action: AlertAction): {
  readonly name: Exclude<
    Extract<OperationName, `POST /v2/alerts/{identifier}/${string}`>,
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
};

export const PRESENT: Readonly<Record<AlertAction['type'], string>> = {
  acknowledge: 'Acknowledging',
  unacknowledge: 'Taking back the acknowledgement of',
  close: 'Closing',
  snooze: 'Snoozing',
  assign: 'Assigning',
  tag: 'Tagging',
  note: 'Adding a note to',
};

/** `Acknowledged #12 and #13`, or the number of alerts if there are many. */
export function formatDone(action: AlertAction, tinyIds: readonly string[]): string {
  return `${PAST[action.type]} ${formatNumbers(tinyIds)}`;
}

export const formatNumbers = (tinyIds: readonly string[]): string =>
  tinyIds.length > 3
    ? `${tinyIds.length} alerts`
    : new Intl.ListFormat('en-GB').format(tinyIds.map((tinyId) => `#${tinyId}`));
