import { type InfiniteData, useQuery } from '@tanstack/react-query';
import { call } from '../client/call.ts';
import type { ResponseBody } from '../client/operation-types.ts';
import { POLL_MS, queryClient } from '../client/query-client.ts';

/** Queries of this key, and longer ones, are read again after each change of an alert. */
const ALERTS_KEY = ['alerts'];

/** As many as the service reads at once. The counts of others are read again each minute. */
const MAX_DUPLICATED = 50;

type AlertList = ResponseBody<'GET /v2/alerts'>;
type AlertStory = ResponseBody<'GET /v2/alerts/{identifier}/story'>['data'];

/** The open alerts with duplicates that a page shows now. */
function listShownDuplicated(): readonly string[] {
  const findActive = <Data>(kind: string) =>
    queryClient
      .getQueryCache()
      .findAll({ queryKey: [...ALERTS_KEY, kind], type: 'active' })
      .flatMap(({ state }) => (state.data === undefined ? [] : [state.data as Data]));
  const lists = findActive<InfiniteData<AlertList>>('list').flatMap(({ pages }) => pages);
  const stories = findActive<{ readonly story: AlertStory }>('story');
  const alerts = [...lists.flatMap(({ data }) => data), ...stories.map(({ story }) => story.alert)];
  const duplicated = alerts.filter(({ count, status }) => count > 1 && status === 'open');
  return [...new Set(duplicated.map(({ id }) => id))].slice(0, MAX_DUPLICATED);
}

let known: string | undefined;
let readsAgain = false;

/**
 * Reads the version of the account's alerts; if it has changed, everything that shows alerts is read again. It is read again
 * at the next turn, too: version and lists come from indexes that are up to date a moment after each other, so what is read
 * at once may be a little older than the version. For the same reason the first version leads to another reading.
 */
async function readVersion(signal: AbortSignal): Promise<string> {
  const duplicated = listShownDuplicated();
  const query = duplicated.length > 0 ? { duplicated: duplicated.join(',') } : {};
  const { version } = await call('GET /web/alerts-version', { query, signal });
  const isChanged = known !== undefined && version !== known;
  if (isChanged || readsAgain) void queryClient.invalidateQueries({ queryKey: ALERTS_KEY });
  readsAgain = version !== known;
  known = version;
  return version;
}

/** Keeps all queries of alerts current within five seconds while the tab is visible. When it last did, and whether it fails. */
export function useLiveAlerts(): { readonly checkedAt: number; readonly isFailing: boolean } {
  const { dataUpdatedAt, failureCount } = useQuery({
    queryKey: ['alerts-version'],
    queryFn: ({ signal }) => readVersion(signal),
    refetchInterval: POLL_MS,
  });
  return { checkedAt: dataUpdatedAt, isFailing: failureCount > 0 };
}
