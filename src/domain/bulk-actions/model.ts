import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';
import type { AlertActionMessage } from '../alerts/action.ts';

/** The most alerts that one bulk action changes. */
export const MAX_BULK_ALERTS = 10_000;

/**
 * How many alerts of a bulk action are in work at a time. The next page is sent when all of this one are applied, so at most
 * this many messages of an account's bulk actions wait on alert-actions.fifo ahead of a new alert.
 */
export const PAGE_SIZE = 50;

/** One alert of a bulk action: its id, and the message group of its actions. */
export interface BulkAlert {
  readonly id: string;
  readonly group: string;
}

/** The action of a bulk action and its requester: the members that the messages of all its alerts share. */
export type BulkActionTemplate = Pick<
  AlertActionMessage,
  'accountId' | 'action' | 'user' | 'source' | 'note' | 'integration' | 'teamId' | 'alertReach'
>;

/** An action on all alerts that matched a query when it was requested. */
export interface BulkAction extends BulkActionTemplate {
  /** The id of the request. */
  readonly id: string;
  /** Who requested it: {@link getBulkRequester}. */
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly query: string;
  readonly total: number;
  /** The id of the stored pages, and how many there are. */
  readonly setId: string;
  readonly pages: number;
  /** The page that is in work or comes next, from 0. Pages before it are counted. */
  readonly page: number;
  /** How many alerts were changed, and for how many the action was refused. */
  readonly done: number;
  readonly refused: number;
  /** The page whose actions may have been sent, and the time that these actions carry. */
  readonly openedPage?: number;
  readonly openedAt?: Instant;
  readonly startedAt?: Instant;
  readonly cancelledAt?: Instant;
  readonly finishedAt?: Instant;
  /** When it made progress last. */
  readonly updatedAt: Instant;
}

/** A message of bulk-actions.fifo: continue this bulk action. */
export interface BulkActionMessage {
  readonly accountId: string;
  readonly id: string;
}

export const BULK_ACTION_STATES = ['queued', 'running', 'cancelling', 'cancelled', 'finished'] as const;
export type BulkActionState = (typeof BULK_ACTION_STATES)[number];

/** `cancelled` means that some alerts were left alone: one that is cancelled during its last page is finished. */
export function getBulkActionState(bulk: BulkAction): BulkActionState {
  const { startedAt, cancelledAt, finishedAt, page, pages } = bulk;
  if (finishedAt !== undefined) return page < pages ? 'cancelled' : 'finished';
  if (cancelledAt !== undefined) return 'cancelling';
  return startedAt === undefined ? 'queued' : 'running';
}

/** Who requested a bulk action: a user, or an integration through its key. */
export const getBulkRequester = (caller: {
  readonly user?: { readonly id: string };
  readonly integration: { readonly id: string };
}): string => (caller.user ? `user ${caller.user.id}` : `integration ${caller.integration.id}`);

/** The id of the request that changes one alert of a bulk action. It is derived, so that no alert is changed twice. */
export const bulkRequestId = (bulkActionId: string, alertId: string): string =>
  derivedId('bulk-action', bulkActionId, alertId);

/** The message that changes one alert of the page that was opened at `openedAt`. */
export function toAlertMessage(bulk: BulkAction, alertId: string, openedAt: Instant): AlertActionMessage {
  const { accountId, action, user, source, note, integration, teamId, alertReach } = bulk;
  return {
    accountId,
    requestId: bulkRequestId(bulk.id, alertId),
    receivedAt: openedAt,
    target: { type: 'id', value: alertId },
    action,
    user,
    source,
    note,
    integration,
    ...(teamId !== undefined && { teamId }),
    ...(alertReach && { alertReach }),
  };
}
