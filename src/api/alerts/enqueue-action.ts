import type { AlertAction, AlertActionMessage, AlertTarget } from '../../domain/alerts/action.ts';
import { alertIdOfRequest, toCreateRequestId } from '../../domain/alerts/ids.ts';
import { type AlertActionInput, withRequestDefaults } from '../../domain/alerts/input.ts';
import { messageGroupId } from '../../domain/alerts/message-group.ts';
import { findAlert, findAlertOfRequest } from '../../domain/alerts/queries.ts';
import { type AcceptedResponse, accepted, type RouteInput } from '../../http/route.ts';
import { isRandomId } from '../../platform/ids.ts';
import type { AlertDeps } from './deps.ts';

type ActionRequest = RouteInput<unknown, unknown>;

/** Puts the action on the queue and responds 202. The status of the request shows the result. */
export async function enqueueAction(
  { queue }: Pick<AlertDeps, 'queue'>,
  { caller, requestId, now, request }: ActionRequest,
  {
    group,
    target,
    action,
    fields,
  }: {
    readonly group: string;
    readonly target: AlertTarget;
    readonly action: AlertAction;
    readonly fields: AlertActionInput;
  },
): Promise<AcceptedResponse> {
  const message: AlertActionMessage = {
    accountId: caller.accountId,
    requestId,
    receivedAt: now,
    target,
    action,
    ...withRequestDefaults(fields, request.sourceIp),
    // The key of a user cannot act in the name of another user.
    ...(caller.user && { user: caller.user.username }),
    integration: caller.integration,
    ...(caller.teamId && { teamId: caller.teamId }),
    ...(caller.alertReach && action.type !== 'Create' && { alertReach: caller.alertReach }),
  };
  await queue.send(message, { group, deduplicationId: requestId });
  return accepted(undefined, { requestId });
}

/** The request under the id by which it is applied, as a Create with that alias. */
export const asCreate = <Request extends ActionRequest>(
  request: Request,
  alias: string | undefined,
): Request => ({
  ...request,
  requestId: toCreateRequestId(request.requestId, alias),
});

/** Target and message group of a new alert: its alias, or the id that it will have. */
export function getCreateTarget({ caller, requestId }: ActionRequest, alias: string | undefined) {
  const target: AlertTarget = alias
    ? { type: 'alias', value: alias }
    : { type: 'id', value: alertIdOfRequest(caller.accountId, requestId) };
  return { target, group: messageGroupId(caller.accountId, target.value) };
}

/**
 * The alert that an action is for, and its message group, which depends on its alias, however the client identifies it. An alert
 * that is not found may still be in the queue. Without an alias, its id is its alias, so the identifier gives the group.
 * The id of a Create's request identifies its alert, too: clients close by it.
 */
export async function resolveActionTarget(
  { table }: Pick<AlertDeps, 'table'>,
  accountId: string,
  target: AlertTarget,
): Promise<{ readonly target: AlertTarget; readonly group: string }> {
  if (target.type === 'alias') return { target, group: messageGroupId(accountId, target.value) };
  const alert = await findAlert(table, accountId, target);
  if (alert || target.type !== 'id') {
    return { target, group: messageGroupId(accountId, alert?.alias ?? target.value) };
  }
  const alertOfRequest = await findAlertOfRequest(table, accountId, target.value);
  // Ids of requests and of alerts differ in their version, so an alert that is still in the queue can be told as well.
  const id =
    alertOfRequest?.id ??
    (isRandomId(target.value) ? alertIdOfRequest(accountId, target.value) : target.value);
  return { target: { type: 'id', value: id }, group: messageGroupId(accountId, alertOfRequest?.alias ?? id) };
}
