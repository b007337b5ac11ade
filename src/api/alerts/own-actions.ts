import { toActionFields, toAlertAction } from '../../domain/integrations/alert-action.ts';
import { resolveEventAction } from '../../domain/integrations/event-action.ts';
import type { ToolEvent } from '../../domain/integrations/tool-event.ts';
import { parseJson } from '../../domain/kernel/input.ts';
import { createPatternBudget } from '../../domain/kernel/pattern-budget.ts';
import { withoutUndefined } from '../../domain/kernel/schemas.ts';
import { toRequestStatusItem } from '../../domain/requests/request-status.ts';
import { recordSlowPatterns } from '../../domain/slow-patterns/store.ts';
import { type AcceptedResponse, accepted, type RouteInput } from '../../http/route.ts';
import type { AlertDeps } from './deps.ts';
import { asCreate, enqueueAction, getCreateTarget } from './enqueue-action.ts';
import type { CreateAlertBody } from './input.ts';

type CreateRequest = RouteInput<CreateAlertBody, unknown>;

/** The request status of a request that the integration's actions ignore. */
export const IGNORED_STATUS =
  'Ignored: no action of the integration creates or changes an alert for this request';

/**
 * Applies the own actions of the caller's integration to a request that creates an alert, as Opsgenie does: the first one
 * that matches decides whether the alert is created, or the open alert with its alias is closed, acknowledged or gets a
 * note. A request that they ignore is answered 202 as well, and its status says so. Undefined if the integration has no
 * actions, which the caller's key may not know yet.
 */
export async function enqueueByOwnActions(
  deps: Pick<AlertDeps, 'table' | 'queue' | 'directory'>,
  input: CreateRequest,
): Promise<AcceptedResponse | undefined> {
  const { caller, body, request, now, requestId } = input;
  const integration = await deps.directory.integrations.get(caller.accountId, caller.integration.id);
  if (!integration?.actions.length) return undefined;
  const event: ToolEvent = { ...withoutUndefined(body), action: 'create', alias: body.alias ?? '' };
  const payload = parseJson(new TextDecoder().decode(request.rawBody)) as Readonly<Record<string, unknown>>;
  const { accountId } = caller;
  const budget = createPatternBudget({ accountId, now });
  const eventAction = await budget.run(() =>
    resolveEventAction(event, payload, integration.actions, caller.alerts),
  );
  await recordSlowPatterns(deps.table, accountId, budget, now);
  const action = eventAction && toAlertAction(eventAction, caller.alerts);
  if (!action) {
    const result = { success: false, status: IGNORED_STATUS, alertId: '', alias: '' };
    const ignored = { ...caller, requestId, action: { type: 'Create' } };
    await deps.table.put(toRequestStatusItem(ignored, result, now));
    return accepted();
  }
  const { visibleTo } = body;
  const applied = action.type === 'Create' ? asCreate(input, eventAction.alias) : input;
  return enqueueAction(deps, applied, {
    ...getCreateTarget(input, eventAction.alias),
    action: action.type === 'Create' ? { ...action, visibleTo } : action,
    fields: toActionFields(eventAction),
  });
}
