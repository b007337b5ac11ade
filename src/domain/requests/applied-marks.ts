import type { Instant } from '../../platform/clock.ts';
import { appliedMarkKey, requestKey } from '../../platform/keys.ts';
import type { Item, Table } from '../../platform/table.ts';
import { getExpiry } from './retention.ts';

/**
 * Says that a request was applied, and to which alert or incident. It is stored when the alert or incident is about to forget a
 * request that has no status yet: its message is on its way, or in a dead-letter queue, and may come again.
 */
export interface AppliedMark {
  /** The id of the alert or incident. */
  readonly appliedTo: string;
  /** The alias of the alert; empty for an incident. */
  readonly alias: string;
}

/** The item of the mark of a request. */
export const toAppliedMarkItem = (
  accountId: string,
  requestId: string,
  mark: AppliedMark,
  now: Instant,
): Item => ({ ...appliedMarkKey(accountId, requestId), ...mark, expiresAt: getExpiry(now) });

/**
 * Marks those of the requests that have no status in an item of their own. Statuses are read for half of the price: a read
 * that lacks what was written in the last moments costs a mark that is not needed.
 */
export async function markRequestsWithoutStatus(
  table: Table,
  accountId: string,
  requestIds: readonly string[],
  mark: AppliedMark,
  now: Instant,
): Promise<void> {
  if (requestIds.length === 0) return;
  const keys = requestIds.map((id) => requestKey(accountId, id));
  const statuses = await table.batchGet(keys, { consistent: false });
  const known = new Set(
    statuses.filter(({ deadLettered }) => !deadLettered).map(({ requestId }) => requestId),
  );
  const unknown = requestIds.filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  await table.batchPut(unknown.map((id) => toAppliedMarkItem(accountId, id, mark, now)));
}
