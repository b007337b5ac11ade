import type { Instant } from '../../../platform/clock.ts';
import type { Query, Term } from '../../kernel/search-query/model.ts';
import type { AlertTarget } from '../action.ts';

/** How to find the alerts that may match a query. Each is then checked against the query, unless all of them match. */
export type SearchPlan =
  /** Only these alerts can match. */
  | { readonly kind: 'lookup'; readonly targets: readonly AlertTarget[] }
  /** Only alerts created from `from` to `to`, both inclusive, can match: scan an index by creation time. */
  | {
      readonly kind: 'scan';
      /** Only open alerts can match: scan the index of open alerts. */
      readonly openOnly: boolean;
      readonly from?: Instant;
      readonly to?: Instant;
      /** Every alert that the scan finds matches. */
      readonly matchesAll: boolean;
      /** Exactly the closed alerts that the scan finds match. */
      readonly matchesClosed: boolean;
    };

/** Plans a look-up if the query identifies the alerts, otherwise a scan of the smallest possible part of an index. */
export function planSearch(query: Query): SearchPlan {
  const targets = findTargets(query);
  if (targets) return { kind: 'lookup', targets };

  const terms = query.kind === 'and' ? flattenParts(query.parts) : [query];
  const intervals = terms.map(getCreationInterval);
  const from = Math.max(...intervals.map((interval) => interval?.from ?? Number.NEGATIVE_INFINITY));
  const to = Math.min(...intervals.map((interval) => interval?.to ?? Number.POSITIVE_INFINITY));
  const others = terms.filter((_, i) => !intervals[i]);
  const openOnly = others.some((term) => isStatus(term, 'open'));
  return {
    kind: 'scan',
    openOnly,
    ...(from > Number.NEGATIVE_INFINITY && { from }),
    ...(to < Number.POSITIVE_INFINITY && { to }),
    matchesAll: others.every((term) => isStatus(term, 'open')),
    matchesClosed: others.length > 0 && others.every((term) => isStatus(term, 'closed')),
  };
}

const flattenParts = (parts: readonly Query[]): readonly Query[] =>
  parts.flatMap((part) => (part.kind === 'and' ? flattenParts(part.parts) : [part]));

const isStatus = (query: Query, status: 'open' | 'closed'): boolean =>
  query.kind === 'term' && query.operand.type === 'status' && query.operand.status === status;

/** The creation times that the term allows; undefined if it is not about the creation time. */
function getCreationInterval(query: Query): { readonly from?: Instant; readonly to?: Instant } | undefined {
  if (query.kind !== 'term' || query.field !== 'createdAt' || query.operand.type !== 'instant')
    return undefined;
  const { from, precision } = query.operand;
  switch (query.operator) {
    case ':':
      return { from, to: from + precision - 1 };
    case '<':
      return { to: from - 1 };
    case '<=':
      return { to: from };
    case '>':
      return { from: from + 1 };
    case '>=':
      return { from };
  }
}

/** The only alerts that can match, if the query identifies them by id, tiny id or alias. */
function findTargets(query: Query): readonly AlertTarget[] | undefined {
  switch (query.kind) {
    case 'term': {
      const target = findTarget(query);
      return target && [target];
    }
    case 'and':
      return query.parts.map(findTargets).find((targets) => targets !== undefined);
    case 'or': {
      const each = query.parts.map(findTargets);
      return each.every((targets) => targets !== undefined) ? each.flat() : undefined;
    }
    default:
      return undefined;
  }
}

function findTarget({ field, operator, operand }: Term): AlertTarget | undefined {
  if (operator !== ':') return undefined;
  if (field === 'tinyId' && operand.type === 'number') return { type: 'tiny', value: String(operand.number) };
  if (operand.type !== 'text' || (!operand.quoted && operand.text.includes('*'))) return undefined;
  if (field === 'alertId') return { type: 'id', value: operand.text.toLowerCase() };
  return field === 'alias' ? { type: 'alias', value: operand.text } : undefined;
}
