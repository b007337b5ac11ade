import type { Instant } from '../../../platform/clock.ts';
import type { Priority } from '../priority.ts';

/**
 * What a field of a query is compared as.
 *
 * - `keyword`: the whole value, whatever the case; an asterisk stands for anything.
 * - `words`: the words of the value; those of the query must follow one another in it.
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

/** What a field is compared with. */
export type Operand =
  /** Nothing at all: the field is empty. */
  | { readonly type: 'null' }
  /** In quotation marks an asterisk is an asterisk. */
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly type: 'number'; readonly number: number }
  /** From the instant for as long as it was written exactly: a day, a minute, a second or a millisecond. */
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

/** A search query as a tree. `and` of nothing holds for every alert. */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | Term
  /** Words without a field: anywhere in the text of the alert. */
  | { readonly kind: 'anywhere'; readonly text: string; readonly quoted: boolean };

/** The query that every alert matches. */
export const EVERYTHING: Query = { kind: 'and', parts: [] };

/** The fields that the query asks for, so that only what it needs is looked up. */
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
