import * as z from 'zod';
import { SORT_FIELDS, type SortField } from '../../domain/alerts/search/order.ts';
import { countAlerts, SEARCH_BUDGET, searchAlerts } from '../../domain/alerts/search/search.ts';
import { lazily } from '../../domain/kernel/lazily.ts';
import { pageLimit, wholeNumber } from '../../domain/kernel/schemas.ts';
import { parseQueryInput } from '../../domain/kernel/search-query/input.ts';
import { EVERYTHING } from '../../domain/kernel/search-query/model.ts';
import { getSavedSearch } from '../../domain/saved-searches/store.ts';
import { createPageLinks } from '../../http/offset-paging.ts';
import { ok, type Route, type RouteInput } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { type AlertDeps, TAG } from './deps.ts';
import { toAlertSummary } from './view.ts';

/** The query itself, or the id or name of a saved search. */
const searchInput = lazily(() =>
  z.object({
    query: z.string().optional(),
    searchIdentifier: z.string().optional(),
    searchIdentifierType: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['id', 'name']))
      .default('id'),
  }),
);

const sort = () =>
  z
    .string()
    .transform((field) => (field === 'lastOccuredAt' ? 'lastOccurredAt' : field))
    .pipe(z.enum(SORT_FIELDS as readonly [SortField, ...SortField[]]));

const listQuery = lazily(() =>
  searchInput()
    .extend({
      offset: wholeNumber(0, SEARCH_BUDGET).default(0),
      limit: pageLimit(100).default(20),
      sort: sort().default('createdAt'),
      order: z.enum(['asc', 'desc']).default('desc'),
    })
    .refine(({ offset, limit }) => offset + limit <= SEARCH_BUDGET, {
      path: ['offset'],
      message: `offset and limit together must not exceed ${SEARCH_BUDGET}: narrow the query`,
    }),
);

const search = { method: 'GET', tag: TAG, domain: 'search', rights: ['read'] } as const;

/** Routes that list and count alerts. */
export function searchRoutes(deps: AlertDeps): readonly Route[] {
  const { table, directory, searchBudget: budget } = deps;
  const searchDeps = { table, directory, ...(budget !== undefined && { budget }) };

  async function loadSearch({ caller, query }: RouteInput<unknown, z.infer<ReturnType<typeof searchInput>>>) {
    const { accountId, teamId, alertReach } = caller;
    if (query.searchIdentifier === undefined) {
      return {
        accountId,
        teamId,
        alertReach,
        query: query.query ? parseQueryInput(query.query) : EVERYTHING,
      };
    }
    const by = query.searchIdentifierType;
    const saved = await getSavedSearch(deps.savedSearches, caller, query.searchIdentifier, by);
    return { accountId, teamId, alertReach, query: parseQueryInput(saved.query) };
  }

  return [
    defineRoute({
      ...search,
      path: '/v2/alerts',
      summary: 'List alerts, filtered by a query',
      query: listQuery,
      response: 'alerts',
      async handle(input) {
        const result = await searchAlerts(searchDeps, await loadSearch(input), input.query);
        const paging = createPageLinks(input.request.url, input.query, result, {
          sort: input.query.sort,
          order: input.query.order,
        });
        const headers = Object.fromEntries(
          Object.entries(paging).map(([name, link]) => [
            `X-Paging-${name[0]?.toUpperCase()}${name.slice(1)}`,
            link,
          ]),
        );
        return { ...ok(result.alerts.map(toAlertSummary), { paging }), headers };
      },
    }),
    defineRoute({
      ...search,
      path: '/v2/alerts/count',
      exceptIdentifierTypes: ['alias', 'tiny'],
      summary: 'Count alerts, filtered by a query',
      query: searchInput,
      response: 'count',
      handle: async (input) => ok({ count: await countAlerts(searchDeps, await loadSearch(input)) }),
    }),
  ];
}
