import { useSyncExternalStore } from 'react';
import { sessionEnded } from '../client/authentication.ts';
import { loadLater } from '../components/load-later.tsx';

const SignInAgainDialog = loadLater<{ readonly onClose: () => void }>(
  () => import('./sign-in-again-dialog.tsx'),
);

/**
 * Asks to sign in again when the session has ended while the page was open. The page below stays as it is, with what was
 * typed; requests wait.
 */
export function SignInAgain() {
  const hasEnded = useSyncExternalStore(sessionEnded.subscribe, sessionEnded.get);
  // If the dialog cannot be loaded, the page for signing in is the way that is left.
  return hasEnded && <SignInAgainDialog onClose={() => location.reload()} />;
}
