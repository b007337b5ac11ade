/**
 * The member of that name, or undefined. Use this wherever a name comes from data: `record[name]` would find inherited
 * members such as `constructor` or `toString`, too.
 */
export const getOwn = <V>(record: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const PROTO = /^\0*__proto__$/;

/** A name that can be assigned to: `__proto__` gets a prefix, because an assignment to it would change the prototype. */
export const toSafeName = (name: string): string => (PROTO.test(name) ? `\0${name}` : name);

/** The reverse of {@link toSafeName}. */
export const fromSafeName = (name: string): string => (PROTO.test(name) ? name.replace('\0', '') : name);
