import { useQuery } from '@tanstack/react-query';
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useState } from 'react';
import { call } from '../client/call.ts';
import { ApiError } from '../client/errors.ts';
import { queryClient, retriesRead } from '../client/query-client.ts';
import type { Session, UserRight } from '../client/web-operations.ts';
import { ErrorState, LoadingState } from '../components/states.tsx';
import { deleteLastKnown, readLastKnown, startKeeping } from '../offline/last-known.ts';

const LastKnownAlerts = lazy(() => import('../offline/last-known-alerts.tsx'));

const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only for pages that need a session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for components below SessionGate.');
  return session;
}

/** Whether the role of the person has a right. What needs one that it lacks is not offered: the service would refuse it. */
export function useMay(): (right: UserRight) => boolean {
  const session = useSession();
  return (right) => !lacksRight(session, right);
}

/** Whether the role of the person lacks a right. */
export function lacksRight(session: Session, right: UserRight): boolean {
  // While a release is on its way, the service of the release before may answer, which does not name them.
  const { missingRights = [] } = session as Partial<Session>;
  return missingRights.includes(right);
}

export const SESSION_KEY = ['session'] as const;

/** Reads the session; null means that nobody is signed in. */
export async function readSession(): Promise<Session | null> {
  try {
    return await call('GET /web/session');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in. It is read once: every answer 401 says when the session has ended. */
export const SESSION_QUERY = {
  queryKey: SESSION_KEY,
  queryFn: readSession,
  staleTime: Number.POSITIVE_INFINITY,
  retry: retriesRead,
};

/** Shows a change that the person has made of themselves at once on every page. */
export const changeSessionUser = (change: Partial<Pick<Session['user'], 'timeZone' | 'locale'>>): void => {
  queryClient.setQueryData<Session | null>(
    SESSION_KEY,
    (session) => session && { ...session, user: { ...session.user, ...change } },
  );
};

/** After so many milliseconds without an answer, a person rather sees the last known alerts than an empty page. */
const SLOW_MS = 3_000;
const RETRY_MS = 5_000;

/**
 * Shows its children to a person who is signed in, and `signIn` to anybody else. While the service cannot be reached, it shows
 * the alerts that this browser read last.
 */
export function SessionGate({
  children,
  signIn,
}: {
  readonly children: ReactNode;
  readonly signIn: ReactNode;
}) {
  const { data, error, failureReason, refetch } = useQuery({
    ...SESSION_QUERY,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
  });
  const isSlow = useIsSlow(data === undefined);
  useEffect(() => {
    if (data === null) deleteLastKnown(localStorage);
    if (data) {
      const { user, account } = data;
      startKeeping(localStorage, { userId: user.id, accountId: account.id, timeZone: user.timeZone });
    }
  }, [data]);
  if (data === undefined) {
    const known = failureReason || isSlow ? readLastKnown(localStorage, Date.now()) : undefined;
    if (known) {
      return (
        <Suspense fallback={<LoadingState />}>
          <LastKnownAlerts known={known} onRetry={() => refetch()} />
        </Suspense>
      );
    }
    return error ? <ErrorState error={error} onRetry={() => refetch()} /> : <LoadingState />;
  }
  if (data === null) return signIn;
  return <SessionContext value={data}>{children}</SessionContext>;
}

/** Whether something has been awaited for longer than people like to. */
function useIsSlow(isAwaited: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isAwaited) return;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [isAwaited]);
  return isAwaited && isSlow;
}
