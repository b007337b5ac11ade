import type { AlertActionMessage } from '../alerts/action.ts';
import type { Alert } from '../alerts/model.ts';
import type { StoredAlertState } from '../alerts/store/alert-state.ts';
import type { ForgottenRequests } from '../alerts/store/forgotten-requests.ts';

/**
 * The applied requests that nothing leads to any more once `next` is stored. An alert remembers only its latest requests; an
 * alert that takes over the alias remembers none of the closed or deleted one before it, and a deletion (no `next`) leaves
 * nothing. Undefined if there are none.
 */
export function findForgotten(
  { alert, tombstone }: StoredAlertState,
  next: Alert | undefined,
  messages: readonly AlertActionMessage[],
): ForgottenRequests | undefined {
  const origin = alert
    ? { accountId: alert.accountId, alertId: alert.id, alias: alert.alias }
    : tombstone && { accountId: tombstone.accountId, alertId: tombstone.alertId, alias: tombstone.alias };
  if (!origin) return undefined;
  const remembered = next && next.id === origin.alertId ? next.appliedRequests : [];
  const requestIds = (alert?.appliedRequests ?? [tombstone?.requestId ?? '']).filter(
    (id) => !remembered.includes(id),
  );
  if (requestIds.length === 0) return undefined;
  const integrationIds = [alert?.integration.id ?? '', ...messages.map(({ integration }) => integration.id)];
  return { ...origin, requestIds, integrationIds: [...new Set(integrationIds)].filter(Boolean) };
}
