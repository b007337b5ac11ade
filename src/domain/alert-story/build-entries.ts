import type { Alert } from '../alerts/model.ts';
import type { NotificationRecord } from '../notifications/model.ts';
import { type StoredLogEntry, toLogStoryEntries } from './log-entries.ts';
import type { StoryEntry, StoryKind, StoryNames } from './model.ts';
import { toNotificationEntry } from './notification-entries.ts';

/** The material of a story. */
export interface StoryMaterial {
  readonly alert: Alert;
  readonly log: readonly StoredLogEntry[];
  readonly notifications: readonly NotificationRecord[];
}

/** The order of entries of the same instant. */
const RANKS: Readonly<Record<StoryKind, number>> = {
  created: 0,
  action: 1,
  counted: 1,
  log: 1,
  policy: 2,
  failure: 3,
  route: 4,
  rule: 5,
  'dead-end': 5,
  notification: 6,
  end: 7,
};

/** The story as it is stored, in the order of time. `isPlanned` says of an id whether it is still to come. */
export function buildEntries(
  { alert, log, notifications }: StoryMaterial,
  names: StoryNames,
  isPlanned: (id: string) => boolean,
): readonly StoryEntry[] {
  const recorded = new Set(notifications.map(({ notificationId }) => notificationId));
  const isOfRecord = ({ id, type }: StoredLogEntry) =>
    type === 'alertRecipient' && recorded.has(id.slice(id.lastIndexOf('#') + 1));
  const entries = [
    ...log
      .filter((entry) => !isOfRecord(entry))
      .flatMap((entry) => toLogStoryEntries(entry, names, isPlanned(entry.id))),
    ...notifications.map((record) => toNotificationEntry(record, names, isPlanned(record.notificationId))),
  ];
  return withOccurrencesMerged(sortEntries(entries), alert, names);
}

/** The entries in the order of time. */
export const sortEntries = (entries: readonly StoryEntry[]): readonly StoryEntry[] =>
  entries.toSorted((a, b) => a.at - b.at || RANKS[a.kind] - RANKS[b.kind] || compareNotifications(a, b));

/** Of notifications of the same instant, what failed comes before what was sent because of it. */
const compareNotifications = (a: StoryEntry, b: StoryEntry): number => {
  if (a.kind !== 'notification') return 0;
  const order = Number(a.reason === undefined) - Number(b.reason === undefined);
  return order || Number(a.text > b.text) - Number(a.text < b.text);
};

/**
 * The entries with occurrences counted together that have nothing else between them. Occurrences that are counted but not
 * logged, because there were too many, belong to the last of them.
 */
function withOccurrencesMerged(
  entries: readonly StoryEntry[],
  alert: Alert,
  names: StoryNames,
): readonly StoryEntry[] {
  const merged: StoryEntry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (entry.kind === 'counted' && last?.kind === 'counted')
      merged[merged.length - 1] = { ...last, count: (last.count ?? 1) + 1, until: entry.at };
    else merged.push(entry);
  }
  const counted = merged.reduce((sum, { kind, count = 0 }) => sum + (kind === 'counted' ? count : 0), 0);
  const unlogged = alert.count - 1 - counted;
  const lastIndex = merged.findLastIndex(({ kind }) => kind === 'counted');
  return merged.map((entry, i) => {
    if (entry.kind !== 'counted') return entry;
    const isExtended = i === lastIndex && unlogged > 0;
    const count = (entry.count ?? 1) + (isExtended ? unlogged : 0);
    const until = isExtended ? alert.lastOccurredAt : (entry.until ?? entry.at);
    const text = count === 1 ? 'Occurred once more' : `Occurred ${count} more times`;
    const time = names.format(entry.at);
    const sentence =
      until > entry.at ? `${text} from ${time} to ${names.format(until)}.` : `${text} at ${time}.`;
    return { ...entry, count, until, text, sentence };
  });
}
