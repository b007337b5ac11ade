import type { Instant } from '../../../platform/clock.ts';
import type { Table } from '../../../platform/table.ts';
import { markRequestsWithoutStatus } from '../../requests/applied-marks.ts';
import { alertIdOfRequest } from '../ids.ts';

/** Requests that an alert remembers as applied, and will not remember or be found by any more. */
export interface ForgottenRequests {
  readonly accountId: string;
  readonly alertId: string;
  readonly alias: string;
  readonly requestIds: readonly string[];
}

/**
 * Makes sure that each of the requests is known as applied without its alert: one that has no status gets a mark. Call it
 * before the write by which the alert forgets them. Can be repeated.
 */
export async function markForgottenRequests(
  table: Table,
  { accountId, alertId, alias, requestIds }: ForgottenRequests,
  now: Instant,
): Promise<void> {
  // The id of an alert is derived from the request that created it, so that one needs no mark.
  const others = requestIds.filter((id) => alertIdOfRequest(accountId, id) !== alertId);
  await markRequestsWithoutStatus(table, accountId, others, { appliedTo: alertId, alias }, now);
}
