import type { AlertAction, AlertActionMessage, AlertTarget } from '../../domain/alerts/action.ts';
import { alertIdOfRequest } from '../../domain/alerts/ids.ts';
import { type ActionBody, commonOf } from '../../domain/alerts/input.ts';
import { messageGroupId } from '../../domain/alerts/message-group.ts';
import { findAlert } from '../../domain/alerts/queries.ts';
import { type AcceptedResponse, accepted, type RouteInput } from '../../http/route.ts';
import type { AlertDeps } from './deps.ts';

type Given = RouteInput<unknown, unknown>;

/** Puts the action on the queue and answers 202. What becomes of it is told by the request's status. */
export async function dispatch(
  { queue }: Pick<AlertDeps, 'queue'>,
  { caller, requestId, now, request }: Given,
  {
    group,
    target,
    action,
    common,
  }: {
    readonly group: string;
    readonly target: AlertTarget;
    readonly action: AlertAction;
    readonly common: ActionBody;
  },
): Promise<AcceptedResponse> {
  const message: AlertActionMessage = {
    accountId: caller.accountId,
    requestId,
    receivedAt: now,
    target,
    action,
    ...commonOf(common, request.sourceIp),
    // With a key of their own, nobody acts in the name of another.
    ...(caller.user && { user: caller.user.username }),
    integration: caller.integration,
    ...(caller.teamId && { teamId: caller.teamId }),
  };
  await queue.send(message, { group, deduplicationId: requestId });
  return accepted();
}

/** A new alert goes by its alias, or by the id that it will have. */
export function targetOfCreate({ caller, requestId }: Given, alias: string | undefined) {
  const target: AlertTarget = alias
    ? { type: 'alias', value: alias }
    : { type: 'id', value: alertIdOfRequest(caller.accountId, requestId) };
  return { target, group: messageGroupId(caller.accountId, target.value) };
}

/**
 * The group of an alert's actions is that of its alias, however the client names it. An alert that does not exist may
 * still be in the queue, where it has its id for an alias; so an unknown identifier stands for itself.
 */
export async function groupOf(
  { table }: Pick<AlertDeps, 'table'>,
  accountId: string,
  target: AlertTarget,
): Promise<string> {
  if (target.type === 'alias') return messageGroupId(accountId, target.value);
  const alert = await findAlert(table, accountId, target);
  return messageGroupId(accountId, alert?.alias ?? target.value);
}
