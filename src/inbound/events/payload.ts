/** The members of an event as the tool sent them. No member is certain to exist. */
export type Payload = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a key in a table of ours. Own members only, so that a key such as `constructor` finds nothing. */
export const lookUp = <V>(table: Readonly<Record<string, V>>, key: string): V | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Member look-ups for one path. More are needed only by a payload that was built to be slow. */
const MAX_LOOK_UPS = 10_000;

/**
 * The value at a path such as `alerts[0].labels.severity` or `alerts.0.labels.severity`; undefined if there is none.
 * Names that contain dots are found too. The work is bounded, whatever the payload.
 */
export function findValue(value: unknown, path: string): unknown {
  if (path === '') return value;
  const steps = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  let lookUps = 0;
  const find = (current: unknown, from: number): unknown => {
    if (from === steps.length) return current;
    if (typeof current !== 'object' || current === null) return undefined;
    let name = '';
    for (let to = from + 1; to <= steps.length; to++) {
      if (++lookUps > MAX_LOOK_UPS) return undefined;
      name = to === from + 1 ? (steps[from] ?? '') : `${name}.${steps[to - 1]}`;
      if (!Object.hasOwn(current, name)) continue;
      const found = find((current as Payload)[name], to);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, path)) {
    return (value as Payload)[path];
  }
  return find(value, 0);
}

/** A value as text: empty for null and undefined, joined for a list of texts, JSON for anything deeper. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value) && value.every((each) => !isObject(each))) return value.map(toText).join(', ');
  return isObject(value) ? JSON.stringify(value) : String(value);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** A whole text that is a variable of a template which the tool did not fill in: {{ id }}, $ALERT_ID, {TRIGGER.ID}. */
const UNFILLED =
  /^(?:\$?\{\{[^{}]*\}\}|\$\{[^{}]*\}|#?\{[A-Za-z_][\w.:#]*\}|\$[A-Za-z_][\w.:]*\$?|%+[A-Za-z_][\w.:]*%+|<%[^<>]*%>|\*[A-Za-z_]\w*\*)$/;

/** A variable inside an id, which would make one id of many: `host-{HOST.NAME}`. */
const UNFILLED_INSIDE = /\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[A-Z][A-Z0-9_]*\.[A-Z0-9_.]+\}/;

/** What tools send in place of an id that they do not have. */
const NO_ID = /^(?:null|\(null\)|<null>|undefined|nil|none|n\/?a|nan|unknown|unset|-+|\?+|\{\}|\[\])$/i;

/** Whether a text is what a tool sends if it has no value: a variable that was not filled in. */
export const isUnfilled = (text: string): boolean => UNFILLED.test(text);

/** Whether a text identifies something: not a variable that was not filled in, nor a word such as `null` or `N/A`. */
export const isId = (text: string): boolean =>
  text !== '' && !NO_ID.test(text) && !isUnfilled(text) && !UNFILLED_INSIDE.test(text);

/** Reads a payload. Every method is safe if the member does not exist or has another type. */
export interface Reader {
  /** The first text at one of the paths that is not empty and not an unfilled variable; otherwise empty. */
  text(...paths: readonly string[]): string;
  /** The first text at one of the paths that identifies something; otherwise empty. */
  id(...paths: readonly string[]): string;
  list(path: string): readonly unknown[];
  /** The members of an object as text, without empty ones. */
  map(path: string): Readonly<Record<string, string>>;
  at(path: string): Reader;
  /** What is read, as it was sent. */
  readonly value: unknown;
}

export function createReader(payload: unknown): Reader {
  const first = (paths: readonly string[], isGood: (text: string) => boolean) => {
    for (const path of paths) {
      const text = toText(findValue(payload, path)).trim();
      if (text !== '' && isGood(text)) return text;
    }
    return '';
  };
  return {
    text: (...paths) => first(paths, (text) => !isUnfilled(text)),
    id: (...paths) => first(paths, isId),
    list: (path) => {
      const value = findValue(payload, path);
      return Array.isArray(value) ? value : [];
    },
    map: (path) => {
      const value = findValue(payload, path);
      return isRecord(value) ? withoutEmpty(value) : {};
    },
    at: (path) => createReader(findValue(payload, path)),
    value: payload,
  };
}

/** The members as text, without empty ones. */
export const withoutEmpty = (members: Payload): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, toText(value).trim()] as const)
      .filter(([, value]) => value !== ''),
  );

/** One line `label: value` for each member that is not empty. */
export const formatLines = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n');

/** Enough for any title. */
const TITLE_MAX = 1_000;

/** The first line that is not blank. */
export function firstLine(text: string): string {
  const start = text.trimStart();
  const end = start.search(/[\r\n]/);
  return (end < 0 ? start : start.slice(0, end)).trimEnd().slice(0, TITLE_MAX).toWellFormed();
}
