import type { Clock, Instant } from '../../platform/clock.ts';
import { MINUTE } from '../../platform/clock.ts';
import { requestKey } from '../../platform/keys.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Item, Table } from '../../platform/table.ts';
import type { RequestStatus } from '../requests/request-status.ts';
import {
  type BulkAction,
  type BulkActionMessage,
  type BulkAlert,
  bulkRequestId,
  toAlertMessage,
} from './model.ts';
import { createBulkActionStore, type PageCounts } from './store.ts';

export interface AdvanceDeps {
  readonly table: Table;
  /** alert-actions.fifo. */
  readonly alertActions: Queue;
  readonly clock: Clock;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** How often the results of a page are looked at, in milliseconds. */
const POLL_MS = 200;

/** Messages that are sent at the same time. */
const SENDS_AT_ONCE = 25;

/**
 * How long a page may wait for its results before the message counts as failed, in milliseconds. Until then a bulk action
 * waits its turn behind a storm of alerts; after that, the alert worker is broken, and the queue's retries take over.
 */
export const PATIENCE_MS = 5 * MINUTE;

/** The actions of a page are not applied although they were sent long ago. */
export class ActionsNotApplied extends Error {
  override readonly name = 'ActionsNotApplied';
}

type ResultItem = Item & Pick<RequestStatus, 'requestId' | 'success'>;

/**
 * Continues a bulk action until it has finished or the deadline has come, page by page: sends one action per alert, waits for
 * the results of all, counts them. A crash at any point, or a second delivery, repeats no action: the ids and times of the
 * actions are stored or derived, and the counts move on only with the page. Throws {@link ActionsNotApplied} if a page gets no
 * results for {@link PATIENCE_MS}.
 */
export async function advanceBulkAction(
  deps: AdvanceDeps,
  { accountId, id }: BulkActionMessage,
  deadline: Instant,
): Promise<'finished' | 'unfinished'> {
  const { clock } = deps;
  const store = createBulkActionStore(deps.table);
  for (;;) {
    const stored = await store.find(accountId, id);
    if (!stored || stored.finishedAt !== undefined) return 'finished';
    const wasOpened = stored.openedPage === stored.page;
    // A page that was begun is completed, so that the counts tell what happened to each of its alerts.
    if (stored.page >= stored.pages || (stored.cancelledAt !== undefined && !wasOpened)) {
      await store.finish(stored, clock());
      continue;
    }
    if (clock() >= deadline) return 'unfinished';
    const bulk = wasOpened ? stored : await store.openPage(stored, clock());
    if (!bulk) continue;
    const counts = await completePage(deps, bulk, await store.readPage(bulk), { wasOpened, deadline });
    if (!counts) return 'unfinished';
    await store.completePage(bulk, counts, clock());
  }
}

/** Undefined if the deadline has come before all results. */
async function completePage(
  { table, alertActions, clock, pause }: AdvanceDeps,
  bulk: BulkAction,
  alerts: readonly BulkAlert[],
  { wasOpened, deadline }: { readonly wasOpened: boolean; readonly deadline: Instant },
): Promise<PageCounts | undefined> {
  const openedAt = bulk.openedAt ?? bulk.requestedAt;
  const waiting = new Map(alerts.map((alert) => [bulkRequestId(bulk.id, alert.id), alert]));
  let done = 0;
  let refused = 0;

  async function collectResults(): Promise<void> {
    const keys = [...waiting.keys()].map((requestId) => requestKey(bulk.accountId, requestId));
    for (const { requestId, success } of await table.batchGet<ResultItem>(keys)) {
      if (!waiting.delete(requestId)) continue;
      if (success) done++;
      else refused++;
    }
  }

  if (wasOpened) await collectResults();
  const toSend = [...waiting.values()];
  for (let i = 0; i < toSend.length; i += SENDS_AT_ONCE) {
    await Promise.all(
      toSend.slice(i, i + SENDS_AT_ONCE).map((alert) => {
        const message = toAlertMessage(bulk, alert.id, openedAt);
        return alertActions.send(message, { group: alert.group, deduplicationId: message.requestId });
      }),
    );
  }
  for (;;) {
    await collectResults();
    if (waiting.size === 0) return { done, refused };
    if (clock() >= deadline) {
      if (clock() - openedAt < PATIENCE_MS) return undefined;
      throw new ActionsNotApplied(`${waiting.size} actions of bulk action ${bulk.id} are not applied.`);
    }
    await pause(POLL_MS);
  }
}
