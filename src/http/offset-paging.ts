import * as z from 'zod';
import { wholeNumber } from '../domain/kernel/input.ts';

/** One page by offset, and the links to its neighbours. */
export interface Paged<T> {
  readonly items: readonly T[];
  /** Absolute URLs; `prev` and `next` only where there is such a page. */
  readonly paging: Readonly<Partial<Record<'prev' | 'next' | 'first' | 'last', string>>>;
}

/** limit, offset and order of a query, with the defaults of the operation. */
export const pageQuery = (defaults: { readonly limit: number; readonly order: 'asc' | 'desc' }) =>
  z.object({
    limit: wholeNumber(1, 100).default(defaults.limit),
    offset: wholeNumber(0, 1_000_000).default(0),
    order: z.enum(['asc', 'desc']).default(defaults.order),
  });

/** Cuts one page out of all, and makes its links of the URL that the client called. */
export function pageOf<T>(
  all: readonly T[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
  url: URL,
): Paged<T> {
  const link = (at: number) => {
    const to = new URL(url);
    to.searchParams.set('limit', String(limit));
    to.searchParams.set('offset', String(at));
    return to.toString();
  };
  const lastOffset = Math.max(0, Math.ceil(all.length / limit) - 1) * limit;
  return {
    items: all.slice(offset, offset + limit),
    paging: {
      ...(offset > 0 && { prev: link(Math.max(0, offset - limit)) }),
      ...(offset + limit < all.length && { next: link(offset + limit) }),
      first: link(0),
      last: link(lastOffset),
    },
  };
}
