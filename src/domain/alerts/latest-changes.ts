import { sha256 } from '../../platform/ids.ts';
import { ALERT_SHARDS, alertChangesPk, allAlertsPk, duplicatesKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';

/**
 * Changes that are compared in each shard. More than one, because a change that is written a moment later may have an
 * earlier time: the alert worker's instances have clocks of their own.
 */
const COMPARED_CHANGES = 20;

/**
 * A text that differs after every change of any alert of the account: created, changed, closed, deleted, and the first two times
 * that it occurs again. Every change is
 * applied by the alert worker, which stores the request's status once the alert is stored; this reads the keys of the latest
 * ones. A new alert has no such status: it is among the latest alerts of its account. It costs one read unit for each shard,
 * however many alerts there are.
 */
export async function readAlertsVersion(table: Table, accountId: string): Promise<string> {
  const partitions = Array.from({ length: ALERT_SHARDS }, (_, shard) => [
    alertChangesPk(accountId, shard),
    allAlertsPk(accountId, shard),
  ]).flat();
  const pages = partitions.map((pk) =>
    table.query<Item & { readonly gsi1sk: string }>({
      index: 'gsi1',
      pk,
      descending: true,
      limit: COMPARED_CHANGES,
    }),
  );
  const keys = (await Promise.all(pages)).map(({ items }) => items.map(({ gsi1sk }) => gsi1sk));
  return sha256(JSON.stringify(keys)).slice(0, 32);
}

/**
 * A text that differs after each of these alerts has occurred again. Duplicates are counted beside their alert, and write no
 * index entry. It costs half a read unit for each.
 */
export async function readCountsVersion(
  table: Table,
  accountId: string,
  alertIds: readonly string[],
): Promise<string> {
  const keys = alertIds.map((id) => duplicatesKey(accountId, id));
  const items = await table.batchGet<Item & { readonly version: number }>(keys, { consistent: false });
  const versions = items.map(({ pk, version }) => `${pk} ${version}`).sort();
  return sha256(JSON.stringify(versions)).slice(0, 32);
}
