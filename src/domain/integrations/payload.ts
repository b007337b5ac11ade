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

/** The members as text, without empty ones. */
export const withoutEmpty = (members: Payload): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, toText(value).trim()] as const)
      .filter(([, value]) => value !== ''),
  );
