import type { Instant } from '../../platform/clock.ts';
import { bulkActionKey, bulkActionPageKey } from '../../platform/keys.ts';
import {
  conditionHolds,
  type Item,
  ifNotExists,
  resultIfConditionHolds,
  type Table,
} from '../../platform/table.ts';
import { MAX_ID_LENGTH } from '../kernel/limits.ts';
import { getExpiry } from '../requests/retention.ts';
import { type BulkAction, type BulkAlert, PAGE_SIZE } from './model.ts';

type StoredBulkAction = Item & BulkAction;
type StoredPage = Item & { readonly alerts: readonly BulkAlert[] };

/** How many alerts of a page were changed, and for how many the action was refused. */
export interface PageCounts {
  readonly done: number;
  readonly refused: number;
}

/** Bulk actions and the alerts that belong to them. All of them expire with the statuses of their requests. */
export interface BulkActionStore {
  find(accountId: string, id: string): Promise<BulkAction | undefined>;
  /** Stores the pages first, then the bulk action. False if there is one with that id. */
  insert(bulk: BulkAction, alerts: readonly BulkAlert[]): Promise<boolean>;
  readPage(bulk: BulkAction): Promise<readonly BulkAlert[]>;
  /** Records, before any of its actions is sent, that the current page is in work. Undefined if another delivery did. */
  openPage(bulk: BulkAction, now: Instant): Promise<BulkAction | undefined>;
  /** Adds the counts of the current page, once, and moves on to the next. */
  completePage(bulk: BulkAction, counts: PageCounts, now: Instant): Promise<void>;
  /** No further page is begun. Does nothing if the bulk action has finished, or was cancelled before. */
  cancel(bulk: BulkAction, now: Instant): Promise<void>;
  finish(bulk: BulkAction, now: Instant): Promise<void>;
}

export const countPages = (alerts: number): number => Math.ceil(alerts / PAGE_SIZE);

export function createBulkActionStore(table: Table): BulkActionStore {
  return {
    find: async (accountId, id) =>
      id.length > MAX_ID_LENGTH ? undefined : table.get<StoredBulkAction>(bulkActionKey(accountId, id)),

    async insert(bulk, alerts) {
      const { accountId, id, setId, pages, requestedAt } = bulk;
      const expiresAt = getExpiry(requestedAt);
      await table.batchPut(
        Array.from({ length: pages }, (_, page) => ({
          ...bulkActionPageKey(accountId, id, setId, page),
          alerts: alerts.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE),
          expiresAt,
        })),
      );
      return conditionHolds(table.put({ ...bulkActionKey(accountId, id), ...bulk, expiresAt }, ifNotExists));
    },

    async readPage({ accountId, id, setId, page }) {
      const stored = await table.get<StoredPage>(bulkActionPageKey(accountId, id, setId, page));
      if (!stored) throw new Error(`Page ${page} of bulk action ${id} does not exist.`);
      return stored.alerts;
    },

    openPage: ({ accountId, id, page }, now) =>
      resultIfConditionHolds(
        table.update<StoredBulkAction>(
          bulkActionKey(accountId, id),
          {
            expression:
              'SET openedPage = :page, openedAt = :now, startedAt = if_not_exists(startedAt, :now), updatedAt = :now',
            values: { ':page': page, ':now': now },
          },
          {
            expression: '#page = :page AND (attribute_not_exists(openedPage) OR openedPage < :page)',
            names: { '#page': 'page' },
            values: { ':page': page },
          },
        ),
      ),

    async completePage({ accountId, id, page }, { done, refused }, now) {
      await conditionHolds(
        table.update(
          bulkActionKey(accountId, id),
          {
            expression: 'SET #page = :next, updatedAt = :now ADD done :done, refused :refused',
            names: { '#page': 'page' },
            values: { ':next': page + 1, ':now': now, ':done': done, ':refused': refused },
          },
          { expression: '#page = :page', names: { '#page': 'page' }, values: { ':page': page } },
        ),
      );
    },

    async cancel({ accountId, id }, now) {
      await conditionHolds(
        table.update(
          bulkActionKey(accountId, id),
          { expression: 'SET cancelledAt = :now, updatedAt = :now', values: { ':now': now } },
          {
            expression:
              'attribute_exists(pk) AND attribute_not_exists(cancelledAt) AND attribute_not_exists(finishedAt)',
          },
        ),
      );
    },

    async finish({ accountId, id, page }, now) {
      await conditionHolds(
        table.update(
          bulkActionKey(accountId, id),
          {
            expression: 'SET finishedAt = :now, startedAt = if_not_exists(startedAt, :now), updatedAt = :now',
            values: { ':now': now },
          },
          {
            expression: '#page = :page AND attribute_not_exists(finishedAt)',
            names: { '#page': 'page' },
            values: { ':page': page },
          },
        ),
      );
    },
  };
}
