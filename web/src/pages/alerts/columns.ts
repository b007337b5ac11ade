import { createObservable } from '../../client/request-state.ts';

/** The columns that can be hidden, with their width. Priority and message are always there. */
export const COLUMNS = [
  { id: 'number', label: 'Number', width: '52px' },
  { id: 'state', label: 'Who has it, what comes next', width: 'minmax(150px, 268px)' },
  { id: 'lastOccurred', label: 'Last occurred', width: '60px' },
  { id: 'count', label: 'Occurrences', width: '48px' },
  { id: 'age', label: 'Age', width: '60px' },
] as const;

export type ColumnId = (typeof COLUMNS)[number]['id'];

const STORAGE_KEY = 'tocsin-alert-columns';
const DEFAULT: readonly ColumnId[] = ['number', 'state', 'count', 'age'];

function readStored(): ReadonlySet<ColumnId> {
  const stored = localStorage.getItem(STORAGE_KEY)?.split(',');
  return new Set(stored ? COLUMNS.map(({ id }) => id).filter((id) => stored.includes(id)) : DEFAULT);
}

/** The columns that this browser shows. */
export const shownColumns = createObservable(readStored());
shownColumns.subscribe(() => localStorage.setItem(STORAGE_KEY, [...shownColumns.get()].join(',')));

/** The value of grid-template-columns: checkbox, priority, number, message, then the others. */
export function toGridTemplate(shown: ReadonlySet<ColumnId>): string {
  const width = (id: ColumnId) =>
    shown.has(id) ? (COLUMNS.find((column) => column.id === id)?.width ?? '') : '';
  const others = COLUMNS.map(({ id }) => id).filter((id) => id !== 'number');
  return ['26px', '46px', width('number'), 'minmax(0, 1fr)', ...others.map(width)].filter(Boolean).join(' ');
}
