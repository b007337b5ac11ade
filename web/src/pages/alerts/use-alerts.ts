import {
  type InfiniteData,
  keepPreviousData,
  type QueryKey,
  replaceEqualDeep,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import {
  expectations,
  forgetExpectation,
  isFulfilled,
  withExpectation,
} from '../../alert-actions/pending.ts';
import { call } from '../../client/call.ts';
import { ApiError } from '../../client/errors.ts';
import type { ResponseBody } from '../../client/operation-types.ts';
import { queryClient, SAFETY_MS } from '../../client/query-client.ts';
import type { SORTS } from './views.ts';

const PAGE_SIZE = 100;

type Sort = (typeof SORTS)[number];

/** The query for the alerts that match, page by page. */
const createListQuery = (query: string | undefined, sort: Sort) => ({
  queryKey: ['alerts', 'list', query, sort.id],
  queryFn: async ({
    queryKey,
    pageParam,
    signal,
  }: {
    readonly queryKey: QueryKey;
    readonly pageParam: number;
    readonly signal: AbortSignal;
  }) => {
    const field = sort.id.replace('-asc', '');
    const page = { limit: PAGE_SIZE, offset: pageParam, sort: field, order: sort.order };
    const answer = await call('GET /v2/alerts', { query: { query: query ?? '', ...page }, signal });
    const before = queryClient.getQueryData<InfiniteData<Answer>>(queryKey);
    return withSharedAlerts(before?.pages[pageParam / PAGE_SIZE], answer);
  },
  initialPageParam: 0,
  getNextPageParam: (last: Answer, pages: readonly Answer[]) =>
    last.paging.next ? pages.length * PAGE_SIZE : undefined,
  structuralSharing: false,
});

/** Starts to read the first page of the alerts that match, before {@link useAlerts} shows it. */
export const startReadingAlerts = (query: string, sort: Sort): void =>
  void queryClient.prefetchInfiniteQuery(createListQuery(query, sort));

/** The alerts that match, page by page, read again after each change of an alert while the tab is visible. */
export function useAlerts(query: string | undefined, sort: Sort) {
  const result = useInfiniteQuery({
    ...createListQuery(query, sort),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
    // A request that the service refused is not repeated.
    refetchInterval: ({ state }) =>
      state.error instanceof ApiError && state.error.status < 500 ? false : SAFETY_MS,
  });
  const expected = useSyncExternalStore(expectations.subscribe, expectations.get);
  const alerts = useMemo(() => {
    // An alert that is created between two pages moves the others down, so one can be on both.
    const byId = new Map(
      result.data?.pages.flatMap(({ data }) => data.map((alert) => [alert.id, alert] as const)),
    );
    return [...byId.values()];
  }, [result.data]);
  useEffect(() => {
    for (const alert of alerts) {
      const expectation = expected.get(alert.id);
      if (expectation && isFulfilled(alert, expectation)) forgetExpectation(alert.id);
    }
  }, [alerts, expected]);
  const shown = useMemo(
    () =>
      expected.size === 0 ? alerts : alerts.map((alert) => withExpectation(alert, expected.get(alert.id))),
    [alerts, expected],
  );
  return { ...result, alerts: shown };
}

type Answer = ResponseBody<'GET /v2/alerts'>;

/**
 * The answer with the alerts of the page before it that have not changed, so that their rows are not drawn anew. Each page is
 * compared when it arrives: comparing all pages of a long list at once would block a frame.
 */
function withSharedAlerts(before: Answer | undefined, answer: Answer): Answer {
  const known = new Map(before?.data.map((alert) => [alert.id, alert]));
  return { ...answer, data: answer.data.map((alert) => replaceEqualDeep(known.get(alert.id), alert)) };
}

/** How many alerts match; undefined until it is known. */
export function useAlertCount(query: string | undefined): number | undefined {
  return useQuery({
    queryKey: ['alerts', 'count', query],
    queryFn: async ({ signal }) =>
      (await call('GET /v2/alerts/count', { query: { query: query ?? '' }, signal })).data.count,
    enabled: query !== undefined,
    refetchInterval: SAFETY_MS,
  }).data;
}
