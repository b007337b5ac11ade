import { type Instant, toIso } from '../../platform/clock.ts';
import { allIncidentsPk, incidentKey, openIncidentsPk } from '../../platform/keys.ts';
import type { QuerySpec, Table } from '../../platform/table.ts';
import { planSearch } from '../alerts/search/plan.ts';
import type { Directory } from '../directory/directory.ts';
import { invalid } from '../kernel/errors.ts';
import { matchesQuery, type Searchable, type SearchFacts } from '../kernel/search-query/evaluate.ts';
import { EVERYTHING, getFields, type Query, type SearchField } from '../kernel/search-query/model.ts';
import type { Vocabulary } from '../kernel/search-query/parse.ts';
import { INCIDENT_STATUSES, type Incident, isIncidentVisibleTo } from './model.ts';
import { incidentOfItem } from './store.ts';

/** So many incidents are looked at for one search. */
export const INCIDENT_SEARCH_BUDGET = 10_000;

const READ_AT_ONCE = 100;

const FIELDS: Readonly<Record<string, SearchField>> = {
  id: 'alertId',
  incidentId: 'alertId',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  tinyId: 'tinyId',
  status: 'status',
  priority: 'priority',
  isSeen: 'isSeen',
  seen: 'isSeen',
  owner: 'owner',
  teams: 'teams',
  team: 'teams',
  responders: 'responders',
  responder: 'responders',
  tag: 'tag',
  tags: 'tag',
  message: 'message',
  description: 'description',
  source: 'source',
  'details.key': 'details.key',
  'details.value': 'details.value',
  'extraProperties.key': 'details.key',
  'extraProperties.value': 'details.value',
  // The list of keywords that alerts call their actions holds the ids of an incident's services.
  impactedServices: 'actions',
  service: 'actions',
  serviceId: 'actions',
};

/** The fields and statuses of incidents, in the search language of alerts. */
export const INCIDENT_VOCABULARY: Vocabulary = {
  fields: new Map(Object.entries(FIELDS).map(([name, field]) => [name.toLowerCase(), field])),
  statuses: INCIDENT_STATUSES,
};

/** The incident in the shape in which queries are evaluated. */
export const searchable = (incident: Incident): Searchable => ({
  id: incident.id,
  tinyId: incident.tinyId,
  alias: '',
  message: incident.message,
  description: incident.description,
  status: incident.status,
  acknowledged: false,
  isSeen: incident.isSeen,
  tags: incident.tags,
  snoozed: false,
  count: 1,
  createdAt: incident.createdAt,
  updatedAt: incident.updatedAt,
  lastOccurredAt: incident.createdAt,
  source: incident.source,
  owner: incident.owner,
  priority: incident.priority,
  responders: incident.responders,
  actions: incident.impactedServices,
  entity: '',
  details: incident.extraProperties,
  integration: { id: '', name: '', type: '' },
  report: {},
});

type Sortable = string | number;

const SORTED_BY = {
  createdAt: ({ createdAt }) => createdAt,
  tinyId: ({ tinyId }) => Number(tinyId),
  message: ({ message }) => message.toLowerCase(),
  status: ({ status }) => status,
  isSeen: ({ isSeen }) => Number(isSeen),
  owner: ({ owner }) => owner.toLowerCase(),
} as const satisfies Record<string, (incident: Incident) => Sortable>;

export type IncidentSort = keyof typeof SORTED_BY;
export const INCIDENT_SORTS = Object.keys(SORTED_BY) as readonly IncidentSort[];

export interface IncidentSearch {
  readonly accountId: string;
  /** Of a key that belongs to a team. */
  readonly teamId?: string | undefined;
  readonly query: Query;
}

export interface IncidentPage {
  readonly sort: IncidentSort;
  readonly order: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

export interface IncidentsFound {
  readonly incidents: readonly Incident[];
  /** Whether there are more after this page. */
  readonly more: boolean;
  /** How many match in all, where the search came to the end. */
  readonly total?: number;
}

export interface IncidentSearchDeps {
  readonly table: Table;
  readonly directory: Directory;
}

/** One page of the incidents that match. Throws `invalid` if more than the budget would have to be looked at. */
export async function searchIncidents(
  deps: IncidentSearchDeps,
  search: IncidentSearch,
  { sort, order, offset, limit }: IncidentPage,
): Promise<IncidentsFound> {
  const found: Incident[] = [];
  const inOrder = sort === 'createdAt';
  for await (const incidents of matching(deps, search, order === 'desc')) {
    found.push(...incidents);
    if (inOrder && found.length > offset + limit) {
      return { incidents: found.slice(offset, offset + limit), more: true };
    }
  }
  if (!inOrder) found.sort(comparing(sort, order));
  return {
    incidents: found.slice(offset, offset + limit),
    more: found.length > offset + limit,
    total: found.length,
  };
}

function comparing(sort: IncidentSort, order: 'asc' | 'desc'): (a: Incident, b: Incident) => number {
  const sign = order === 'asc' ? 1 : -1;
  const sortedBy: (incident: Incident) => Sortable = SORTED_BY[sort];
  return (a, b) => {
    const [left, right] = [sortedBy(a), sortedBy(b)];
    if (left !== right) return left < right ? -sign : sign;
    return sign * (a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  };
}

/** The incidents that are not closed and impact the service. */
export async function openIncidentsOf(
  deps: IncidentSearchDeps,
  accountId: string,
  serviceId: string,
): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  for await (const incidents of matching(deps, { accountId, query: EVERYTHING }, true, true)) {
    found.push(...incidents.filter(({ impactedServices }) => impactedServices.includes(serviceId)));
  }
  return found;
}

/** The incidents that match, batch by batch in the order of their creation. */
async function* matching(
  { table, directory }: IncidentSearchDeps,
  { accountId, teamId, query }: IncidentSearch,
  descending: boolean,
  unclosed = false,
): AsyncGenerator<readonly Incident[]> {
  const facts: SearchFacts = { getName: await namesOf(directory, accountId, query), getRecipients: () => [] };
  let looked = 0;
  let after: QuerySpec['after'];
  const spec = indexQuery(accountId, query, unclosed);
  if (!spec) return;
  do {
    const page = await table.query({ ...spec, descending, limit: READ_AT_ONCE, ...(after && { after }) });
    looked += page.items.length;
    if (looked > INCIDENT_SEARCH_BUDGET) {
      throw invalid({
        query: `More than ${INCIDENT_SEARCH_BUDGET} incidents would have to be looked at: narrow the query, for example by createdAt`,
      });
    }
    const ids = page.items.map((item) => item.pk.slice(incidentKey(accountId, '').pk.length));
    const items = await table.batchGet(ids.map((id) => incidentKey(accountId, id)));
    const byId = new Map(items.map(incidentOfItem).map((incident) => [incident.id, incident]));
    yield ids
      .flatMap((id) => byId.get(id) ?? [])
      .filter(
        (incident) =>
          isIncidentVisibleTo(incident, teamId) && matchesQuery(query, searchable(incident), facts),
      );
    after = page.next;
  } while (after);
}

const EARLIEST: Instant = 0;
const LATEST: Instant = Date.parse('9999-12-31T23:59:59.999Z');

/** The query of the index by creation time; undefined where the stretch of time is empty. */
function indexQuery(accountId: string, query: Query, unclosed: boolean): QuerySpec | undefined {
  const plan = planSearch(query);
  const { from = EARLIEST, to = LATEST, openOnly = false } = plan.kind === 'scan' ? plan : {};
  const [first, last] = [Math.max(from, EARLIEST), Math.min(to, LATEST)];
  if (first > last) return undefined;
  const sparse = unclosed || openOnly;
  return {
    index: sparse ? 'gsi2' : 'gsi1',
    pk: sparse ? openIncidentsPk(accountId) : allIncidentsPk(accountId),
    sk: { from: toIso(first), to: `${toIso(last)}~` },
  };
}

/** Names of teams and users, where the query may be about them. */
async function namesOf(
  directory: Directory,
  accountId: string,
  query: Query,
): Promise<SearchFacts['getName']> {
  const fields = getFields(query);
  if (!fields.has('teams') && !fields.has('responders')) return () => undefined;
  const [teams, users] = await Promise.all([
    directory.teams.list(accountId),
    directory.users.list(accountId),
  ]);
  const names = new Map<string, string>([
    ...teams.map(({ id, name }) => [`team ${id}`, name] as const),
    ...users.map(({ id, username }) => [`user ${id}`, username] as const),
  ]);
  return (type, id) => names.get(`${type} ${id}`);
}
