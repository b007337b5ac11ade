import { createHash, randomUUID } from 'node:crypto';

/** A new random id: a UUID version 4, as Opsgenie's clients expect. */
export const newId = (): string => randomUUID();

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
