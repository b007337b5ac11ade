import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import {
  expectations,
  forgetExpectation,
  isFulfilled,
  withExpectation,
} from '../../alert-actions/pending.ts';
import type { Story } from '../../alert-story/model.ts';
import { isMoving } from '../../alert-story/next.ts';
import { useSession } from '../../app/session.tsx';
import { call } from '../../client/call.ts';
import { ApiError } from '../../client/errors.ts';
import { useLiveAlerts } from '../../data/live-alerts.ts';

/** In milliseconds: while an action that was accepted is being applied. */
const PENDING_POLL_MS = 700;
/** While something is being sent or is due. */
const MOVING_POLL_MS = 2_000;
/** Otherwise: for what changes a story without changing the alert, such as a schedule. */
const QUIET_POLL_MS = 20_000;

const toIdentifierType = (identifier: string) => (/^\d{1,9}$/.test(identifier) ? 'tiny' : 'id');

/**
 * The story of an alert by its id or tiny id, read again within five seconds of a change while the tab is visible, and the
 * difference between the service's clock and the browser's in milliseconds.
 */
export function useStory(identifier: string) {
  const { user } = useSession();
  const { timeZone } = user;
  const expected = useSyncExternalStore(expectations.subscribe, expectations.get);
  useLiveAlerts();
  const result = useQuery({
    queryKey: ['alerts', 'story', identifier, timeZone],
    queryFn: async ({ signal }) => {
      const query = { identifierType: toIdentifierType(identifier), timeZone };
      const { data } = await call('GET /v2/alerts/{identifier}/story', {
        params: { identifier },
        query,
        signal,
      });
      return { story: data, clockDifference: Date.parse(data.at) - Date.now() };
    },
    refetchInterval: ({ state: { data, error } }) => {
      if (error instanceof ApiError && error.status < 500) return false;
      if (!data) return MOVING_POLL_MS;
      if (expectations.get().has(data.story.alert.id)) return PENDING_POLL_MS;
      return isMoving(data.story.entries, Date.now() + data.clockDifference) ? MOVING_POLL_MS : QUIET_POLL_MS;
    },
  });
  const stored = result.data?.story;
  const expectation = stored && expected.get(stored.alert.id);
  useEffect(() => {
    if (stored && expectation && isFulfilled(stored.alert, expectation)) forgetExpectation(stored.alert.id);
  }, [stored, expectation]);
  const story = useMemo(
    (): Story | undefined => stored && { ...stored, alert: withExpectation(stored.alert, expectation) },
    [stored, expectation],
  );
  return { ...result, story, clockDifference: result.data?.clockDifference ?? 0 };
}

/** The notes of an alert, newest first. */
export function useNotes(alertId: string | undefined) {
  return useQuery({
    queryKey: ['alerts', 'notes', alertId],
    queryFn: async ({ signal }) => {
      const params = { identifier: alertId ?? '' };
      return (await call('GET /v2/alerts/{identifier}/notes', { params, query: { limit: 100 }, signal }))
        .data;
    },
    enabled: alertId !== undefined,
  }).data;
}

/**
 * Tells the service once that the person has opened the alert; reading the alert does so. It ends their further
 * notifications, so it must not happen in a tab that nobody looks at, nor again with every poll.
 */
export function useSeen(alertId: string | undefined): void {
  useEffect(() => {
    if (alertId === undefined) return;
    let isDone = false;
    const report = () => {
      if (document.hidden || isDone) return;
      isDone = true;
      // The story shows what is wrong if the service cannot be reached.
      call('GET /v2/alerts/{identifier}', { params: { identifier: alertId } }).catch(() => {});
    };
    report();
    document.addEventListener('visibilitychange', report);
    return () => document.removeEventListener('visibilitychange', report);
  }, [alertId]);
}
