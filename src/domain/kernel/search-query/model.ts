import type { Instant } from '../../../platform/clock.ts';
import type { Priority } from '../priority.ts';

/**
 * How a field is compared with the value in the query.
 *
 * - `keyword`: with the whole value, ignoring case; an asterisk matches any characters.
 * - `words`: word by word, ignoring case; the words of the query must be adjacent and in the same order.
 */
export type SearchFieldKind = 'instant' | 'number' | 'flag' | 'status' | 'priority' | 'keyword' | 'words';

export const FIELDS = {
  createdAt: 'instant',
  updatedAt: 'instant',
  lastOccurredAt: 'instant',
  snoozedUntil: 'instant',
  count: 'number',
  tinyId: 'number',
  isSeen: 'flag',
  acknowledged: 'flag',
  snoozed: 'flag',
  status: 'status',
  priority: 'priority',
  alertId: 'keyword',
  alias: 'keyword',
  owner: 'keyword',
  acknowledgedBy: 'keyword',
  closedBy: 'keyword',
  recipients: 'keyword',
  teams: 'keyword',
  responders: 'keyword',
  tag: 'keyword',
  actions: 'keyword',
  'details.key': 'keyword',
  'integration.name': 'keyword',
  'integration.type': 'keyword',
  message: 'words',
  description: 'words',
  source: 'words',
  entity: 'words',
  'details.value': 'words',
} as const satisfies Record<string, SearchFieldKind>;

export type SearchField = keyof typeof FIELDS;

export const OPERATORS = [':', '<', '<=', '>', '>='] as const;
export type Operator = (typeof OPERATORS)[number];

/** The value that a field is compared with. */
export type Operand =
  /** Matches if the field is empty. */
  | { readonly type: 'null' }
  /** Inside quotation marks an asterisk is a plain character. */
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly type: 'number'; readonly number: number }
  /** A point in time as exact as it was written: to the day, minute, second or millisecond (`precision`, in ms). */
  | { readonly type: 'instant'; readonly from: Instant; readonly precision: number }
  | { readonly type: 'flag'; readonly flag: boolean }
  | { readonly type: 'status'; readonly status: string }
  | { readonly type: 'priority'; readonly priority: Priority };

export interface Term {
  readonly kind: 'term';
  readonly field: SearchField;
  readonly operator: Operator;
  readonly operand: Operand;
}

/** A search query as a tree. `and` without parts matches every alert. */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | Term
  /** Words without a field name: found anywhere in the text of the alert. */
  | { readonly kind: 'anywhere'; readonly text: string; readonly quoted: boolean };

/** The query that every alert matches. */
export const EVERYTHING: Query = { kind: 'and', parts: [] };

/** The fields that the query uses, so that only the facts it needs are looked up. */
export function getFields(query: Query): ReadonlySet<SearchField> {
  switch (query.kind) {
    case 'and':
    case 'or':
      return new Set(query.parts.flatMap((part) => [...getFields(part)]));
    case 'not':
      return getFields(query.part);
    case 'term':
      return new Set([query.field]);
    case 'anywhere':
      return new Set();
  }
}
