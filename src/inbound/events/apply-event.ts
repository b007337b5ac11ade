import type { ApiKey } from '../../domain/accounts/model.ts';
import type { AlertAction, AlertActionMessage } from '../../domain/alerts/action.ts';
import { alertIdOfRequest } from '../../domain/alerts/ids.ts';
import { actionBody, commonOf, createBody } from '../../domain/alerts/input.ts';
import { withDefaultResponders } from '../../domain/alerts/integration-defaults.ts';
import { messageGroupId } from '../../domain/alerts/message-group.ts';
import type { Integration, IntegrationAction } from '../../domain/integrations/model.ts';
import { API } from '../../domain/integrations/types.ts';
import { forbidden, invalid, unauthorized } from '../../domain/kernel/errors.ts';
import { parseInput } from '../../domain/kernel/input.ts';
import { ALERT_LIMITS } from '../../domain/kernel/limits.ts';
import { limitRate } from '../../http/app.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import type { Instant } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import type { Queue } from '../../platform/queue.ts';
import { type EventAction, resolveEventAction } from './event-action.ts';
import type { Payload } from './payload.ts';
import type { FetchText } from './sns-message.ts';
import type { Tool, ToolEvent } from './tool.ts';

/** What the endpoints of the tools work with. */
export interface InboundDeps {
  /** alert-actions.fifo. */
  readonly queue: Queue;
  /** Read only for the events of integrations that have actions of their own. */
  readonly integrations: Pick<ConfigurationStore<Integration>, 'get'>;
  readonly findKey: (key: string) => Promise<ApiKey | undefined>;
  readonly limiter: RateLimiter;
  readonly fetchText: FetchText;
}

/** When and whence an event came, and the id under which it is applied: the same for one that is delivered again. */
export interface EventArrival {
  readonly requestId: string;
  readonly now: Instant;
  readonly sourceIp: string;
}

/**
 * The key behind an event. Throws 401 for one that does not work, 403 for one that may not write or belongs to
 * another kind of integration, and 429.
 */
export async function authenticateTool(
  { findKey, limiter }: Pick<InboundDeps, 'findKey' | 'limiter'>,
  secret: string,
  tool: Tool,
  now: Instant,
): Promise<ApiKey> {
  const key = secret === '' ? undefined : await findKey(secret);
  if (!key) throw unauthorized();
  if (key.userId) throw forbidden('Tools call with the key of an integration, not with that of a user.');
  limitRate(limiter(key.accountId, 'alert', now));
  if (!key.rights.includes('create-update')) {
    throw forbidden('The key does not carry the right that this operation needs: create-update.');
  }
  const { type } = key.integration;
  if (type !== API && !tool.types.includes(type)) {
    throw forbidden(`The key belongs to an integration of type ${type}, not ${tool.types[0]}.`);
  }
  return key;
}

/** In whose name an event is applied. */
export type EventOrigin = Pick<ApiKey, 'accountId' | 'teamId' | 'integration' | 'alerts'>;

/** As {@link applied}, for the event of a key. */
export async function applyEventOfKey(
  deps: InboundDeps,
  key: ApiKey,
  event: ToolEvent,
  payload: Payload,
  arrival: EventArrival,
): Promise<boolean> {
  const integration = key.hasActions
    ? await deps.integrations.get(key.accountId, key.integration.id)
    : undefined;
  return applyEvent(deps.queue, key, integration?.actions ?? [], event, payload, arrival);
}

/**
 * Has done what the integration's actions, or the tool's mapping, make of an event. False where that is nothing. Throws
 * 422 where there is nothing in it that an alert could be made of.
 */
export async function applyEvent(
  queue: Queue,
  origin: EventOrigin,
  actions: readonly IntegrationAction[],
  event: ToolEvent,
  payload: Payload,
  { requestId, now, sourceIp }: EventArrival,
): Promise<boolean> {
  const eventAction = resolveEventAction(event, payload, actions, origin.alerts);
  const action = eventAction && toAlertAction(eventAction, origin);
  if (!action) return false;
  const { accountId, teamId, integration } = origin;
  const { alias } = eventAction;
  const target = alias
    ? ({ type: 'alias', value: alias } as const)
    : ({ type: 'id', value: alertIdOfRequest(accountId, requestId) } as const);
  const { user, source, note } = eventAction;
  const message: AlertActionMessage = {
    accountId,
    requestId,
    receivedAt: now,
    target,
    action,
    ...commonOf(parseInput(actionBody, filledOnly({ user, source, note })), sourceIp),
    integration,
    ...(teamId && { teamId }),
  };
  await queue.send(message, {
    group: messageGroupId(accountId, target.value),
    deduplicationId: requestId,
  });
  return true;
}

const filledOnly = (members: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(members).filter(([, text]) => text.trim() !== ''));

/** Undefined where it is about no alert, or a note without a text. */
function toAlertAction(eventAction: EventAction, origin: EventOrigin): AlertAction | undefined {
  switch (eventAction.kind) {
    case 'create':
      return toCreateAction(eventAction, origin);
    case 'close':
      return eventAction.alias ? { type: 'Close' } : undefined;
    case 'acknowledge':
      return eventAction.alias ? { type: 'Acknowledge' } : undefined;
    case 'addNote':
      return eventAction.alias && eventAction.note.trim() ? { type: 'AddNote' } : undefined;
  }
}

function toCreateAction(eventAction: EventAction, { alerts }: EventOrigin): AlertAction {
  const { alias, message, description, entity, priority, tags, details, actions } = eventAction;
  if (message.trim() === '') {
    throw invalid({ body: 'There is nothing in it that an alert could be made of' });
  }
  const {
    user: _u,
    source: _s,
    note: _n,
    alias: checkedAlias,
    ...alert
  } = parseInput(createBody, {
    message,
    description,
    entity,
    priority,
    tags,
    details,
    actions,
    responders: eventAction.respondersOfEvent,
    ...(alias && { alias }),
  });
  const create = withDefaultResponders(
    { type: 'Create', ...alert, ...(checkedAlias !== undefined && { alias: checkedAlias }) },
    alerts,
  );
  return {
    ...create,
    responders: [...create.responders, ...eventAction.responders].slice(0, ALERT_LIMITS.responders),
  };
}
