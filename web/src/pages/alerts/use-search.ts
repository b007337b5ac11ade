import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { setLastList } from '../../data/last-list.ts';
import { useTeamsOf } from '../../data/people.ts';
import { type ResolvedQuery, resolveOwnWords } from './query/own-words.ts';
import { SORTS, type SortId, VIEWS, type View } from './views.ts';

/** The address decides what the page shows: one of the views, a saved search, or a query of its own. */
export interface Search {
  /** Tells what is shown from everything else that can be. */
  readonly name: string;
  readonly view: View | undefined;
  readonly savedSearchId: string | undefined;
  /** As it was typed; undefined while the saved search is being read. */
  readonly typed: string | undefined;
  /** As the service understands it; undefined until it is known who the person is on a team with. */
  readonly resolved: ResolvedQuery | undefined;
  readonly sort: (typeof SORTS)[number];
  readonly showView: (id: string) => void;
  readonly showSaved: (id: string) => void;
  readonly showQuery: (query: string) => void;
  readonly sortBy: (id: SortId) => void;
}

/** The view that an address shows; undefined if it shows a query or a saved search. */
const findView = (params: URLSearchParams): View | undefined =>
  params.has('query') || params.get('search')
    ? undefined
    : (VIEWS.find(({ id }) => id === params.get('view')) ?? VIEWS[0]);

const findSort = (params: URLSearchParams) => SORTS.find(({ id }) => id === params.get('sort')) ?? SORTS[0];

const NEEDS_TEAMS = /\bmine\b/i;

/** What the address shows first, if no more than the session is needed to know it. */
export function findFirstList(search: string, username: string) {
  const params = new URLSearchParams(search);
  const typed = findView(params)?.query ?? params.get('query') ?? undefined;
  if (typed === undefined || NEEDS_TEAMS.test(typed)) return undefined;
  return { query: resolveOwnWords(typed, { username, teams: [] }).text, sort: findSort(params) };
}

/** The filters live in the address, so that they can be sent to somebody and come back with the back button. */
export function useSearch(): Search {
  const [params, setParams] = useSearchParams();
  const { user } = useSession();
  const teams = useTeamsOf(user.id);
  const savedSearchId = params.get('search') ?? undefined;
  const saved = useQuery({
    queryKey: ['saved-search', savedSearchId],
    queryFn: async () => {
      const identifier = savedSearchId ?? '';
      return (await call('GET /v2/alerts/saved-searches/{identifier}', { params: { identifier } })).data;
    },
    enabled: savedSearchId !== undefined,
  });
  const own = params.get('query');
  const view = findView(params);
  const typed = view?.query ?? own ?? saved.data?.query;
  const resolved = useMemo(() => {
    if (typed === undefined) return undefined;
    const needsTeams = NEEDS_TEAMS.test(typed);
    if (needsTeams && !teams) return undefined;
    return resolveOwnWords(typed, { username: user.username, teams: (teams ?? []).map(({ name }) => name) });
  }, [typed, teams, user.username]);
  const sort = findSort(params);
  useEffect(() => setLastList(params), [params]);
  const show = (filter: Readonly<Record<string, string>>) =>
    setParams({ ...filter, ...(sort !== SORTS[0] && { sort: sort.id }) });
  return {
    name: view ? `view ${view.id}` : own === null ? `search ${savedSearchId}` : `query ${own}`,
    view,
    savedSearchId,
    typed,
    resolved,
    sort,
    showView: (id) => show({ view: id }),
    showSaved: (id) => show({ search: id }),
    showQuery: (query) => show({ query }),
    sortBy: (id) =>
      setParams((before) => {
        const next = new URLSearchParams(before);
        next.set('sort', id);
        return next;
      }),
  };
}
