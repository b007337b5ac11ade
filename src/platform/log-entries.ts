import type { Item, Table } from './table.ts';

/** Where a page of log entries or notes begins, and which way it goes. */
export interface LogEntryCursor {
  /** The `offset` of an entry; the page does not include it. Absent: from the first in the order. */
  readonly offset?: string;
  readonly direction: 'next' | 'prev';
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

export interface LogEntryPage {
  /** In the order that was asked for, each with the offset by which a page can go on. */
  readonly entries: readonly (Item & { readonly offset: string })[];
  /** Whether there are further ones in the direction. */
  readonly more: boolean;
}

/** Sorts after everything that an offset can be. */
const END = '\uffff';

/** One page of the entries of a partition whose sort keys begin with the prefix. */
export async function readLogEntries(
  table: Table,
  pk: string,
  prefix: string,
  { offset, direction, order, limit }: LogEntryCursor,
): Promise<LogEntryPage> {
  const descending = (order === 'desc') === (direction === 'next');
  const from = descending || offset === undefined ? prefix : prefix + offset;
  const to = descending && offset !== undefined ? prefix + offset : prefix + END;
  const found: Item[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  // The entry at the offset itself may come along, and one more tells whether there are more.
  do {
    const page = await table.query({
      pk,
      sk: { from, to },
      descending,
      limit: limit + 2 - found.length,
      ...(after && { after }),
    });
    found.push(...page.items.filter(({ sk }) => sk !== prefix + (offset ?? '')));
    after = page.next;
  } while (after && found.length <= limit);
  const entries = found.slice(0, limit).map((item) => ({ ...item, offset: item.sk.slice(prefix.length) }));
  return { entries: direction === 'prev' ? entries.reverse() : entries, more: found.length > limit };
}
