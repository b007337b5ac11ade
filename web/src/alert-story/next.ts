import { getPersonName, type StoryEntry, type StoryPerson } from './model.ts';
import { CHANNEL_NAMES } from './texts.ts';

/** Who is notified next. */
export interface Next {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly people: readonly { readonly name: string; readonly channels: readonly string[] }[];
  /** Whether an acknowledgement keeps it from happening. */
  readonly isStoppedByAcknowledging: boolean;
}

/** Notifications that are due within this time of the next one belong to it. */
const TOGETHER_MS = 2_000;

/** The next notifications that are planned; undefined if there are none. */
export function findNext(entries: readonly StoryEntry[]): Next | undefined {
  const planned = entries.filter(
    ({ kind, planned, outcome }) => kind === 'notification' && planned && outcome === 'planned',
  );
  const [first] = planned;
  if (!first) return undefined;
  const at = Date.parse(first.at);
  const together = planned.filter((entry) => Date.parse(entry.at) < at + TOGETHER_MS);
  const people = new Map<string, string[]>();
  for (const { person, channel } of together) {
    const name = getPersonName(person as StoryPerson);
    people.set(name, [...(people.get(name) ?? []), channel ? CHANNEL_NAMES[channel] : '']);
  }
  return {
    at,
    people: [...people].map(([name, channels]) => ({ name, channels })),
    isStoppedByAcknowledging: together.some(({ sentence }) =>
      sentence.includes('unless somebody acknowledges'),
    ),
  };
}

/**
 * Why nobody is notified, or only later, in the words of the service; undefined if there is nothing to say. A policy says more
 * than the end that it leads to, until its time is over. `now` in milliseconds since the epoch.
 */
export function findHold(entries: readonly StoryEntry[], now: number): string | undefined {
  const isOver = (until: string | undefined) => until !== undefined && Date.parse(until) <= now;
  const holds = entries.filter(
    ({ reason }) => reason !== undefined && HOLDS.has(reason.code) && !isOver(reason.until),
  );
  const hold =
    holds.findLast(({ kind }) => kind === 'policy') ?? holds.findLast(({ kind }) => kind === 'end');
  return hold && `${hold.text}.`;
}

const HOLDS: ReadonlySet<string> = new Set([
  'DelayedByPolicy',
  'BelowDedupThreshold',
  'SuppressedByPolicy',
  'NoResponders',
  'NothingMoreDue',
]);

/** Whether the story changes about now by itself: something is being sent, or is due. `now` in milliseconds. */
export function isMoving(entries: readonly StoryEntry[], now: number): boolean {
  return entries.some(
    ({ planned, outcome, at, kind }) =>
      outcome === 'sending' || (planned && kind !== 'end' && Date.parse(at) < now + DUE_MS),
  );
}

const DUE_MS = 4_000;
