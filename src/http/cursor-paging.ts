import * as z from 'zod';
import { pageLimit } from '../domain/kernel/schemas.ts';
import { toIso } from '../platform/clock.ts';
import type { LogEntryCursor, LogEntryPage } from '../platform/log-entries.ts';
import type { Item } from '../platform/table.ts';

/** Offsets of entries are printable ASCII. */
const offset = () => z.string().regex(/^[\x20-\x7e]{1,200}$/, { message: 'is not a valid offset' });

/** The query parameters of a list that is paged by a cursor: logs and notes. The offset is that of an entry. */
export const cursorFields = () => ({
  offset: offset().optional(),
  direction: z.enum(['next', 'prev']).default('next'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: pageLimit(100).default(20),
});

/** The members that a log entry or note shows besides its own. */
export const entryFields = ({ owner, createdAt, offset: position }: Item) => ({
  owner: String(owner),
  createdAt: toIso(Number(createdAt)),
  offset: String(position),
});

/**
 * Absolute links to the next and the first page of log entries or notes. All values are text: the Go client accepts
 * nothing else.
 */
export function createCursorLinks(
  url: URL,
  { direction, order, limit }: LogEntryCursor,
  { entries, more }: LogEntryPage,
): Readonly<Record<string, string>> {
  const link = (lastOffset?: string) => {
    const to = new URL(url);
    if (lastOffset === undefined) to.searchParams.delete('offset');
    else to.searchParams.set('offset', lastOffset);
    to.searchParams.set('limit', String(limit));
    to.searchParams.set('order', order);
    to.searchParams.set('direction', 'next');
    return to.toString();
  };
  const last = entries.at(-1);
  // After a page that was read backwards comes at least the entry at its offset.
  const hasNext = direction === 'prev' || more;
  return { ...(hasNext && last && { next: link(last.offset) }), first: link() };
}
