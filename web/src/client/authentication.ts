import { createObservable } from './request-state.ts';

/** Whether the session ended while the page was open. The page stays as it is; a dialog asks to sign in again. */
export const sessionEnded = createObservable(false);

/** Marks the session as ended, and resolves when the person has signed in again. */
export function waitForSignIn(): Promise<void> {
  sessionEnded.set(true);
  return new Promise((resolve) => {
    const unsubscribe = sessionEnded.subscribe(() => {
      unsubscribe();
      resolve();
    });
  });
}
