import type { Instant } from '../../platform/clock.ts';
import type { IncidentAction, IncidentActionMessage } from './model.ts';

/** An entry of an incident's timeline. `custom` ones were written by people, the others follow from actions. */
export interface TimelineEntry {
  readonly id: string;
  readonly group: 'incident' | 'custom';
  readonly type: string;
  readonly eventTime: Instant;
  readonly hidden: boolean;
  readonly actor: { readonly name: string; readonly type: 'user' | 'system' };
  readonly description: { readonly name: string; readonly type: 'plain_text'; readonly content: string };
  readonly lastEdit: {
    readonly editTime: Instant;
    readonly actor: { readonly name: string; readonly type: 'user' | 'system' };
  };
}

/** What entries that people write are called. */
export const CUSTOM_ENTRY = 'CustomUserEntry';

/** How the actions that belong on a timeline appear there; what is not here is on the log alone. */
const TYPES: Readonly<Partial<Record<IncidentAction['type'], string>>> = {
  Create: 'IncidentCreated',
  Close: 'IncidentClosed',
  Resolve: 'IncidentResolved',
  Reopen: 'IncidentReopened',
  AddResponders: 'ResponderAdded',
  AddNote: 'NoteAdded',
  UpdatePriority: 'PriorityUpdated',
  UpdateMessage: 'MessageUpdated',
  UpdateDescription: 'DescriptionUpdated',
};

/** The entry that an action makes, if it makes one. */
export function entryOfAction(
  { requestId, receivedAt, action, note }: IncidentActionMessage,
  log: string,
  owner: string,
): TimelineEntry | undefined {
  const type = TYPES[action.type];
  if (!type) return undefined;
  const content = action.type === 'AddNote' ? `${log}: ${note}` : log;
  const actor = { name: owner, type: 'system' } as const;
  return {
    id: requestId,
    group: 'incident',
    type,
    eventTime: receivedAt,
    hidden: false,
    actor,
    description: { name: '', type: 'plain_text', content },
    lastEdit: { editTime: receivedAt, actor },
  };
}

/** The entry that somebody writes. */
export function customEntry(
  { id, content, owner }: { readonly id: string; readonly content: string; readonly owner: string },
  eventTime: Instant,
  now: Instant,
): TimelineEntry {
  const actor = { name: owner, type: 'user' } as const;
  return {
    id,
    group: 'custom',
    type: CUSTOM_ENTRY,
    eventTime,
    hidden: false,
    actor,
    description: { name: '', type: 'plain_text', content },
    lastEdit: { editTime: now, actor },
  };
}
