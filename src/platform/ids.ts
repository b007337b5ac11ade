import { createHash, randomUUID } from 'node:crypto';

/** A new random id: a UUID version 4, as Opsgenie's clients expect. */
export const newId = (): string => randomUUID();

/**
 * A new id whose first twelve digits are the time, in milliseconds. The others are as random as those of {@link newId}, and it
 * looks like one.
 */
export function newTimedId(now: number): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`;
}

/** The time in an id of {@link newTimedId}; any number for an id of {@link newId}, and undefined for other texts. */
export const readIdTime = (id: string): number | undefined =>
  isRandomId(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;

/** So many digits at the end of an id can stand for a text. With 42 random bits beside them, the ids of a millisecond differ. */
const HASH_DIGITS = 8;

/** A short hash of the text, for {@link withHash}. Other texts can have the same. */
export const shortHash = (text: string): string => sha256(text).slice(0, HASH_DIGITS);

/** The random id with the {@link shortHash} of a text at its end: whoever has the id can find what belongs to the text. */
export const withHash = (id: string, text: string): string => id.slice(0, -HASH_DIGITS) + shortHash(text);

/** The hash that {@link withHash} has put into the id; any other digits for other random ids. */
export const readIdHash = (id: string): string => id.slice(-HASH_DIGITS);

/** Whether the text looks like an id of {@link newId}. */
export const isRandomId = (text: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(text);

/** SHA-256 of the text as 64 hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * A deterministic id, formatted as a UUID version 8 (RFC 9562): the same parts always give the same id, so a retried
 * request creates the same items.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = sha256(JSON.stringify(parts));
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
