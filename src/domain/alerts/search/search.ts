import type { Instant } from '../../../platform/clock.ts';
import { toIso } from '../../../platform/clock.ts';
import { ALERT_SHARDS, alertIdFromIndexSk, allAlertsPk, openAlertsPk } from '../../../platform/keys.ts';
import type { QuerySpec, Table } from '../../../platform/table.ts';
import { invalid } from '../../kernel/errors.ts';
import type { ResponderType } from '../../kernel/responder.ts';
import { matchesQuery, type SearchFacts } from '../../kernel/search-query/evaluate.ts';
import { getFields, type Query, type SearchField } from '../../kernel/search-query/model.ts';
import type { Alert } from '../model.ts';
import { findAlert, findAlertsByIds, readRecipientIds } from '../queries.ts';
import type { ResponderStores } from '../responders.ts';
import { isVisibleTo } from '../visibility.ts';
import { comparing, type Order, type SortField } from './order.ts';
import { planOf, type SearchPlan } from './plan.ts';

/** So many alerts are looked at for one search, and no page reaches beyond so many. */
export const SEARCH_BUDGET = 20_000;

const READ_AT_ONCE = 100;
const INDEX_PAGE_MAX = 1_000;

export interface SearchDeps {
  readonly table: Table;
  readonly directory: ResponderStores;
  /** Instead of {@link SEARCH_BUDGET}. */
  readonly budget?: number;
}

export interface Search {
  readonly accountId: string;
  /** Of a key that belongs to a team: other teams' alerts are not there for it. */
  readonly teamId?: string | undefined;
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
  /** Whether there are more after this page. */
  readonly more: boolean;
  /** How many match in all, where the search came to the end. */
  readonly total?: number;
}

type Scan = Extract<SearchPlan, { kind: 'scan' }>;

/** One page of the alerts that match. Throws `invalid` if more than the budget would have to be looked at. */
export async function searchAlerts(
  deps: SearchDeps,
  search: Search,
  page: SearchPage,
): Promise<SearchResult> {
  const { sort, order, offset, limit } = page;
  const plan = planOf(search.query);
  if (plan.kind === 'scan' && sort === 'createdAt') return inOrderOfCreation(deps, search, plan, page);
  const found: Alert[] = [];
  for await (const alerts of matching(deps, search, plan)) found.push(...alerts);
  found.sort(comparing(sort, order));
  return {
    alerts: found.slice(offset, offset + limit),
    more: found.length > offset + limit,
    total: found.length,
  };
}

/** How many alerts match. All, all open and all closed ones of a stretch of time are counted off the indexes. */
export async function countAlerts(deps: SearchDeps, search: Search): Promise<number> {
  const plan = planOf(search.query);
  if (plan.kind === 'scan' && search.teamId === undefined) {
    if (plan.exact) return countScan(deps.table, search.accountId, plan);
    if (plan.exactlyClosed) {
      const [all, open] = await Promise.all(
        [false, true].map((openOnly) => countScan(deps.table, search.accountId, { ...plan, openOnly })),
      );
      return Math.max(0, (all ?? 0) - (open ?? 0));
    }
  }
  let count = 0;
  for await (const alerts of matching(deps, search, plan)) count += alerts.length;
  return count;
}

/** The index is in this order, so the search ends with the page. */
async function inOrderOfCreation(
  deps: SearchDeps,
  search: Search,
  plan: Scan,
  { order, offset, limit }: SearchPage,
): Promise<SearchResult> {
  // Where every entry of the index is a match, those before the page need not be read.
  const allMatch = plan.exact && search.teamId === undefined;
  const skip = allMatch ? offset : 0;
  const wanted = offset - skip + limit;
  const found: Alert[] = [];
  let skipped = 0;
  const batches = matching(deps, search, plan, {
    descending: order === 'desc',
    skip,
    onSkip: () => skipped++,
    expected: offset + limit,
    // One more tells whether there are more.
    batch: allMatch ? limit + 1 : READ_AT_ONCE,
  });
  for await (const alerts of batches) {
    found.push(...alerts);
    if (found.length > wanted) break;
  }
  const more = found.length > wanted;
  return {
    alerts: found.slice(offset - skip, wanted),
    more,
    ...(!more && { total: skipped + found.length }),
  };
}

interface Walk {
  readonly descending: boolean;
  readonly skip: number;
  readonly onSkip: () => void;
  /** How many entries of the index will probably do. */
  readonly expected: number;
  /** How many alerts are read at once. */
  readonly batch: number;
}

const WHOLE_WALK: Omit<Walk, 'expected'> = {
  descending: true,
  skip: 0,
  onSkip: () => {},
  batch: READ_AT_ONCE,
};

/** The alerts that match, batch by batch; for a scan in the order of the walk. */
async function* matching(
  { table, directory, budget = SEARCH_BUDGET }: SearchDeps,
  { accountId, teamId, query }: Search,
  plan: SearchPlan,
  walk: Walk = { ...WHOLE_WALK, expected: budget },
): AsyncGenerator<readonly Alert[]> {
  const fields = getFields(query);
  const nameOf = await namesFor(directory, accountId, fields);

  async function evaluated(alerts: readonly Alert[]): Promise<readonly Alert[]> {
    const visible = alerts.filter((alert) => isVisibleTo(alert, teamId));
    const facts: SearchFacts = {
      getName: nameOf,
      getRecipients: fields.has('recipients') ? await recipientNames(visible) : () => [],
    };
    return visible.filter((alert) => matchesQuery(query, alert, facts));
  }

  async function recipientNames(alerts: readonly Alert[]): Promise<SearchFacts['getRecipients']> {
    const userIds = await readRecipientIds(
      table,
      accountId,
      alerts.map(({ id }) => id),
    );
    return (alertId) => (userIds.get(alertId) ?? []).flatMap((id) => nameOf('user', id) ?? []);
  }

  if (plan.kind === 'lookup') {
    if (plan.targets.length > budget) throw tooWide(budget);
    const found = await Promise.all(plan.targets.map((target) => findAlert(table, accountId, target)));
    const byId = new Map(found.flatMap((alert) => (alert ? [[alert.id, alert] as const] : [])));
    yield evaluated([...byId.values()]);
    return;
  }

  let looked = 0;
  let batch: string[] = [];
  for await (const id of idsByCreation(table, accountId, plan, walk)) {
    if (++looked > budget) throw tooWide(budget);
    if (looked <= walk.skip) {
      walk.onSkip();
      continue;
    }
    batch.push(id);
    if (batch.length === walk.batch) {
      yield evaluated(await findAlertsByIds(table, accountId, batch));
      batch = [];
    }
  }
  if (batch.length > 0) yield evaluated(await findAlertsByIds(table, accountId, batch));
}

const tooWide = (budget: number) =>
  invalid({
    query: `More than ${budget} alerts would have to be looked at: narrow the query, for example by status or createdAt`,
  });

/** Names of everything that the fields of a query may name. */
async function namesFor(
  directory: ResponderStores,
  accountId: string,
  fields: ReadonlySet<SearchField>,
): Promise<SearchFacts['getName']> {
  const all = fields.has('responders');
  const list = async <T>(needed: boolean, read: () => Promise<readonly T[]>) => (needed ? read() : []);
  const [teams, users, escalations, schedules] = await Promise.all([
    list(all || fields.has('teams'), () => directory.teams.list(accountId)),
    list(all || fields.has('recipients'), () => directory.users.list(accountId)),
    list(all, () => directory.escalations.list(accountId)),
    list(all, () => directory.schedules.list(accountId)),
  ]);
  const names: Readonly<Record<ResponderType, ReadonlyMap<string, string>>> = {
    team: new Map(teams.map(({ id, name }) => [id, name])),
    user: new Map(users.map(({ id, username }) => [id, username])),
    escalation: new Map(escalations.map(({ id, name }) => [id, name])),
    schedule: new Map(schedules.map(({ id, name }) => [id, name])),
  };
  return (type, id) => names[type].get(id);
}

const EARLIEST: Instant = 0;
const LATEST: Instant = Date.parse('9999-12-31T23:59:59.999Z');

/** The queries of the index, one a shard; none where the stretch of time is empty. */
function shardQueries(
  accountId: string,
  { openOnly, from = EARLIEST, to = LATEST }: Scan,
): readonly QuerySpec[] {
  const [first, last] = [Math.max(from, EARLIEST), Math.min(to, LATEST)];
  if (first > last) return [];
  const range = { from: toIso(first), to: `${toIso(last)}~` };
  return Array.from({ length: ALERT_SHARDS }, (_, shard) => ({
    index: openOnly ? ('gsi2' as const) : ('gsi1' as const),
    pk: openOnly ? openAlertsPk(accountId, shard) : allAlertsPk(accountId, shard),
    sk: range,
  }));
}

async function countScan(table: Table, accountId: string, plan: Scan): Promise<number> {
  const counts = await Promise.all(shardQueries(accountId, plan).map((spec) => table.count(spec)));
  return counts.reduce((sum, count) => sum + count, 0);
}

interface Shard {
  readonly spec: QuerySpec;
  keys: string[];
  next?: Readonly<Record<string, unknown>> | undefined;
  ended: boolean;
}

/** Ids of alerts, merged from all shards of the index in the order of their creation. */
async function* idsByCreation(
  table: Table,
  accountId: string,
  plan: Scan,
  { descending, expected }: Walk,
): AsyncGenerator<string> {
  let pageSize = Math.min(INDEX_PAGE_MAX, Math.ceil((expected + 1) / 2));
  const shards: Shard[] = shardQueries(accountId, plan).map((spec) => ({ spec, keys: [], ended: false }));

  async function fill(shard: Shard): Promise<void> {
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

  await Promise.all(shards.map(fill));
  pageSize = INDEX_PAGE_MAX;
  for (;;) {
    let best: Shard | undefined;
    for (const shard of shards) {
      const [key, bestKey] = [shard.keys[0], best?.keys[0]];
      if (key === undefined) continue;
      if (bestKey === undefined || (descending ? key > bestKey : key < bestKey)) best = shard;
    }
    const key = best?.keys.shift();
    if (!best || key === undefined) return;
    yield alertIdFromIndexSk(key);
    if (best.keys.length === 0) await fill(best);
  }
}
