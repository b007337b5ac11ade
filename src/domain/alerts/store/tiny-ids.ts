import { tinyIdCounterKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';

/** Assigns tiny ids: short numbers, unique in the account, by which people refer to alerts. */
export interface TinyIds {
  next(accountId: string): Promise<string>;
}

/** How many ids a container reserves at a time. The ids that are left when it ends are never used. */
export const TINY_ID_BLOCK = 50;

interface Block {
  next: number;
  readonly end: number;
}

/**
 * Assigns tiny ids from blocks that an atomic counter reserves. Create one instance per container, so that most ids cost no
 * write.
 */
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
        const current = blocks.get(accountId);
        const reserved = current ?? reserve(accountId);
        if (!current) blocks.set(accountId, reserved);
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
