/** What a tool sent, of whatever shape it is: nothing in it is certain to be there. */
export type Payload = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a path such as `alerts[0].labels.severity` or `alerts.0.labels.severity` leads to. Members whose names have dots
 * in them are found too.
 */
export function findValue(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as Payload;
  if (Object.hasOwn(members, path)) return members[path];
  const steps = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  for (let taken = 1; taken < steps.length; taken++) {
    const name = steps.slice(0, taken).join('.');
    if (!Object.hasOwn(members, name)) continue;
    const found = findValue(members[name], steps.slice(taken).join('.'));
    if (found !== undefined) return found;
  }
  const [only = ''] = steps;
  return steps.length === 1 && Object.hasOwn(members, only) ? members[only] : undefined;
}

/** A value as text: nothing is empty, a list of texts is joined, what is deeper is JSON. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value) && value.every((each) => !isObject(each))) return value.map(toText).join(', ');
  return isObject(value) ? JSON.stringify(value) : String(value);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Reads a payload: every method is safe to ask for what is not there. */
export interface Reader {
  /** The first of the paths that leads to some text. */
  text(...paths: readonly string[]): string;
  list(path: string): readonly unknown[];
  /** The members of an object, as text; those that are empty are left out. */
  map(path: string): Readonly<Record<string, string>>;
  at(path: string): Reader;
}

export function createReader(payload: unknown): Reader {
  return {
    text: (...paths) => {
      for (const path of paths) {
        const text = toText(findValue(payload, path)).trim();
        if (text !== '') return text;
      }
      return '';
    },
    list: (path) => {
      const value = findValue(payload, path);
      return Array.isArray(value) ? value : [];
    },
    map: (path) => {
      const value = findValue(payload, path);
      return isRecord(value) ? withoutEmpty(value) : {};
    },
    at: (path) => createReader(findValue(payload, path)),
  };
}

/** The members as text, without those that are empty. */
export const withoutEmpty = (members: Payload): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, toText(value).trim()] as const)
      .filter(([, value]) => value !== ''),
  );

/** The lines that say something, of `label: value`. */
export const formatLines = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n');
