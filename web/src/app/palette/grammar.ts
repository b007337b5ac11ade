import type { UserRight } from '../../client/web-operations.ts';
import { parseDuration } from '../../format/parse-duration.ts';

/** A person, team or schedule that a command can name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly fullName: string;
}

/** The names that commands may contain. */
export interface CommandContext {
  readonly me: Person;
  readonly people: readonly Person[];
  readonly schedules: readonly Named[];
  /** Teams, each with the schedule that its name stands for: `oncall me 2h for Ops`. */
  readonly teams: readonly (Named & { readonly scheduleId?: string })[];
}

/** The action of a command on the alerts with these numbers. */
export type AlertCommand =
  | { readonly type: 'acknowledge' | 'unacknowledge' | 'close' }
  | { readonly type: 'note'; readonly note: string }
  | { readonly type: 'tag'; readonly tags: readonly string[] }
  | { readonly type: 'assign'; readonly to: Person }
  /** For so many milliseconds. */
  | { readonly type: 'snooze'; readonly lengthMs: number };

export type Command =
  | { readonly kind: 'alerts'; readonly command: AlertCommand; readonly tinyIds: readonly string[] }
  | { readonly kind: 'open'; readonly tinyId: string }
  | { readonly kind: 'on-call'; readonly person: Person; readonly lengthMs: number; readonly schedule: Named }
  /** A command that has begun, with what is missing. */
  | { readonly kind: 'incomplete'; readonly expected: string }
  /** A command with something that does not exist or is not clear. */
  | { readonly kind: 'wrong'; readonly problem: string }
  /** Not a command: words to search for. */
  | { readonly kind: 'search'; readonly text: string };

/** The commands with an example each, as the palette lists them. */
export const COMMAND_EXAMPLES = [
  { example: 'ack 12 13', meaning: 'Acknowledge alerts', needs: 'alert-acknowledge' },
  { example: 'close 22', meaning: 'Close alerts', needs: 'alert-close' },
  { example: 'snooze 12 1h', meaning: 'Snooze alerts', needs: 'alert-snooze' },
  { example: 'assign 12 to jane', meaning: 'Assign alerts', needs: 'alert-assign-ownership' },
  { example: 'note restarted it to 12', meaning: 'Add a note to alerts', needs: 'alert-add-note' },
  { example: 'tag database, slow to 12', meaning: 'Add tags to alerts', needs: 'alert-edit-tags' },
  { example: 'oncall me 2h for Operations', meaning: 'Take over for a while', needs: 'overrides-add-own' },
  { example: 'open 12', meaning: 'Go to an alert', needs: 'alerts-access' },
] as const satisfies readonly {
  readonly example: string;
  readonly meaning: string;
  readonly needs: UserRight;
}[];

const incomplete = (expected: string): Command => ({ kind: 'incomplete', expected });
const wrong = (problem: string): Command => ({ kind: 'wrong', problem });

type Parser = (rest: string, context: CommandContext) => Command;

const VERBS: Readonly<Record<string, Parser>> = {
  ack: parsePlain('acknowledge'),
  acknowledge: parsePlain('acknowledge'),
  unack: parsePlain('unacknowledge'),
  unacknowledge: parsePlain('unacknowledge'),
  close: parsePlain('close'),
  take: (rest, { me }) => withNumbers(rest, (tinyIds) => onAlerts({ type: 'assign', to: me }, tinyIds)),
  assign: parseAssign,
  note: parseNote,
  tag: parseTag,
  snooze: parseSnooze,
  oncall: parseOnCall,
  'on-call': parseOnCall,
  open: parseOpen,
  show: parseOpen,
};

/**
 * Understands what was typed into the palette: Opsgenie's commands (`ack 12 13`, `close 22`, `note … to 12`,
 * `assign 12 to jane`, `oncall me 2h for Ops`, `snooze 12 1h`) in any letter case, or words to search for.
 */
export function parseCommand(text: string, context: CommandContext): Command {
  const trimmed = text.trim();
  const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(trimmed) ?? [];
  if (/^#?\d+$/.test(trimmed)) return { kind: 'open', tinyId: trimmed.replace('#', '') };
  const parse = Object.hasOwn(VERBS, verb.toLowerCase()) ? VERBS[verb.toLowerCase()] : undefined;
  return parse ? parse(rest.trim(), context) : { kind: 'search', text: trimmed };
}

const onAlerts = (command: AlertCommand, tinyIds: readonly string[]): Command => ({
  kind: 'alerts',
  command,
  tinyIds,
});

/** Numbers of alerts between spaces, commas or `and`; undefined if there is anything else. */
function parseNumbers(text: string): readonly string[] | undefined {
  const parts = text.split(/[\s,]+|\band\b/i).filter((part) => part !== '');
  if (!parts.every((part) => /^#?\d{1,15}$/.test(part))) return undefined;
  return [...new Set(parts.map((part) => String(Number(part.replace('#', '')))))];
}

function withNumbers(text: string, use: (tinyIds: readonly string[]) => Command): Command {
  const tinyIds = parseNumbers(text);
  if (!tinyIds) return wrong(`“${text}” is not a list of alert numbers, such as 12 13.`);
  return tinyIds.length === 0 ? incomplete('numbers of alerts, such as 12 13') : use(tinyIds);
}

function parsePlain(type: 'acknowledge' | 'unacknowledge' | 'close'): Parser {
  return (rest) => withNumbers(rest, (tinyIds) => onAlerts({ type }, tinyIds));
}

function parseOpen(rest: string): Command {
  return withNumbers(rest, ([tinyId = '', ...more]) =>
    more.length > 0 ? wrong('Only one alert can be opened at a time.') : { kind: 'open', tinyId },
  );
}

/** `12 13 to jane` */
function parseAssign(rest: string, context: CommandContext): Command {
  const [, numbers = rest, name = ''] = /^(.*?)\s+to(?:\s+(.*))?$/is.exec(rest) ?? [];
  return withNumbers(numbers, (tinyIds) => {
    if (name === '') return incomplete('to and a person, such as to jane');
    const person = findPerson(name, context);
    return 'problem' in person ? wrong(person.problem) : onAlerts({ type: 'assign', to: person }, tinyIds);
  });
}

/** `restarted it to 12`: the last `to` before numbers separates the text from them. */
function splitText(rest: string): { readonly text: string; readonly numbers: string } | undefined {
  const [, text = '', numbers = ''] =
    /^(.+)\s+to\s+([\s,#\d]*\d[\s,#\d]*(?:and[\s,#\d]+)*)$/is.exec(rest) ?? [];
  return numbers === ''
    ? undefined
    : {
        text: text
          .trim()
          .replace(/^"(.*)"$/s, '$1')
          .trim(),
        numbers,
      };
}

function parseNote(rest: string): Command {
  const parts = splitText(rest);
  if (!parts || parts.text === '') return incomplete('a text, to, and numbers: note restarted it to 12');
  return withNumbers(parts.numbers, (tinyIds) => onAlerts({ type: 'note', note: parts.text }, tinyIds));
}

function parseTag(rest: string): Command {
  const parts = splitText(rest);
  const tags = [...new Set(parts?.text.split(',').map((tag) => tag.trim()))].filter(Boolean);
  if (!parts || tags.length === 0) return incomplete('tags, to, and numbers: tag database, slow to 12');
  return withNumbers(parts.numbers, (tinyIds) => onAlerts({ type: 'tag', tags }, tinyIds));
}

const LENGTH = String.raw`(?:\d+(?:\.\d+)?\s*(?:minutes?|mins?|hours?|days?|weeks?|[mhdw]))+`;

/** `12 13 1h` or `12 13 for 1h` */
function parseSnooze(rest: string): Command {
  const [, numbers = rest, length = ''] =
    new RegExp(String.raw`^(.*?)\s+(?:for\s+)?(${LENGTH})$`, 'is').exec(rest) ?? [];
  return withNumbers(numbers.replace(/\s+for\s*$/i, ''), (tinyIds) => {
    if (length === '') return incomplete('a length, such as 30m, 1h or 2d');
    const lengthMs = parseDuration(length);
    return lengthMs === undefined
      ? wrong(`“${length}” is not a length, such as 30m, 1h or 2d.`)
      : onAlerts({ type: 'snooze', lengthMs }, tinyIds);
  });
}

/** `me 2h for Ops` */
function parseOnCall(rest: string, context: CommandContext): Command {
  const [, who = rest, length = '', where = ''] =
    new RegExp(String.raw`^(.*?)\s+(?:for\s+)?(${LENGTH})(?:\s+(?:for|in)\s+(.*))?$`, 'is').exec(rest) ?? [];
  if (who === '') return incomplete('a person, a length and a schedule: oncall me 2h for Operations');
  if (length === '') {
    const person = findPerson(who, context);
    return 'problem' in person ? wrong(person.problem) : incomplete('a length, such as 2h');
  }
  const person = findPerson(who, context);
  if ('problem' in person) return wrong(person.problem);
  const lengthMs = parseDuration(length);
  if (lengthMs === undefined) return wrong(`“${length}” is not a length, such as 30m, 2h or 1d.`);
  const schedule = findSchedule(where.trim(), context);
  if (schedule === undefined) return incomplete('for and a schedule or team');
  if ('problem' in schedule) return wrong(schedule.problem);
  return { kind: 'on-call', person, lengthMs, schedule };
}

interface NotFound {
  readonly problem: string;
}

/** The ways in which typed text can mean a name, the surest first. */
const LIKENESS: readonly ((name: string, typed: string) => boolean)[] = [
  (name, typed) => name === typed,
  (name, typed) => name.split(/\s+/).includes(typed),
  (name, typed) => name.startsWith(typed) || name.split(/\s+/).some((word) => word.startsWith(typed)),
  // An abbreviation: `ops` for Operations.
  (name, typed) => name[0] === typed[0] && isSubsequence(typed, name),
];

function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at++;
  return at === letters.length;
}

/** The elements that the typed text means in the surest way that finds any. */
function findAlike<T>(
  all: readonly T[],
  typed: string,
  toNames: (one: T) => readonly string[],
): readonly T[] {
  const wanted = typed.trim().toLowerCase();
  for (const isAlike of LIKENESS) {
    const found = all.filter((one) => toNames(one).some((name) => isAlike(name.toLowerCase(), wanted)));
    if (found.length > 0) return found;
  }
  return [];
}

/** The person by `me`, or by username or name, whole or the beginning. */
export function findPerson(name: string, { me, people }: CommandContext): Person | NotFound {
  const typed = name.trim().replace(/^@/, '');
  if (typed.toLowerCase() === 'me') return me;
  const found = findAlike(people, typed, ({ username, fullName }) => [username, fullName]);
  return onlyOne(
    found,
    `Nobody is called “${typed}”.`,
    ({ fullName, username }) => `${fullName} (${username})`,
  );
}

/** The schedule by its name or its team's, whole or the beginning. Without a name, the only schedule there is. */
function findSchedule(name: string, { schedules, teams }: CommandContext): Named | NotFound | undefined {
  if (name === '') return schedules.length === 1 ? schedules[0] : undefined;
  const toNames = (schedule: Named) => [
    schedule.name,
    ...teams.flatMap((team) => (team.scheduleId === schedule.id ? [team.name] : [])),
  ];
  const found = findAlike(schedules, name, toNames);
  return onlyOne(found, `No schedule or team is called “${name}”.`, (schedule) => schedule.name);
}

const MOST_NAMED = 3;

function onlyOne<T extends object>(
  found: readonly T[],
  none: string,
  toName: (one: T) => string,
): T | NotFound {
  const [first, ...others] = found;
  if (!first) return { problem: none };
  if (others.length === 0) return first;
  const names = found.slice(0, MOST_NAMED).map(toName);
  const more = found.length > MOST_NAMED ? [`${found.length - MOST_NAMED} more`] : [];
  return {
    problem: `Several match: ${new Intl.ListFormat('en-GB').format([...names, ...more])}. Type more of the name.`,
  };
}
