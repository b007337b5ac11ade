import { sha256 } from '../../platform/ids.ts';
import { ALERT_SHARDS, alertChangesPk } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';

/**
 * Changes that are compared in each shard. More than one, because a change that is written a moment later may have an
 * earlier time: the alert worker's instances have clocks of their own.
 */
const COMPARED_CHANGES = 20;

/**
 * A text that differs after every change of any alert of the account: created, changed, closed, deleted. Every change is
 * applied by the alert worker, which stores the request's status once the alert is stored; this reads the keys of the latest
 * ones. It costs half a read unit for each shard, however many alerts there are.
 */
export async function readAlertsVersion(table: Table, accountId: string): Promise<string> {
  const shards = Array.from({ length: ALERT_SHARDS }, (_, shard) =>
    table.query<Item & { readonly gsi1sk: string }>({
      index: 'gsi1',
      pk: alertChangesPk(accountId, shard),
      descending: true,
      limit: COMPARED_CHANGES,
    }),
  );
  const keys = (await Promise.all(shards)).map(({ items }) => items.map(({ gsi1sk }) => gsi1sk));
  return sha256(JSON.stringify(keys)).slice(0, 32);
}
