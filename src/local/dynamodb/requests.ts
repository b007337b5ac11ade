import { invalid, notImplemented } from './errors.ts';
import type { Attributes } from './values.ts';

/** The body of a request. */
export type Input = Readonly<Record<string, unknown>>;

/** What an operation read and wrote, for those who count units. */
export interface Access {
  readonly kind: 'read' | 'write';
  readonly table: string;
  readonly index?: string;
  readonly pk: string;
  /** Bytes of the item, of all items of a query, or of the larger of the items before and after a write. */
  readonly bytes: number;
  readonly consistent?: boolean;
}

/** Called before an operation takes effect. May throw, for example a throttle. */
export type OnAccess = (access: Access) => void;

/** Throws if the request has a member that this emulator does not support, so that nothing works by being ignored. */
export function requireMembers(operation: string, input: Input, known: readonly string[]): void {
  const other = Object.keys(input).find((name) => input[name] !== undefined && !known.includes(name));
  if (other !== undefined) throw notImplemented(`the member ${other} of ${operation}`);
}

/** A member of the request with attributes: `Key` or `Item`. */
export function readAttributes(input: Input, member: 'Key' | 'Item'): Attributes {
  const value = input[member];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Attributes;
  throw invalid(
    `1 validation error detected: Value null at '${member.toLowerCase()}' failed to satisfy constraint: Member must not be null`,
  );
}
