import { TEXTS } from './texts.ts';

/** A view that every person has. */
export interface View {
  readonly id: string;
  readonly label: string;
  readonly query: string;
}

export const VIEWS: readonly [View, ...View[]] = [
  {
    id: 'needs-me',
    label: TEXTS.needsMe,
    query: 'status: open AND acknowledged: false AND snoozed: false AND (recipients: me OR responders: me)',
  },
  { id: 'open', label: TEXTS.open, query: 'status: open' },
  { id: 'my-teams', label: TEXTS.myTeams, query: 'status: open AND teams: mine' },
  { id: 'unseen', label: TEXTS.unseen, query: 'status: open AND isSeen: false' },
  { id: 'snoozed', label: TEXTS.snoozed, query: 'status: open AND snoozed: true' },
];

export const SORTS = [
  { id: 'createdAt', label: 'Newest first', order: 'desc' },
  { id: 'createdAt-asc', label: 'Oldest first', order: 'asc' },
  { id: 'lastOccurredAt', label: 'Last occurred first', order: 'desc' },
  { id: 'updatedAt', label: 'Last changed first', order: 'desc' },
  { id: 'count', label: 'Most occurrences first', order: 'desc' },
] as const;

export type SortId = (typeof SORTS)[number]['id'];
