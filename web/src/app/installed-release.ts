import { createObservable } from '../client/request-state.ts';
import { registerServiceWorker } from './service-worker-registration.ts';

/** Whether the files of a newer release have replaced those of which this page is made. */
export const newRelease = createObservable(false);

/**
 * Lets the service worker keep the files of the console, so that it opens at once and without a connection. Each opening looks
 * for a newer release. A page that nobody has touched yet changes to it by itself; another one offers it, because a reload
 * costs what was typed.
 */
export function keepInstalled(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let isControlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    if (isControlled) changeRelease();
    isControlled = true;
  });
  // Loading the page comes first.
  const register = () => registerServiceWorker().catch(() => {});
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
  // A tab can be open for days.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) serviceWorker.getRegistration().then((found) => found?.update().catch(() => {}));
  });
}

function changeRelease(): void {
  const { userActivation } = navigator as { readonly userActivation?: { readonly hasBeenActive: boolean } };
  if (userActivation?.hasBeenActive === false) location.reload();
  else newRelease.set(true);
}
