import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { sessionEnded } from '../client/authentication.ts';
import { Dialog } from '../components/dialog.tsx';
import { LoadingState } from '../components/states.tsx';
import { readSession, SESSION_KEY, useSession } from './session.tsx';
import { TEXTS } from './texts.ts';

const SignInForm = lazy(() =>
  import('../pages/sign-in/sign-in-form.tsx').then((module) => ({ default: module.SignInForm })),
);

/** Asks to sign in again; requests continue when the same person has. */
export default function SignInAgainDialog() {
  const { user } = useSession();
  const queries = useQueryClient();

  async function continueOrReload() {
    const session = await readSession();
    // The waiting actions belong to the previous person and must not run in the name of another.
    if (session?.user.id !== user.id) return location.reload();
    queries.setQueryData(SESSION_KEY, session);
    sessionEnded.set(false);
  }

  return (
    <Dialog title={TEXTS.signInAgain} isOpen mustAnswer onClose={() => {}}>
      <p className="muted">{TEXTS.signInAgainWhy(user.fullName)}</p>
      <Suspense fallback={<LoadingState />}>
        <SignInForm returnTo={`${location.pathname}${location.search}`} onSignedIn={continueOrReload} />
      </Suspense>
    </Dialog>
  );
}
