import { type Clock, type Instant, SECOND } from '../../platform/clock.ts';
import { createExpiringCache } from '../../platform/expiring-cache.ts';
import { derivedId } from '../../platform/ids.ts';
import { webhooksMarkKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import type { AlertActionMessage } from '../alerts/action.ts';
import { alertIdOfRequest } from '../alerts/ids.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import type { Alert } from '../alerts/model.ts';
import { matchesCriteria } from '../kernel/criteria.ts';
import { createPatternBudget } from '../kernel/pattern-budget.ts';
import { type MaintenanceSource, NO_MAINTENANCE } from '../maintenance/apply-maintenance.ts';
import { findMaintenanceState, type Maintenance } from '../maintenance/model.ts';
import { recordSlowPatterns } from '../slow-patterns/store.ts';
import type { Integration } from './model.ts';
import { integrationStore } from './store.ts';
import { WEBHOOK } from './types.ts';
import { isInternalAction, isListedAction, outgoingPayload } from './webhook-payload.ts';

/** One message of the queue alert-webhooks.fifo: an event for one integration. */
export interface WebhookEvent {
  readonly accountId: string;
  readonly integrationId: string;
  /** The same in every delivery of the event. */
  readonly eventId: string;
  /** The body of the POST request. */
  readonly payload: object;
}

/** How long the worker uses the webhooks of an account that it has read. */
const CACHE_MS = 10 * SECOND;
const CACHE_ENTRIES = 1_000;

/** An account's webhooks, and the maintenance that may enable or disable them. */
interface Webhooks {
  readonly webhooks: readonly Integration[];
  readonly maintenances: readonly Maintenance[];
}

/** Records that an account has, or once had, a webhook: without the mark, its integrations need not be read. */
export const markWebhooks = (table: Table, accountId: string): Promise<void> =>
  table.put({ ...webhooksMarkKey(accountId) });

/**
 * Queues an event for each webhook whose filters match an action that the alert worker has applied. The calls are made by
 * another function, so that a slow receiver delays no page. An account without webhooks costs one read of its mark every
 * ten seconds.
 *
 * An event's id follows from the request, so that a repetition is the same event, and the queue drops it.
 */
export function createWebhookDispatcher({
  table,
  queue,
  clock,
  maintenance = NO_MAINTENANCE,
}: {
  readonly table: Table;
  readonly queue: Queue;
  readonly clock: Clock;
  /** Maintenance overrides whether a webhook is enabled. */
  readonly maintenance?: MaintenanceSource;
}): (alert: Alert, messages: readonly AlertActionMessage[]) => Promise<void> {
  const integrations = integrationStore(table);
  const cache = createExpiringCache<Webhooks>({ ttlMs: CACHE_MS, maxEntries: CACHE_ENTRIES });
  const enabledWebhooks = ({ webhooks, maintenances }: Webhooks, now: Instant) =>
    webhooks.filter(({ id, enabled }) => {
      const state = findMaintenanceState(maintenances, 'integration', id, now);
      return state ? state === 'enabled' : enabled;
    });

  async function loadWebhooks(accountId: string): Promise<readonly Integration[]> {
    const now = clock();
    return enabledWebhooks(await cache.getOrLoad(accountId, now, () => readWebhooks(accountId)), now);
  }

  async function readWebhooks(accountId: string): Promise<Webhooks> {
    const marked = await table.get(webhooksMarkKey(accountId));
    const all = marked ? await integrations.list(accountId) : [];
    const webhooks = all.filter(({ type, webhook }) => type === WEBHOOK && webhook);
    return {
      webhooks,
      maintenances: webhooks.length > 0 ? await maintenance.listActiveOrPlanned(accountId) : [],
    };
  }

  return async (alert, messages) => {
    const { accountId, id: alertId } = alert;
    const webhooks = await loadWebhooks(accountId);
    const budget = createPatternBudget({ accountId, now: clock() });
    for (const integration of webhooks) {
      const wanted = await budget.run(() => messages.filter((each) => wantsEvent(integration, alert, each)));
      for (const message of wanted) {
        const eventId = derivedId('webhook', accountId, message.requestId, integration.id);
        const event: WebhookEvent = {
          accountId,
          integrationId: integration.id,
          eventId,
          payload: outgoingPayload(eventId, alert, message, integration),
        };
        await queue.send(event, {
          group: messageGroupId(accountId, `webhook ${integration.id} ${alertId}`),
          deduplicationId: eventId,
        });
      }
    }
    await recordSlowPatterns(table, accountId, budget, clock());
  };
}

/** Whether the integration receives the action. As in Opsgenie, a repeated Create that only counts up is not sent. */
function wantsEvent(
  { webhook, ownerTeamId }: Integration,
  alert: Alert,
  message: AlertActionMessage,
): boolean {
  const { action, accountId, requestId } = message;
  if (isInternalAction(message)) return false;
  if (action.type === 'Create' && alert.id !== alertIdOfRequest(accountId, requestId)) return false;
  const ofTeam =
    ownerTeamId === undefined ||
    alert.ownerTeamId === ownerTeamId ||
    alert.responders.some(({ type, id }) => type === 'team' && id === ownerTeamId);
  return (
    ofTeam &&
    (!webhook?.alertActions || isListedAction(webhook.alertActions, message)) &&
    (!webhook?.alertFilter || matchesCriteria(webhook.alertFilter, alert))
  );
}
