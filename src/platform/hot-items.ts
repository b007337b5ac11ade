import { createBoundedMap } from './bounded-map.ts';
import { type Clock, type Instant, SECOND } from './clock.ts';
import type { ItemKey } from './keys.ts';
import type { Item, Table } from './table.ts';

/** How long an item that is read all the time answers further reads, in milliseconds from before it was read. */
export const KEPT_MS = 2 * SECOND;

/** More than an instance reads in that time. */
const MAX_ITEMS = 500;

/** An item that was read; `item` is absent if it was read once, and so is not kept. */
interface KnownItem {
  readonly readAt: Instant;
  readonly item?: Item;
  /** When it was asked for last. */
  askedAt: Instant;
}

export interface HotItemsDeps {
  readonly table: Table;
  readonly clock: Clock;
  /** Which reads may be answered from memory: eventually consistent ones, or all reads by key. */
  readonly reads: 'recent' | 'all';
}

const toName = ({ pk, sk }: ItemKey): string => `${pk} ${sk}`;

/**
 * A table for functions that only read configuration. An item that an instance reads twice within two seconds is kept
 * for two seconds. So each instance reads a partition key at most once in two seconds or so, however many alerts need it; without
 * that, policies of 40 kB would end at 300 alerts a second (docs/adr/0057). An item that does not exist is never kept: what was
 * created a moment ago is found. Do not change what is read through it.
 */
export function createHotItems({ table, clock, reads }: HotItemsDeps): Table {
  const known = createBoundedMap<KnownItem>(MAX_ITEMS);
  const isWithin = (from: Instant, now: Instant): boolean => now >= from && now < from + KEPT_MS;

  const isHot = (key: ItemKey, now: Instant): boolean => {
    const found = known.get(toName(key));
    return found !== undefined && isWithin(found.askedAt, now);
  };

  function findKept(key: ItemKey, now: Instant): Item | undefined {
    const found = known.get(toName(key));
    if (!found?.item || !isWithin(found.readAt, now)) return undefined;
    found.askedAt = now;
    return found.item;
  }

  function remember(key: ItemKey, item: Item | undefined, readAt: Instant): void {
    if (item) known.set(toName(key), { readAt, askedAt: readAt, ...(isHot(key, readAt) && { item }) });
  }

  return {
    ...table,
    async get<T extends Item>(key: ItemKey) {
      if (reads === 'recent') return table.get<T>(key);
      const now = clock();
      const kept = findKept(key, now);
      if (kept) return kept as T;
      // What is kept for two seconds may as well lack the changes of a moment, for half of the price.
      const [recent] = isHot(key, now) ? await table.batchGet<T>([key], { consistent: false }) : [];
      const item = recent ?? (await table.get<T>(key));
      remember(key, item, now);
      return item;
    },
    async batchGet<T extends Item>(...[keys, options]: Parameters<Table['batchGet']>) {
      if (reads === 'recent' && options?.consistent !== false) return table.batchGet<T>(keys, options);
      const now = clock();
      const kept = keys.flatMap((key) => findKept(key, now) ?? []);
      if (kept.length === keys.length) return kept as T[];
      const names = new Set(kept.map(toName));
      const wanted = keys.filter((key) => !names.has(toName(key)));
      const items = await table.batchGet<T>(wanted, options);
      const found = new Map(items.map((item) => [toName(item), item]));
      for (const key of wanted) remember(key, found.get(toName(key)), now);
      return [...(kept as T[]), ...items];
    },
  };
}
