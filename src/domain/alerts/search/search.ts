import { ALERT_SHARDS, alertIdFromIndexSk, allAlertsPk, openAlertsPk } from '../../../platform/keys.ts';
import type { QuerySpec, Table } from '../../../platform/table.ts';
import { invalid } from '../../kernel/errors.ts';
import { RESPONDER_TYPES } from '../../kernel/responder.ts';
import { matchesQuery, type SearchFacts } from '../../kernel/search-query/evaluate.ts';
import { getFields, type Query } from '../../kernel/search-query/model.ts';
import type { Alert } from '../model.ts';
import { findAlert, findAlertsByIds, findAlertsWithoutDuplicates, readRecipientIds } from '../queries.ts';
import type { ResponderStores } from '../responders.ts';
import { withDuplicates } from '../store/with-duplicates.ts';
import { type AlertScope, isUnrestricted, isVisibleTo } from '../visibility.ts';
import { toCreationRange } from './creation-range.ts';
import { loadNames } from './names.ts';
import { createAlertComparator, type Order, type SortField } from './order.ts';
import { planSearch, type SearchPlan } from './plan.ts';

/** How many alerts a search reads at most. Offset and limit together must not exceed it. */
export const SEARCH_BUDGET = 20_000;

const READ_BATCH_SIZE = 100;
const MAX_INDEX_PAGE_SIZE = 1_000;

export interface SearchDeps {
  readonly table: Table;
  readonly directory: ResponderStores;
  /** Default: {@link SEARCH_BUDGET}. */
  readonly budget?: number;
}

/** A query, and the alerts to which the key restricts it. */
export interface Search extends AlertScope {
  readonly accountId: string;
  readonly query: Query;
}

export interface SearchPage {
  readonly sort: SortField;
  readonly order: Order;
  readonly offset: number;
  readonly limit: number;
}

export interface SearchResult {
  readonly alerts: readonly Alert[];
  /** Whether more alerts follow this page. */
  readonly more: boolean;
  /** How many alerts match. Absent if the search ended before it had found all. */
  readonly total?: number;
}

type Scan = Extract<SearchPlan, { kind: 'scan' }>;

/** One page of the alerts that match. Throws `invalid` if the search would read more alerts than the budget. */
export async function searchAlerts(
  deps: SearchDeps,
  search: Search,
  page: SearchPage,
): Promise<SearchResult> {
  const { sort, order, offset, limit } = page;
  const plan = planSearch(search.query);
  if (plan.kind === 'scan' && sort === 'createdAt') return searchByCreation(deps, search, plan, page);
  const found: Alert[] = [];
  const options = { ...FULL_SCAN, sortsByCounts: COUNT_FIELDS.some((field) => field === sort) };
  for await (const alerts of findMatches(deps, search, plan, options)) found.push(...alerts);
  found.sort(createAlertComparator(sort, order));
  return {
    alerts: await withDuplicates(deps.table, found.slice(offset, offset + limit)),
    more: found.length > offset + limit,
    total: found.length,
  };
}

/**
 * How many alerts match. All alerts, all open alerts and all closed alerts of a time interval are counted in the indexes,
 * without reading them.
 */
export async function countAlerts(deps: SearchDeps, search: Search): Promise<number> {
  const plan = planSearch(search.query);
  if (plan.kind === 'scan' && isUnrestricted(search)) {
    if (plan.matchesAll) return countScan(deps.table, search.accountId, plan);
    if (plan.matchesClosed) {
      const [all, open] = await Promise.all(
        [false, true].map((openOnly) => countScan(deps.table, search.accountId, { ...plan, openOnly })),
      );
      return Math.max(0, (all ?? 0) - (open ?? 0));
    }
  }
  let count = 0;
  for await (const alerts of findMatches(deps, search, plan)) count += alerts.length;
  return count;
}

/**
 * All alerts that match, in batches, with their counts only if the query is about them. Throws `invalid` if the search would read
 * more alerts than the budget.
 */
export const findAllMatches = (deps: SearchDeps, search: Search): AsyncGenerator<readonly Alert[]> =>
  findMatches(deps, search, planSearch(search.query));

/** Searches in the order of the index, so the search can end with the page. */
async function searchByCreation(
  deps: SearchDeps,
  search: Search,
  plan: Scan,
  { order, offset, limit }: SearchPage,
): Promise<SearchResult> {
  // If every entry of the index matches, the alerts before the page need not be read.
  const allMatch = plan.matchesAll && isUnrestricted(search);
  const skip = allMatch ? offset : 0;
  const wanted = offset - skip + limit;
  const found: Alert[] = [];
  let skipped = 0;
  const batches = findMatches(deps, search, plan, {
    descending: order === 'desc',
    skip,
    onSkip: () => skipped++,
    expected: offset + limit,
    // One alert more than the page shows whether more alerts follow.
    batchSize: allMatch ? limit + 1 : READ_BATCH_SIZE,
  });
  for await (const alerts of batches) {
    found.push(...alerts);
    if (found.length > wanted) break;
  }
  const more = found.length > wanted;
  return {
    alerts: await withDuplicates(deps.table, found.slice(offset - skip, wanted)),
    more,
    ...(!more && { total: skipped + found.length }),
  };
}

interface ScanOptions {
  readonly descending: boolean;
  /** How many entries of the index to skip without reading their alerts. */
  readonly skip: number;
  readonly onSkip: () => void;
  /** How many entries of the index will probably be needed. Absent: all. */
  readonly expected?: number;
  /** How many alerts to read at a time. */
  readonly batchSize: number;
  /** The order depends on how often the alerts occurred. */
  readonly sortsByCounts?: boolean;
}

/** What duplicates change. It is read for all alerts only if the query or the order depends on it, otherwise for the page. */
const COUNT_FIELDS = ['count', 'lastOccurredAt'] as const;

const FULL_SCAN: ScanOptions = {
  descending: true,
  skip: 0,
  onSkip: () => {},
  batchSize: READ_BATCH_SIZE,
};

/** The alerts that match, in batches. A scan yields them in the order of their creation. */
async function* findMatches(
  { table, directory, budget = SEARCH_BUDGET }: SearchDeps,
  { accountId, query, ...scope }: Search,
  plan: SearchPlan,
  options: ScanOptions = FULL_SCAN,
): AsyncGenerator<readonly Alert[]> {
  const fields = getFields(query);
  const needsCounts = options.sortsByCounts || COUNT_FIELDS.some((field) => fields.has(field));
  const readAlerts = needsCounts ? findAlertsByIds : findAlertsWithoutDuplicates;
  const getName = await loadNames(directory, accountId, fields, RESPONDER_TYPES);

  async function filterMatches(alerts: readonly Alert[]): Promise<readonly Alert[]> {
    const visible = alerts.filter((alert) => isVisibleTo(alert, scope));
    const facts: SearchFacts = {
      getName,
      getRecipients: fields.has('recipients') ? await loadRecipientNames(visible) : () => [],
    };
    return visible.filter((alert) => matchesQuery(query, alert, facts));
  }

  async function loadRecipientNames(alerts: readonly Alert[]): Promise<SearchFacts['getRecipients']> {
    const userIds = await readRecipientIds(
      table,
      accountId,
      alerts.map(({ id }) => id),
    );
    return (alertId) => (userIds.get(alertId) ?? []).flatMap((id) => getName('user', id) ?? []);
  }

  if (plan.kind === 'lookup') {
    if (plan.targets.length > budget) throw queryTooBroad(budget);
    const found = await Promise.all(plan.targets.map((target) => findAlert(table, accountId, target)));
    const byId = new Map(found.flatMap((alert) => (alert ? [[alert.id, alert] as const] : [])));
    yield filterMatches([...byId.values()]);
    return;
  }

  let scanned = 0;
  let batch: string[] = [];
  for await (const id of readIdsByCreation(table, accountId, plan, { expected: budget, ...options })) {
    if (++scanned > budget) throw queryTooBroad(budget);
    if (scanned <= options.skip) {
      options.onSkip();
      continue;
    }
    batch.push(id);
    if (batch.length === options.batchSize) {
      yield filterMatches(await readAlerts(table, accountId, batch));
      batch = [];
    }
  }
  if (batch.length > 0) yield filterMatches(await readAlerts(table, accountId, batch));
}

const queryTooBroad = (budget: number) =>
  invalid({
    query: `More than ${budget} alerts would have to be searched: narrow the query, for example by status or createdAt`,
  });

/** The index queries of the scan, one per shard. None if its time interval is empty. */
function createShardQueries(accountId: string, plan: Scan): readonly QuerySpec[] {
  const sk = toCreationRange(plan);
  if (!sk) return [];
  return Array.from({ length: ALERT_SHARDS }, (_, shard) => ({
    index: plan.openOnly ? ('gsi2' as const) : ('gsi1' as const),
    pk: plan.openOnly ? openAlertsPk(accountId, shard) : allAlertsPk(accountId, shard),
    sk,
  }));
}

async function countScan(table: Table, accountId: string, plan: Scan): Promise<number> {
  const counts = await Promise.all(createShardQueries(accountId, plan).map((spec) => table.count(spec)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Reads the entries of one shard of the index. */
interface ShardReader {
  readonly spec: QuerySpec;
  keys: string[];
  next?: Readonly<Record<string, unknown>> | undefined;
  ended: boolean;
}

/** Alert ids in the order of creation, merged from all shards of the index. */
async function* readIdsByCreation(
  table: Table,
  accountId: string,
  plan: Scan,
  { descending, expected }: Required<Pick<ScanOptions, 'descending' | 'expected'>>,
): AsyncGenerator<string> {
  let pageSize = Math.min(MAX_INDEX_PAGE_SIZE, Math.ceil((expected + 1) / 2));
  const shards: ShardReader[] = createShardQueries(accountId, plan).map((spec) => ({
    spec,
    keys: [],
    ended: false,
  }));

  async function readPage(shard: ShardReader): Promise<void> {
    while (shard.keys.length === 0 && !shard.ended) {
      const { items, next } = await table.query({
        ...shard.spec,
        descending,
        limit: pageSize,
        ...(shard.next && { after: shard.next }),
      });
      shard.keys = items.map((item) => String(item[`${shard.spec.index}sk`]));
      shard.next = next;
      shard.ended = next === undefined;
    }
  }

  await Promise.all(shards.map(readPage));
  pageSize = MAX_INDEX_PAGE_SIZE;
  for (;;) {
    let best: ShardReader | undefined;
    for (const shard of shards) {
      const [key, bestKey] = [shard.keys[0], best?.keys[0]];
      if (key === undefined) continue;
      if (bestKey === undefined || (descending ? key > bestKey : key < bestKey)) best = shard;
    }
    const key = best?.keys.shift();
    if (!best || key === undefined) return;
    yield alertIdFromIndexSk(key);
    if (best.keys.length === 0) await readPage(best);
  }
}
