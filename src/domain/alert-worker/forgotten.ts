import type { Alert } from '../alerts/model.ts';
import type { StoredAlertState } from '../alerts/store/alert-state.ts';
import type { ForgottenRequests } from '../alerts/store/forgotten-requests.ts';

/**
 * The applied requests that nothing leads to any more once `next` is stored. An alert remembers only its latest requests; an
 * alert that takes over the alias remembers none of the closed or deleted one before it, and a deletion (no `next`) leaves
 * nothing. Undefined if there are none.
 */
export function findForgotten(
  { alert, tombstone, duplicates }: StoredAlertState,
  next: Alert | undefined,
): ForgottenRequests | undefined {
  const origin = alert
    ? { accountId: alert.accountId, alertId: alert.id, alias: alert.alias }
    : tombstone && { accountId: tombstone.accountId, alertId: tombstone.alertId, alias: tombstone.alias };
  if (!origin) return undefined;
  const remembered = next && next.id === origin.alertId ? next.appliedRequests : [];
  const applied = alert?.appliedRequests ?? [tombstone?.requestId ?? ''];
  // The ids of the others lead to the duplicates of the alert, which stay.
  const counted = next?.id === origin.alertId ? [] : (duplicates?.entries ?? []);
  const requestIds = [
    ...applied,
    ...counted.filter(({ hasOwnStatus }) => hasOwnStatus).map(({ requestId }) => requestId),
  ].filter((id) => !remembered.includes(id));
  return requestIds.length === 0 ? undefined : { ...origin, requestIds };
}
