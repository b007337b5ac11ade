import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { call } from '../client/call.ts';
import { ApiError } from '../client/errors.ts';
import type { Session } from '../client/web-operations.ts';
import { ErrorState, LoadingState } from '../components/states.tsx';

const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only for pages that need a session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for components below SessionGate.');
  return session;
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

/** Shows its children to a person who is signed in, and `signIn` to anybody else. */
export function SessionGate({
  children,
  signIn,
}: {
  readonly children: ReactNode;
  readonly signIn: ReactNode;
}) {
  const { data, error, refetch } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: readSession,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined)
    return error ? <ErrorState error={error} onRetry={() => refetch()} /> : <LoadingState />;
  if (data === null) return signIn;
  return <SessionContext value={data}>{children}</SessionContext>;
}
