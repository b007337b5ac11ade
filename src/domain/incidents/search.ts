import { allIncidentsPk, incidentKey, openIncidentsPk } from '../../platform/keys.ts';
import type { QuerySpec, Table } from '../../platform/table.ts';
import { toCreationRange } from '../alerts/search/creation-range.ts';
import { loadNames } from '../alerts/search/names.ts';
import { createComparator, type Order, type Sortable } from '../alerts/search/order.ts';
import { planSearch } from '../alerts/search/plan.ts';
import type { Directory } from '../directory/directory.ts';
import { invalid } from '../kernel/errors.ts';
import { matchesQuery, type Searchable, type SearchFacts } from '../kernel/search-query/evaluate.ts';
import { EVERYTHING, getFields, type Query, type SearchField } from '../kernel/search-query/model.ts';
import type { Vocabulary } from '../kernel/search-query/parse.ts';
import { INCIDENT_STATUSES, type Incident, isIncidentVisibleTo } from './model.ts';
import { toIncident } from './store.ts';

/** A search reads at most this many incidents. */
export const INCIDENT_SEARCH_BUDGET = 10_000;

const INCIDENTS_PER_READ = 100;

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
  // Ids of services are searched as `actions`, a list of keywords that incidents do not have.
  impactedServices: 'actions',
  service: 'actions',
  serviceId: 'actions',
};

/** Fields and statuses of incidents in the search language of alerts. */
export const INCIDENT_VOCABULARY: Vocabulary = {
  fields: new Map(Object.entries(FIELDS).map(([name, field]) => [name.toLowerCase(), field])),
  statuses: INCIDENT_STATUSES,
};

/** Converts an incident to the form that queries are evaluated on. */
export const toSearchable = (incident: Incident): Searchable => ({
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

const SORT_VALUES = {
  createdAt: ({ createdAt }) => createdAt,
  tinyId: ({ tinyId }) => Number(tinyId),
  message: ({ message }) => message,
  status: ({ status }) => status,
  isSeen: ({ isSeen }) => isSeen,
  owner: ({ owner }) => owner,
} as const satisfies Record<string, (incident: Incident) => Sortable>;

export type IncidentSort = keyof typeof SORT_VALUES;
export const INCIDENT_SORTS = Object.keys(SORT_VALUES) as readonly IncidentSort[];

export interface IncidentSearch {
  readonly accountId: string;
  /** Of the key, if it belongs to a team. */
  readonly teamId?: string | undefined;
  readonly query: Query;
}

export interface IncidentPage {
  readonly sort: IncidentSort;
  readonly order: Order;
  readonly offset: number;
  readonly limit: number;
}

export interface IncidentSearchResult {
  readonly incidents: readonly Incident[];
  /** Whether more follow this page. */
  readonly more: boolean;
  /** Number of all matches, if the search read them all. */
  readonly total?: number;
}

export interface IncidentSearchDeps {
  readonly table: Table;
  readonly directory: Directory;
}

/** One page of the incidents that match. Throws `invalid` if the search would exceed {@link INCIDENT_SEARCH_BUDGET}. */
export async function searchIncidents(
  deps: IncidentSearchDeps,
  search: IncidentSearch,
  { sort, order, offset, limit }: IncidentPage,
): Promise<IncidentSearchResult> {
  const found: Incident[] = [];
  const inOrder = sort === 'createdAt';
  for await (const incidents of readMatches(deps, search, order === 'desc')) {
    found.push(...incidents);
    if (inOrder && found.length > offset + limit) {
      return { incidents: found.slice(offset, offset + limit), more: true };
    }
  }
  if (!inOrder) found.sort(createComparator<Incident>(SORT_VALUES[sort], order));
  return {
    incidents: found.slice(offset, offset + limit),
    more: found.length > offset + limit,
    total: found.length,
  };
}

/** The incidents that impact the service and are not closed. */
export async function findUnclosedIncidents(
  deps: IncidentSearchDeps,
  accountId: string,
  serviceId: string,
): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  for await (const incidents of readMatches(deps, { accountId, query: EVERYTHING }, true, true)) {
    found.push(...incidents.filter(({ impactedServices }) => impactedServices.includes(serviceId)));
  }
  return found;
}

/** Reads the matching incidents page by page, in the order of their creation. */
async function* readMatches(
  { table, directory }: IncidentSearchDeps,
  { accountId, teamId, query }: IncidentSearch,
  descending: boolean,
  unclosedOnly = false,
): AsyncGenerator<readonly Incident[]> {
  const facts: SearchFacts = {
    getName: await loadNames(directory, accountId, getFields(query), ['team', 'user']),
    getRecipients: () => [],
  };
  let incidentsRead = 0;
  let after: QuerySpec['after'];
  const spec = indexQuery(accountId, query, unclosedOnly);
  if (!spec) return;
  do {
    const page = await table.query({
      ...spec,
      descending,
      limit: INCIDENTS_PER_READ,
      ...(after && { after }),
    });
    incidentsRead += page.items.length;
    if (incidentsRead > INCIDENT_SEARCH_BUDGET) {
      throw invalid({
        query: `More than ${INCIDENT_SEARCH_BUDGET} incidents would have to be read: narrow the query, for example by createdAt`,
      });
    }
    const ids = page.items.map((item) => item.pk.slice(incidentKey(accountId, '').pk.length));
    const items = await table.batchGet(ids.map((id) => incidentKey(accountId, id)));
    const byId = new Map(items.map(toIncident).map((incident) => [incident.id, incident]));
    yield ids
      .flatMap((id) => byId.get(id) ?? [])
      .filter(
        (incident) =>
          isIncidentVisibleTo(incident, teamId) && matchesQuery(query, toSearchable(incident), facts),
      );
    after = page.next;
  } while (after);
}

/** The query of the index by creation time; undefined if the time range is empty. */
function indexQuery(accountId: string, query: Query, unclosedOnly: boolean): QuerySpec | undefined {
  const plan = planSearch(query);
  const scan = plan.kind === 'scan' ? plan : undefined;
  const sk = toCreationRange(scan ?? {});
  if (!sk) return undefined;
  const sparse = unclosedOnly || scan?.openOnly === true;
  return {
    index: sparse ? 'gsi2' : 'gsi1',
    pk: sparse ? openIncidentsPk(accountId) : allIncidentsPk(accountId),
    sk,
  };
}
