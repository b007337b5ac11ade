import { tinyIdCounterKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';

/** Gives out the short numbers by which people call alerts, unique in the account. */
export interface TinyIds {
  next(accountId: string): Promise<string>;
}

/** How many are reserved at once: what a function has left of them when it goes is lost, and nobody misses them. */
export const TINY_ID_BLOCK = 50;

interface Block {
  next: number;
  readonly end: number;
}

/** Tiny ids from blocks that are reserved by an atomic counter; one instance is to live as long as its container. */
export function createTinyIds(table: Table, size = TINY_ID_BLOCK, counterKey = tinyIdCounterKey): TinyIds {
  const blocks = new Map<string, Promise<Block>>();

  async function reserve(accountId: string): Promise<Block> {
    const { last } = await table.update<Item & { readonly last: number }>(counterKey(accountId), {
      expression: 'ADD #last :size',
      names: { '#last': 'last' },
      values: { ':size': size },
    });
    return { next: last - size + 1, end: last };
  }

  return {
    async next(accountId) {
      for (;;) {
        const held = blocks.get(accountId);
        const reserved = held ?? reserve(accountId);
        if (!held) blocks.set(accountId, reserved);
        let block: Block;
        try {
          block = await reserved;
        } catch (error) {
          if (blocks.get(accountId) === reserved) blocks.delete(accountId);
          throw error;
        }
        if (block.next <= block.end) return String(block.next++);
        if (blocks.get(accountId) === reserved) blocks.delete(accountId);
      }
    },
  };
}
