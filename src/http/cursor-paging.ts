import * as z from 'zod';
import { wholeNumber } from '../domain/kernel/input.ts';
import { toIso } from '../platform/clock.ts';
import type { LogEntryCursor } from '../platform/log-entries.ts';
import type { Item } from '../platform/table.ts';

/** Printable ASCII, as our own offsets are. */
const offset = z.string().regex(/^[\x20-\x7e]{1,200}$/, { message: 'is no offset of an entry' });

/** The parameters of a list that is paged by a cursor: logs and notes. */
export const cursorFields = {
  offset: offset.optional(),
  direction: z.enum(['next', 'prev']).default('next'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: wholeNumber(1, 100).default(20),
};

export interface CursorQuery {
  readonly offset?: string | undefined;
  readonly direction: 'next' | 'prev';
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

/** The members that a log entry or note shows besides its own. */
export const entryFields = ({ owner, createdAt, offset: position }: Item) => ({
  owner: String(owner),
  createdAt: toIso(Number(createdAt)),
  offset: String(position),
});

export const cursorOf = ({ offset: from, direction, order, limit }: CursorQuery): LogEntryCursor => ({
  direction,
  order,
  limit,
  ...(from !== undefined && { offset: from }),
});

/** Absolute links to the next and the first page. All values are text: the Go client takes nothing else. */
export function cursorPaging(
  url: URL,
  { direction, order, limit }: CursorQuery,
  entries: readonly { readonly offset: string }[],
  more: boolean,
): Readonly<Record<string, string>> {
  const link = (offsetOfLast?: string) => {
    const to = new URL(url);
    if (offsetOfLast === undefined) to.searchParams.delete('offset');
    else to.searchParams.set('offset', offsetOfLast);
    to.searchParams.set('limit', String(limit));
    to.searchParams.set('order', order);
    to.searchParams.set('direction', 'next');
    return to.toString();
  };
  const last = entries.at(-1);
  // A page that was reached backwards has the entry at its offset after it.
  const hasNext = direction === 'prev' || more;
  return { ...(hasNext && last && { next: link(last.offset) }), first: link() };
}
