import type { Instant } from '../../platform/clock.ts';
import { newId, sha256 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Table } from '../../platform/table.ts';
import { messageGroupId } from '../alerts/message-group.ts';
import { createResponderFinder, type ResponderStores } from '../alerts/responders.ts';
import { findAllMatches, type SearchDeps } from '../alerts/search/search.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import { parseQueryInput } from '../kernel/search-query/input.ts';
import { type BulkAction, type BulkActionTemplate, type BulkAlert, MAX_BULK_ALERTS } from './model.ts';
import { countPages, createBulkActionStore } from './store.ts';

export interface StartBulkActionDeps {
  readonly table: Table;
  readonly directory: ResponderStores;
  /** bulk-actions.fifo. */
  readonly bulkActions: Queue;
  /** How many alerts the search reads at most. Default: that of a search. */
  readonly searchBudget?: number | undefined;
}

export interface BulkActionRequest extends BulkActionTemplate {
  /** A repetition with the same id starts nothing again. */
  readonly id: string;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly query: string;
  /** How many alerts the requester was shown. */
  readonly expectedCount: number;
}

/** The message group of an account's bulk actions: they take turns, so that many of them delay alerts no more than one. */
export const bulkActionGroup = (accountId: string): string => sha256(`bulk-actions ${accountId}`);

/**
 * Starts an action on all alerts that match the query now and that the requester can access. The alerts are written down, so
 * that later ones, or those that match only later, are left alone. Throws `conflict` if there are more than the requester was
 * shown, and `invalid` if the query is too broad or the new owner does not exist; then nothing is changed.
 */
export async function startBulkAction(
  deps: StartBulkActionDeps,
  { expectedCount, ...request }: BulkActionRequest,
): Promise<BulkAction> {
  const { accountId, id } = request;
  const store = createBulkActionStore(deps.table);
  const earlier = await store.find(accountId, id);
  const bulk = earlier ?? (await create());
  await deps.bulkActions.send({ accountId, id }, { group: bulkActionGroup(accountId), deduplicationId: id });
  return bulk;

  async function create(): Promise<BulkAction> {
    await requireOwner(deps, request);
    const alerts = await findAlerts(deps, request);
    if (alerts.length > expectedCount) {
      throw conflict(
        `The query matches ${alerts.length} alerts now, more than the ${expectedCount} that were confirmed. Nothing was changed.`,
        { expectedCount: `is less than the ${alerts.length} alerts that match now` },
      );
    }
    const created: BulkAction = {
      ...request,
      total: alerts.length,
      // A repetition that runs at the same time may find other alerts. Each has pages of its own, and one of them counts.
      setId: newId(),
      pages: countPages(alerts.length),
      page: 0,
      done: 0,
      refused: 0,
      updatedAt: request.requestedAt,
    };
    if (await store.insert(created, alerts)) return created;
    return (await store.find(accountId, id)) ?? created;
  }
}

async function requireOwner(
  { directory }: StartBulkActionDeps,
  { accountId, action }: BulkActionTemplate,
): Promise<void> {
  if (action.type !== 'AssignOwnership') return;
  const owner = await createResponderFinder(directory).findUser(accountId, action.owner);
  if (!owner) throw invalid({ owner: 'does not exist' });
}

async function findAlerts(
  { table, directory, searchBudget }: StartBulkActionDeps,
  { accountId, teamId, alertReach, query, requestedAt }: Omit<BulkActionRequest, 'expectedCount'>,
): Promise<readonly BulkAlert[]> {
  const searchDeps: SearchDeps = {
    table,
    directory,
    ...(searchBudget !== undefined && { budget: searchBudget }),
  };
  const search = { accountId, teamId, alertReach, query: parseQueryInput(query) };
  const found: BulkAlert[] = [];
  for await (const alerts of findAllMatches(searchDeps, search)) {
    for (const { id, alias, createdAt } of alerts) {
      if (createdAt <= requestedAt) found.push({ id, group: messageGroupId(accountId, alias) });
    }
    if (found.length > MAX_BULK_ALERTS) {
      throw invalid({
        query: `matches more than ${MAX_BULK_ALERTS} alerts, the most that one bulk action changes: narrow it`,
      });
    }
  }
  return found;
}
