import { formatDuration, formatTimeOfDayExact } from '../format/time.ts';
import { type Channel, getPersonName, type Note, type StoryEntry, type StoryPerson } from './model.ts';
import { CHANNEL_NAMES, TEXTS } from './texts.ts';

/** A piece of a text; names are strong, what is less important is muted, failures are marked. */
export interface TextPart {
  readonly text: string;
  readonly look?: 'strong' | 'muted' | 'problem';
}

/** The drawing of a line; a name of components/icon.tsx. */
type StoryIcon =
  | 'incoming'
  | 'flow'
  | 'mail'
  | 'message'
  | 'call'
  | 'phone'
  | 'link'
  | 'check'
  | 'note'
  | 'person'
  | 'pause'
  | 'stop'
  | 'warning'
  | 'dot';

/** One line of the timeline, with the lines below it. */
export interface TimelineItem {
  readonly id: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly planned: boolean;
  readonly icon: StoryIcon;
  readonly look: 'plain' | 'sent' | 'problem';
  readonly parts: readonly TextPart[];
  /** Why, or what belongs to it. */
  readonly reasons: readonly string[];
  /** What a person wrote. */
  readonly note?: string;
}

/** At most this many reasons are shown at one entry; the rest is counted. */
const MAX_REASONS = 4;

const CHANNEL_ICONS: Readonly<Record<Channel, StoryIcon>> = {
  email: 'mail',
  sms: 'message',
  voice: 'call',
  mobile: 'phone',
  webhook: 'link',
  webpush: 'phone',
  ntfy: 'phone',
  pushover: 'phone',
};

/**
 * The lines of the timeline: planned notifications belong to the rule that sends them, the routing to what it routes, and
 * each note to the action with which it was written.
 */
export function toTimelineItems(
  entries: readonly StoryEntry[],
  {
    notes = [],
    timeZone,
    getName = (username) => username,
  }: {
    readonly notes?: readonly Note[];
    readonly timeZone: string;
    /** The full name of a username. */
    readonly getName?: (username: string) => string;
  },
): readonly TimelineItem[] {
  const escalations = new Set(entries.flatMap(({ escalation }) => escalation?.name ?? []));
  const isOnlyEscalation = escalations.size === 1;
  const { steps, grouped } = groupPlanned(entries);
  const routes = findRoutesOfCreation(entries);
  const firstPlanned = entries.find(({ kind, planned }) => planned && kind !== 'end');
  const formatAt = (at: number) => formatTimeOfDayExact(at, timeZone);
  return entries.flatMap((entry): readonly TimelineItem[] => {
    if (grouped.has(entry) || routes.includes(entry) || isPlainEnd(entry)) return [];
    const at = Date.parse(entry.at);
    const own = describeEntry(entry, { isOnlyEscalation, formatAt, getName });
    const isConditional = entry === firstPlanned && isStoppedByAcknowledging(entry, steps.get(entry));
    const reasons = [
      ...(entry.kind === 'created' ? routes.map(({ text }) => text) : []),
      ...describeSteps(steps.get(entry) ?? [], at),
      ...(isConditional ? [TEXTS.unless(formatAt(at))] : []),
      ...own.reasons,
    ];
    const note = notes.find(({ createdAt }) => entry.kind === 'action' && Date.parse(createdAt) === at)?.note;
    const shown = reasons.length > MAX_REASONS + 1 ? reasons.slice(0, MAX_REASONS) : reasons;
    const hidden = reasons.length - shown.length;
    return [
      {
        id: entry.id,
        at,
        planned: entry.planned,
        ...own,
        reasons: hidden > 0 ? [...shown, `and ${hidden} more`] : shown,
        ...(note !== undefined && { note }),
      },
    ];
  });
}

/** The planned notifications of each planned rule: those of its people until a later rule notifies them. */
function groupPlanned(entries: readonly StoryEntry[]) {
  const rules = entries.filter(({ kind, planned }) => kind === 'rule' && planned);
  const steps = new Map<StoryEntry, StoryEntry[]>();
  const grouped = new Set<StoryEntry>();
  for (const entry of entries) {
    const { kind, planned, outcome, person, at } = entry;
    if (kind !== 'notification' || !planned || outcome !== 'planned' || !person) continue;
    const rule = rules.findLast(
      (each) => each.at <= at && each.people?.some(({ id }) => id === person.id) === true,
    );
    if (!rule) continue;
    steps.set(rule, [...(steps.get(rule) ?? []), entry]);
    grouped.add(entry);
  }
  return { steps, grouped };
}

/** An end that the state of the alert says already. */
const isPlainEnd = ({ kind, reason }: StoryEntry): boolean =>
  kind === 'end' && (reason?.code === 'AlertClosed' || reason?.code === 'Acknowledged');

/** The routing that took place when the alert came in. */
function findRoutesOfCreation(entries: readonly StoryEntry[]): readonly StoryEntry[] {
  const creation = entries.find(({ kind }) => kind === 'created');
  return entries.filter(
    ({ kind, at, planned }) => kind === 'route' && planned === creation?.planned && at === creation.at,
  );
}

const isStoppedByAcknowledging = (entry: StoryEntry, steps: readonly StoryEntry[] = []): boolean =>
  [entry, ...steps].some(({ sentence }) => sentence.includes('unless somebody acknowledges'));

/** `by e-mail, SMS after 1 min`; for several people with different channels a line for each. */
function describeSteps(steps: readonly StoryEntry[], ruleAt: number): readonly string[] {
  const byPerson = new Map<string, StoryEntry[]>();
  for (const step of steps) {
    const name = getPersonName(step.person as StoryPerson);
    byPerson.set(name, [...(byPerson.get(name) ?? []), step]);
  }
  const byText = new Map<string, string[]>();
  for (const [name, own] of byPerson) {
    const text = own.map((step) => describeStep(step, Date.parse(step.at) - ruleAt)).join(', ');
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  if (byText.size === 1) return [...byText.keys()].map(TEXTS.by);
  return [...byText].map(([text, names]) => TEXTS.personBy(names.join(', '), text));
}

/** The engine sends within a second or two of the rule. */
const AT_ONCE_MS = 5_000;

function describeStep({ channel }: StoryEntry, afterMs: number): string {
  const name = channel ? CHANNEL_NAMES[channel] : '';
  return afterMs < AT_ONCE_MS ? name : TEXTS.after(name, formatDuration(afterMs));
}

interface Context {
  /** Whether there is only one escalation, so that it need not be named each time. */
  readonly isOnlyEscalation: boolean;
  readonly formatAt: (at: number) => string;
  readonly getName: (username: string) => string;
}

type OwnLooks = Pick<TimelineItem, 'icon' | 'look' | 'parts' | 'reasons'>;

function describeEntry(entry: StoryEntry, { isOnlyEscalation, formatAt, getName }: Context): OwnLooks {
  const { kind, text, by, action } = entry;
  switch (kind) {
    case 'notification':
      return describeNotification(entry);
    case 'rule': {
      const { people = [], escalation, exceptions = [] } = entry;
      const short =
        isOnlyEscalation && escalation ? text.replace(` of escalation ${escalation.name}`, '') : text;
      const parts = withStrong(short.replace(/: (?=[^:]*$)/, ' → '), people.map(getPersonName));
      return {
        icon: 'flow',
        look: people.length > 0 ? 'plain' : 'problem',
        parts,
        reasons: exceptions.map(({ sentence }) => sentence),
      };
    }
    case 'created':
      return { ...plain('incoming'), parts: withNames(text, by, getName) };
    case 'counted': {
      const { until, count = 1 } = entry;
      const last = until && count > 1 ? [TEXTS.lastOfThem(formatAt(Date.parse(until)))] : [];
      const parts: TextPart[] = [{ text }, { text: ` (${TEXTS.notNotified})`, look: 'muted' }];
      return { ...plain('incoming'), parts, reasons: last };
    }
    case 'action':
      return { ...plain(ACTION_ICONS[action ?? ''] ?? 'person'), parts: withNames(text, by, getName) };
    case 'policy':
      return { ...plain('pause'), parts: [{ text }] };
    case 'route':
      return { ...plain('flow'), parts: [{ text }] };
    case 'dead-end':
    case 'failure':
      return { icon: 'warning', look: 'problem', parts: [{ text }], reasons: [] };
    case 'end':
      return { ...plain('stop'), parts: [{ text, look: 'muted' }] };
    default:
      return { ...plain('dot'), parts: [{ text, look: 'muted' }] };
  }
}

const ACTION_ICONS: Readonly<Record<string, StoryIcon>> = {
  Acknowledge: 'check',
  Close: 'check',
  AddNote: 'note',
  Snooze: 'pause',
  Escalate: 'flow',
};

const plain = (icon: StoryIcon): Omit<OwnLooks, 'parts'> => ({ icon, look: 'plain', reasons: [] });

function describeNotification({ person, channel, outcome, text, sentence }: StoryEntry): OwnLooks {
  const name = person ? getPersonName(person) : '';
  const rest = text.startsWith(name) ? text.slice(name.length) : ` ${text}`;
  const [what = '', result] = rest.split(': ');
  const isProblem = outcome === 'rejected' || outcome === 'undelivered' || outcome === 'unknown';
  // After the time, the sentence says why.
  const why =
    isProblem || outcome === 'cancelled' ? sentence.slice(text.length).split('. ').slice(1).join('. ') : '';
  return {
    icon: channel ? CHANNEL_ICONS[channel] : 'mail',
    look: isProblem ? 'problem' : outcome === 'sent' ? 'sent' : 'plain',
    parts: [
      { text: name, look: 'strong' },
      { text: what },
      ...(result ? [{ text: ` ${result}`, look: isProblem ? 'problem' : 'muted' } as const] : []),
    ],
    reasons: why ? [why] : [],
  };
}

/** The text with the full name in the place of the username. */
const withNames = (text: string, by: string | undefined, getName: Context['getName']) =>
  by ? withStrong(text.replaceAll(by, getName(by)), [getName(by)]) : [{ text }];

/** The text in parts: the given names are strong. */
export function withStrong(text: string, names: readonly string[]): readonly TextPart[] {
  const wanted = names.filter((name) => name !== '').toSorted((a, b) => b.length - a.length);
  if (wanted.length === 0) return [{ text }];
  const pattern = new RegExp(
    `(${wanted.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`,
  );
  return text
    .split(pattern)
    .filter((part) => part !== '')
    .map((part) => (wanted.includes(part) ? { text: part, look: 'strong' } : { text: part }));
}
