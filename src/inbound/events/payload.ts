import { findValue, isRecord, toText, withoutEmpty } from '../../domain/integrations/payload.ts';

export {
  findValue,
  isRecord,
  lookUp,
  type Payload,
  toText,
  withoutEmpty,
} from '../../domain/integrations/payload.ts';

/** A whole text that is a variable of a template which the tool did not fill in: {{ id }}, $ALERT_ID, {TRIGGER.ID}. */
const UNFILLED =
  /^(?:\$?\{\{[^{}]*\}\}|\$\{[^{}]*\}|#?\{[A-Za-z_][\w.:#]*\}|\$[A-Za-z_][\w.:]*\$?|%+[A-Za-z_][\w.:]*%+|<%[^<>]*%>|\*[A-Za-z_]\w*\*)$/;

/** A variable inside an id, which would make one id of many: `host-{HOST.NAME}`. */
const UNFILLED_INSIDE = /\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[A-Z][A-Z0-9_]*\.[A-Z0-9_.]+\}/;

/** Placeholders that tools send in place of a missing id. */
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
  /** All of these texts, in the order of the paths. */
  texts(...paths: readonly string[]): readonly string[];
  /** The first text at one of the paths that identifies something; otherwise empty. */
  id(...paths: readonly string[]): string;
  list(path: string): readonly unknown[];
  /** The members of an object as text, without empty ones. */
  map(path: string): Readonly<Record<string, string>>;
  at(path: string): Reader;
  /** The payload as it was sent. */
  readonly value: unknown;
}

export function createReader(payload: unknown): Reader {
  const read = (path: string) => toText(findValue(payload, path)).trim();
  const first = (paths: readonly string[], isGood: (text: string) => boolean) => {
    for (const path of paths) {
      const text = read(path);
      if (text !== '' && isGood(text)) return text;
    }
    return '';
  };
  return {
    text: (...paths) => first(paths, (text) => !isUnfilled(text)),
    texts: (...paths) => paths.map(read).filter((text) => text !== '' && !isUnfilled(text)),
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
