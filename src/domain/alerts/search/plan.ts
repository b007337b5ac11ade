import type { Instant } from '../../../platform/clock.ts';
import type { Query, Term } from '../../kernel/search-query/model.ts';
import type { AlertTarget } from '../action.ts';

/** How the alerts that a query asks for are found. What is found is evaluated again unless `exact`. */
export type SearchPlan =
  /** The query can only mean these alerts. */
  | { readonly kind: 'lookup'; readonly targets: readonly AlertTarget[] }
  /** An index by creation time is walked, from and to included. */
  | {
      readonly kind: 'scan';
      readonly openOnly: boolean;
      readonly from?: Instant;
      readonly to?: Instant;
      /** All alerts of the stretch are meant: nothing is left to evaluate. */
      readonly exact: boolean;
      /** All closed alerts of the stretch are meant. */
      readonly exactlyClosed: boolean;
    };

/** Chooses lookup or index by what the query pins down. */
export function planOf(query: Query): SearchPlan {
  const targets = targetsOf(query);
  if (targets) return { kind: 'lookup', targets };

  const terms = query.kind === 'and' ? flattened(query.parts) : [query];
  const stretches = terms.map(stretchOf);
  const from = Math.max(...stretches.map((stretch) => stretch?.from ?? Number.NEGATIVE_INFINITY));
  const to = Math.min(...stretches.map((stretch) => stretch?.to ?? Number.POSITIVE_INFINITY));
  const others = terms.filter((_, i) => !stretches[i]);
  const openOnly = others.some((term) => isStatus(term, 'open'));
  return {
    kind: 'scan',
    openOnly,
    ...(from > Number.NEGATIVE_INFINITY && { from }),
    ...(to < Number.POSITIVE_INFINITY && { to }),
    exact: others.every((term) => isStatus(term, 'open')),
    exactlyClosed: others.length > 0 && others.every((term) => isStatus(term, 'closed')),
  };
}

const flattened = (parts: readonly Query[]): readonly Query[] =>
  parts.flatMap((part) => (part.kind === 'and' ? flattened(part.parts) : [part]));

const isStatus = (query: Query, status: 'open' | 'closed'): boolean =>
  query.kind === 'term' && query.operand.type === 'status' && query.operand.status === status;

/** The stretch of creation times that the term alone allows; undefined where it is about something else. */
function stretchOf(query: Query): { readonly from?: Instant; readonly to?: Instant } | undefined {
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

/** The alerts that the query can mean, where it names them; undefined where it names none. */
function targetsOf(query: Query): readonly AlertTarget[] | undefined {
  switch (query.kind) {
    case 'term': {
      const target = targetOf(query);
      return target && [target];
    }
    case 'and':
      return query.parts.map(targetsOf).find((targets) => targets !== undefined);
    case 'or': {
      const each = query.parts.map(targetsOf);
      return each.every((targets) => targets !== undefined) ? each.flat() : undefined;
    }
    default:
      return undefined;
  }
}

function targetOf({ field, operator, operand }: Term): AlertTarget | undefined {
  if (operator !== ':') return undefined;
  if (field === 'tinyId' && operand.type === 'number') return { type: 'tiny', value: String(operand.number) };
  if (operand.type !== 'text' || (!operand.quoted && operand.text.includes('*'))) return undefined;
  if (field === 'alertId') return { type: 'id', value: operand.text.toLowerCase() };
  return field === 'alias' ? { type: 'alias', value: operand.text } : undefined;
}
