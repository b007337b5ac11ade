import type { Item, Table } from './table.ts';

/** Position and direction of a page of log entries, notes or timeline entries. */
export interface LogEntryCursor {
  /** The `offset` of an entry, exclusive. Undefined: the page starts at the first entry in the order. */
  readonly offset?: string | undefined;
  readonly direction: 'next' | 'prev';
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

export interface LogEntryPage {
  /** In the requested order, each with the offset for the next page. */
  readonly entries: readonly (Item & { readonly offset: string })[];
  /** Whether there are more entries in the direction of the page. */
  readonly more: boolean;
}

/** Sorts after every offset. */
const END = '\uffff';

/**
 * Reads one page of the entries whose sort keys start with the prefix. `others`: entries of the same kind that are not stored
 * under such keys; each takes the place of a stored one with its key.
 */
export async function readLogEntries(
  table: Table,
  pk: string,
  prefix: string,
  { offset, direction, order, limit }: LogEntryCursor,
  others: readonly Item[] = [],
): Promise<LogEntryPage> {
  const descending = (order === 'desc') === (direction === 'next');
  const from = descending || offset === undefined ? prefix : prefix + offset;
  const to = descending && offset !== undefined ? prefix + offset : prefix + END;
  const found: Item[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  // Two more than the limit: the query may return the entry at the offset, and one further entry shows that there are more.
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
  const isInRange = ({ sk }: Item) => sk >= from && sk <= to && sk !== prefix + (offset ?? '');
  const more = others.filter(isInRange);
  const all =
    more.length === 0
      ? found
      : [...new Map([...found, ...more].map((item) => [item.sk, item])).values()].sort((a, b) =>
          a.sk < b.sk === descending ? 1 : -1,
        );
  const entries = all.slice(0, limit).map((item) => ({ ...item, offset: item.sk.slice(prefix.length) }));
  return { entries: direction === 'prev' ? entries.reverse() : entries, more: all.length > limit };
}
