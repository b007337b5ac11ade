import { useSyncExternalStore } from 'react';
import { sessionEnded } from '../client/authentication.ts';
import { loadLater } from '../components/load-later.tsx';

const SignInAgainDialog = loadLater(() => import('./sign-in-again-dialog.tsx'));

/**
 * Asks to sign in again when the session has ended while the page was open. The page below stays as it is, with what was
 * typed; requests wait.
 */
export function SignInAgain() {
  const hasEnded = useSyncExternalStore(sessionEnded.subscribe, sessionEnded.get);
  return hasEnded && <SignInAgainDialog />;
}
