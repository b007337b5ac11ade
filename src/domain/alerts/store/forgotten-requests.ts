import type { Instant } from '../../../platform/clock.ts';
import { duplicateStatusesKey, type ItemKey, requestKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';
import { toAppliedMarkItem } from '../../requests/applied-marks.ts';
import { alertIdOfRequest } from '../ids.ts';
import { getDuplicateStatus, getMoment } from './duplicate-statuses.ts';

/** Requests that an alert remembers as applied, and will not remember or be found by any more. */
export interface ForgottenRequests {
  readonly accountId: string;
  readonly alertId: string;
  readonly alias: string;
  readonly requestIds: readonly string[];
  /** Integrations through which they probably came. */
  readonly integrationIds: readonly string[];
}

/**
 * Makes sure that each of the requests is known as applied without its alert: one that has no status gets a mark. Call it
 * before the write by which the alert forgets them. Can be repeated.
 *
 * Nearly all have a status, so they are read for half of the price. A read that lacks what was written in the last moments
 * costs a mark that is not needed, and so does a status that came through another integration and shares an item.
 */
export async function markForgottenRequests(
  table: Table,
  forgotten: ForgottenRequests,
  now: Instant,
): Promise<void> {
  const { accountId, alertId, alias } = forgotten;
  // The id of an alert is derived from the request that created it, so that one needs no mark.
  const others = forgotten.requestIds.filter((id) => alertIdOfRequest(accountId, id) !== alertId);
  const isSharing = createSharingGuess(others);
  const ownFirst = await findWithoutStatus(table, forgotten, others, (id) =>
    isSharing(id) ? 'shared' : 'own',
  );
  const unknown = await findWithoutStatus(table, forgotten, ownFirst, (id) =>
    isSharing(id) ? 'own' : 'shared',
  );
  if (unknown.length === 0) return;
  await table.batchPut(
    unknown.map((id) => toAppliedMarkItem(accountId, id, { appliedTo: alertId, alias }, now)),
  );
}

/** Whether a request of these is probably a duplicate that shares an item: another one came in the same moment. */
function createSharingGuess(requestIds: readonly string[]): (requestId: string) => boolean {
  const moments = requestIds.map(getMoment);
  return (requestId) => {
    const moment = getMoment(requestId);
    return moment !== undefined && moments.indexOf(moment) !== moments.lastIndexOf(moment);
  };
}

const keyText = ({ pk, sk }: ItemKey) => `${pk} ${sk}`;

/** The requests that have no status where `getPlace` says: in an item of their own, or shared with other duplicates. */
async function findWithoutStatus(
  table: Table,
  { accountId, alias, integrationIds }: ForgottenRequests,
  requestIds: readonly string[],
  getPlace: (requestId: string) => 'own' | 'shared',
): Promise<readonly string[]> {
  const getKeys = (requestId: string): readonly ItemKey[] => {
    if (getPlace(requestId) === 'own') return [requestKey(accountId, requestId)];
    const moment = getMoment(requestId);
    return moment === undefined
      ? []
      : integrationIds.map((id) => duplicateStatusesKey(accountId, moment, alias, id));
  };
  const keys = new Map(requestIds.flatMap(getKeys).map((key) => [keyText(key), key]));
  if (keys.size === 0) return requestIds;
  const items = await table.batchGet([...keys.values()], { consistent: false });
  const found = new Map(items.map((item) => [keyText(item), item]));
  const isStatus = (requestId: string, item: Item | undefined) =>
    getPlace(requestId) === 'own'
      ? item !== undefined && !item.deadLettered
      : getDuplicateStatus(item, requestId) !== undefined;
  return requestIds.filter((id) => !getKeys(id).some((key) => isStatus(id, found.get(keyText(key)))));
}
