import type { ApiKey } from '../../domain/accounts/model.ts';
import type { AlertActionMessage } from '../../domain/alerts/action.ts';
import { alertIdOfRequest, toCreateRequestId } from '../../domain/alerts/ids.ts';
import { withRequestDefaults } from '../../domain/alerts/input.ts';
import { messageGroupId } from '../../domain/alerts/message-group.ts';
import { toActionFields, toAlertAction } from '../../domain/integrations/alert-action.ts';
import { resolveEventAction } from '../../domain/integrations/event-action.ts';
import type { Integration, IntegrationAction } from '../../domain/integrations/model.ts';
import { API } from '../../domain/integrations/types.ts';
import type { UnreadableEvents } from '../../domain/integrations/unreadable-events.ts';
import { forbidden, unauthorized } from '../../domain/kernel/errors.ts';
import { createPatternBudget } from '../../domain/kernel/pattern-budget.ts';
import { recordSlowPatterns } from '../../domain/slow-patterns/store.ts';
import { enforceRateLimit } from '../../http/app.ts';
import type { RateLimiter } from '../../http/rate-limit.ts';
import type { Instant } from '../../platform/clock.ts';
import type { ConfigurationStore } from '../../platform/configuration-store.ts';
import { logger } from '../../platform/logger.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import type { Payload } from './payload.ts';
import type { FetchText } from './sns-message.ts';
import type { Tool, ToolEvent } from './tool.ts';

/** The dependencies of the endpoints of the tools. */
export interface InboundDeps {
  /** alert-actions.fifo. */
  readonly queue: Queue;
  /** Read only for the events of integrations that have actions of their own. */
  readonly integrations: Pick<ConfigurationStore<Integration>, 'get'>;
  readonly findKey: (key: string) => Promise<ApiKey | undefined>;
  readonly limiter: RateLimiter;
  readonly fetchText: FetchText;
  /** Records events that no mapping can read, so that the integration shows them. */
  readonly unreadable: Pick<UnreadableEvents, 'record'>;
  /** Records patterns that took too long. Absent: they are not recorded. */
  readonly table?: Pick<Table, 'put'> | undefined;
}

/** When and from where an event arrived, and the request id under which it is applied: the same if it is delivered again. */
export interface EventArrival {
  readonly requestId: string;
  readonly now: Instant;
  readonly sourceIp: string;
}

/**
 * The key that a tool calls with. Rejects with 401 a key that does not work, with 403 a key that may not write or belongs
 * to another type of integration, and with 429 too many requests.
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
  enforceRateLimit(limiter(key.accountId, 'alert', now));
  if (!key.rights.includes('create-update')) {
    throw forbidden('The key does not carry the right that this operation needs: create-update.');
  }
  const { type } = key.integration;
  if (type !== API && !tool.types.includes(type)) {
    throw forbidden(`The key belongs to an integration of type ${type}, not ${tool.types[0]}.`);
  }
  return key;
}

/** The account, team and integration in whose name an event is applied. */
export type EventOrigin = Pick<ApiKey, 'accountId' | 'teamId' | 'integration' | 'alerts'>;

/** An event as its tool's mapping reads it, and the stand-in to apply if the mapping cannot read it. */
export interface ReceivedEvent {
  readonly event: ToolEvent;
  readonly payload: Payload;
  readonly standIn?: ToolEvent;
}

export type EventResult = 'applied' | 'ignored' | 'not-understood';

/** What became of an event, and the id of the request under which it is applied. */
export interface AppliedEvent {
  readonly result: EventResult;
  readonly requestId: string;
}

/** Applies the event of a key with {@link applyEvent}, and records it on the integration if nobody could read it. */
export async function applyEventOfKey(
  deps: InboundDeps,
  key: ApiKey,
  received: ReceivedEvent,
  arrival: EventArrival,
): Promise<AppliedEvent> {
  const { accountId } = key;
  const integration = key.hasActions ? await deps.integrations.get(accountId, key.integration.id) : undefined;
  const applied = await applyEvent(deps, key, integration?.actions ?? [], received, arrival);
  if (applied.result === 'not-understood') {
    const { now } = arrival;
    const { requestId } = applied;
    logger.warn('Event not understood', { accountId, integrationId: key.integration.id, requestId });
    const record = deps.unreadable.record(accountId, key.integration.id, {
      receivedAt: now,
      requestId,
      alertId: alertIdOfRequest(accountId, requestId),
      excerpt: (received.standIn ?? received.event).description ?? '',
    });
    // The alert is on its way. A failed record must not make the tool send the event again.
    await record.catch((error: unknown) =>
      logger.warn('Could not record an event that was not understood', { requestId, error: error as Error }),
    );
  }
  return applied;
}

/**
 * Enqueues the alert action that the integration's actions, or the tool's mapping, derive from an event. Throws `invalid`
 * if it is to open an alert without a message and has no stand-in.
 */
export async function applyEvent(
  { queue, table }: Pick<InboundDeps, 'queue' | 'table'>,
  origin: EventOrigin,
  actions: readonly IntegrationAction[],
  { event, payload, standIn }: ReceivedEvent,
  { requestId: arrivedAs, now, sourceIp }: EventArrival,
): Promise<AppliedEvent> {
  const budget = createPatternBudget({ accountId: origin.accountId, now });
  const resolve = (each: ToolEvent) =>
    budget.run(() => resolveEventAction(each, payload, actions, origin.alerts));
  const read = await resolve(event);
  const useStandIn = standIn && read?.kind === 'create' && read.message.trim() === '';
  const eventAction = useStandIn ? await resolve(standIn) : read;
  const action = eventAction && (await budget.run(() => toAlertAction(eventAction, origin.alerts)));
  if (table) await recordSlowPatterns(table, origin.accountId, budget, now);
  if (!action) return { result: 'ignored', requestId: arrivedAs };
  const { accountId, teamId, integration } = origin;
  const { alias } = eventAction;
  const requestId = action.type === 'Create' ? toCreateRequestId(arrivedAs, alias) : arrivedAs;
  const target = alias
    ? ({ type: 'alias', value: alias } as const)
    : ({ type: 'id', value: alertIdOfRequest(accountId, requestId) } as const);
  const message: AlertActionMessage = {
    accountId,
    requestId,
    receivedAt: now,
    target,
    action,
    ...withRequestDefaults(toActionFields(eventAction), sourceIp),
    integration,
    ...(teamId && { teamId }),
  };
  await queue.send(message, {
    group: messageGroupId(accountId, target.value),
    deduplicationId: requestId,
  });
  return { result: useStandIn || event.isNotUnderstood ? 'not-understood' : 'applied', requestId };
}
