import type { Instant } from '../../../platform/clock.ts';
import { SECOND } from '../../../platform/clock.ts';
import { alertKey, requestKey, tombstoneKey } from '../../../platform/keys.ts';
import type { Item, Table } from '../../../platform/table.ts';
import { MAX_ID_LENGTH } from '../../kernel/limits.ts';
import type { RequestStatus } from '../../requests/request-status.ts';
import { getExpiry } from '../../requests/retention.ts';
import { alertIdOfRequest } from '../ids.ts';
import type { Alert } from '../model.ts';
import { CREATED_STATUS } from '../reducer/texts.ts';
import { toAlert } from './alert-item.ts';
import type { Tombstone } from './deletion.ts';
import { findDuplicateStatuses } from './find-duplicates.ts';
import type { AlertRequestResult } from './request-traces.ts';

export type AlertRequestStatus = RequestStatus & AlertRequestResult;

/**
 * How long after its creation an alert is found among the latest ones of its account. One that is stored later, because
 * the queue was long, has a stored request status, whose index entry shows the change.
 */
const RECENT_CREATION_MS = 2 * SECOND;

/** Whether the request status of the Create that made the alert must be stored. Otherwise the alert says enough. */
export const needsStoredCreateStatus = ({ createdAt }: Pick<Alert, 'createdAt'>, now: Instant): boolean =>
  now - createdAt > RECENT_CREATION_MS;

/**
 * The status of a request on an alert; undefined if it is not processed yet, does not exist or has expired. The status of
 * a Create that made an alert is derived from the alert, whose id is derived from the request, or from its tombstone. Duplicates
 * are counted beside their alert, to which the id of the request leads.
 */
export async function findAlertRequestStatus(
  table: Table,
  accountId: string,
  requestId: string,
  now: Instant,
): Promise<AlertRequestStatus | undefined> {
  if (requestId.length > MAX_ID_LENGTH) return undefined;
  const alertId = alertIdOfRequest(accountId, requestId);
  const keys = [
    requestKey(accountId, requestId),
    alertKey(accountId, alertId),
    tombstoneKey(accountId, alertId),
  ];
  const items = await table.batchGet(keys);
  const [stored, alert, tombstone] = keys.map(({ pk, sk }) =>
    items.find((item) => item.pk === pk && item.sk === sk),
  );
  const status = stored as (Item & AlertRequestStatus) | undefined;
  // A redrive may have applied what was dead-lettered.
  if (status && !status.deadLettered) return status;
  const derived = deriveCreateStatus(requestId, alert, tombstone, now);
  if (derived) return derived;
  const counted = (await findDuplicateStatuses(table, accountId, [requestId])).get(requestId);
  return counted && getExpiry(counted.processedAt) * SECOND > now ? counted : status;
}

/** The status of the Create that made the alert of these items; undefined if there is none, or none any more. */
function deriveCreateStatus(
  requestId: string,
  alertItem: Item | undefined,
  tombstoneItem: Item | undefined,
  now: Instant,
): AlertRequestStatus | undefined {
  const alert = alertItem && toAlert(alertItem);
  const tombstone = tombstoneItem as unknown as Tombstone | undefined;
  const created = alert
    ? {
        alertId: alert.id,
        alias: alert.alias,
        createdAt: alert.createdAt,
        integrationId: alert.integration.id,
      }
    : tombstone?.created && { alertId: tombstone.alertId, alias: tombstone.alias, ...tombstone.created };
  if (!created || getExpiry(created.createdAt) * SECOND <= now) return undefined;
  const { createdAt, ...ids } = created;
  return {
    requestId,
    action: 'Create',
    success: true,
    status: CREATED_STATUS,
    processedAt: createdAt,
    ...ids,
  };
}
