import * as z from 'zod';
import { pageLimit, wholeNumber } from '../domain/kernel/schemas.ts';

/** Absolute URLs of the neighbouring pages; absent if there is no such page, `last` also if the total is unknown. */
export type PageLinks = Readonly<Partial<Record<'prev' | 'next' | 'first' | 'last', string>>>;

/** One page of a list, and the links to its neighbours. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly paging: PageLinks;
}

interface PagePosition {
  readonly limit: number;
  readonly offset: number;
}

/** The query parameters limit, offset and order, with the defaults of the operation. */
export const pageQuery = (defaults: { readonly limit: number; readonly order: 'asc' | 'desc' }) =>
  z.object({
    limit: pageLimit(100).default(defaults.limit),
    offset: wholeNumber(0, 1_000_000).default(0),
    order: z.enum(['asc', 'desc']).default(defaults.order),
  });

/**
 * Links to the neighbours of a page. They are the URL that the client called with another offset, the limit, and
 * `parameters` (such as the sort order), so that they do not depend on defaults. `total` is absent if it is unknown,
 * because counting all results would cost too much.
 */
export function createPageLinks(
  url: URL,
  { limit, offset }: PagePosition,
  { more, total }: { readonly more: boolean; readonly total?: number | undefined },
  parameters: Readonly<Record<string, string>> = {},
): PageLinks {
  const link = (at: number) => {
    const to = new URL(url);
    for (const [name, value] of Object.entries({ limit, offset: at, ...parameters })) {
      to.searchParams.set(name, String(value));
    }
    return to.toString();
  };
  return {
    ...(offset > 0 && { prev: link(Math.max(0, offset - limit)) }),
    ...(more && { next: link(offset + limit) }),
    first: link(0),
    ...(total !== undefined && { last: link(Math.max(0, Math.ceil(total / limit) - 1) * limit) }),
  };
}

/** Cuts one page out of a complete list. */
export function slicePage<T>(all: readonly T[], position: PagePosition, url: URL): Page<T> {
  const end = position.offset + position.limit;
  return {
    items: all.slice(position.offset, end),
    paging: createPageLinks(url, position, { more: end < all.length, total: all.length }),
  };
}
