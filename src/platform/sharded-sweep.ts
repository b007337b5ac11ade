import { type Clock, MINUTE } from './clock.ts';
import type { QuerySpec } from './table.ts';

export interface ShardPage<Item> {
  readonly items: readonly Item[];
  /** The start of the next page of the shard; absent on the last page. */
  readonly next?: QuerySpec['after'];
}

export interface ShardedSweep<Item> {
  readonly clock: Clock;
  readonly shards: number;
  /** How long the sweep may take, in milliseconds. What is left is found by the next sweep. */
  readonly budgetMs: number;
  readonly readPage: (shard: number, after?: QuerySpec['after']) => Promise<ShardPage<Item>>;
  /** Handles one page. Resolves with false if time ran out before all of it was handled. */
  readonly handlePage: (items: readonly Item[]) => Promise<boolean>;
}

/**
 * Goes through all pages of all shards of an index, until the time budget is spent. Each minute's sweep starts with
 * another shard, so that the same shards are not left out each time. Resolves with whether everything was handled.
 */
export async function sweepShards<Item>(sweep: ShardedSweep<Item>): Promise<boolean> {
  const { clock, shards, budgetMs, readPage, handlePage } = sweep;
  const startedAt = clock();
  const firstShard = Math.floor(startedAt / MINUTE) % shards;
  for (let offset = 0; offset < shards; offset++) {
    let after: QuerySpec['after'];
    do {
      if (clock() >= startedAt + budgetMs) return false;
      const page = await readPage((firstShard + offset) % shards, after);
      if (!(await handlePage(page.items))) return false;
      after = page.next;
    } while (after);
  }
  return true;
}
