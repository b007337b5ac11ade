import type { Instant } from '../../platform/clock.ts';
import type { IncidentAction, IncidentActionMessage } from './model.ts';

/** An entry of an incident's timeline. People write `custom` entries; actions add the others. */
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

/** Type of the entries that people write. */
export const CUSTOM_ENTRY_TYPE = 'CustomUserEntry';

/** Timeline entry types of actions. Actions that are not listed appear in the log only. */
const ENTRY_TYPES: Readonly<Partial<Record<IncidentAction['type'], string>>> = {
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

/** The timeline entry of an action; undefined if the action adds none. */
export function toTimelineEntry(
  { requestId, receivedAt, action, note }: IncidentActionMessage,
  log: string,
  owner: string,
): TimelineEntry | undefined {
  const type = ENTRY_TYPES[action.type];
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

/** An entry that a person writes. */
export function createCustomEntry(
  { id, content, owner }: { readonly id: string; readonly content: string; readonly owner: string },
  eventTime: Instant,
  now: Instant,
): TimelineEntry {
  const actor = { name: owner, type: 'user' } as const;
  return {
    id,
    group: 'custom',
    type: CUSTOM_ENTRY_TYPE,
    eventTime,
    hidden: false,
    actor,
    description: { name: '', type: 'plain_text', content },
    lastEdit: { editTime: now, actor },
  };
}
